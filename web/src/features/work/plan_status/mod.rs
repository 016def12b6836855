//! FOL-2: how a plan stands with everybody one follows up who has it.

mod cell;
mod choose;
pub mod find;
mod matrix;

use kyndig_domain::ids::PlanId;
use leptos::prelude::*;

use crate::menu::Item;
use crate::t;
use crate::ui::icon_paths;

/// This feature's paths, cut at their slashes; called by `features::page`.
pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["plan-status"] => Some(view! { <choose::Choose/> }.into_any()),
        ["plan-status", id] => {
            let id: PlanId = id.parse().ok()?;
            Some(view! { <matrix::PlanStatus id/> }.into_any())
        }
        _ => None,
    }
}

/// Its line in the menu.
pub fn item() -> Item {
    Item { href: "/plan-status", name: t::plan_status::title(), icon: icon_paths::BAR_CHART }
}
