//! The roles, in words.

use kyndig_contract::role::Role;

use crate::t;
use crate::ui::Choice;

pub fn name(role: Role) -> &'static str {
    match role {
        Role::Employee => t::role::name_employee(),
        Role::Resident => t::role::name_resident(),
        Role::Apprentice => t::role::name_apprentice(),
        Role::Manager => t::role::name_manager(),
        Role::DelegatedManager => t::role::name_delegated_manager(),
        Role::SubjectLeadA => t::role::name_subject_lead_a(),
        Role::SubjectLeadB => t::role::name_subject_lead_b(),
        Role::SuperUser => t::role::name_super_user(),
        Role::TrustAdmin => t::role::name_trust_admin(),
        Role::ResidentAdmin => t::role::name_resident_admin(),
        Role::ApprenticePlanAdmin => t::role::name_apprentice_plan_admin(),
        Role::RegionalAdmin => t::role::name_regional_admin(),
        Role::PlanSteward => t::role::name_plan_steward(),
        Role::EducationOfficer => t::role::name_education_officer(),
        Role::LearningArenaAdmin => t::role::name_learning_arena_admin(),
        Role::ConversationFormAdmin => t::role::name_conversation_form_admin(),
        Role::Archiver => t::role::name_archiver(),
        Role::Reactivator => t::role::name_reactivator(),
        Role::SystemOwner => t::role::name_system_owner(),
    }
}

/// Those that can be granted; `employee` and `manager` follow from the position.
pub fn choices() -> Vec<Choice> {
    let granted = |role: &&Role| !matches!(role, Role::Employee | Role::Manager);
    Role::ALL.iter().filter(granted).map(|role| Choice::new(role.as_str(), name(*role))).collect()
}
