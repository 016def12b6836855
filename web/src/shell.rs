//! The frame around every page: the menu by rights, who one is, what is searched for, what the network does.

mod acting;
mod avatar;
mod menu;
mod search;
mod tabs;
mod top;

use kyndig_contract::session::SignIn;
use leptos::{ev, prelude::*};

use crate::browser;
use crate::form::Form;
use crate::load::Act;
use crate::nav;
use crate::remembered;
use crate::session::use_session;
use crate::t;
use crate::ui::{Dialog, ErrorBox, PasswordField, Submit, icon, icon_paths, is_toasting, live, toast, toaster};

pub use acting::{acting_line, acting_place};
pub use avatar::{AppearanceSwitch, LanguageSwitch};
pub use search::Finding;

#[component]
pub fn Shell(children: Children) -> AnyView {
    let open = RwSignal::new(false);
    let finding = RwSignal::new(false);
    let path = nav::path();
    // a chosen line of the drawer has done its work
    Effect::new(move |_| {
        // read, for a memo that nobody reads is never told of a change
        path.with(|_| ());
        open.set(false);
    });
    let keys = window_event_listener(ev::keydown, move |event| match event.key().as_str() {
        "Escape" if open.get_untracked() => {
            open.set(false);
            browser::focus_id("burger");
        }
        // wherever one is, in a field too; not over a question that must be answered first
        "b" | "B" if (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key() => {
            event.prevent_default();
            if !browser::is_dialog_open() {
                finding.set(true);
            }
        }
        _ => {}
    });
    on_cleanup(move || keys.remove());
    let skip = move |event: ev::MouseEvent| {
        event.prevent_default();
        browser::focus_id("content");
    };
    view! {
        <a class="ds-skip-link" href="#content" on:click=skip>{t::common::skip()}</a>
        <div class="shell" class:open=move || open.get()>
            <menu::Menu open/>
            <div class="shade" on:click=move |_| open.set(false)></div>
            <div class="body">
                <top::Top finding/>
                <Offline/>
                <Ending/>
                <main class="page" class:under-toast=is_toasting id="content" tabindex="-1">{children()}</main>
            </div>
            <tabs::Tabs open finding/>
        </div>
        <search::Search open=finding/>
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

/// The session ends in a few minutes: time to save, or to stay.
#[component]
fn Ending() -> AnyView {
    let session = use_session();
    let say = toaster();
    view! {
        <div role="status">
            {live(move || {
                session
                    .ending
                    .get()
                    .map(|ending| {
                        let name = if ending.can_extend { t::session::stay() } else { t::session::expired_title() };
                        let act = move || {
                            if ending.can_extend { session.extend(say) } else { session.expired.set(true) }
                        };
                        view! {
                            <p class="offline">
                                {icon(icon_paths::HOURGLASS_BOTTOM_FILLED)} <span>{t::session::ending(ending.minutes)}</span>
                                <button
                                    type="button"
                                    class="ds-button"
                                    data-variant="secondary"
                                    data-size="sm"
                                    on:click=move |_| act()
                                >
                                    {name}
                                </button>
                            </p>
                        }
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
    let email = form.field("email", remembered::email().unwrap_or_default());
    let password = form.field("password", "");
    let act = Act::new(
        move |request: SignIn, _| async move {
            let email = request.email.clone();
            session.sign_in(request).await.map(|()| remembered::remember_email(&email))
        },
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
