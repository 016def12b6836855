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
struct Shown(RwSignal<Vec<Toast>>, RwSignal<u32>);

/// Says that it is done.
pub fn toast(text: impl Into<String>) {
    show(text.into(), None);
}

/// Says that it is done, and lets it be undone.
pub fn toast_undo(text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
    show(text.into(), Some(Arc::new(undo)));
}

fn show(text: String, undo: Option<Undo>) {
    let Some(Shown(toasts, next)) = use_context::<Shown>() else { return };
    let id = next.get_untracked();
    next.set(id + 1);
    // what can be undone stays long enough to be reached by keyboard
    let stay = Duration::from_secs(if undo.is_some() { 12 } else { 6 });
    toasts.update(|toasts| toasts.push(Toast { id, text, undo }));
    let gone = move || {
        // the place of the messages may be gone before the message is
        let _ = toasts.try_update(|toasts| toasts.retain(|toast| toast.id != id));
    };
    set_timeout(gone, stay);
}

/// The place of the messages; around everything that shows any.
#[component]
pub fn Toasts(children: Children) -> AnyView {
    let shown = Shown(RwSignal::new(Vec::new()), RwSignal::new(0));
    provide_context(shown);
    let Shown(toasts, _) = shown;
    let dismiss = move |id| toasts.update(|toasts| toasts.retain(|toast: &Toast| toast.id != id));
    let one = move |toast: Toast| {
        let undo = toast.undo.map(|undo| {
            let press = move |_| {
                dismiss(toast.id);
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
                    on:click=move |_| dismiss(toast.id)
                >
                    {icon(icon_paths::X_MARK)}
                </button>
            </div>
        }
    };
    view! {
        {children()}
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.get() key=|toast| toast.id children=one/>
        </div>
    }
    .into_any()
}
