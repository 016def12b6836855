//! The status mark: shape first, colour second, the same eight everywhere.

use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::{icon, icon_paths};
use crate::t;

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

/// The mark. `quiet` where the status stands in words beside it, so that it is not read twice.
///
/// FUL-1: to whoever must decide, what awaits them is red; `mine` says that it is theirs.
#[component]
pub fn Mark(status: Status, #[prop(optional)] quiet: bool, #[prop(optional)] mine: bool) -> AnyView {
    let (class, inner) = match status {
        Status::NotStarted => ("mark none", None),
        Status::Started => ("mark part", None),
        Status::AwaitingSignature if mine => ("mark wait mine", Some(icon_paths::PENCIL_WRITING)),
        Status::AwaitingSignature => ("mark wait", Some(icon_paths::PENCIL_WRITING)),
        Status::Expiring => ("mark soon", Some(icon_paths::HOURGLASS_BOTTOM_FILLED)),
        Status::Fulfilled => ("mark done", Some(icon_paths::CHECKMARK)),
        Status::Rejected => ("mark no", Some(icon_paths::X_MARK)),
        Status::Expired => ("mark late", Some(icon_paths::EXCLAMATIONMARK_TRIANGLE_FILL)),
        Status::NotRelevant => ("mark na", Some(icon_paths::MINUS_CIRCLE)),
    };
    let name = status_name(status);
    let inner = inner.map(icon);
    if quiet {
        view! { <span class=class aria-hidden="true">{inner}</span> }.into_any()
    } else {
        view! { <span class=class role="img" aria-label=name title=name>{inner}</span> }.into_any()
    }
}
