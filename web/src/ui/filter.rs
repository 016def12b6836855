//! What stands above a list: choices between views, filters and a search, in the address or in a dialog.

use std::time::Duration;

use leptos::{ev, prelude::*};

use super::{Choice, icon, icon_paths};
use crate::nav::Query;

/// Some views of the same list; the first is shown when the address names none.
#[component]
pub fn Toggle(query: Query, #[prop(into)] label: Oco<'static, str>, choices: Vec<Choice>) -> AnyView {
    let one = |choice: Choice| {
        let Choice { value, label } = choice;
        let (mine, wanted) = (value.clone(), value);
        let current = move || (query.text() == mine).then_some("true");
        view! {
            <a class="ds-button" data-variant="tertiary" href=move || query.href(&wanted) aria-current=current>
                {label}
            </a>
        }
    };
    view! {
        <div class="ds-toggle-group" role="group" aria-label=label>
            {choices.into_iter().map(one).collect_view()}
        </div>
    }
    .into_any()
}

/// One value of a filter, in the address; `any` is the choice that filters nothing.
#[component]
pub fn FilterSelect(
    query: Query,
    #[prop(into)] label: Oco<'static, str>,
    #[prop(into)] any: Oco<'static, str>,
    choices: Vec<Choice>,
) -> AnyView {
    let one = move |choice: Choice| {
        let value = choice.value.clone();
        let selected = move || query.text() == value;
        view! { <option value=choice.value selected=selected>{choice.label}</option> }
    };
    view! {
        <select class="ds-input" aria-label=label on:change=move |event| query.set(Some(event_target_value(&event)))>
            <option value="">{any}</option>
            {choices.into_iter().map(one).collect_view()}
        </select>
    }
    .into_any()
}

/// A search in a dialog or a panel, which is no part of the address; it waits for a pause in the typing.
#[component]
pub fn FindBox(
    text: RwSignal<String>,
    #[prop(into)] label: Oco<'static, str>,
    #[prop(optional)] autofocus: bool,
) -> AnyView {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
    };
    let typed = move |event: ev::Event| {
        let value = event_target_value(&event).trim().to_owned();
        stop();
        let later = set_timeout_with_handle(move || drop(text.try_set(value)), Duration::from_millis(250));
        waiting.set_value(later.ok());
    };
    on_cleanup(stop);
    view! {
        <div class="find">
            {icon(icon_paths::MAGNIFYING_GLASS)}
            <input
                type="search"
                autocomplete="off"
                autofocus=autofocus
                aria-label=label.clone()
                placeholder=label
                on:input=typed
            />
        </div>
    }
    .into_any()
}
