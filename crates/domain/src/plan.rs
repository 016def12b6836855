//! PLN: the words of plans.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    requirement::{Level, RequirementKind},
    string_enum::string_enum,
};

string_enum! {
    #[derive(Default)]
    PlanKind {
        #[default]
        Competence = "competence",
        LearningGoals = "learning_goals",
        ApprenticeGoals = "apprentice_goals",
    }
}

impl PlanKind {
    /// Its sections are themes with goals, and what is to be done stands in the goals (PLN-2).
    pub fn has_goals(self) -> bool {
        self != Self::Competence
    }

    /// PLN-2: what is national is for residents.
    pub fn takes(self, level: Level) -> bool {
        !(self == Self::ApprenticeGoals && level == Level::National)
    }

    /// What such a plan holds.
    pub fn holds(self) -> RequirementKind {
        if self.has_goals() { RequirementKind::LearningActivity } else { RequirementKind::Requirement }
    }
}

string_enum! {
    /// What happens when every requirement of an assigned plan is fulfilled.
    #[derive(Default)]
    Completion {
        #[default]
        Automatic = "automatic",
        /// Sent to the manager.
        ManagerApproval = "manager_approval",
    }
}

string_enum! {
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

string_enum! {
    /// PLN-14: whether anything of the plan waits for approval, and whether it is published anywhere.
    PlanStatus {
        /// Published, with changes that wait for approval.
        DraftPublished = "draft_published",
        /// Waits for approval, or was never approved; published nowhere.
        DraftUnpublished = "draft_unpublished",
        Published = "published",
        /// Nothing waits; published nowhere, or withdrawn everywhere.
        Unpublished = "unpublished",
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

/// REQ-15: what a template holds stands fast from its first local copy on.
pub fn may_fill(is_template: bool, copies: i64) -> bool {
    !(is_template && copies > 0)
}

/// PLN-2: themes and goals are the template's; a local copy has activities of its own and nothing else.
pub fn may_arrange(kind: PlanKind, is_template: bool, copies: i64) -> bool {
    may_fill(is_template, copies) && (is_template || !kind.has_goals())
}

/// A requirement or an activity as it stands in a plan.
#[derive(Clone, Copy, Debug)]
pub struct InPlan {
    pub kind: RequirementKind,
    pub level: Level,
    pub state: PlanRequirementState,
    pub added_at: DateTime<Utc>,
    /// In a template, and not in what people have.
    pub in_template: bool,
    /// Somebody has the plan, or had it.
    pub ever_assigned: bool,
}

impl InPlan {
    /// PLN-8, REQ-15: may be taken out altogether. What a template brought stays, and can be deactivated at most.
    pub fn may_be_removed(&self, now: DateTime<Utc>) -> bool {
        self.is_own() && may_remove(self.ever_assigned, self.added_at, now)
    }

    /// PLN-8, REQ-15: may be taken out of use. National activities may not, and in a template nothing may.
    pub fn may_be_deactivated(&self) -> bool {
        let in_use = match self.state {
            PlanRequirementState::Active => true,
            // there is no other way to be rid of it
            PlanRequirementState::Inactive => !self.is_own(),
            PlanRequirementState::Deactivated | PlanRequirementState::Archived => false,
        };
        in_use && !self.in_template && self.level != Level::National
    }

    fn is_own(&self) -> bool {
        match (self.kind, self.level) {
            (RequirementKind::Requirement, _) | (_, Level::Local) => true,
            (_, Level::Central) => self.in_template,
            (_, Level::National) => false,
        }
    }
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

    /// Of PLN-8, REQ-15: what each level allows, by whom added and when.
    #[rstest::rstest]
    #[case::a_requirement(RequirementKind::Requirement, Level::Central, false, true, true)]
    #[case::local(RequirementKind::LearningActivity, Level::Local, false, true, true)]
    #[case::regional(RequirementKind::LearningActivity, Level::Central, false, false, true)]
    #[case::regional_in_the_template(RequirementKind::LearningActivity, Level::Central, true, true, false)]
    #[case::national(RequirementKind::LearningActivity, Level::National, false, false, false)]
    #[case::national_in_the_template(RequirementKind::LearningActivity, Level::National, true, false, false)]
    fn each_level_allows_what_is_its_own(
        #[case] kind: RequirementKind,
        #[case] level: Level,
        #[case] in_template: bool,
        #[case] removed: bool,
        #[case] deactivated: bool,
    ) {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let state = PlanRequirementState::Active;
        let standing = InPlan { kind, level, state, added_at: now, in_template, ever_assigned: false };
        assert_eq!((standing.may_be_removed(now), standing.may_be_deactivated()), (removed, deactivated));
        let late = InPlan { ever_assigned: true, ..standing };
        assert!(!late.may_be_removed(now + TimeDelta::hours(25)));
        let out = InPlan { state: PlanRequirementState::Deactivated, ..standing };
        assert!(!out.may_be_deactivated());
    }

    /// Proves PLN-2: apprentice plans hold nothing national.
    #[test]
    fn national_ones_are_for_residents() {
        for kind in PlanKind::ALL {
            for level in Level::ALL {
                let apart = *kind == PlanKind::ApprenticeGoals && *level == Level::National;
                assert_eq!(kind.takes(*level), !apart, "{kind} {level}");
            }
        }
    }

    /// Of PLN-2: a copy is filled and not arranged.
    #[rstest::rstest]
    #[case(PlanKind::Competence, false, 0, true, true)]
    #[case(PlanKind::LearningGoals, true, 0, true, true)]
    #[case(PlanKind::LearningGoals, true, 1, false, false)]
    #[case(PlanKind::ApprenticeGoals, false, 0, true, false)]
    fn a_copy_is_filled_and_not_arranged(
        #[case] kind: PlanKind,
        #[case] template: bool,
        #[case] copies: i64,
        #[case] fill: bool,
        #[case] arrange: bool,
    ) {
        assert_eq!((may_fill(template, copies), may_arrange(kind, template, copies)), (fill, arrange));
    }

    /// Of PLN-8: before the plan has been given to anyone, or within 24 hours.
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
