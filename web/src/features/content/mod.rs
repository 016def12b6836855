//! What is asked of people: requirements, the plans that they stand in, categories, and their exchange with others.

pub mod archive;
pub mod category;
pub mod difference;
pub mod editing;
pub mod file;
pub mod impact;
pub mod plan;
pub mod requirement;
pub mod transfer;

use leptos::prelude::AnyView;

use crate::chunks::chunk;
use crate::features::{Area, Part};
use crate::menu::Group;
use crate::session::Session;
use crate::t;

chunk!(
    /// Lists and editors of plans and requirements.
    CONTENT, content, fetch_content, page
);
chunk!(
    /// A plan as its employees see it, for all users with the link.
    PREVIEW, preview, fetch_preview, preview_page
);

pub const AREA: Area = Area {
    parts: &[
        Part { answers: |path| matches!(path, ["manage", ..] | ["admin", "categories", ..]), chunk: CONTENT },
        Part { answers: |path| matches!(path, ["preview", ..]), chunk: PREVIEW },
    ],
    first: |_| None,
    menu,
    badge: |_| None,
};

fn page(path: &[&str]) -> Option<AnyView> {
    plan::page(path)
        .or_else(|| requirement::page(path))
        .or_else(|| transfer::page(path))
        .or_else(|| category::page(path))
}

fn preview_page(path: &[&str]) -> Option<AnyView> {
    plan::preview::page(path)
}

/// The lines of those who write plans and requirements.
fn menu(session: Session) -> Vec<Group> {
    let items = [plan::item(session), requirement::item(session), transfer::item(session)];
    vec![Group { name: Some(("content", t::plan::group())), items: items.into_iter().flatten().collect() }]
}
