//! ASG: the words of assignments.

use crate::word::words;

words! {
    /// ASG-7: what happened to an assignment.
    AssignmentEventKind {
        Assigned = "assigned",
        Deactivated = "deactivated",
        Reactivated = "reactivated",
        Completed = "completed",
        /// A completed plan got something open again.
        Reopened = "reopened",
    }
}
