//! The employees one manages or has a role for: the overview (FOL-1), one employee, and the plans they get (ASG-1).

mod assign;
mod chosen;
mod details;
mod manager;
mod overview;
pub mod people;
mod table;
mod words;
mod write;

pub use words::progress;
pub use write::WriteDialog;

use kyndig_contract::permission::{self, PermissionName};
use leptos::prelude::*;

use crate::features::{work::follow_up, work::plan_status};
use crate::menu::{Group, Item};
use crate::session::Session;
use crate::t;
use crate::ui::icon_paths;

/// This feature's paths, cut at their slashes; called by `features::page`.
pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["employees"] => Some(view! { <overview::Overview/> }.into_any()),
        ["employees", id] => Some(view! { <details::Employee id=(*id).to_owned()/> }.into_any()),
        _ => None,
    }
}

/// The manager's part of the menu.
pub fn menu(session: Session) -> Group {
    let overview = Item { href: "/employees", name: t::employee::title(), icon: icon_paths::PERSON_GROUP };
    let approvals =
        Item { href: "/approvals", name: t::assignment::approvals_nav(), icon: icon_paths::CHECKMARK_CIRCLE };
    let may = |permission: PermissionName, item: Item| session.may(permission).then_some(item);
    let items = [
        may(permission::VIEW_EMPLOYEES, overview),
        may(permission::VIEW_PLAN_STATUS, plan_status::item()),
        follow_up::item(session),
        may(permission::VIEW_WAITING_PLANS, approvals),
    ];
    let items = items.into_iter().flatten().collect();
    Group { name: Some(("employees", t::employee::above())), items }
}
