//! The pages, one folder a feature. A feature answers for its paths in `page` and for its lines in the menu below.

pub mod assignment;
pub mod employee;
pub mod home;
pub mod loan;
pub mod plan;
pub mod requirement;
pub mod session;
pub mod settings;
pub mod signature;
pub mod standing;
pub mod unit;

use leptos::prelude::*;

use crate::session::Session;
use crate::shell::{Group, Item};
use crate::t;
use crate::ui::icon_paths;

/// The page of a path, cut at its slashes; `None` when no feature knows it.
pub fn page(path: &[&str]) -> Option<AnyView> {
    home::page(path)
        .or_else(|| assignment::page(path))
        .or_else(|| signature::page(path))
        .or_else(|| session::page(path))
        .or_else(|| settings::page(path))
        .or_else(|| employee::page(path))
        .or_else(|| plan::page(path))
        .or_else(|| requirement::page(path))
}

/// The menu of the present position: a line stands here when its page exists and the position may open it.
pub fn menu(session: Session) -> Vec<Group> {
    let own = [
        ("home:view", Item { href: "/", name: t::home::nav(), icon: icon_paths::HOUSE }),
        ("assignment:view-own", Item { href: "/plans", name: t::assignment::title(), icon: icon_paths::TASKLIST }),
        ("signature:view", Item { href: "/signing", name: t::signature::title(), icon: icon_paths::PENCIL_WRITING }),
    ];
    let allowed = |items: Vec<(&str, Item)>| {
        items.into_iter().filter(|(permission, _)| session.may(permission)).map(|(_, item)| item).collect()
    };
    vec![Group { name: None, items: allowed(own.into()) }, employee::menu(session), content(session)]
}

/// The lines of those who write plans and requirements.
fn content(session: Session) -> Group {
    let items = [plan::item(session), requirement::item(session)].into_iter().flatten().collect();
    Group { name: Some(t::plan::group()), items }
}

/// How much waits behind a line of the menu.
pub fn badge(href: &str) -> Option<i64> {
    match href {
        "/signing" => home::Waiting::get().map(|tasks| tasks.signatures),
        _ => None,
    }
}
