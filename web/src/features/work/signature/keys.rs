//! Working through the list by keys. They can be switched off: some write by voice, and each letter is a key.

use leptos::{ev, prelude::*};

use super::inbox::Inbox;
use crate::browser;
use crate::t;
use crate::ui::{CheckField, Dialog, live};

const REMEMBERED: &str = "kyndig.keys";

#[component]
pub fn Keys(inbox: Inbox) -> AnyView {
    let help = RwSignal::new(false);
    let on = RwSignal::new(browser::remembered(REMEMBERED).as_deref() != Some("off"));
    Effect::new(move |before: Option<bool>| {
        let now = on.get();
        if before.is_some_and(|before| before != now) {
            browser::remember(REMEMBERED, if now { "on" } else { "off" });
        }
        now
    });
    let pressed = window_event_listener(ev::keydown, move |event| {
        let other = event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented();
        if other || !on.get_untracked() || browser::is_typing() {
            return;
        }
        let many = !untrack(move || inbox.ticked_ids()).is_empty();
        let deciding = if many { inbox.bulk } else { inbox.deciding };
        let deciding = deciding.get_untracked().filter(|_| !event.repeat());
        match event.key().to_lowercase().as_str() {
            "j" => inbox.step(true),
            "k" => inbox.step(false),
            // elsewhere they scroll
            "arrowdown" if in_list() => inbox.step(true),
            "arrowup" if in_list() => inbox.step(false),
            "x" => inbox.turn(),
            "s" => {
                if let Some(deciding) = deciding {
                    deciding.sign.run(());
                }
            }
            "a" | "r" => {
                if let Some(deciding) = deciding {
                    deciding.reject.run(());
                }
            }
            "?" => help.set(true),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || pressed.remove());
    let hints = move || {
        on.get().then(|| {
            view! {
                <span><kbd>J</kbd> <kbd>K</kbd> {t::signature::keys_move()}</span>
                <span><kbd>X</kbd> {t::signature::keys_tick()}</span>
                <span><kbd>S</kbd> {t::signature::keys_sign()}</span>
                <span><kbd>A</kbd> {t::signature::keys_reject()}</span>
            }
        })
    };
    view! {
        <div class="keys">
            {live(hints)}
            <button type="button" id="keys-help" on:click=move |_| help.set(true)>
                <kbd aria-hidden="true">?</kbd>
                {t::signature::keys_all()}
            </button>
        </div>
        <Dialog open=help title=t::signature::keys().to_owned()>
            <dl class="kv">
                <dt><kbd>J</kbd> <kbd>"↓"</kbd></dt>
                <dd>{t::signature::keys_next()}</dd>
                <dt><kbd>K</kbd> <kbd>"↑"</kbd></dt>
                <dd>{t::signature::keys_previous()}</dd>
                <dt><kbd>X</kbd></dt>
                <dd>{t::signature::keys_tick_long()}</dd>
                <dt><kbd>S</kbd></dt>
                <dd>{t::signature::keys_sign_long()}</dd>
                <dt><kbd>A</kbd> <kbd>R</kbd></dt>
                <dd>{t::signature::keys_reject_long()}</dd>
                <dt><kbd>Esc</kbd></dt>
                <dd>{t::signature::keys_close()}</dd>
                <dt><kbd>?</kbd></dt>
                <dd>{t::signature::keys_show()}</dd>
            </dl>
            <p>{t::signature::keys_text()}</p>
            <CheckField checked=on label=t::signature::keys_on()/>
        </Dialog>
    }
    .into_any()
}

/// Whether the focus is in the list, or nowhere.
fn in_list() -> bool {
    browser::focused().is_none_or(|element| {
        element.tag_name() == "BODY"
            || element.id() == "content"
            || element.closest(".inbox-list .list").ok().flatten().is_some()
    })
}
