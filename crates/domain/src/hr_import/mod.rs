//! POS-1 to POS-5, POS-10, POS-12: the import from HR as a pure function. [`profile`] says how a file's
//! columns are named and [`read`] makes typed rows of its records; [`diff`] compares them with what there is
//! and says what to change.
//!
//! The rule for bad values: a value that cannot be used leaves what we had; a row that cannot be used leaves
//! the unit, person or position it speaks of as they are, and is never taken for their absence.

mod apply;
mod cell;
pub mod change;
mod columns;
pub mod current;
pub mod diff;
mod email;
mod levels;
mod people;
pub mod problem;
pub mod profile;
pub mod read;
mod row;
mod units;

#[cfg(test)]
mod tests;

pub use change::{Change, CloseCause};
pub use current::{Current, CurrentPerson, CurrentPosition, CurrentUnit, PersonFacts, UnitFacts};
pub use diff::{DEFAULT_CLOSE_PERCENT, Outcome, WouldClose, diff};
pub use problem::{ProblemCode, RowProblem};
pub use profile::Profile;
pub use read::{HeaderProblem, HrFile, Reader};

use crate::string_enum::string_enum;

string_enum! {
    /// What a file holds, and how its columns are named.
    ImportProfile {
        /// Units, in our own columns.
        Units = "units",
        /// People and positions, in our own columns.
        People = "people",
        /// Units of the national list of treating institutions.
        Behandler = "behandler",
    }
}

string_enum! {
    ImportState {
        Running = "running",
        Finished = "finished",
        /// Would have closed too many positions; nothing was changed.
        Stopped = "stopped",
        /// The file as a whole could not be read, or the run broke off.
        Failed = "failed",
    }
}
