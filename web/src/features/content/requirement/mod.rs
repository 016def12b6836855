//! Administer requirements (REQ): the list with its archive, and a panel to read, edit, publish, share and take out of
//! use one.

mod add;
mod archive;
mod changed;
mod difference;
mod edit;
pub mod fields;
mod files;
mod further;
mod list;
mod panel;
pub mod pick;
mod read;
mod sharing;
mod table;
mod versions;
mod words;

use kyndig_contract::permission;
use kyndig_domain::content::ContentKind;
use leptos::prelude::*;

use crate::menu::Item;
use crate::session::Session;
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
    let item =
        Item { href: "/manage/requirements", name: t::requirement::title(), icon: icon_paths::CLIPBOARD_CHECKMARK };
    session.may(permission::VIEW_REQUIREMENTS).then_some(item)
}

/// REQ-18: those of the global administration, for who writes them or links them to courses.
pub fn central(session: Session) -> Option<Item> {
    let item = Item {
        href: "/manage/requirements?which=central",
        name: t::requirement::central_title(),
        icon: icon_paths::CLIPBOARD_CHECKMARK,
    };
    (session.writes(ContentKind::CentralRequirement) || session.links_courses()).then_some(item)
}

pub use difference::content as content_difference;
pub use read::{content as read_content, prerequisites as read_prerequisites};
pub use words::{field as field_name, warning as warning_text};
