//! REQ: how a requirement is learnt and documented, which choices do not fit together, what is locked once somebody
//! has started, and what may not rest on itself.

mod prerequisite;

pub use prerequisite::cycle;

use crate::string_enum::string_enum;

string_enum! {
    /// What it is: a requirement of competence plans, or a learning activity of goal plans.
    #[derive(Default)]
    RequirementKind {
        #[default]
        Requirement = "requirement",
        LearningActivity = "learning_activity",
    }
}

string_enum! {
    /// Who it is made for, and so who may change it (REQ-14, REQ-15, PLN-18).
    #[derive(Default)]
    Level {
        #[default]
        Local = "local",
        /// For the whole region; of learning activities, the region's own beside the national ones.
        Central = "central",
        /// Of learning activities alone: never edited, deleted, archived or deactivated.
        National = "national",
    }
}

string_enum! {
    /// REQ-2: how it is learnt.
    #[derive(Default)]
    LearningMethod {
        ClinicalService = "clinical_service",
        Course = "course",
        ELearning = "e_learning",
        GroupSupervision = "group_supervision",
        InHouseTeaching = "in_house_teaching",
        Meeting = "meeting",
        Supervision = "supervision",
        Practice = "practice",
        TheoryTeaching = "theory_teaching",
        #[default]
        PracticalTraining = "practical_training",
        Other = "other",
        ProcedureList = "procedure_list",
        Project = "project",
        ReflectionNote = "reflection_note",
        SelfStudy = "self_study",
        Simulation = "simulation",
        SkillsTraining = "skills_training",
    }
}

string_enum! {
    /// REQ-3: how it is documented.
    #[derive(Default)]
    DocumentationMethod {
        Attachment = "attachment",
        #[default]
        SelfRegistration = "self_registration",
        CourseCertificate = "course_certificate",
        CoursePortalConfirmation = "course_portal_confirmation",
        Signature = "signature",
        SignatureEvaluationPanel = "signature_evaluation_panel",
        SignatureClinicalSupervisor = "signature_clinical_supervisor",
        SignatureEducationalSupervisor = "signature_educational_supervisor",
    }
}

impl DocumentationMethod {
    /// REQ-3: three kinds of signature are for learning activities alone.
    pub const fn is_for(self, kind: RequirementKind) -> bool {
        match self {
            Self::SignatureEvaluationPanel
            | Self::SignatureClinicalSupervisor
            | Self::SignatureEducationalSupervisor => matches!(kind, RequirementKind::LearningActivity),
            Self::Attachment
            | Self::SelfRegistration
            | Self::CourseCertificate
            | Self::CoursePortalConfirmation
            | Self::Signature => true,
        }
    }
}

string_enum! {
    /// What does not fit together; said when saving, never a stop.
    Warning {
        SignatureWithoutSigner = "signature_without_signer",
        AttachmentNotAllowed = "attachment_not_allowed",
        NoCourseList = "no_course_list",
        /// REQ-15: an activity of a goal plan that runs out.
        ValidityOnActivity = "validity_on_activity",
    }
}

/// REQ-1: the number people know a requirement by, as in KR-10432.
pub fn number(number: i32) -> String {
    format!("KR-{number}")
}

/// What of a requirement decides how its fulfilment is documented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    pub needs_signature: bool,
    pub manual_expiry: bool,
    pub repeats: bool,
    pub allows_attachments: bool,
    pub has_courses: bool,
    pub expires: bool,
}

/// REQ-3, REQ-15: what to warn about.
pub fn warnings(kind: RequirementKind, documentation: DocumentationMethod, switches: Switches) -> Vec<Warning> {
    use DocumentationMethod as By;
    let found = match documentation {
        By::Signature
        | By::SignatureEvaluationPanel
        | By::SignatureClinicalSupervisor
        | By::SignatureEducationalSupervisor => (!switches.needs_signature).then_some(Warning::SignatureWithoutSigner),
        By::Attachment | By::CourseCertificate => {
            (!switches.allows_attachments).then_some(Warning::AttachmentNotAllowed)
        }
        By::CoursePortalConfirmation => (!switches.has_courses).then_some(Warning::NoCourseList),
        By::SelfRegistration => None,
    };
    let runs_out = switches.expires && kind == RequirementKind::LearningActivity;
    found.into_iter().chain(runs_out.then_some(Warning::ValidityOnActivity)).collect()
}

string_enum! {
    /// REQ-7: what cannot be changed once anybody has started, until it is reset.
    Lock {
        NeedsSignature = "needs_signature",
        ManualExpiry = "manual_expiry",
        Repetitions = "repetitions",
    }
}

/// REQ-7: what this change would break for those who have started: the signature and the expiry by hand cannot be
/// taken away, and repetition can neither come nor go. How many repetitions can change.
pub fn locked(from: Switches, to: Switches) -> Vec<Lock> {
    [
        (Lock::NeedsSignature, from.needs_signature && !to.needs_signature),
        (Lock::ManualExpiry, from.manual_expiry && !to.manual_expiry),
        (Lock::Repetitions, from.repeats != to.repeats),
    ]
    .into_iter()
    .filter_map(|(lock, broken)| broken.then_some(lock))
    .collect()
}

/// REQ-9: whether it reaches a plan of this unit: shared with the unit itself, or with one above and all below it.
pub fn is_shared(at_the_unit: bool, with_subunits: bool, ended: bool) -> bool {
    !ended && (at_the_unit || with_subunits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves REQ-2, REQ-3: the words are those of the rules, and read back as they are sent.
    #[test]
    fn words_read_back() {
        let learnt: Vec<_> = LearningMethod::ALL.iter().map(|method| method.as_str()).collect();
        assert_eq!(
            learnt,
            [
                "clinical_service",
                "course",
                "e_learning",
                "group_supervision",
                "in_house_teaching",
                "meeting",
                "supervision",
                "practice",
                "theory_teaching",
                "practical_training",
                "other",
                "procedure_list",
                "project",
                "reflection_note",
                "self_study",
                "simulation",
                "skills_training",
            ]
        );
        let documented: Vec<_> = DocumentationMethod::ALL.iter().map(|method| method.as_str()).collect();
        assert_eq!(
            documented,
            [
                "attachment",
                "self_registration",
                "course_certificate",
                "course_portal_confirmation",
                "signature",
                "signature_evaluation_panel",
                "signature_clinical_supervisor",
                "signature_educational_supervisor",
            ]
        );
        assert_eq!(LearningMethod::ALL.len(), 17);
        for method in LearningMethod::ALL {
            assert_eq!(method.as_str().parse::<LearningMethod>().ok(), Some(*method));
        }
        for method in DocumentationMethod::ALL {
            assert_eq!(method.as_str().parse::<DocumentationMethod>().ok(), Some(*method));
        }
    }

    /// Proves REQ-3: choices that do not fit together are warned about.
    #[rstest::rstest]
    #[case("signature", Switches::default(), Some(Warning::SignatureWithoutSigner))]
    #[case("signature", Switches { needs_signature: true, ..Switches::default() }, None)]
    #[case("signature_clinical_supervisor", Switches::default(), Some(Warning::SignatureWithoutSigner))]
    #[case("self_registration", Switches::default(), None)]
    #[case("course_portal_confirmation", Switches::default(), Some(Warning::NoCourseList))]
    #[case("course_portal_confirmation", Switches { has_courses: true, ..Switches::default() }, None)]
    #[case("attachment", Switches { needs_signature: true, ..Switches::default() }, Some(Warning::AttachmentNotAllowed))]
    #[case("course_certificate", Switches { allows_attachments: true, ..Switches::default() }, None)]
    fn what_does_not_fit(#[case] how: &str, #[case] switches: Switches, #[case] expected: Option<Warning>) {
        let how: DocumentationMethod = how.parse().expect("a method");
        assert_eq!(warnings(RequirementKind::Requirement, how, switches), expected.into_iter().collect::<Vec<_>>());
    }

    /// Proves REQ-15: a validity is warned about on an activity of goal plans, beside anything else, and on nothing else.
    #[test]
    fn an_activity_that_runs_out() {
        let expires = Switches { expires: true, ..Switches::default() };
        let of = |kind, how, switches| warnings(kind, how, switches);
        let (activity, by) = (RequirementKind::LearningActivity, DocumentationMethod::SelfRegistration);
        assert_eq!(of(activity, by, expires), [Warning::ValidityOnActivity]);
        assert_eq!(of(activity, by, Switches::default()), []);
        assert_eq!(of(RequirementKind::Requirement, by, expires), []);
        let both = of(activity, DocumentationMethod::Attachment, expires);
        assert_eq!(both, [Warning::AttachmentNotAllowed, Warning::ValidityOnActivity]);
    }

    /// Proves REQ-3: the three other signatures are for learning activities alone.
    #[test]
    fn three_signatures_are_for_activities() {
        let only = |kind| DocumentationMethod::ALL.iter().filter(|method| method.is_for(kind)).count();
        assert_eq!((only(RequirementKind::Requirement), only(RequirementKind::LearningActivity)), (5, 8));
        assert!(!DocumentationMethod::SignatureEvaluationPanel.is_for(RequirementKind::Requirement));
    }

    /// Proves REQ-7: nothing else is locked, and the number of repetitions is not.
    #[test]
    fn three_things_are_locked() {
        let none = Switches::default();
        let all = Switches {
            needs_signature: true,
            manual_expiry: true,
            repeats: true,
            allows_attachments: true,
            has_courses: true,
            expires: true,
        };
        assert_eq!(locked(all, none), [Lock::NeedsSignature, Lock::ManualExpiry, Lock::Repetitions]);
        assert_eq!(locked(none, all), [Lock::Repetitions]);
        assert_eq!(locked(all, all), []);
        assert_eq!(locked(all, Switches { allows_attachments: false, has_courses: false, expires: false, ..all }), []);
    }

    /// Of REQ-9: a share reaches the unit, those below where they are included, and none once it has ended.
    #[rstest::rstest]
    #[case(true, false, false, true)]
    #[case(false, false, false, false)]
    #[case(false, true, false, true)]
    #[case(true, true, true, false)]
    fn sharing(#[case] there: bool, #[case] below: bool, #[case] ended: bool, #[case] expected: bool) {
        assert_eq!(is_shared(there, below, ended), expected);
    }
}
