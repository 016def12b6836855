//! Running text as it was written, what folds away, and what happened in order of time.

use leptos::prelude::*;

/// A text with its paragraphs and line breaks; nothing in it is markup.
#[component]
pub fn Prose(#[prop(into)] text: String) -> AnyView {
    let paragraphs = text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
        .collect_view();
    view! { <div class="prose">{paragraphs}</div> }.into_any()
}

/// Shown when asked for.
#[component]
pub fn Fold(#[prop(into)] title: Oco<'static, str>, #[prop(optional)] open: bool, children: Children) -> AnyView {
    view! {
        <details class="fold" open=open>
            <summary>{title}</summary>
            <div class="folded">{children()}</div>
        </details>
    }
    .into_any()
}

/// One thing that happened.
pub struct TimelineItem {
    pub what: String,
    pub when: String,
    /// What more there is to know: a date, a reason.
    pub notes: Vec<String>,
    /// In the words of who did it.
    pub comment: Option<String>,
}

/// What happened, in the order given.
#[component]
pub fn Timeline(items: Vec<TimelineItem>) -> AnyView {
    let one = |item: TimelineItem| {
        let notes = item.notes.into_iter().map(|note| view! { <span class="more-of">{note}</span> }).collect_view();
        let comment = item.comment.map(|comment| view! { <span class="said">{comment}</span> });
        view! { <li>{item.what} {notes} {comment} <span class="meta">{item.when}</span></li> }
    };
    view! { <ol class="tl">{items.into_iter().map(one).collect_view()}</ol> }.into_any()
}
