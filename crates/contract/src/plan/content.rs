//! PLN-3 to PLN-8: what a plan holds: its sections, and the requirements in them.

use chrono::{DateTime, Utc};
use kyndig_domain::ids::{GoalId, PlanRequirementId, RequirementId, SectionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::PlanRequirementState;
use crate::{
    goal::PlanGoal,
    person::PersonRef,
    requirement::{RequirementContent, RequirementSummary, Warning},
};

/// A section of a competence plan, or a theme of a goal plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanSection {
    pub id: SectionId,
    pub name: String,
    /// Whoever has the plan may mark the whole section as not relevant (PLN-3).
    pub may_be_not_relevant: bool,
    /// Of a goal plan only.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub goals: Vec<PlanGoal>,
    pub requirements: Vec<PlanRequirement>,
}

/// A requirement's place in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanRequirement {
    pub id: PlanRequirementId,
    /// In a goal plan, the goal it serves.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal_id: Option<GoalId>,
    pub state: PlanRequirementState,
    pub requirement: RequirementSummary,
    /// May be removed altogether (PLN-8), not only deactivated.
    pub can_remove: bool,
    /// May be deactivated (PLN-8, REQ-15).
    pub can_deactivate: bool,
    /// A validity of the plan's own (REQ-14); the requirement's stands in `requirement`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub adapted: Option<AdaptedValidity>,
    /// The requirement lets plans set a validity of their own.
    pub can_adapt: bool,
    /// What does not fit together in its draft, or else in what is published (REQ-3).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub warnings: Vec<Warning>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deactivated: Option<Deactivated>,
}

/// REQ-14: how long it counts in this plan, and why not as long as elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"validityDays": 365, "reason": "Avdelingen øver hvert år."}))]
pub struct AdaptedValidity {
    #[validate(range(min = 1, max = 20000))]
    #[schema(minimum = 1, maximum = 20000)]
    pub validity_days: i32,
    #[validate(length(min = 1, max = 1000), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// PLN-8: who took it out of the plan, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deactivated {
    pub at: DateTime<Utc>,
    pub by: PersonRef,
    pub reason: String,
}

/// PLN-8: why it is taken out of use in the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "Utstyret er byttet ut."}))]
pub struct DeactivateRequirement {
    #[validate(length(min = 1, max = 1000), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// PLN-8: the section it comes back into. In a goal plan it comes back where it was, and no section is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"sectionId": "01890a5d-ac96-774b-bcce-b302099a8057"}))]
pub struct ReactivateRequirement {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub section_id: Option<SectionId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"name": "Medikamenthåndtering"}))]
pub struct CreateSection {
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Whoever has the plan may mark the whole section as not relevant (PLN-3).
    #[serde(default)]
    pub may_be_not_relevant: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"name": "Akutte situasjoner", "mayBeNotRelevant": true}))]
pub struct UpdateSection {
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Whoever has the plan may mark the whole section as not relevant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub may_be_not_relevant: Option<bool>,
}

/// The plan's whole order: every section once, and in each every requirement it shall hold. In a goal plan
/// activities stay in their theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"sections": [{"id": "01890a5d-ac96-774b-bcce-b302099a8057", "requirements": []}]}))]
pub struct ReorderPlan {
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub sections: Vec<SectionOrder>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SectionOrder {
    pub id: SectionId,
    /// The theme's goals; without them their order stays.
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub goals: Vec<GoalId>,
    #[validate(length(max = 1000))]
    #[schema(max_items = 1000)]
    pub requirements: Vec<PlanRequirementId>,
}

/// PLN-4: take in existing requirements, or make a new one in the section (its draft is owned by the
/// plan's unit). One of the two. In a goal plan they are activities, and the goal is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"requirementIds": ["01890a5d-ac96-774b-bcce-b302099a8057"]}))]
pub struct AddRequirements {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal_id: Option<GoalId>,
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    #[serde(default)]
    pub requirement_ids: Vec<RequirementId>,
    #[validate(nested)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub new: Option<RequirementContent>,
}

/// PLN-6: what is approved in one go. Requirements of this plan that are inactive are activated; those
/// with a draft of this unit are published first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"planRequirementIds": ["01890a5d-ac96-774b-bcce-b302099a8057"]}))]
pub struct ActivateRequirements {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_items = 1, max_items = 1000)]
    pub plan_requirement_ids: Vec<PlanRequirementId>,
}
