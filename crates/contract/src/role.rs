//! ACC-4, ACC-8: who has which role over what, and the positions that roles are granted to.

pub use kyndig_domain::role::Role;

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_domain::{
    ids::{PlanId, PositionId, RoleGrantId, UnitId},
    position::PositionState,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{person::PersonRef, unit::UnitRef};

/// Give a position a role. What it is limited to follows from the role: a unit and all below it, a plan, a unit
/// and a speciality, or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "positionId": "01890a5d-ac96-774b-bcce-b302099a8057", "role": "subject_lead_a",
    "unitId": "01890a5d-ac96-774b-bcce-b302099a8058"
}))]
pub struct GrantRole {
    pub position_id: PositionId,
    pub role: Role,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit_id: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan_id: Option<PlanId>,
    #[validate(length(min = 1, max = 100), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 100)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speciality: Option<String>,
}

/// A role that a position has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoleGrant {
    pub id: RoleGrantId,
    pub role: Role,
    pub position_id: PositionId,
    pub person: PersonRef,
    /// Over this unit and all below it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<UnitRef>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan_id: Option<PlanId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speciality: Option<String>,
    pub granted_at: DateTime<Utc>,
    /// Absent where the system itself did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub granted_by: Option<PersonRef>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct RoleGrantQuery {
    /// Words of a name, each from its beginning.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub search: Option<String>,
    pub role: Option<Role>,
    /// Granted to positions in this unit and below.
    pub unit: Option<UnitId>,
    pub position: Option<PositionId>,
}

/// A position, as the page for access control shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PositionAccess {
    pub position_id: PositionId,
    pub person: PersonRef,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<String>,
    pub title: String,
    pub unit: UnitRef,
    pub trust_name: String,
    pub state: PositionState,
    pub starts_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ends_on: Option<NaiveDate>,
    /// When the person last signed in, as whatever.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_sign_in: Option<DateTime<Utc>>,
    pub grants: Vec<RoleGrant>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PositionAccessQuery {
    /// Words of a name, each from its beginning, part of the name of a unit, or the beginning of an e-mail address.
    #[validate(length(max = 254))]
    #[param(max_length = 254)]
    pub search: Option<String>,
    /// In this unit and below.
    pub unit: Option<UnitId>,
    /// That have this role.
    pub role: Option<Role>,
    /// Only those that stand so; all, active and inactive, unless it is asked for.
    pub state: Option<PositionState>,
}
