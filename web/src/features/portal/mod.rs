//! What spans the areas: the search, help, the page of administration, how lists are filtered and remembered.

pub mod administration;
pub mod find;
pub mod help;
pub mod view;

use leptos::prelude::AnyView;

use crate::chunks::chunk;
use crate::features::{Area, Part};
use crate::menu::Group;
use crate::session::Session;
use crate::t;

chunk!(
    /// Help, and the page that leads to what one administers.
    PORTAL, portal, fetch_portal, page
);
chunk!(
    /// The search over all of it; no page, but what the search's dialog holds.
    FIND, find, fetch_find, find_page
);

pub const AREA: Area = Area {
    parts: &[Part { answers: |path| matches!(path, ["admin" | "help"]), chunk: PORTAL }],
    first: |_| None,
    menu,
    badge: |_| None,
};

fn page(path: &[&str]) -> Option<AnyView> {
    administration::page(path).or_else(|| help::page(path))
}

pub fn find_page(_: &[&str]) -> Option<AnyView> {
    Some(find::panel())
}

/// The lines of those who look after the whole.
fn menu(session: Session) -> Vec<Group> {
    let items = [administration::item(session), crate::features::people::role::item(session)];
    let items = items.into_iter().flatten().collect();
    vec![Group { name: Some(("administration", t::administration::group())), items }]
}
