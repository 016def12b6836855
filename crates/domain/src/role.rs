//! ACC-4: the roles that can be granted to a position, and what kind of scope each takes.

use crate::word::words;

/// What a grant of a role is limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// Follows from the position itself or holds everywhere; a grant names nothing.
    None,
    /// An org unit and everything below it.
    Unit,
    /// One named plan a grant.
    Plan,
    /// An org unit and a speciality.
    UnitAndSpeciality,
}

words! {
    /// A role. `employee` and `manager` follow from the position and are never granted.
    Role {
        Employee = "employee",
        Resident = "resident",
        Apprentice = "apprentice",
        /// From HR, or set by hand on a position.
        Manager = "manager",
        DelegatedManager = "delegated_manager",
        /// Edits plans and requirements.
        SubjectLeadA = "subject_lead_a",
        /// As A, and follows people up.
        SubjectLeadB = "subject_lead_b",
        SuperUser = "super_user",
        TrustAdmin = "trust_admin",
        ResidentAdmin = "resident_admin",
        ApprenticePlanAdmin = "apprentice_plan_admin",
        RegionalAdmin = "regional_admin",
        PlanSteward = "plan_steward",
        EducationOfficer = "education_officer",
        LearningArenaAdmin = "learning_arena_admin",
        ConversationFormAdmin = "conversation_form_admin",
        Archiver = "archiver",
        Reactivator = "reactivator",
        SystemOwner = "system_owner",
    }
}

impl Role {
    pub const fn scope_kind(self) -> ScopeKind {
        match self {
            Self::Employee | Self::Resident | Self::Apprentice | Self::Manager | Self::SystemOwner => ScopeKind::None,
            Self::DelegatedManager
            | Self::SubjectLeadA
            | Self::SubjectLeadB
            | Self::SuperUser
            | Self::TrustAdmin
            | Self::ResidentAdmin
            | Self::ApprenticePlanAdmin
            | Self::RegionalAdmin
            | Self::LearningArenaAdmin
            | Self::ConversationFormAdmin
            | Self::Archiver
            | Self::Reactivator => ScopeKind::Unit,
            Self::PlanSteward => ScopeKind::Plan,
            Self::EducationOfficer => ScopeKind::UnitAndSpeciality,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves ACC-4: every role has a name of its own, which reads back.
    #[test]
    fn names_read_back() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse::<Role>().ok(), Some(*role));
        }
        assert_eq!(Role::ALL.len(), 19);
        assert!("leder".parse::<Role>().is_err());
    }
}
