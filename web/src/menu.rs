//! What a menu is made of, and what the shell is told of the pages that there are.

use leptos::prelude::*;

use crate::session::Session;

/// One line of the menu.
#[derive(Clone, Copy)]
pub struct Item {
    pub href: &'static str,
    pub name: &'static str,
    pub icon: &'static str,
}

/// Lines of the menu under one heading; a group without a name does not fold.
pub struct Group {
    /// What it is remembered by, and its name.
    pub name: Option<(&'static str, &'static str)>,
    pub items: Vec<Item>,
}

/// What the shell shows of the features, without knowing them.
#[derive(Clone, Copy)]
pub struct Navigation {
    /// The groups of the menu, for the present position.
    pub menu: fn(Session) -> Vec<Group>,
    /// What stands at the lower edge of a phone.
    pub shortcuts: fn(Session) -> Vec<Item>,
    /// How much waits behind a line.
    pub badge: fn(&str) -> Option<i64>,
    /// What the dialog of the search holds.
    pub search: fn() -> Option<AnyView>,
}

/// As `app` has put it together.
pub fn navigation() -> Navigation {
    expect_context()
}
