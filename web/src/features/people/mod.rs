//! People and their access: who signs in, positions lent out, roles, units, the import from HR.

pub mod hr_import;
pub mod loan;
pub mod role;
pub mod session;
pub mod settings;
pub mod unit;

use crate::chunks::chunk;
use crate::features::{Area, Part};

chunk!(
    /// Access, units, and the import from HR.
    PEOPLE, people, fetch_people, page
);

pub const AREA: Area = Area {
    parts: &[Part { answers: |path| matches!(path, ["admin", "roles" | "units" | "hr-imports", ..]), chunk: PEOPLE }],
    first: |path| session::page(path).or_else(|| settings::page(path)),
    menu: |_| Vec::new(),
    badge: |_| None,
};

fn page(path: &[&str]) -> Option<leptos::prelude::AnyView> {
    hr_import::page(path).or_else(|| role::page(path)).or_else(|| unit::page(path))
}
