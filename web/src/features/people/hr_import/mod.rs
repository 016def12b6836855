//! POS-4: import from HR. A file is tried first, then carried out with the same file; every run keeps its report.

mod list;
mod report;
mod tried;
mod upload;
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
        ["admin", "hr-imports"] => Some(view! { <list::Imports/> }.into_any()),
        _ => None,
    }
}

/// The line of the menu, for the system owner.
pub fn item(session: Session) -> Option<Item> {
    let item = Item { href: "/admin/hr-imports", name: t::hr_import::title(), icon: icon_paths::FILE_IMPORT };
    session.may(permission::VIEW_IMPORTS).then_some(item)
}
