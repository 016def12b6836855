//! What people do with plans: fulfil, sign, follow up.

pub mod assignment;
pub mod employee;
pub mod follow_up;
pub mod home;
pub mod plan_status;
pub mod profile;
pub mod signature;
pub mod standing;
pub mod waiting;

use kyndig_contract::permission;
use leptos::prelude::AnyView;

use crate::chunks::chunk;
use crate::features::{Area, Part};
use crate::menu::{Group, Item};
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

pub const AREA: Area = Area {
    parts: &[
        Part { answers: |path| path.is_empty(), chunk: HOME },
        // an employee's plan is the same page as one's own
        Part { answers: |path| matches!(path, ["employees", _, "plans", ..]), chunk: WORK },
        Part { answers: |path| matches!(path, ["employees" | "follow-up" | "plan-status", ..]), chunk: LEAD },
        Part { answers: |path| matches!(path, ["plans" | "approvals" | "signing" | "profile", ..]), chunk: WORK },
    ],
    first: |_| None,
    menu,
    badge,
};

fn home_page(path: &[&str]) -> Option<AnyView> {
    home::page(path)
}

fn work_page(path: &[&str]) -> Option<AnyView> {
    assignment::page(path).or_else(|| signature::page(path)).or_else(|| profile::page(path))
}

fn lead_page(path: &[&str]) -> Option<AnyView> {
    employee::page(path).or_else(|| plan_status::page(path)).or_else(|| follow_up::page(path))
}

/// What all employees do, and what managers do.
fn menu(session: Session) -> Vec<Group> {
    vec![Group { name: None, items: own(session) }, employee::menu(session)]
}

/// What everybody does.
pub fn own(session: Session) -> Vec<Item> {
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

/// How much waits behind a line of the menu.
fn badge(href: &str) -> Option<i64> {
    match href {
        "/signing" => waiting::Waiting::get().map(|tasks| tasks.signatures),
        "/approvals" => waiting::Waiting::get().map(|tasks| tasks.approvals),
        _ => None,
    }
}
