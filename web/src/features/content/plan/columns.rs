//! The columns of the list of plans.

use crate::t;
use crate::ui::*;

/// The columns there are, and those that are seen unless others are chosen.
pub const COLUMNS: &[&str] = &["kind", "name", "description", "owner", "status", "access", "created_by"];

pub const USUAL: &[&str] = &["kind", "name", "owner", "status", "access", "created_by"];

/// What one may choose instead of those one may edit.
pub fn further_access() -> Vec<Choice> {
    vec![Choice::new("preview", t::plan::access_preview()), Choice::new("all", t::plan::access_all())]
}

pub fn column_name(name: &str) -> &'static str {
    match name {
        "kind" => t::plan::kind(),
        "description" => t::plan::description(),
        "owner" => t::plan::owner(),
        "status" => t::plan::status(),
        "access" => t::plan::access(),
        "created_by" => t::plan::creator(),
        _ => t::plan::name(),
    }
}
