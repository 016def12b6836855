//! PLN-17: plans, catalogues of requirements and frameworks, out and in. A file is tried first, and what was shown is
//! what is done.

pub mod export;
mod import;
mod report;
mod sending;
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
        ["manage", "import"] => Some(view! { <import::Import/> }.into_any()),
        _ => None,
    }
}

/// The line of the menu, for those who write content.
pub fn item(session: Session) -> Option<Item> {
    let item = Item { href: "/manage/import", name: t::transfer::title(), icon: icon_paths::FILE_IMPORT };
    session.may(permission::IMPORT_CONTENT).then_some(item)
}
