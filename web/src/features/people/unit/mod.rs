//! The org tree: its page, and the search for a unit that forms use.

pub mod find;
pub mod owner;
pub mod several;
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
        ["admin", "units"] => Some(view! { <tree::Units/> }.into_any()),
        _ => None,
    }
}

/// The line of the menu, for those who look after imports and access.
pub fn item(session: Session) -> Option<Item> {
    let item = Item { href: "/admin/units", name: t::unit::title(), icon: icon_paths::BUILDINGS3 };
    (session.may(permission::VIEW_IMPORTS) || session.may(permission::VIEW_ROLES)).then_some(item)
}
