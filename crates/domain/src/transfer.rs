//! PLN-17: what an import makes of what it meets. Nothing is overwritten that is somebody else's, nothing that stands
//! fast is touched, and what is there already stays as it is, so that the same import again changes nothing.

use crate::{plan::PlanRequirementState, requirement::Level, string_enum::string_enum};

string_enum! {
    /// What a file is.
    ImportFormat {
        KyndigPlan = "kyndig_plan",
        KyndigCatalogue = "kyndig_catalogue",
        /// A package of 1EdTech's Competencies and Academic Standards Exchange.
        Case = "case",
        /// A competency framework as Moodle exports it.
        Moodle = "moodle",
    }
}

string_enum! {
    /// What an entry of an import is about.
    ImportSubject {
        Plan = "plan",
        Category = "category",
        Requirement = "requirement",
        Section = "section",
        Goal = "goal",
        /// A requirement's place in a plan.
        Place = "place",
        /// The order of all that the plan holds.
        Order = "order",
    }
}

string_enum! {
    /// What becomes of it.
    ImportChange {
        Create = "create",
        Update = "update",
        Keep = "keep",
        /// Left out, for the reason given.
        Refuse = "refuse",
    }
}

string_enum! {
    /// How a goal stands to another.
    ReferenceKind {
        /// Is placed under it in the framework.
        IsChildOf = "is_child_of",
        IsPartOf = "is_part_of",
        IsPeerOf = "is_peer_of",
        IsRelatedTo = "is_related_to",
        ExactMatchOf = "exact_match_of",
        Precedes = "precedes",
        ReplacedBy = "replaced_by",
        Exemplar = "exemplar",
        HasSkillLevel = "has_skill_level",
        IsTranslationOf = "is_translation_of",
    }
}

string_enum! {
    /// Whose branch a category stands in: the trust's or the region's that the requirement belongs to, or a speciality's.
    BranchKind {
        Trust = "trust",
        Region = "region",
        Speciality = "speciality",
    }
}

string_enum! {
    /// Why an entry is left out.
    Refusal {
        Archived = "archived",
        /// Others write it.
        NotYours = "not_yours",
        /// It has an unpublished draft that the import would overwrite.
        HasDraft = "has_draft",
        National = "national",
        SignatureLocked = "signature_locked",
        ManualExpiryLocked = "manual_expiry_locked",
        RepetitionsLocked = "repetitions_locked",
        /// What it says does not fit together.
        Unfit = "unfit",
        UnknownPrerequisite = "unknown_prerequisite",
        /// It rests on, or holds, what is left out.
        RestsOnRefused = "rests_on_refused",
        NotShared = "not_shared",
        WrongKind = "wrong_kind",
        FromTemplate = "from_template",
        TemplateInUse = "template_in_use",
        NeverPublished = "never_published",
        StaysActive = "stays_active",
        StandsFast = "stands_fast",
        NothingToAdapt = "nothing_to_adapt",
        /// It stands in another section, or another goal, here.
        StandsElsewhere = "stands_elsewhere",
    }
}

/// What there is of a requirement where it is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    Nothing,
    /// The target unit's own.
    Own {
        same: bool,
        archived: bool,
        has_draft: bool,
        can_edit: bool,
        /// What the change would break for those who have started (REQ-7).
        breaks: Option<Refusal>,
    },
    /// Another unit's, shared with the target.
    Shared,
}

/// What becomes of a requirement. What another unit owns is used as it stands there.
#[expect(clippy::match_same_arms, reason = "the first that holds decides")]
pub fn requirement(level: Level, here: Here, may_write: bool) -> Result<ImportChange, Refusal> {
    match here {
        Here::Shared => Ok(ImportChange::Keep),
        Here::Nothing if may_write => Ok(ImportChange::Create),
        Here::Nothing => Err(Refusal::NotYours),
        Here::Own { archived: true, .. } => Err(Refusal::Archived),
        Here::Own { same: true, .. } => Ok(ImportChange::Keep),
        Here::Own { .. } if level == Level::National => Err(Refusal::National),
        Here::Own { can_edit: false, .. } => Err(Refusal::NotYours),
        Here::Own { has_draft: true, .. } => Err(Refusal::HasDraft),
        Here::Own { breaks: Some(breaks), .. } => Err(breaks),
        Here::Own { .. } => Ok(ImportChange::Update),
    }
}

/// What becomes of a requirement's state in a plan (PLN-5, PLN-8): it may be activated, deactivated and activated
/// again, and what employees see goes no other way.
pub fn place(
    now: Option<PlanRequirementState>,
    wanted: PlanRequirementState,
    published: bool,
    may_be_deactivated: bool,
) -> Result<ImportChange, Refusal> {
    use PlanRequirementState as State;
    match (now, wanted) {
        (_, State::Archived) | (Some(State::Archived), _) => Err(Refusal::Archived),
        (_, State::Active) if !published => Err(Refusal::NeverPublished),
        (None, _) => Ok(ImportChange::Create),
        (Some(now), wanted) if now == wanted => Ok(ImportChange::Keep),
        (Some(State::Inactive | State::Deactivated), State::Active) => Ok(ImportChange::Update),
        (Some(State::Active), State::Deactivated) if may_be_deactivated => Ok(ImportChange::Update),
        (Some(State::Active), State::Deactivated) => Err(Refusal::StandsFast),
        (Some(_), _) => Err(Refusal::StaysActive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Here = Here::Own { same: false, archived: false, has_draft: false, can_edit: true, breaks: None };

    /// Proves PLN-17: what is there stays, what is one's own is changed, and nothing else.
    #[rstest::rstest]
    #[case(Level::Local, Here::Nothing, true, Ok(ImportChange::Create))]
    #[case(Level::Local, Here::Nothing, false, Err(Refusal::NotYours))]
    #[case(Level::Central, Here::Shared, false, Ok(ImportChange::Keep))]
    #[case(Level::Local, OWN, false, Ok(ImportChange::Update))]
    #[case(Level::National, OWN, true, Err(Refusal::National))]
    fn what_becomes_of_a_requirement(
        #[case] level: Level,
        #[case] here: Here,
        #[case] may_write: bool,
        #[case] expected: Result<ImportChange, Refusal>,
    ) {
        assert_eq!(requirement(level, here, may_write), expected);
    }

    /// Proves PLN-17: each thing that stands in the way is named, the weightiest first.
    #[rstest::rstest]
    #[case(true, false, false, true, None, Ok(ImportChange::Keep))]
    #[case(true, true, false, true, None, Err(Refusal::Archived))]
    #[case(false, false, true, true, None, Err(Refusal::HasDraft))]
    #[case(false, false, true, false, None, Err(Refusal::NotYours))]
    #[case(false, false, false, true, Some(Refusal::RepetitionsLocked), Err(Refusal::RepetitionsLocked))]
    #[case(true, false, true, false, Some(Refusal::SignatureLocked), Ok(ImportChange::Keep))]
    fn what_is_ones_own(
        #[case] same: bool,
        #[case] archived: bool,
        #[case] has_draft: bool,
        #[case] can_edit: bool,
        #[case] breaks: Option<Refusal>,
        #[case] expected: Result<ImportChange, Refusal>,
    ) {
        let here = Here::Own { same, archived, has_draft, can_edit, breaks };
        assert_eq!(requirement(Level::Local, here, true), expected);
    }

    /// Of PLN-17, PLN-5, PLN-8: what is active, and what is out of use, goes along.
    #[rstest::rstest]
    #[case(None, "active", true, Ok(ImportChange::Create))]
    #[case(None, "active", false, Err(Refusal::NeverPublished))]
    #[case(None, "inactive", false, Ok(ImportChange::Create))]
    #[case(None, "deactivated", true, Ok(ImportChange::Create))]
    #[case(None, "archived", true, Err(Refusal::Archived))]
    #[case(Some("inactive"), "active", true, Ok(ImportChange::Update))]
    #[case(Some("deactivated"), "active", true, Ok(ImportChange::Update))]
    #[case(Some("active"), "active", true, Ok(ImportChange::Keep))]
    #[case(Some("active"), "inactive", true, Err(Refusal::StaysActive))]
    #[case(Some("deactivated"), "inactive", true, Err(Refusal::StaysActive))]
    #[case(Some("archived"), "active", true, Err(Refusal::Archived))]
    fn what_becomes_of_a_place(
        #[case] now: Option<&str>,
        #[case] wanted: &str,
        #[case] published: bool,
        #[case] expected: Result<ImportChange, Refusal>,
    ) {
        let state = |word: &str| word.parse::<PlanRequirementState>().expect("a state");
        assert_eq!(place(now.map(state), state(wanted), published, true), expected);
    }

    #[test]
    fn what_stands_fast_is_not_deactivated() {
        use PlanRequirementState::{Active, Deactivated};
        assert_eq!(place(Some(Active), Deactivated, true, true), Ok(ImportChange::Update));
        assert_eq!(place(Some(Active), Deactivated, true, false), Err(Refusal::StandsFast));
    }
}
