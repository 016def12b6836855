//! The frame around every page: the menu by rights, who one is, what the network does.

use kyndig_contract::session::{ActingChoice, ActingKind, SignIn};
use leptos::{ev, prelude::*};

use crate::browser;
use crate::features;
use crate::form::Form;
use crate::language::{self, Language};
use crate::load::Act;
use crate::nav;
use crate::session::use_session;
use crate::t;
use crate::ui::{Dialog, ErrorBox, PasswordField, Submit, icon, icon_paths, is_toasting, live, toast};

/// One line of the menu.
pub struct Item {
    pub href: &'static str,
    pub name: &'static str,
    pub icon: &'static str,
}

/// Lines of the menu under one heading; the first group has none.
pub struct Group {
    pub name: Option<&'static str>,
    pub items: Vec<Item>,
}

#[component]
pub fn Shell(children: Children) -> AnyView {
    features::home::Waiting::provide();
    let open = RwSignal::new(false);
    let path = nav::path();
    // a chosen line of the drawer has done its work
    Effect::new(move |_| {
        // read, for a memo that nobody reads is never told of a change
        path.with(|_| ());
        open.set(false);
    });
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
            browser::focus_id("burger");
        }
    });
    on_cleanup(move || escape.remove());
    let skip = move |event: ev::MouseEvent| {
        event.prevent_default();
        browser::focus_id("content");
    };
    view! {
        <a class="ds-skip-link" href="#content" on:click=skip>{t::common::skip()}</a>
        <div class="shell" class:open=move || open.get()>
            <Menu open/>
            <div class="shade" on:click=move |_| open.set(false)></div>
            <div class="body">
                <Top open/>
                <Offline/>
                <main class="page" class:under-toast=is_toasting id="content" tabindex="-1">{children()}</main>
            </div>
        </div>
        <SignInAgain/>
    }
    .into_any()
}

/// The brand: mark and name.
pub fn brand() -> AnyView {
    view! {
        <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="9" fill="var(--ds-color-accent-base-default)"></rect>
            <path
                d="M9 7v18M9 17l6-4M15 13l7-6M15 13l8 12"
                stroke="var(--ds-color-accent-base-contrast-default)"
                stroke-width="3"
                stroke-linecap="round"
                fill="none"
            ></path>
            <circle cx="24" cy="7.5" r="2.6" fill="var(--ds-color-accent-base-contrast-default)"></circle>
        </svg>
        "Kyndig"
    }
    .into_any()
}

#[component]
fn Menu(open: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let path = nav::path();
    let line = move |item: Item| {
        let href = item.href;
        let current = move || {
            path.with(|path| {
                path == href || (href != "/" && path.starts_with(href) && path[href.len()..].starts_with('/'))
            })
            .then_some("page")
        };
        let badge = move || {
            features::badge(href).filter(|count| *count > 0).map(|count| {
                view! {
                    <span class="n ds-badge" data-color="danger" data-count=count.to_string() aria-hidden="true"></span>
                    <span class="ds-sr-only">{t::common::waiting(count)}</span>
                }
            })
        };
        view! { <li><a href=href aria-current=current>{icon(item.icon)} <span>{item.name}</span> {live(badge)}</a></li> }
    };
    let groups = features::menu(session)
        .into_iter()
        .filter(|group| !group.items.is_empty())
        .map(|group| {
            view! {
                {group.name.map(|name| view! { <small>{name}</small> })}
                <ul>{group.items.into_iter().map(line).collect_view()}</ul>
            }
        })
        .collect_view();
    let leave = Act::new(move |(), _| session.sign_out(), |()| {});
    let several = session.details().is_some_and(|details| details.choices.len() > 1);
    let switch = several.then(|| {
        line(Item {
            href: "/switch-position",
            name: t::session::switch_position(),
            icon: icon_paths::ARROWS_SQUAREPATH,
        })
    });
    let hidden = move || (browser::is_drawer() && !open.get()).then_some("true");
    view! {
        <nav class="nav" id="menu" aria-label=t::common::menu() inert=move || hidden().is_some()>
            <div class="brand">{brand()}</div>
            {groups}
            <ul class="foot">
                {line(Item { href: "/settings", name: t::settings::title(), icon: icon_paths::COG })} {switch}
                <li>
                    <button type="button" on:click=move |_| leave.run(())>
                        {icon(icon_paths::LEAVE)}
                        <span>{t::session::sign_out()}</span>
                    </button>
                    <ErrorBox error=leave.error/>
                </li>
            </ul>
        </nav>
    }
    .into_any()
}

#[component]
fn Top(open: RwSignal<bool>) -> AnyView {
    let session = use_session();
    let name = session.details().map(|details| details.name).unwrap_or_default();
    let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    let initials = shortened(&initials);
    let acting = session.acting().map(|acting| acting_line(&acting));
    let label = t::common::signed_in_as(&name, acting.clone().unwrap_or_default());
    let press = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked() {
            request_animation_frame(|| {
                let first = document().query_selector("#menu a").ok().flatten();
                if let Some(first) = first.and_then(|first| wasm_bindgen::JsCast::dyn_into(first).ok()) {
                    browser::focus(&first);
                }
            });
        }
    };
    view! {
        <header class="top">
            <button
                type="button"
                id="burger"
                class="ds-button burger"
                data-variant="tertiary"
                data-icon
                aria-label=t::common::menu()
                aria-expanded=move || open.get().to_string()
                aria-controls="menu"
                on:click=press
            >
                {icon(icon_paths::MENU_HAMBURGER)}
            </button>
            <LanguageSwitch/>
            <a class="me" href="/settings" title=label>
                <div><span class="ds-sr-only">{t::settings::signed_in()}</span> <b>{name}</b> <span>{acting}</span></div>
                <span class="ds-avatar" data-color="plum" data-size="sm" aria-hidden="true">{initials}</span>
            </a>
        </header>
    }
    .into_any()
}

fn shortened(initials: &str) -> String {
    let mut letters = initials.chars();
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).collect()
}

/// "Sykepleier · Medisinsk sengepost 3", and for whom or until when.
pub fn acting_line(acting: &ActingChoice) -> String {
    let place = format!("{} · {}", acting.title, acting.unit_name);
    match (acting.kind, &acting.deputy_for_name) {
        (ActingKind::Deputy, Some(name)) => t::session::deputy_for(name),
        _ => place,
    }
}

/// nb, nn, en; what is typed on the page is kept by asking first.
#[component]
pub fn LanguageSwitch() -> AnyView {
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
        view! {
            <button
                type="button"
                lang=language.code()
                aria-pressed=pressed
                id=format!("language-{}", language.code())
                title=language.name()
                on:click=move |_| press(language)
            >
                <span aria-hidden="true">{language.code()}</span>
                <span class="ds-sr-only">{language.name()}</span>
            </button>
        }
    };
    view! {
        <div class="languages" role="group" aria-label=t::settings::language()>
            {Language::ALL.into_iter().map(one).collect_view()}
            {live(move || change.error.get().map(|error| view! { <span role="alert" class="meta late">{error.text()}</span> }))}
        </div>
    }
    .into_any()
}

/// Says so while the browser has no network; what is typed stays.
#[component]
fn Offline() -> AnyView {
    let offline = RwSignal::new(!browser::is_online());
    let lost = window_event_listener(ev::offline, move |_| offline.set(true));
    let back = window_event_listener(ev::online, move |_| offline.set(false));
    on_cleanup(move || {
        lost.remove();
        back.remove();
    });
    view! {
        <div role="status">
            {live(move || {
                offline
                    .get()
                    .then(|| {
                        view! { <p class="offline">{icon(icon_paths::CLOUD_SLASH)} {t::common::offline()}</p> }
                    })
            })}
        </div>
    }
    .into_any()
}

/// The session ended while a page was open: sign in on top of it, and nothing on it is lost.
#[component]
fn SignInAgain() -> AnyView {
    let session = use_session();
    view! {
        <Dialog open=session.expired title=t::session::expired_title().to_owned() must=true>
            <p>{t::session::expired_text()}</p>
            <SignInForm again=true/>
        </Dialog>
    }
    .into_any()
}

/// E-mail and password.
#[component]
pub fn SignInForm(#[prop(optional)] again: bool) -> AnyView {
    let session = use_session();
    let form = Form::new();
    let email = form.field("email", "");
    let password = form.field("password", "");
    let act = Act::new(
        move |request: SignIn, _| session.sign_in(request),
        move |()| {
            if again {
                toast(t::session::signed_in_again());
            }
        },
    );
    form.follow(act);
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = SignIn {
            email: email.get().trim().to_owned(),
            password: password.get(),
            refresh_in: kyndig_contract::session::RefreshIn::Cookie,
        };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <crate::ui::TextField
                field=email
                label=t::session::email()
                required=true
                kind="email"
                autocomplete="username"
            />
            <PasswordField field=password label=t::session::password()/>
            <ErrorBox error=act.error/>
            <Submit pending=act.pending text=t::session::sign_in().to_owned()/>
        </form>
    }
    .into_any()
}
