//! The pages: a folder an area, in it a folder a feature, under the names of the server's crates. An area says in its `AREA`
//! which paths it answers for, and what it adds to the menu; nothing else of the application knows it.

pub mod content;
pub mod people;
pub mod portal;
pub mod work;

use leptos::prelude::*;

use crate::chunks::{Chunk, parts};
use crate::menu::{Group, Item, Navigation};
use crate::session::Session;
use crate::t;
use crate::ui::icon_paths;

/// What an area adds.
pub struct Area {
    /// Its chunks, and the paths that they answer for.
    pub parts: &'static [Part],
    /// Its pages that come with the first download.
    pub first: fn(&[&str]) -> Option<AnyView>,
    /// Its groups of the menu, for the present position.
    pub menu: fn(Session) -> Vec<Group>,
    /// How much waits behind a line of the menu.
    pub badge: fn(&str) -> Option<i64>,
}

/// A chunk, and the paths that it answers for.
pub struct Part {
    pub answers: fn(&[&str]) -> bool,
    pub chunk: Chunk,
}

/// In the order of the menu.
const AREAS: &[Area] = &[work::AREA, content::AREA, people::AREA, portal::AREA];

/// The chunk that a path is in; none where there is no such page.
pub fn chunk_of(path: &str) -> Option<Chunk> {
    let path = parts(path);
    let mut all = AREAS.iter().flat_map(|area| area.parts);
    all.find(|part| (part.answers)(&path)).map(|part| part.chunk)
}

/// What the shell is told.
pub const NAVIGATION: Navigation = Navigation { menu, shortcuts, badge, search };

/// What the dialog of the search holds, once it is here.
fn search() -> Option<AnyView> {
    portal::FIND.view("/")
}

/// Pages that come with the first download.
pub fn page(path: &[&str]) -> Option<AnyView> {
    AREAS.iter().find_map(|area| (area.first)(path))
}

/// The menu of the present position: a line stands here when its page exists and the position may open it.
pub fn menu(session: Session) -> Vec<Group> {
    AREAS.iter().flat_map(|area| (area.menu)(session)).collect()
}

/// How much waits behind a line of the menu.
fn badge(href: &str) -> Option<i64> {
    AREAS.iter().find_map(|area| (area.badge)(href))
}

/// What stands at the lower edge of a phone, beside search and menu.
fn shortcuts(session: Session) -> Vec<Item> {
    work::own(session).into_iter().filter(|item| matches!(item.href, "/" | "/plans" | "/signing")).collect()
}

/// Every page that the position may open from a menu, with the name of the group that it stands in.
pub fn pages(session: Session) -> Vec<(Item, Option<&'static str>)> {
    let grouped = menu(session).into_iter().flat_map(|group| {
        let name = group.name.map(|(_, name)| name);
        group.items.into_iter().map(move |item| (item, name))
    });
    let mut pages: Vec<_> = grouped.collect();
    let known: Vec<&str> = pages.iter().map(|(item, _)| item.href).collect();
    let cards = portal::administration::items(session).into_iter().filter(|item| !known.contains(&item.href));
    let cards: Vec<_> = cards.map(|item| (item, Some(t::administration::title()))).collect();
    pages.extend(cards);
    pages.push((Item { href: "/settings", name: t::settings::title(), icon: icon_paths::COG }, None));
    pages.push((Item { href: "/help", name: t::help::title(), icon: icon_paths::QUESTIONMARK_CIRCLE }, None));
    if session.details().is_some_and(|details| details.choices.len() > 1) {
        let switch =
            Item { href: "/switch-position", name: t::session::switch_position(), icon: icon_paths::ARROWS_SQUAREPATH };
        pages.push((switch, None));
    }
    pages
}
