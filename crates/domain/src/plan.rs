//! PLN: the words of plans.

use chrono::{DateTime, TimeDelta, Utc};

use crate::word::words;

words! {
    #[derive(Default)]
    PlanKind {
        #[default]
        Competence = "competence",
        LearningGoals = "learning_goals",
        ApprenticeGoals = "apprentice_goals",
    }
}

words! {
    /// What happens when every requirement of an assigned plan is fulfilled.
    #[derive(Default)]
    Completion {
        #[default]
        Automatic = "automatic",
        /// Sent to the manager.
        ManagerApproval = "manager_approval",
    }
}

words! {
    /// A requirement's state in a plan (PLN-5, PLN-8).
    PlanRequirementState {
        /// Taken in, and not seen by employees yet.
        Inactive = "inactive",
        Active = "active",
        Deactivated = "deactivated",
        /// The requirement itself has been archived (REQ-13).
        Archived = "archived",
    }
}

/// What a preview of a plan shows of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Published,
    Draft,
}

/// PLN-13: what the preview of what is active shows, as employees see it, and that with all pending changes; none where
/// the requirement does not stand in it.
pub fn shown(state: PlanRequirementState, published: bool, has_draft: bool, with_changes: bool) -> Option<Shown> {
    let in_it = match state {
        PlanRequirementState::Active => true,
        PlanRequirementState::Inactive => with_changes,
        PlanRequirementState::Deactivated | PlanRequirementState::Archived => false,
    };
    match (with_changes && has_draft, published) {
        (true, _) => Some(Shown::Draft),
        (false, true) => Some(Shown::Published),
        (false, false) => None,
    }
    .filter(|_| in_it)
}

/// How long a requirement may be taken out again of a plan that people have.
const SECOND_THOUGHTS: TimeDelta = TimeDelta::hours(24);

/// PLN-8: whether a requirement may be removed from a plan altogether: nobody has had the plan yet, or it was
/// added within the last 24 hours. Otherwise it can only be deactivated.
pub fn may_remove(ever_assigned: bool, added_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    !ever_assigned || now.signed_duration_since(added_at) <= SECOND_THOUGHTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(PlanRequirementState::Active, true, false, Some(Shown::Published), Some(Shown::Published))]
    #[case(PlanRequirementState::Active, true, true, Some(Shown::Published), Some(Shown::Draft))]
    #[case(PlanRequirementState::Inactive, true, false, None, Some(Shown::Published))]
    #[case(PlanRequirementState::Inactive, false, true, None, Some(Shown::Draft))]
    #[case(PlanRequirementState::Deactivated, true, true, None, None)]
    #[case(PlanRequirementState::Archived, true, false, None, None)]
    fn what_a_preview_shows(
        #[case] state: PlanRequirementState,
        #[case] published: bool,
        #[case] has_draft: bool,
        #[case] active: Option<Shown>,
        #[case] with_changes: Option<Shown>,
    ) {
        assert_eq!(shown(state, published, has_draft, false), active);
        assert_eq!(shown(state, published, has_draft, true), with_changes);
    }

    /// Proves PLN-8
    #[rstest::rstest]
    #[case(false, "2020-01-01T00:00:00Z", true)]
    #[case(true, "2026-11-21T09:00:00Z", true)]
    #[case(true, "2026-11-20T09:00:00Z", true)]
    #[case(true, "2026-11-20T08:59:59Z", false)]
    fn removed_before_it_is_in_use(#[case] ever_assigned: bool, #[case] added: &str, #[case] expected: bool) {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        assert_eq!(may_remove(ever_assigned, at(added), at("2026-11-21T09:00:00Z")), expected);
    }
}
