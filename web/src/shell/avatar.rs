//! Who one is, and what one sets for oneself: position, language, appearance; and the way out.

use kyndig_contract::session::ActingChoice;
use leptos::prelude::*;

use super::acting::{acting_line, acting_place};
use crate::appearance::{self, Appearance};
use crate::browser;
use crate::language::{self, Language};
use crate::load::Act;
use crate::nav;
use crate::session::use_session;
use crate::t;
use crate::ui::{ErrorBox, icon, icon_paths, live, toast};

const MENU: &str = "me-menu";

#[component]
pub fn Avatar() -> AnyView {
    let session = use_session();
    let name = session.details().map(|details| details.name).unwrap_or_default();
    let acting = session.acting().map(|acting| acting_line(&acting)).unwrap_or_default();
    let letters: String = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    let letters = shortened(&letters);
    let label = t::common::signed_in_as(&name, &acting);
    // a chosen line has done its work
    let path = nav::path();
    Effect::new(move |before: Option<()>| {
        path.with(|_| ());
        if before.is_some() {
            close();
        }
    });
    let menu = {
        let (name, letters) = (name.clone(), letters.clone());
        view! {
            <div class="who">
                <span class="ds-avatar" data-color="plum" data-size="sm" aria-hidden="true">{letters}</span>
                <div><b>{name}</b> <span>{acting.clone()}</span></div>
            </div>
        }
    };
    let leave = Act::new(move |(), _| session.sign_out(), |()| {});
    view! {
        <button type="button" class="me" id="me" popovertarget=MENU aria-haspopup="dialog">
            <span class="ds-sr-only">{label}</span>
            <div aria-hidden="true"><b>{name}</b> <span>{acting}</span></div>
            <span class="ds-avatar" data-color="plum" data-size="sm" aria-hidden="true">{letters}</span>
            {icon(icon_paths::CHEVRON_DOWN)}
        </button>
        <div class="me-menu" id=MENU popover="auto" role="dialog" aria-label=t::settings::signed_in()>
            {menu}
            <Positions/>
            <div><h2 aria-hidden="true">{t::settings::language()}</h2> <LanguageSwitch whole=true/></div>
            <div><h2 aria-hidden="true">{t::settings::appearance()}</h2> <AppearanceSwitch/></div>
            <ul>
                <li><a class="opt" href="/settings">{icon(icon_paths::COG)} <b>{t::settings::title()}</b></a></li>
                <li class="phone">
                    <a class="opt" href="/help">{icon(icon_paths::QUESTIONMARK_CIRCLE)} <b>{t::help::title()}</b></a>
                </li>
                <li>
                    <button type="button" class="opt" on:click=move |_| leave.run(())>
                        {icon(icon_paths::LEAVE)}
                        <b>{t::session::sign_out()}</b>
                    </button>
                    <ErrorBox error=leave.error/>
                </li>
            </ul>
        </div>
    }
    .into_any()
}

fn close() {
    if let Some(menu) = browser::by_id(MENU) {
        // refused only where it is closed already
        let _ = menu.hide_popover();
    }
}

fn shortened(initials: &str) -> String {
    let mut letters = initials.chars();
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).collect()
}

/// ACC-2: what else one may act as, where there is more than one.
#[component]
fn Positions() -> AnyView {
    let session = use_session();
    let choices = session.details().map(|details| details.choices).unwrap_or_default();
    if choices.len() < 2 {
        return ().into_any();
    }
    let now = session.acting();
    let act = Act::new(
        move |choice: ActingChoice, _| async move { session.choose(&choice).await.map(|()| choice) },
        |choice: ActingChoice| {
            toast(t::session::chosen(acting_line(&choice)));
            nav::go("/");
        },
    );
    let one = move |(index, choice): (usize, ActingChoice)| {
        let current = now.as_ref() == Some(&choice);
        let (title, place) = acting_place(&choice);
        let press = move |_| {
            if current {
                close();
            } else if nav::may_leave() {
                act.run(choice.clone());
            }
        };
        view! {
            <li>
                <button
                    type="button"
                    class="opt"
                    id=format!("position-{index}")
                    aria-current=current.then_some("true")
                    on:click=press
                >
                    {if current { icon(icon_paths::CHECKMARK) } else { view! { <i></i> }.into_any() }}
                    <b>{title}</b>
                    <span>{place}</span>
                </button>
            </li>
        }
    };
    view! {
        <div class="opts">
            <h2 id="positions">{t::session::switch_position()}</h2>
            <ul aria-labelledby="positions" aria-busy=move || act.pending.get().to_string()>
                {choices.into_iter().enumerate().map(one).collect_view()}
            </ul>
            <ErrorBox error=act.error/>
        </div>
    }
    .into_any()
}

/// nb, nn, en; what is typed on the page is kept by asking first.
#[component]
pub fn LanguageSwitch(
    /// By their names instead of their codes.
    #[prop(optional)]
    whole: bool,
) -> AnyView {
    let session = use_session();
    let now = language::current();
    let change = Act::new(move |language: Language, _| session.choose_language(language), |()| {});
    let press = move |language: Language| {
        // the page is drawn anew, without what was typed
        if language != now && nav::may_leave() {
            change.run(language);
        }
    };
    let one = move |language: Language| {
        let pressed = (language == now).to_string();
        let said = if whole {
            view! { {language.name()} }.into_any()
        } else {
            view! {
                <span aria-hidden="true">{language.code()}</span>
                <span class="ds-sr-only">{language.name()}</span>
            }
            .into_any()
        };
        view! {
            <button
                type="button"
                lang=language.code()
                aria-pressed=pressed
                id=format!("language-{}", language.code())
                title=(!whole).then(|| language.name())
                on:click=move |_| press(language)
            >
                {said}
            </button>
        }
    };
    view! {
        <div class="languages" class:switch=whole role="group" aria-label=t::settings::language()>
            {Language::ALL.into_iter().map(one).collect_view()}
        </div>
        {live(move || change.error.get().map(|error| view! { <span role="alert" class="meta late">{error.text()}</span> }))}
    }
    .into_any()
}

/// As the system, light or dark; in this browser.
#[component]
pub fn AppearanceSwitch() -> AnyView {
    let one = |appearance: Appearance| {
        let (name, path) = match appearance {
            Appearance::System => (t::settings::system(), icon_paths::LAPTOP),
            Appearance::Light => (t::settings::light(), icon_paths::SUN),
            Appearance::Dark => (t::settings::dark(), icon_paths::MOON),
        };
        view! {
            <button
                type="button"
                aria-pressed=move || (appearance::current() == appearance).to_string()
                on:click=move |_| appearance::choose(appearance)
            >
                {icon(path)}
                {name}
            </button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label=t::settings::appearance()>
            {Appearance::ALL.into_iter().map(one).collect_view()}
        </div>
    }
    .into_any()
}
