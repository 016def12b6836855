//! Administer plans (PLN): the list, and the editor with content, approval, owners, publication and versions.

mod about;
mod adapt;
mod add_requirement;
mod approval;
mod archive;
mod columns;
mod content;
mod deactivated;
mod difference;
mod drag;
mod editing;
mod editor;
mod filters;
mod goal;
mod list;
mod new;
mod order;
mod owners;
mod path;
pub mod preview;
mod publication;
mod row;
mod section;
mod summary;
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
        ["manage", "plans"] => Some(view! { <list::Plans/> }.into_any()),
        ["manage", "plans", id] => Some(view! { <editor::Editor id=(*id).to_owned()/> }.into_any()),
        _ => None,
    }
}

/// PLN-18: those of the whole region, for who administers a trust or the region.
pub fn central(session: Session) -> Option<Item> {
    let item = Item {
        href: "/manage/plans?access=all&scope=central",
        name: t::plan::central_title(),
        icon: icon_paths::FOLDER,
    };
    (session.writes(ContentKind::CentralRequirement) || session.writes(ContentKind::CentralPlan)).then_some(item)
}

/// The line of the menu, for those who write content.
pub fn item(session: Session) -> Option<Item> {
    let item = Item { href: "/manage/plans", name: t::plan::title(), icon: icon_paths::FOLDER };
    session.may(permission::VIEW_PLANS).then_some(item)
}
