//! PLN-7: versions of a plan, exactly as they were.

use chrono::{DateTime, Utc};
use kyndig_domain::ids::RequirementId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{goal::PlanVersionGoal, person::PersonRef, requirement::RequirementContent};

/// A version as it was made (PLN-7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanVersionSummary {
    pub version: String,
    pub made_at: DateTime<Utc>,
    pub made_by: PersonRef,
}

/// A version in full: sections and requirements exactly as they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanVersionDetails {
    pub version: String,
    pub made_at: DateTime<Utc>,
    pub made_by: PersonRef,
    pub name: String,
    pub sections: Vec<PlanVersionSection>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanVersionSection {
    pub name: String,
    /// Of a goal plan only: its activities stand in the goals.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub goals: Vec<PlanVersionGoal>,
    pub requirements: Vec<PlanVersionRequirement>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanVersionRequirement {
    pub id: RequirementId,
    pub number: String,
    pub name: String,
    /// Absent where it has been archived since, for all but those who look after the archive (REQ-13).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content: Option<RequirementContent>,
}
