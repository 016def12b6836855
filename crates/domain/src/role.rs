//! ACC-4: the roles that can be granted to a position, and what kind of scope each takes.

use crate::string_enum::string_enum;

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

string_enum! {
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

/// Why a role cannot be granted like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// It follows from the position.
    #[error("this role is never granted")]
    NeverGranted,
    #[error("this role needs a unit")]
    UnitMissing,
    #[error("this role takes no unit")]
    UnitNotAsked,
    #[error("this role needs a plan")]
    PlanMissing,
    #[error("this role takes no plan")]
    PlanNotAsked,
    #[error("this role needs a speciality")]
    SpecialityMissing,
    #[error("this role takes no speciality")]
    SpecialityNotAsked,
}

/// ACC-4: whether a grant of the role names what it must, and nothing else.
pub fn check_grant(role: Role, unit: bool, plan: bool, speciality: bool) -> Result<(), GrantError> {
    if matches!(role, Role::Employee | Role::Manager) {
        return Err(GrantError::NeverGranted);
    }
    let kind = role.scope_kind();
    let unit_asked = matches!(kind, ScopeKind::Unit | ScopeKind::UnitAndSpeciality);
    match (unit_asked, unit) {
        (true, false) => return Err(GrantError::UnitMissing),
        (false, true) => return Err(GrantError::UnitNotAsked),
        _ => {}
    }
    match (kind == ScopeKind::Plan, plan) {
        (true, false) => return Err(GrantError::PlanMissing),
        (false, true) => return Err(GrantError::PlanNotAsked),
        _ => {}
    }
    match (kind == ScopeKind::UnitAndSpeciality, speciality) {
        (true, false) => Err(GrantError::SpecialityMissing),
        (false, true) => Err(GrantError::SpecialityNotAsked),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves ACC-4: each role takes the scope of its kind, and nothing else.
    #[test]
    fn a_grant_names_what_it_must() {
        let allowed = |role| {
            let mut found = Vec::new();
            for bits in 0..8 {
                let (unit, plan, speciality) = (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0);
                if check_grant(role, unit, plan, speciality).is_ok() {
                    found.push((unit, plan, speciality));
                }
            }
            found
        };
        for role in Role::ALL.iter().copied() {
            let expected = match (role, role.scope_kind()) {
                (Role::Employee | Role::Manager, _) => vec![],
                (_, ScopeKind::None) => vec![(false, false, false)],
                (_, ScopeKind::Unit) => vec![(true, false, false)],
                (_, ScopeKind::Plan) => vec![(false, true, false)],
                (_, ScopeKind::UnitAndSpeciality) => vec![(true, false, true)],
            };
            assert_eq!(allowed(role), expected, "{role}");
        }
        assert_eq!(check_grant(Role::PlanSteward, true, true, false), Err(GrantError::UnitNotAsked));
        assert_eq!(check_grant(Role::EducationOfficer, true, false, false), Err(GrantError::SpecialityMissing));
    }

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
