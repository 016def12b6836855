//! PLN-2, LIS-1: the goals of goal plans, each in a theme.

use kyndig_domain::ids::GoalId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{plan::PlanVersionRequirement, transfer::GoalReference};

/// A goal in a theme of a goal plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanGoal {
    pub id: GoalId,
    /// Its official number, as in FKM-01; empty where it has none.
    pub code: String,
    pub name: String,
    pub description: String,
    /// How it stands to other goals, and to what is outside.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub references: Vec<GoalReference>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"code": "FKM-01", "name": "Etisk refleksjon", "description": "Eksempel på et læringsmål."}))]
pub struct CreateGoal {
    #[validate(length(max = 50))]
    #[schema(max_length = 50)]
    #[serde(default)]
    pub code: String,
    #[validate(length(min = 1, max = 500), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 500)]
    pub name: String,
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    #[serde(default)]
    pub description: String,
}

/// A goal as a version of the plan held it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanVersionGoal {
    pub code: String,
    pub name: String,
    pub description: String,
    pub requirements: Vec<PlanVersionRequirement>,
}
