//! Settings: the language, and who one is signed in as.

use leptos::prelude::*;

use crate::language::{self, Language};
use crate::load::Act;
use crate::session::use_session;
use crate::shell::{AppearanceSwitch, acting_line};
use crate::t;
use crate::ui::{ErrorBox, PageHead, Panel};

pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["settings"] => Some(view! { <Settings/> }.into_any()),
        _ => None,
    }
}

#[component]
fn Settings() -> AnyView {
    let session = use_session();
    let details = session.details();
    let now = language::current();
    let change = Act::new(move |language: Language, _| session.choose_language(language), |()| {});
    let one = move |language: Language| {
        view! {
            <ds-field class="ds-field">
                <input
                    class="ds-input"
                    type="radio"
                    name="language"
                    prop:checked=language == now
                    on:change=move |_| change.run(language)
                />
                <label class="ds-label" data-weight="regular" lang=language.code()>{language.name()}</label>
            </ds-field>
        }
    };
    let acting = session.acting();
    let several = details.as_ref().is_some_and(|details| details.choices.len() > 1);
    view! {
        <PageHead title=t::settings::title().to_owned()/>
        <div class="narrow stack">
            <Panel title=t::settings::language().to_owned()>
                <fieldset class="ds-fieldset pad">
                    <legend class="ds-sr-only">{t::settings::language()}</legend>
                    {Language::ALL.into_iter().map(one).collect_view()}
                    <p class="meta">{t::settings::language_text()}</p>
                    <ErrorBox error=change.error/>
                </fieldset>
            </Panel>
            <Panel title=t::settings::appearance().to_owned()>
                <div class="pad">
                    <AppearanceSwitch/>
                    <p class="meta">{t::settings::appearance_text()}</p>
                </div>
            </Panel>
            <Panel title=t::settings::signed_in().to_owned()>
                <div class="pad">
                    <dl class="kv">
                        <dt>{t::settings::name()}</dt>
                        <dd>{details.map(|details| details.name)}</dd>
                        <dt>{t::settings::acting()}</dt>
                        <dd>{acting.as_ref().map(acting_line)}</dd>
                        <dt>{t::settings::trust()}</dt>
                        <dd>{acting.map(|acting| acting.trust_name)}</dd>
                    </dl>
                    {several
                        .then(|| {
                            view! { <a class="ds-link" href="/switch-position">{t::session::switch_position()}</a> }
                        })}
                </div>
            </Panel>
        </div>
    }
    .into_any()
}
