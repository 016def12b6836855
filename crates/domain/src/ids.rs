//! The one registry of typed ids, so that a `PlanId` is never taken for a `PersonId`.
//!
//! Every id is a UUIDv7 made by the server from its clock; here they are only values.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
        #[derive(utoipa::ToSchema)]
        #[schema(value_type = uuid::Uuid, format = Uuid)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        #[cfg(feature = "db")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A human being; never changes, whatever the employment.
    PersonId,
    /// One employment (or loan): what one is signed in *as*.
    PositionId,
    /// A node of the one org tree.
    UnitId,
    RoleGrantId,
    /// A signed-in session, the family of its refresh tokens.
    SessionId,
    RequirementId,
    /// A point of a requirement's checklist, whatever its words are (FUL-9).
    PointId,
    CategoryId,
    FileId,
    PlanId,
    SectionId,
    /// In a theme of a goal plan.
    GoalId,
    /// One requirement's place in one plan.
    PlanRequirementId,
    AssignmentId,
    SignatureRequestId,
    /// One time that something was done that must be done several times.
    RepetitionId,
    LoanId,
    HrImportId,
    EventId,
    /// What was done to many, for as long as it can be undone.
    UndoId,
    OutboxId,
}
