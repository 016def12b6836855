//! FOL-1, POS-12, POS-13: the employees one manages or has a role for.

use chrono::NaiveDate;
use kyndig_domain::ids::{PersonId, PlanId, PositionId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    assignment::AssignmentSummary, count::StatusCounts, person::PersonRef, signature::LongAwaiting, unit::UnitRef,
};

/// LOA-5: what the overview says of a position today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    Available,
    /// Works elsewhere for a time.
    LentOut,
    /// Here for a time; the position is the temporary one.
    Borrowed,
}

/// A row of the overview: one a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmployeeSummary {
    pub position_id: PositionId,
    pub person_id: PersonId,
    pub name: String,
    pub title: String,
    pub unit: UnitRef,
    pub availability: Availability,
    pub starts_on: NaiveDate,
    /// Over the active plans of this position.
    pub counts: StatusCounts,
    /// Active plans.
    pub plans: i64,
    /// SIG-5: requirements in them that have waited for a signature for more than 14 days.
    #[serde(default)]
    pub long_awaiting: i64,
    /// ASG-6: plans of it in which everything is done, that wait for approval.
    #[serde(default)]
    pub awaiting_approval: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmployeeScope {
    /// Those one manages.
    #[default]
    Mine,
    /// And all in the units one has a role for.
    All,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams, ToSchema)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct EmployeeQuery {
    pub scope: Option<EmployeeScope>,
    /// Words of a name, each from its beginning.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    #[schema(max_length = 100)]
    pub search: Option<String>,
    /// Only in this unit and below.
    pub unit: Option<UnitId>,
    pub availability: Option<Availability>,
    /// Only those who have this plan, active.
    pub plan: Option<PlanId>,
}

/// Personalia, and the plans of the position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmployeeDetails {
    pub position_id: PositionId,
    pub person_id: PersonId,
    pub name: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hpr_number: Option<String>,
    pub unit: UnitRef,
    pub trust_name: String,
    pub cost_centre: String,
    pub starts_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ends_on: Option<NaiveDate>,
    pub availability: Availability,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub manager: Option<PersonRef>,
    pub manager_set_by_hand: bool,
    pub can_set_manager: bool,
    pub can_lend: bool,
    pub can_assign: bool,
    pub assignments: Vec<AssignmentSummary>,
    /// SIG-5: those of the active plans, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub long_awaiting: Vec<LongAwaiting>,
    /// Send it back as `If-Match`; also in the `ETag` header.
    pub version: i32,
}

/// POS-12: a manager set by hand; without one, what HR says holds again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"managerId": "01890a5d-ac96-774b-bcce-b302099a8057"}))]
pub struct SetManager {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub manager_id: Option<PersonId>,
}

/// ASG-3: one plan to all that match, however many pages they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"planId": "01890a5d-ac96-774b-bcce-b302099a8057", "matching": {"scope": "all", "search": "lie"}}))]
pub struct AssignToMatching {
    pub plan_id: PlanId,
    /// As the overview was narrowed.
    #[validate(nested)]
    pub matching: EmployeeQuery,
}
