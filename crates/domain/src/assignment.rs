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

words! {
    /// Why an assignment is not active: what closing a position took away, reopening it gives back (POS-11); so does
    /// taking a plan out of the archive again.
    DeactivationReason { ByHand = "by_hand", PositionClosed = "position_closed", PlanArchived = "plan_archived" }
}
