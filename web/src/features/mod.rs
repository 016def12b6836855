//! The pages, one folder a feature. A feature answers for its paths in `page` and for its lines in the menu below.

pub mod session;
pub mod settings;

use leptos::prelude::*;

use crate::session::Session;
use crate::shell::Group;

/// The page of a path, cut at its slashes; `None` when no feature knows it.
pub fn page(path: &[&str]) -> Option<AnyView> {
    session::page(path).or_else(|| settings::page(path))
}

/// The menu of the present position: a line stands here when its page exists and the position may open it.
pub fn menu(_session: Session) -> Vec<Group> {
    Vec::new()
}
