//! ASG: the words of assignments.

use crate::{standing::Status, word::words};

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

words! {
    /// FUL-15: how far a plan, or a goal of one, is.
    #[derive(Default)]
    Progress {
        #[default]
        NotStarted = "not_started",
        Started = "started",
        Completed = "completed",
    }
}

impl Progress {
    /// Of what it holds: complete when nothing is left, begun when anything is.
    pub fn of(held: &[Status]) -> Self {
        let done = |status: &Status| status.is_valid() || *status == Status::NotRelevant;
        if !held.is_empty() && held.iter().all(done) {
            Self::Completed
        } else if held.iter().all(|status| matches!(status, Status::NotStarted | Status::NotRelevant)) {
            Self::NotStarted
        } else {
            Self::Started
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Proves FUL-15: the dot is that of the plan or goal on the line.
    #[rstest]
    #[case(&[], Progress::NotStarted)]
    #[case(&[Status::NotStarted, Status::NotRelevant], Progress::NotStarted)]
    #[case(&[Status::NotStarted, Status::Fulfilled], Progress::Started)]
    #[case(&[Status::Fulfilled, Status::Expired], Progress::Started)]
    #[case(&[Status::Rejected], Progress::Started)]
    #[case(&[Status::Expiring, Status::Fulfilled, Status::NotRelevant], Progress::Completed)]
    fn how_far(#[case] held: &[Status], #[case] progress: Progress) {
        assert_eq!(Progress::of(held), progress);
    }
}
