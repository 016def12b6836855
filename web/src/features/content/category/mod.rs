//! CAT-1: the tree that requirements are filed in: its page, and the search for a category that forms use.

mod change;
pub mod find;
mod speciality;
mod tree;

use kyndig_contract::permission;
use leptos::prelude::*;

use crate::menu::Item;
use crate::session::Session;
use crate::t;
use crate::ui::icon_paths;

/// This feature's paths, cut at their slashes; called by `features::page`.
pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["admin", "categories"] => Some(view! { <tree::Categories/> }.into_any()),
        _ => None,
    }
}

/// The line of the menu, for those who have a branch of it.
pub fn item(session: Session) -> Option<Item> {
    let item = Item { href: "/admin/categories", name: t::category::title(), icon: icon_paths::TAG };
    session.may(permission::WRITE_CATEGORIES).then_some(item)
}
