//! REQ-2, REQ-3: the ways of learning and of documenting, in words.

use kyndig_domain::requirement::{DocumentationMethod, LearningMethod};

use crate::t;

/// How it is learnt, in words.
pub fn learning_method_name(method: LearningMethod) -> &'static str {
    match method {
        LearningMethod::ClinicalService => t::method::learning_clinical_service(),
        LearningMethod::Course => t::method::learning_course(),
        LearningMethod::ELearning => t::method::learning_e_learning(),
        LearningMethod::GroupSupervision => t::method::learning_group_supervision(),
        LearningMethod::InHouseTeaching => t::method::learning_in_house_teaching(),
        LearningMethod::Meeting => t::method::learning_meeting(),
        LearningMethod::Supervision => t::method::learning_supervision(),
        LearningMethod::Practice => t::method::learning_practice(),
        LearningMethod::TheoryTeaching => t::method::learning_theory_teaching(),
        LearningMethod::PracticalTraining => t::method::learning_practical_training(),
        LearningMethod::Other => t::method::learning_other(),
        LearningMethod::ProcedureList => t::method::learning_procedure_list(),
        LearningMethod::Project => t::method::learning_project(),
        LearningMethod::ReflectionNote => t::method::learning_reflection_note(),
        LearningMethod::SelfStudy => t::method::learning_self_study(),
        LearningMethod::Simulation => t::method::learning_simulation(),
        LearningMethod::SkillsTraining => t::method::learning_skills_training(),
    }
}

/// How it is documented, in words.
pub fn documentation_method_name(method: DocumentationMethod) -> &'static str {
    match method {
        DocumentationMethod::Attachment => t::method::documentation_attachment(),
        DocumentationMethod::SelfRegistration => t::method::documentation_self_registration(),
        DocumentationMethod::CourseCertificate => t::method::documentation_course_certificate(),
        DocumentationMethod::CoursePortalConfirmation => t::method::documentation_course_portal_confirmation(),
        DocumentationMethod::Signature => t::method::documentation_signature(),
        DocumentationMethod::SignatureEvaluationPanel => t::method::documentation_signature_evaluation_panel(),
        DocumentationMethod::SignatureClinicalSupervisor => t::method::documentation_signature_clinical_supervisor(),
        DocumentationMethod::SignatureEducationalSupervisor => {
            t::method::documentation_signature_educational_supervisor()
        }
    }
}
