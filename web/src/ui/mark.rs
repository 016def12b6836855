//! The status mark: shape first, colour second, the same eight everywhere.

use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::{icon, icon_paths};
use crate::t;

/// FUL-1: a deadline. The icons' flag has a cross, which reads as a country.
pub const PENNANT: &str = r#"<path fill="currentColor" d="M4.5 2.5a1.1 1.1 0 0 1 2.2 0v.75h12.2c.75 0 1.2.85.8 1.5L17.2 8.8l2.5 4.05c.4.65-.05 1.5-.8 1.5H6.7v7.15a1.1 1.1 0 0 1-2.2 0Z"/>"#;

/// A status in words.
pub fn status_name(status: Status) -> &'static str {
    match status {
        Status::NotStarted => t::common::status_not_started(),
        Status::Started => t::common::status_started(),
        Status::AwaitingSignature => t::common::status_awaiting_signature(),
        Status::Rejected => t::common::status_rejected(),
        Status::Fulfilled => t::common::status_fulfilled(),
        Status::Expiring => t::common::status_expiring(),
        Status::Expired => t::common::status_expired(),
        Status::NotRelevant => t::common::status_not_relevant(),
    }
}

/// The class of a status' mark.
pub fn mark_class(status: Status) -> &'static str {
    match status {
        Status::NotStarted => "none",
        Status::Started => "part",
        Status::AwaitingSignature => "wait",
        Status::Expiring => "soon",
        Status::Fulfilled => "done",
        Status::Rejected => "no",
        Status::Expired => "late",
        Status::NotRelevant => "na",
    }
}

/// The mark. `quiet` where the status stands in words beside it, so that it is not read twice.
///
/// FUL-1: to whoever must decide, what awaits them is red; `mine` says that it is theirs.
#[component]
pub fn Mark(status: Status, #[prop(optional)] quiet: bool, #[prop(optional)] mine: bool) -> AnyView {
    let inner = match status {
        Status::NotStarted | Status::Started => None,
        Status::AwaitingSignature => Some(icon_paths::PENCIL_WRITING),
        Status::Expiring => Some(icon_paths::HOURGLASS_BOTTOM_FILLED),
        Status::Fulfilled => Some(icon_paths::CHECKMARK),
        Status::Rejected => Some(icon_paths::X_MARK),
        Status::Expired => Some(icon_paths::EXCLAMATIONMARK_TRIANGLE_FILL),
        Status::NotRelevant => Some(icon_paths::MINUS_CIRCLE),
    };
    let mine = if mine && status == Status::AwaitingSignature { " mine" } else { "" };
    let class = format!("mark {}{mine}", mark_class(status));
    let name = status_name(status);
    let inner = inner.map(icon);
    if quiet {
        view! { <span class=class aria-hidden="true">{inner}</span> }.into_any()
    } else {
        view! { <span class=class role="img" aria-label=name title=name>{inner}</span> }.into_any()
    }
}
