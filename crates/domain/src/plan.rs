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
