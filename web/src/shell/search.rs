//! The dialog of the search (Ctrl+B); what is in it comes with its wing when it is first opened.

use leptos::{html, prelude::*};

use crate::menu::navigation;
use crate::t;
use crate::ui::{FocusBack, live};

#[component]
pub fn Search(open: RwSignal<bool>) -> AnyView {
    // given to what is in it: a hit closes it
    provide_context(Finding(open));
    let content = move || {
        let node = NodeRef::<html::Dialog>::new();
        Effect::new(move |_| {
            if let Some(dialog) = node.get()
                && !dialog.open()
            {
                // refused only for a dialog that is open already or not in the page
                let _ = dialog.show_modal();
            }
        });
        view! {
            <dialog
                class="ds-dialog palette"
                node_ref=node
                aria-label=t::common::search()
                closedby="any"
                on:close=move |_| open.set(false)
            >
                {live(navigation().search)}
            </dialog>
        }
    };
    view! { <FocusBack open/> {live(move || open.get().then(content))} }.into_any()
}

/// Whether the search is open, for what is in it.
#[derive(Clone, Copy)]
pub struct Finding(pub RwSignal<bool>);
