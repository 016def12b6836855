//! ACC-4: the roles that can be granted to a position, and what kind of scope each takes.

use serde::{Deserialize, Serialize};

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

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $scope:ident;)+) => {
        /// A role. `employee` and `manager` follow from the position and are never granted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[derive(utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Role {
            $($(#[$doc])* $name,)+
        }

        impl Role {
            pub const ALL: &[Role] = &[$(Role::$name,)+];

            /// The name that is stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Role::$name => $text,)+ }
            }

            pub const fn scope_kind(self) -> ScopeKind {
                match self { $(Role::$name => ScopeKind::$scope,)+ }
            }
        }

        impl std::str::FromStr for Role {
            type Err = UnknownRole;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($text => Ok(Role::$name),)+ _ => Err(UnknownRole(text.to_owned())) }
            }
        }
    };
}

#[derive(Debug, thiserror::Error)]
#[error("unknown role {0:?}")]
pub struct UnknownRole(String);

roles! {
    Employee = "employee", None;
    Resident = "resident", None;
    Apprentice = "apprentice", None;
    /// From HR, or set by hand on a position.
    Manager = "manager", None;
    DelegatedManager = "delegated_manager", Unit;
    /// Edits plans and requirements.
    SubjectLeadA = "subject_lead_a", Unit;
    /// As A, and follows people up.
    SubjectLeadB = "subject_lead_b", Unit;
    SuperUser = "super_user", Unit;
    TrustAdmin = "trust_admin", Unit;
    ResidentAdmin = "resident_admin", Unit;
    ApprenticePlanAdmin = "apprentice_plan_admin", Unit;
    RegionalAdmin = "regional_admin", Unit;
    PlanSteward = "plan_steward", Plan;
    EducationOfficer = "education_officer", UnitAndSpeciality;
    LearningArenaAdmin = "learning_arena_admin", Unit;
    ConversationFormAdmin = "conversation_form_admin", Unit;
    Archiver = "archiver", Unit;
    Reactivator = "reactivator", Unit;
    SystemOwner = "system_owner", None;
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
