//! Short messages that something was done, read aloud, gone by themselves; with "undo" where there is one.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use super::{icon, icon_paths};
use crate::t;

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    /// Not a `Callback`: the message outlives the page that shows it.
    undo: Option<Undo>,
}

type Undo = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone, Copy)]
struct Shown {
    toasts: RwSignal<Vec<Toast>>,
    /// Numbers messages and places.
    next: RwSignal<u32>,
    /// The places of the dialogs that are open, the uppermost last.
    dialogs: RwSignal<Vec<u32>>,
}

impl Shown {
    fn number(self) -> u32 {
        let number = self.next.get_untracked();
        self.next.set(number + 1);
        number
    }

    fn dismiss(self, id: u32) {
        // the place of the messages may be gone before the message is
        let _ = self.toasts.try_update(|toasts| toasts.retain(|toast| toast.id != id));
    }

    /// Takes a message away in time, but not while the pointer or the focus is on it.
    fn expire(self, id: u32, stay: Duration) {
        let gone = move || {
            let held = document().query_selector(".toasts:is(:hover, :focus-within)").ok().flatten().is_some();
            if held { self.expire(id, stay) } else { self.dismiss(id) }
        };
        set_timeout(gone, stay);
    }
}

/// Says that it is done.
pub fn toast(text: impl Into<String>) {
    show(text.into(), None);
}

/// Says that it is done, and lets it be undone.
pub fn toast_undo(text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
    show(text.into(), Some(Arc::new(undo)));
}

/// Says it later, when whoever asked may be gone: what "undo" has come to.
pub fn toaster() -> impl Fn(String) + Copy + Send + Sync + 'static {
    let shown = use_context::<Shown>();
    move |text| {
        if let Some(shown) = shown {
            shown.show(text, None);
        }
    }
}

fn show(text: String, undo: Option<Undo>) {
    if let Some(shown) = use_context::<Shown>() {
        shown.show(text, undo);
    }
}

impl Shown {
    fn show(self, text: String, undo: Option<Undo>) {
        let id = self.number();
        // what can be undone stays long enough to be reached by keyboard, and as long as nobody is told of it (FUL-17)
        let stay = Duration::from_secs(if undo.is_some() { 10 } else { 6 });
        self.toasts.update(|toasts| {
            // an earlier one that can be undone stays for that; the others make room
            toasts.retain(|earlier| earlier.undo.is_some());
            toasts.push(Toast { id, text, undo });
        });
        self.expire(id, stay);
    }
}

/// What messages need; around everything that shows any.
#[component]
pub fn Toasts(children: Children) -> AnyView {
    let shown = Shown { toasts: RwSignal::new(Vec::new()), next: RwSignal::new(0), dialogs: RwSignal::new(Vec::new()) };
    provide_context(shown);
    view! { {children()} {place(shown, None)} }.into_any()
}

/// Whether there is any message.
pub fn is_toasting() -> bool {
    use_context::<Shown>().is_some_and(|shown| shown.toasts.with(|toasts| !toasts.is_empty()))
}

/// The place of the messages in a dialog: while it is open the page below is out of sight, and mute to screen readers.
#[component]
pub fn DialogToasts() -> AnyView {
    let Some(shown) = use_context::<Shown>() else { return ().into_any() };
    let mine = shown.number();
    shown.dialogs.update(|dialogs| dialogs.push(mine));
    on_cleanup(move || {
        let _ = shown.dialogs.try_update(|dialogs| dialogs.retain(|dialog| *dialog != mine));
    });
    place(shown, Some(mine))
}

/// Shows the messages while nothing lies above it.
fn place(shown: Shown, dialog: Option<u32>) -> AnyView {
    let one = move |toast: Toast| {
        let undo = toast.undo.map(|undo| {
            let press = move |_| {
                shown.dismiss(toast.id);
                undo();
            };
            view! {
                <button type="button" class="ds-button" data-variant="tertiary" on:click=press>
                    {t::common::undo()}
                </button>
            }
        });
        view! {
            <div class="toast">
                <span class="mark done" aria-hidden="true">{icon(icon_paths::CHECKMARK)}</span>
                <span>{toast.text}</span>
                {undo}
                <button
                    type="button"
                    class="ds-button"
                    data-variant="tertiary"
                    data-icon
                    aria-label=t::common::close()
                    on:click=move |_| shown.dismiss(toast.id)
                >
                    {icon(icon_paths::X_MARK)}
                </button>
            </div>
        }
    };
    let here = move || {
        let above = shown.dialogs.with(|dialogs| dialogs.last().copied());
        if above == dialog { shown.toasts.get() } else { Vec::new() }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=here key=|toast| toast.id children=one/>
        </div>
    }
    .into_any()
}
