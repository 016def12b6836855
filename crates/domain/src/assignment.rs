//! ASG: the words of assignments.

use crate::{standing::Status, string_enum::string_enum};

string_enum! {
    /// ASG-7: what happened to an assignment.
    AssignmentEventKind {
        Assigned = "assigned",
        Deactivated = "deactivated",
        Reactivated = "reactivated",
        Completed = "completed",
        /// Nothing is left to do, and the manager is to approve it.
        Ready = "ready",
        Approved = "approved",
        ApprovalWithdrawn = "approval_withdrawn",
        /// What had taken the approval away was undone.
        ApprovalRestored = "approval_restored",
        /// A plan that was complete, or ready to be, got something open again.
        Reopened = "reopened",
    }
}

string_enum! {
    /// ASG-7: what an assigned plan is.
    AssignmentStatus {
        Active = "active",
        AwaitsApproval = "awaits_approval",
        Completed = "completed",
        Approved = "approved",
        Deactivated = "deactivated",
    }
}

/// ASG-7: what a plan is after what has happened to it so far, from the first on.
#[derive(Clone, Copy, Debug)]
pub struct SoFar {
    /// As long as it is active.
    within: AssignmentStatus,
}

impl Default for SoFar {
    fn default() -> Self {
        Self { within: AssignmentStatus::Active }
    }
}

impl SoFar {
    /// What is complete when it is deactivated is complete when it is active again.
    pub fn after(&mut self, kind: AssignmentEventKind) -> AssignmentStatus {
        self.within = match kind {
            AssignmentEventKind::Deactivated => return AssignmentStatus::Deactivated,
            AssignmentEventKind::Reactivated => self.within,
            AssignmentEventKind::Assigned | AssignmentEventKind::Reopened => AssignmentStatus::Active,
            AssignmentEventKind::Completed => AssignmentStatus::Completed,
            AssignmentEventKind::Ready | AssignmentEventKind::ApprovalWithdrawn => AssignmentStatus::AwaitsApproval,
            AssignmentEventKind::Approved | AssignmentEventKind::ApprovalRestored => AssignmentStatus::Approved,
        };
        self.within
    }
}

string_enum! {
    /// Why an assignment is not active: what closing a position took away, reopening it gives back (POS-11); so does
    /// taking a plan out of the archive again.
    DeactivationReason { ByHand = "by_hand", PositionClosed = "position_closed", PlanArchived = "plan_archived" }
}

string_enum! {
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

string_enum! {
    /// ASG-1, ASG-2: what is asked for a plan on a position.
    AssignmentAct { Assign = "assign", Deactivate = "deactivate", Reactivate = "reactivate", Delete = "delete" }
}

/// How a plan stands on a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// None where it was never given.
    pub active: Option<bool>,
    /// Something has been done in it since it was given.
    pub started: bool,
    /// The plan may be given in the position's unit.
    pub published: bool,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Give,
    Deactivate,
    Reactivate,
    Delete,
}

string_enum! {
    /// ASG-1, ASG-2: why nothing is done.
    SkipReason {
        HasItAlready = "has_it_already",
        NoAccess = "no_access",
        NotPublishedToUnit = "not_published_to_unit",
        /// It has not got the plan, or not any more.
        NotAssigned = "not_assigned",
        /// What is begun can only be deactivated.
        Started = "started",
    }
}

impl AssignmentAct {
    /// What becomes of it; a plan that was deactivated and is given again is active again.
    pub const fn step(self, held: Held) -> Result<Step, SkipReason> {
        match (self, held.active) {
            (Self::Assign | Self::Reactivate, Some(true)) => Err(SkipReason::HasItAlready),
            (Self::Assign, _) if !held.published => Err(SkipReason::NotPublishedToUnit),
            (Self::Assign, None) => Ok(Step::Give),
            (Self::Assign | Self::Reactivate, Some(false)) => Ok(Step::Reactivate),
            (Self::Deactivate, Some(true)) => Ok(Step::Deactivate),
            (Self::Delete, Some(_)) if held.started => Err(SkipReason::Started),
            (Self::Delete, Some(_)) => Ok(Step::Delete),
            (Self::Deactivate | Self::Reactivate | Self::Delete, _) => Err(SkipReason::NotAssigned),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Proves ASG-7: what the plan is after each.
    #[test]
    fn what_it_is_after_each() {
        use AssignmentEventKind as Kind;
        use AssignmentStatus::{Active, Approved, AwaitsApproval, Completed, Deactivated};
        let mut so_far = SoFar::default();
        let told = [
            (Kind::Assigned, Active),
            (Kind::Ready, AwaitsApproval),
            (Kind::Approved, Approved),
            (Kind::ApprovalWithdrawn, AwaitsApproval),
            (Kind::Deactivated, Deactivated),
            (Kind::Reactivated, AwaitsApproval),
            (Kind::Reopened, Active),
            (Kind::Completed, Completed),
        ];
        for (kind, status) in told {
            assert_eq!(so_far.after(kind), status, "{kind}");
        }
    }

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

    /// Proves ASG-1, ASG-2: the whole table of act x how it stands.
    #[rstest]
    #[case(AssignmentAct::Assign, [Ok(Step::Give), Ok(Step::Reactivate), Err(SkipReason::HasItAlready)])]
    #[case(AssignmentAct::Deactivate, [Err(SkipReason::NotAssigned), Err(SkipReason::NotAssigned), Ok(Step::Deactivate)])]
    #[case(AssignmentAct::Reactivate, [Err(SkipReason::NotAssigned), Ok(Step::Reactivate), Err(SkipReason::HasItAlready)])]
    #[case(AssignmentAct::Delete, [Err(SkipReason::NotAssigned), Ok(Step::Delete), Ok(Step::Delete)])]
    fn what_becomes_of_it(#[case] act: AssignmentAct, #[case] becomes: [Result<Step, SkipReason>; 3]) {
        for (active, becomes) in [None, Some(false), Some(true)].into_iter().zip(becomes) {
            let held = Held { active, started: false, published: true };
            assert_eq!(act.step(held), becomes, "{active:?}");
            let elsewhere = match (act, becomes) {
                (AssignmentAct::Assign, Ok(_)) => Err(SkipReason::NotPublishedToUnit),
                (_, becomes) => becomes,
            };
            assert_eq!(act.step(Held { published: false, ..held }), elsewhere, "{active:?}");
            let begun = if becomes == Ok(Step::Delete) { Err(SkipReason::Started) } else { becomes };
            assert_eq!(act.step(Held { started: true, ..held }), begun, "{active:?}");
        }
    }
}
