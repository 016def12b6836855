//! Assigning plans to positions, and reading a plan as the employee who has it: the use cases, each in the file it is
//! named after.

pub use super::{
    approval::{approve, first as awaiting, waiting, withdraw},
    change::{assign, change, one as change_one, reactivate, table, to_all},
    reaction::react,
    reading::{active, all, details, name_of_goal, of_position, own, urgent},
    relevance::{mark, mark_point, mark_section, unmark, unmark_section},
    search::{archived, search},
    store::matrix::{Cell, Place, cells, places},
};
