//! ACC-4, ACC-8: access control: positions, and the roles that each is given.

mod grant;
mod list;
mod words;

use kyndig_contract::permission;
use leptos::prelude::*;

use crate::menu::Item;
use crate::session::Session;
use crate::t;
use crate::ui::icon_paths;

/// This feature's paths, cut at their slashes; called by `features::page`.
pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["admin", "roles"] => Some(view! { <list::Roles/> }.into_any()),
        _ => None,
    }
}

/// The line of the menu, for those who see who has which role.
pub fn item(session: Session) -> Option<Item> {
    let item = Item { href: "/admin/roles", name: t::role::title(), icon: icon_paths::PADLOCK_LOCKED };
    session.may(permission::VIEW_ROLES).then_some(item)
}
