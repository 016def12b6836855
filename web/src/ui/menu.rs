//! Further acts of a page or a row, behind three dots.

use leptos::prelude::*;

use super::{icon, icon_paths};

/// One of them.
pub struct MenuItem {
    pub id: &'static str,
    pub text: &'static str,
    pub dangerous: bool,
    pub press: Callback<()>,
}

/// The button, and the list that it opens; nothing where there is nothing to choose. `id` is unique on the page.
#[component]
pub fn MoreMenu(id: &'static str, label: &'static str, items: Vec<MenuItem>) -> AnyView {
    if items.is_empty() {
        return ().into_any();
    }
    let list = format!("{id}-list");
    let target = list.clone();
    let item = move |item: MenuItem| {
        view! {
            <li>
                <button
                    type="button"
                    class="ds-button"
                    id=item.id
                    data-variant="tertiary"
                    data-color=if item.dangerous { "danger" } else { "neutral" }
                    popovertarget=target.clone()
                    popovertargetaction="hide"
                    on:click=move |_| item.press.run(())
                >
                    {item.text}
                </button>
            </li>
        }
    };
    view! {
        <div class="more-menu">
            <button
                type="button"
                class="ds-button"
                id=id
                data-variant="secondary"
                data-icon
                aria-label=label
                title=label
                popovertarget=list.clone()
            >
                {icon(icon_paths::MENU_ELIPSIS_VERTICAL)}
            </button>
            <div class="ds-dropdown" id=list popover="auto" data-placement="bottom-end">
                <ul>{items.into_iter().map(item).collect_view()}</ul>
            </div>
        </div>
    }
    .into_any()
}
