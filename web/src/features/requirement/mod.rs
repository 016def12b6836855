//! Administer requirements (REQ-1 to REQ-3, REQ-6): the list, and a panel to read, edit and publish one.

mod add;
pub mod fields;
mod list;
mod panel;
mod read;
mod words;

use leptos::prelude::*;

use crate::session::Session;
use crate::shell::Item;
use crate::t;
use crate::ui::icon_paths;

/// This feature's paths, cut at their slashes; called by `features::page`.
pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["manage", "requirements"] => Some(view! { <list::Requirements/> }.into_any()),
        _ => None,
    }
}

/// The line of the menu, for those who write content.
pub fn item(session: Session) -> Option<Item> {
    let item = Item { href: "/manage/requirements", name: t::requirement::title(), icon: icon_paths::TASKLIST };
    session.may("requirement:view").then_some(item)
}

pub use read::content as read_content;
