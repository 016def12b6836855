//! LOA: a position lent to another unit for a period.

pub use kyndig_domain::loan::LoanState;

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_domain::ids::{LoanId, PersonId, PositionId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{person::PersonRef, unit::UnitRef};

/// LOA-1, LOA-2: lend an employee. The receiving unit's manager is filled in where none is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"unitId": "01890a5d-ac96-774b-bcce-b302099a8057", "startsOn": "2026-12-01", "endsOn": "2026-12-31", "comment": "Kan respirator."}))]
pub struct CreateLoan {
    pub unit_id: UnitId,
    /// Tomorrow at the earliest.
    pub starts_on: NaiveDate,
    /// The last day; without it, until further notice.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ends_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub manager_id: Option<PersonId>,
    /// For the new manager only.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
}

/// LOA-3, LOA-4: the whole loan as it shall be. Of an ongoing one the start is locked; another unit ends it
/// today and makes a future one from tomorrow.
///
/// Without a manager the present one stays, or, with another unit, that unit's is filled in. Without a comment
/// the present one stays: whoever changes a loan may not be the one who may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"unitId": "01890a5d-ac96-774b-bcce-b302099a8057", "startsOn": "2026-12-01", "endsOn": "2027-01-15", "comment": ""}))]
pub struct ChangeLoan {
    pub unit_id: UnitId,
    pub starts_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ends_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub manager_id: Option<PersonId>,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comment: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoanDetails {
    pub id: LoanId,
    /// The position that is lent out.
    pub position_id: PositionId,
    pub person: PersonRef,
    pub state: LoanState,
    pub unit: UnitRef,
    pub home_unit: UnitRef,
    pub starts_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ends_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub manager: Option<PersonRef>,
    /// Shown to the receiving manager, and to the one who wrote it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comment: Option<String>,
    pub registered_by: PersonRef,
    pub registered_by_unit: String,
    pub registered_at: DateTime<Utc>,
    /// The signed-in position may change it (the lender).
    pub can_change: bool,
    /// Send it back as `If-Match`; also in the `ETag` header.
    pub version: i32,
}

/// What came of a change: the loan itself, and the one that follows it where the unit of an ongoing loan
/// was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoanChanged {
    pub loan: LoanDetails,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub follow_on: Option<LoanDetails>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct LoanQuery {
    /// Only those that stand so; `finished` is the history.
    pub state: Option<LoanState>,
}

/// LOA-1: who would receive somebody lent to a unit, and who else may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceivingManager {
    /// Absent where nobody manages anybody there, or above.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub manager: Option<PersonRef>,
    /// Who leads the unit or one above it, the nearest first.
    pub candidates: Vec<PersonRef>,
}
