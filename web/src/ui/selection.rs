//! Rows that are ticked in a list of pages: their boxes, the box for all of them, and the bar of what is done to them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

use crate::browser;
use crate::load::Pages;

/// Those that are ticked, by what tells them apart.
pub type Ticked<K, V> = RwSignal<BTreeMap<K, V>>;

/// The box of a row.
pub fn tick_box<K, V>(ticked: Ticked<K, V>, label: String, key: K, value: V) -> AnyView
where
    K: Ord + Copy + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    let press = move |event: ev::Event| {
        let on = event_target_checked(&event);
        ticked.update(|ticked| {
            if on {
                ticked.insert(key, value.clone());
            } else {
                ticked.remove(&key);
            }
        });
    };
    view! {
        <input
            type="checkbox"
            class="ds-input"
            aria-label=label
            aria-keyshortcuts="Enter"
            prop:checked=move || ticked.with(|ticked| ticked.contains_key(&key))
            on:change=press
            on:keydown=to_acts
        />
    }
    .into_any()
}

/// By Enter one goes from a box to what is done with all that are ticked, past the rows in between; Escape leads back.
fn to_acts(event: ev::KeyboardEvent) {
    if event.key() == "Enter"
        && let Some(act) = document().query_selector(".picked-bar :is(a, button)").ok().flatten()
        && let Ok(act) = act.dyn_into::<web_sys::HtmlElement>()
    {
        event.prevent_default();
        LEFT.set(browser::focused());
        browser::focus(&act);
    }
}

thread_local! {
    /// The box one came from.
    static LEFT: RefCell<Option<web_sys::HtmlElement>> = const { RefCell::new(None) };
}

fn back(event: ev::KeyboardEvent) {
    let inner = browser::target_element(&event).is_some_and(|at| at.closest("dialog").ok().flatten().is_some());
    if event.key() == "Escape"
        && !inner
        && let Some(left) = LEFT.take().filter(|left| left.is_connected())
    {
        event.prevent_default();
        event.stop_propagation();
        browser::focus(&left);
    }
}

/// The box that ticks every row that is shown; `of` says what a row is ticked as.
pub fn tick_all_box<T, K, V>(list: Pages<T>, ticked: Ticked<K, V>, label: &'static str, of: fn(T) -> (K, V)) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    K: Ord + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    let all = Memo::new(move |_| {
        let rows = list.shown();
        !rows.is_empty() && ticked.with(|ticked| rows.into_iter().all(|row| ticked.contains_key(&of(row).0)))
    });
    view! {
        <input
            type="checkbox"
            class="ds-input"
            id="choose-all"
            aria-label=label
            prop:checked=move || all.get()
            on:change=move |event| tick_all(list, ticked, event_target_checked(&event), of)
        />
    }
    .into_any()
}

/// Every row that is shown, or none of them.
pub fn tick_all<T, K, V>(list: Pages<T>, ticked: Ticked<K, V>, on: bool, of: fn(T) -> (K, V))
where
    T: Clone + Send + Sync + 'static,
    K: Ord + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    let rows = untrack(|| list.shown());
    ticked.update(|ticked| {
        for (key, value) in rows.into_iter().map(of) {
            if on {
                ticked.insert(key, value);
            } else {
                ticked.remove(&key);
            }
        }
    });
}

/// How many are ticked, and what can be done to them; always in sight.
#[component]
pub fn TickedBar(text: String, children: Children) -> AnyView {
    let label = text.clone();
    view! {
        <div class="panel picked-bar" role="region" aria-label=label on:keydown=back>
            <b>{text}</b>
            {children()}
        </div>
    }
    .into_any()
}
