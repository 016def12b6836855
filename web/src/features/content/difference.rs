//! ★ Two versions side by side: what went is struck through, what came is underlined, and both are said in words to
//! whoever hears the page. Which two stands in the address.

use kyndig_contract::difference::{Change, Piece};
use leptos::prelude::*;

use crate::nav::Query;
use crate::t;
use crate::ui::*;

/// Which two are compared: `?compare=1.0..2.1`.
#[derive(Clone, Copy)]
pub struct Between(Query);

impl Between {
    pub fn here() -> Self {
        Self(Query::new("compare"))
    }

    pub fn get(self) -> Option<(String, String)> {
        let both = self.0.get()?;
        both.split_once("..").map(|(from, to)| (from.to_owned(), to.to_owned()))
    }

    pub fn set(self, from: &str, to: &str) {
        self.0.set(Some(format!("{from}..{to}")));
    }

    pub fn href(self, from: &str, to: &str) -> String {
        self.0.href(&format!("{from}..{to}"))
    }

    pub fn close(self) {
        self.0.set(None);
    }
}

/// The two, each to be chosen.
pub fn choose(between: Between, from: Vec<Choice>, to: Vec<Choice>) -> AnyView {
    let Some((now_from, now_to)) = untrack(|| between.get()) else { return ().into_any() };
    let (keep_from, keep_to) = (now_from.clone(), now_to.clone());
    view! {
        <div class="row compare">
            {select("compare-from", t::difference::from(), now_from, from, move |value| between.set(&value, &keep_to))}
            {select("compare-to", t::difference::to(), now_to, to, move |value| between.set(&keep_from, &value))}
        </div>
    }
    .into_any()
}

fn select(
    id: &'static str,
    label: &'static str,
    now: String,
    choices: Vec<Choice>,
    chosen: impl Fn(String) + 'static,
) -> AnyView {
    let options = choices
        .into_iter()
        .map(|one| {
            let selected = one.value == now;
            view! { <option value=one.value selected=selected>{one.label}</option> }
        })
        .collect_view();
    view! {
        <ds-field class="ds-field">
            <label class="ds-label" for=id>{label}</label>
            <select class="ds-input" id=id on:change=move |event| chosen(event_target_value(&event))>
                {options}
            </select>
        </ds-field>
    }
    .into_any()
}

/// A run of text that stayed, went or came.
pub fn marked(change: Change, text: String) -> AnyView {
    match change {
        Change::Same => view! { <span>{text}</span> }.into_any(),
        Change::Removed => view! {
            <del>
                <span class="ds-sr-only">{t::difference::removed()} " "</span>
                {text}
            </del>
        }
        .into_any(),
        Change::Added => view! {
            <ins>
                <span class="ds-sr-only">{t::difference::added()} " "</span>
                {text}
            </ins>
        }
        .into_any(),
    }
}

pub fn pieces(of: &[Piece]) -> AnyView {
    let runs = of.iter().map(|piece| marked(piece.change, piece.text.clone())).collect_view();
    view! { <span class="pieces">{runs}</span> }.into_any()
}

/// Lists, and fields of few words, line by line.
pub fn lines(before: &[String], after: &[String]) -> AnyView {
    let gone = before.iter().filter(|line| !after.contains(line)).map(|line| (Change::Removed, line));
    let stands = after.iter().map(|line| {
        let change = if before.contains(line) { Change::Same } else { Change::Added };
        (change, line)
    });
    let rows =
        gone.chain(stands).map(|(change, line)| view! { <li>{marked(change, line.clone())}</li> }).collect_view();
    view! { <ul class="pieces">{rows}</ul> }.into_any()
}
