//! REQ-2, REQ-3: how a requirement is learnt and documented, and which choices do not fit together.

use crate::word::words;

words! {
    /// REQ-2: how it is learnt.
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

words! {
    /// REQ-3: how it is documented.
    DocumentationMethod {
        Attachment = "attachment",
        SelfRegistration = "self_registration",
        CourseCertificate = "course_certificate",
        CoursePortalConfirmation = "course_portal_confirmation",
        Signature = "signature",
    }
}

words! {
    /// What does not fit together; said when saving, never a stop.
    Warning {
        SignatureWithoutSigner = "signature_without_signer",
        AttachmentNotAllowed = "attachment_not_allowed",
        NoCourseList = "no_course_list",
    }
}

/// REQ-1: the number people know a requirement by, as in KR-10432.
pub fn number(number: i32) -> String {
    format!("KR-{number}")
}

/// What to warn about. Attachments and course lists cannot be switched on yet, so the methods that rest on
/// them are always warned about.
pub fn warnings(documentation: DocumentationMethod, needs_signature: bool) -> Vec<Warning> {
    let found = match documentation {
        DocumentationMethod::Signature if !needs_signature => Some(Warning::SignatureWithoutSigner),
        DocumentationMethod::Attachment | DocumentationMethod::CourseCertificate => Some(Warning::AttachmentNotAllowed),
        DocumentationMethod::CoursePortalConfirmation => Some(Warning::NoCourseList),
        DocumentationMethod::Signature | DocumentationMethod::SelfRegistration => None,
    };
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves REQ-2, REQ-3: the words are those of the rules, and read back as they are sent.
    #[test]
    fn words_read_back() {
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
    #[case(DocumentationMethod::Signature, false, Some(Warning::SignatureWithoutSigner))]
    #[case(DocumentationMethod::Signature, true, None)]
    #[case(DocumentationMethod::SelfRegistration, false, None)]
    #[case(DocumentationMethod::CoursePortalConfirmation, false, Some(Warning::NoCourseList))]
    #[case(DocumentationMethod::Attachment, true, Some(Warning::AttachmentNotAllowed))]
    fn what_does_not_fit(#[case] how: DocumentationMethod, #[case] signed: bool, #[case] expected: Option<Warning>) {
        assert_eq!(warnings(how, signed), expected.into_iter().collect::<Vec<_>>());
    }
}
