//! The typed rows of a file, after each was looked over by itself.

use super::cell::Cell;
use crate::{
    position::{Period, PositionKey},
    unit::UnitKind,
};

/// A usable row about a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    pub line: u64,
    pub key: String,
    pub parent: Option<String>,
    pub name: String,
    pub kind: UnitKind,
    pub short_code: Option<String>,
    pub(super) org_number: Cell<String>,
    pub cost_centre: Option<String>,
}

/// A usable row about a person in a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    pub line: u64,
    pub given_name: String,
    pub family_name: String,
    pub(super) email: Cell<String>,
    pub(super) phone: Cell<String>,
    pub(super) hpr_number: Cell<String>,
    pub position: PositionKey,
    pub title: String,
    pub period: Period,
    /// Nobody, or the person's own key: nobody.
    pub manager: Option<String>,
}

/// Whom or what an unusable row speaks of, as far as it can be read: those stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    Unit(String),
    /// All positions of the person.
    Person(String),
}
