//! Choosing what to act as: an own position, a loan, or somebody one is deputy for (ACC-2, LOA-7).

use kyndig_contract::session::{ActingChoice, ActingKind};
use leptos::prelude::*;

use crate::language::date;
use crate::load::Act;
use crate::nav;
use crate::session::use_session;
use crate::shell::{LanguageSwitch, brand};
use crate::t;
use crate::ui::{ErrorBox, PageHead, Tag, Tone, icon, icon_paths, toast};

/// The whole screen: nothing else can be done before.
#[component]
pub fn ChooseFirst() -> AnyView {
    let session = use_session();
    let leave = Act::new(move |(), _| session.sign_out(), |()| {});
    view! {
        <main class="front">
            <div class="row">
                <div class="brand">{brand()}</div>
                <LanguageSwitch/>
            </div>
            <div class="panel">
                <div class="pad">
                    <PageHead title=t::session::choose_title().to_owned() sub=t::session::choose_text().to_owned()/>
                </div>
                <Choices/>
            </div>
            <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| leave.run(())>
                {icon(icon_paths::LEAVE)}
                {t::session::sign_out()}
            </button>
            <ErrorBox error=leave.error/>
        </main>
    }
    .into_any()
}

/// The same as a page, at any time.
#[component]
pub fn SwitchPosition() -> AnyView {
    view! {
        <PageHead title=t::session::switch_position().to_owned() sub=t::session::choose_text().to_owned()/>
        <section class="panel narrow"><Choices/></section>
    }
    .into_any()
}

#[component]
fn Choices() -> AnyView {
    let session = use_session();
    let act = Act::new(
        move |choice: ActingChoice, _| async move { session.choose(&choice).await.map(|()| choice) },
        |choice: ActingChoice| {
            toast(t::session::chosen(crate::shell::acting_line(&choice)));
            nav::go("/");
        },
    );
    let now = session.acting();
    let choices = session.details().map(|details| details.choices).unwrap_or_default();
    let rows = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let current = now.as_ref() == Some(&choice);
            let id = format!("choice-{index}");
            let row = id.clone();
            let (title, sub) = described(&choice);
            let kind = match choice.kind {
                ActingKind::Employment => None,
                ActingKind::Loan => Some((Tone::Warning, t::session::loan())),
                ActingKind::Deputy => Some((Tone::Info, t::session::deputy())),
            };
            view! {
                <li class:chosen=current data-clickdelegatefor=row>
                    <div class="t">
                        <button
                            type="button"
                            class="plain"
                            id=id
                            aria-current=current.then_some("true")
                            on:click=move |_| act.run(choice.clone())
                        >
                            {title}
                        </button>
                        <span>{sub}</span>
                    </div>
                    {kind.map(|(tone, text)| view! { <Tag tone text/> })}
                    {if current { icon(icon_paths::CHECKMARK) } else { icon(icon_paths::CHEVRON_RIGHT) }}
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="list" aria-busy=move || act.pending.get().to_string()>
            {rows}
        </ul>
        <ErrorBox error=act.error/>
    }
    .into_any()
}

/// What it is, and where and how long.
fn described(choice: &ActingChoice) -> (String, String) {
    let place = format!("{} · {}", choice.unit_name, choice.trust_name);
    let period = match (choice.from, choice.to) {
        (Some(from), Some(to)) => Some(t::session::period(date(from), date(to))),
        (Some(from), None) => Some(t::session::period_open(date(from))),
        (None, Some(to)) => Some(t::session::period_until(date(to))),
        (None, None) => None,
    };
    let title = match (choice.kind, &choice.deputy_for_name) {
        (ActingKind::Loan, _) => t::session::lent_to(&choice.unit_name),
        (ActingKind::Deputy, Some(name)) => t::session::deputy_for(name),
        _ => choice.title.clone(),
    };
    (title, period.map_or(place.clone(), |period| format!("{place} · {period}")))
}
