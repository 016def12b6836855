//! Dialogs on the browser's own `<dialog>`: it keeps the focus inside, closes on Escape and gives the focus back.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::toast::DialogToasts;
use super::{ErrorBox, Submit, icon, icon_paths, live};
use crate::{form::Unsaved, load::Act, t};

/// One dialog may open above another: each has a heading of its own to be named by.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// Shown while `open`; its content lives only that long.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Cannot be closed but by what it asks for.
    #[prop(optional)]
    must: bool,
    /// From the right edge and as high as the page: a panel over a list that needs its own width.
    #[prop(optional)]
    side: bool,
    children: ChildrenFn,
) -> AnyView {
    let children = StoredValue::new(children);
    let content = move || {
        let unsaved = Unsaved::provide();
        let heading = format!("dialog-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let named = heading.clone();
        let node = NodeRef::<html::Dialog>::new();
        Effect::new(move |_| {
            if let Some(dialog) = node.get()
                && !dialog.open()
            {
                // refused only for a dialog that is open already or not in the page
                let _ = dialog.show_modal();
                // the browser takes the first one that asks for it, which is the heading
                let asks = dialog.query_selector(".dialog-body [autofocus]").ok().flatten();
                if let Some(field) = asks.and_then(|field| field.dyn_into().ok()) {
                    crate::browser::focus(&field);
                }
            }
        });
        let cancel = move |event: leptos::ev::Event| {
            if must || !unsaved.may_be_lost() {
                event.prevent_default();
            }
        };
        let shut = move |_| {
            if unsaved.may_be_lost() {
                open.set(false);
            }
        };
        view! {
            <dialog
                class="ds-dialog"
                node_ref=node
                aria-labelledby=named
                data-placement=side.then_some("right")
                closedby=if must { "none" } else { "closerequest" }
                on:cancel=cancel
                on:close=move |_| open.set(false)
            >
                <div class="dialog-head">
                    <h2 id=heading tabindex="-1" autofocus>{title}</h2>
                    {(!must)
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="ds-button"
                                    data-variant="tertiary"
                                    data-icon
                                    aria-label=t::common::close()
                                    on:click=shut
                                >
                                    {icon(icon_paths::X_MARK)}
                                </button>
                            }
                        })}
                </div>
                <div class="dialog-body">{children.with_value(|children| children())}</div>
                <DialogToasts/>
            </dialog>
        }
        .into_any()
    };
    view! { <FocusBack open/> {live(move || open.get().then(content))} }.into_any()
}

/// Moves the focus to the heading of the dialog that is open, when what it was on is gone.
pub fn focus_dialog() {
    request_animation_frame(|| {
        let heading = document().query_selector("dialog[open] > .dialog-head > h2").ok().flatten();
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into().ok()) {
            crate::browser::focus(&heading);
        }
    });
}

/// Removing an open dialog from the page loses the focus; this gives it back to what opened it.
#[component]
pub fn FocusBack(open: RwSignal<bool>) -> AnyView {
    let opener = StoredValue::new_local(None);
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if now {
            opener.set_value(crate::browser::focused());
        } else if before == Some(true) {
            opener.with_value(|opener: &Option<web_sys::HtmlElement>| {
                let Some(opener) = opener else { return };
                let id = opener.id();
                if opener.is_connected() {
                    crate::browser::focus(opener);
                } else if !id.is_empty() {
                    crate::browser::focus_id(id);
                }
            });
            // what the dialog did may have drawn the page anew, without its opener: then the page is read from its heading
            request_animation_frame(|| {
                request_animation_frame(|| {
                    let lost = crate::browser::focused().is_none_or(|element| element.tag_name() == "BODY");
                    let heading = document().query_selector("main h1").ok().flatten().filter(|_| lost);
                    if let Some(heading) = heading.and_then(|heading| heading.dyn_into().ok()) {
                        crate::browser::focus(&heading);
                    }
                });
            });
        }
        now
    });
    ().into_any()
}

/// Asks once before something irreversible; says in its children what will happen to how many.
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// The word on the button: what is done, never "OK".
    #[prop(into)]
    action: Signal<String>,
    act: Act<()>,
    #[prop(optional)] dangerous: bool,
    children: ChildrenFn,
) -> AnyView {
    let children = StoredValue::new(children);
    view! {
        <Dialog open title>
            <div class="stack">
                {children.with_value(|children| children())} <ErrorBox error=act.error/>
                <div class="row">
                    <Submit
                        pending=act.pending
                        text=action
                        color=if dangerous { "danger" } else { "accent" }
                        press=move || act.run(())
                    />
                    <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| open.set(false)>
                        {t::common::cancel()}
                    </button>
                </div>
            </div>
        </Dialog>
    }
    .into_any()
}
