//! The pages, one folder a feature. A feature answers for its paths in `page` and for its lines in the menu below.

pub mod administration;
pub mod archive;
pub mod assignment;
pub mod category;
pub mod difference;
pub mod editing;
pub mod employee;
pub mod file;
pub mod find;
pub mod follow_up;
pub mod help;
pub mod home;
pub mod hr_import;
pub mod impact;
pub mod loan;
pub mod plan;
pub mod plan_status;
pub mod profile;
pub mod requirement;
pub mod role;
pub mod session;
pub mod settings;
pub mod signature;
pub mod standing;
pub mod transfer;
pub mod unit;
pub mod view;
pub mod waiting;

use kyndig_contract::permission;
use leptos::prelude::*;

use crate::chunks::{Chunk, chunk, parts};
use crate::menu::{Group, Item, Navigation};
use crate::session::Session;
use crate::t;
use crate::ui::icon_paths;

chunk!(
    /// The first page.
    HOME, home, fetch_home, home_page
);
chunk!(
    /// What every employee does: plans, signing.
    WORK, work, fetch_work, work_page
);
chunk!(
    /// What managers do with their employees.
    LEAD, lead, fetch_lead, lead_page
);
chunk!(
    /// What administrators do: plans, requirements, imports.
    ADMIN, admin, fetch_admin, admin_page
);
chunk!(
    /// The search over all of it; no page, but what the search's dialog holds.
    FIND, find, fetch_find, find_page
);

/// Which paths a chunk answers for.
type Answers = fn(&[&str]) -> bool;

/// The chunks, and the paths that they answer for; the first that does is the one.
const CHUNKS: &[(Answers, Chunk)] = &[
    (|path| matches!(path, ["manage" | "admin", ..]), ADMIN),
    // the same page as one's own plan
    (|path| matches!(path, ["employees", _, "plans", ..]), WORK),
    (|path| matches!(path, ["employees" | "follow-up" | "plan-status", ..]), LEAD),
    (|path| path.is_empty(), HOME),
    (|_| true, WORK),
];

/// The chunk that a path is in.
pub fn chunk_of(path: &str) -> Chunk {
    let path = parts(path);
    CHUNKS.iter().find(|(answers, _)| answers(&path)).map_or(WORK, |(_, chunk)| *chunk)
}

/// What the dialog of the search holds, once it is here.
fn search() -> Option<AnyView> {
    FIND.view("/")
}

/// What the shell is told.
pub const NAVIGATION: Navigation = Navigation { menu, shortcuts, badge, search };

/// Pages that come with the first download.
pub fn page(path: &[&str]) -> Option<AnyView> {
    session::page(path).or_else(|| settings::page(path))
}

pub fn home_page(path: &[&str]) -> Option<AnyView> {
    home::page(path)
}

pub fn work_page(path: &[&str]) -> Option<AnyView> {
    assignment::page(path)
        .or_else(|| signature::page(path))
        .or_else(|| plan::preview::page(path))
        .or_else(|| help::page(path))
        .or_else(|| profile::page(path))
}

pub fn lead_page(path: &[&str]) -> Option<AnyView> {
    employee::page(path).or_else(|| plan_status::page(path)).or_else(|| follow_up::page(path))
}

pub fn admin_page(path: &[&str]) -> Option<AnyView> {
    plan::page(path)
        .or_else(|| requirement::page(path))
        .or_else(|| transfer::page(path))
        .or_else(|| hr_import::page(path))
        .or_else(|| role::page(path))
        .or_else(|| unit::page(path))
        .or_else(|| category::page(path))
        .or_else(|| administration::page(path))
}

/// What the search's dialog holds.
pub fn find_page(_: &[&str]) -> Option<AnyView> {
    Some(find::panel())
}

/// What everybody does.
fn own(session: Session) -> Vec<Item> {
    let own = [
        (permission::VIEW_HOME, Item { href: "/", name: t::home::nav(), icon: icon_paths::HOUSE }),
        (permission::VIEW_PROFILE, Item { href: "/profile", name: t::profile::title(), icon: icon_paths::PERSON }),
        (
            permission::VIEW_OWN_ASSIGNMENTS,
            Item { href: "/plans", name: t::assignment::title(), icon: icon_paths::TASKLIST },
        ),
        (
            permission::VIEW_SIGNATURE_REQUESTS,
            Item { href: "/signing", name: t::signature::title(), icon: icon_paths::PENCIL_WRITING },
        ),
    ];
    own.into_iter().filter(|(permission, _)| session.may(*permission)).map(|(_, item)| item).collect()
}

/// The menu of the present position: a line stands here when its page exists and the position may open it.
pub fn menu(session: Session) -> Vec<Group> {
    vec![Group { name: None, items: own(session) }, employee::menu(session), content(session), administration(session)]
}

/// What stands at the lower edge of a phone, beside search and menu.
pub fn shortcuts(session: Session) -> Vec<Item> {
    own(session).into_iter().filter(|item| matches!(item.href, "/" | "/plans" | "/signing")).collect()
}

/// Every page that the position may open from a menu, with the name of the group that it stands in.
pub fn pages(session: Session) -> Vec<(Item, Option<&'static str>)> {
    let grouped = menu(session).into_iter().flat_map(|group| {
        let name = group.name.map(|(_, name)| name);
        group.items.into_iter().map(move |item| (item, name))
    });
    let mut pages: Vec<_> = grouped.collect();
    let known: Vec<&str> = pages.iter().map(|(item, _)| item.href).collect();
    let cards = administration::items(session).into_iter().filter(|item| !known.contains(&item.href));
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

/// The lines of those who write plans and requirements.
fn content(session: Session) -> Group {
    let items =
        [plan::item(session), requirement::item(session), transfer::item(session)].into_iter().flatten().collect();
    Group { name: Some(("content", t::plan::group())), items }
}

/// How much waits behind a line of the menu.
pub fn badge(href: &str) -> Option<i64> {
    match href {
        "/signing" => waiting::Waiting::get().map(|tasks| tasks.signatures),
        "/approvals" => waiting::Waiting::get().map(|tasks| tasks.approvals),
        _ => None,
    }
}

/// The lines of those who look after the whole.
fn administration(session: Session) -> Group {
    let items = [administration::item(session), role::item(session)].into_iter().flatten().collect();
    Group { name: Some(("administration", t::administration::group())), items }
}
