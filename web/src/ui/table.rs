//! Tables: sorted by the address, with a head that stays, cards on a phone.
//!
//! A row is named by its `<th scope="row">`. Each `<td>` carries `data-label=` its column's name: on a phone that is what stands before the value.

use leptos::prelude::*;

use super::{Choice, icon, icon_paths, live};
use crate::browser;
use crate::nav::Query;
use crate::t;

/// A column: its heading, and the word it is sorted by, if it can be.
#[derive(Clone)]
pub struct Column {
    name: Oco<'static, str>,
    sort: Option<&'static str>,
    hidden: bool,
    amount: bool,
    lead: Option<ViewFn>,
}

impl Column {
    pub fn new(name: impl Into<Oco<'static, str>>) -> Self {
        Self { name: name.into(), sort: None, hidden: false, amount: false, lead: None }
    }

    /// Can be sorted by; `word` is what the API calls it.
    #[must_use]
    pub fn sorted_by(self, word: &'static str) -> Self {
        Self { sort: Some(word), ..self }
    }

    /// Something before the name: a checkbox for all rows.
    #[must_use]
    pub fn led_by(self, lead: impl Into<ViewFn>) -> Self {
        Self { lead: Some(lead.into()), ..self }
    }

    /// How many: to the right, as its cells (`class="amount"`) are.
    #[must_use]
    pub fn amount(self) -> Self {
        Self { amount: true, ..self }
    }

    /// Named for screen readers only: checkboxes, buttons.
    #[must_use]
    pub fn unseen(self) -> Self {
        Self { hidden: true, ..self }
    }
}

/// How the table is sorted, in the address: `?sort=name` or `?sort=-name`.
#[derive(Clone, Copy)]
pub struct Sorting {
    query: Query,
    default: &'static str,
}

impl Sorting {
    pub fn new(default: &'static str) -> Self {
        Self { query: Query::new("sort"), default }
    }

    /// The word, with `-` before it when downwards.
    pub fn get(self) -> String {
        self.query.get().unwrap_or_else(|| self.default.to_owned())
    }
}

/// On a phone a table has no head: what it is sorted by, for the sheet that holds its filters.
#[component]
pub fn SortChoice(sorting: Sorting, choices: Vec<Choice>) -> AnyView {
    let one = move |choice: Choice| {
        let Choice { value, label } = choice;
        let down = format!("-{value}");
        let (up_now, down_now) = (value.clone(), down.clone());
        view! {
            <option value=value selected=move || sorting.get() == up_now>{t::common::ascending(&label)}</option>
            <option value=down selected=move || sorting.get() == down_now>{t::common::descending(&label)}</option>
        }
    };
    view! {
        <ds-field class="ds-field phone">
            <label class="ds-label" for="sort-choice">{t::common::sort_by()}</label>
            <select
                class="ds-input"
                id="sort-choice"
                on:change=move |event| sorting.query.set(Some(event_target_value(&event)))
            >
                {choices.into_iter().map(one).collect_view()}
            </select>
        </ds-field>
    }
    .into_any()
}

/// The rows are its children: `<tr><td data-label=…>`.
#[component]
pub fn Table(
    /// Says what the table holds, to screen readers.
    #[prop(into)]
    caption: Signal<String>,
    columns: Vec<Column>,
    #[prop(optional)] sorting: Option<Sorting>,
    children: Children,
) -> AnyView {
    let head = columns.into_iter().map(|column| heading(column, sorting)).collect_view();
    let frame = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            browser::watch_width(&frame);
        }
    });
    view! {
        <div class="wide" node_ref=frame>
            <table class="ds-table" data-hover>
                <caption class="ds-sr-only">{caption}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn heading(column: Column, sorting: Option<Sorting>) -> AnyView {
    let name = column.name;
    let Some((sorting, word)) = sorting.zip(column.sort) else {
        let lead = column.lead.map(|lead| lead.run());
        return view! {
            <th scope="col" class:amount=column.amount>
                <span class="lead">{lead} <span class:ds-sr-only=column.hidden>{name}</span></span>
            </th>
        }
        .into_any();
    };
    let direction = move || {
        let now = sorting.get();
        match now.strip_prefix('-') {
            Some(down) if down == word => Some("descending"),
            None if now == word => Some("ascending"),
            _ => None,
        }
    };
    let press = move |_| {
        let next = if direction() == Some("ascending") { format!("-{word}") } else { word.to_owned() };
        sorting.query.set(Some(next));
    };
    let arrow = move || {
        icon(match direction() {
            Some("ascending") => icon_paths::ARROW_UP,
            Some(_) => icon_paths::ARROW_DOWN,
            None => icon_paths::ARROWS_UP_DOWN,
        })
    };
    view! {
        <th scope="col" class:amount=column.amount aria-sort=direction>
            <button type="button" class="sort" id=format!("sort-{word}") on:click=press>
                {name}
                {live(arrow)}
            </button>
        </th>
    }
    .into_any()
}
