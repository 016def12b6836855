//! REQ-1 to REQ-3, REQ-6: requirements, their draft and their published content.

pub use kyndig_domain::requirement::{DocumentationMethod, LearningMethod, Warning};

use chrono::{DateTime, Utc};
use kyndig_domain::ids::{PlanId, RequirementId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{person::PersonRef, unit::UnitRef};

/// What a requirement says; the same for the draft and for what is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequirementContent {
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    #[serde(default)]
    pub description: String,
    pub learning_method: LearningMethod,
    pub documentation_method: DocumentationMethod,
    /// Somebody who saw it done signs.
    #[serde(default)]
    pub needs_signature: bool,
    /// How long a fulfilment counts; without it, for ever.
    #[validate(range(min = 1, max = 20000))]
    #[schema(minimum = 1, maximum = 20000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub validity_days: Option<i32>,
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    pub links: Vec<Link>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// Begins with https:// or http://.
    #[validate(length(min = 1, max = 2000), custom(function = "crate::rules::web_address"))]
    #[schema(min_length = 1, max_length = 2000)]
    pub url: String,
}

/// A new requirement, as a draft of its owner unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"ownerUnitId": "01890a5d-ac96-774b-bcce-b302099a8057", "content": {
    "name": "Intravenøs administrering", "description": "Vis at du kan klargjøre, kontrollere og gi legemidler intravenøst.",
    "learningMethod": "practical_training", "documentationMethod": "signature", "needsSignature": true,
    "validityDays": 365, "links": [{"title": "Prosedyre", "url": "https://example.org/iv"}]}}))]
pub struct CreateRequirement {
    pub owner_unit_id: UnitId,
    #[validate(nested)]
    pub content: RequirementContent,
}

/// The whole draft, replacing the one there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"content": {"name": "Intravenøs administrering", "description": "",
    "learningMethod": "practical_training", "documentationMethod": "signature", "needsSignature": true, "links": []}}))]
pub struct SaveRequirementDraft {
    #[validate(nested)]
    pub content: RequirementContent,
}

/// A row of "Administer requirements".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementSummary {
    pub id: RequirementId,
    /// The number people know it by, as in KR-10432.
    pub number: String,
    pub name: String,
    pub owner_unit: UnitRef,
    pub learning_method: LearningMethod,
    pub documentation_method: DocumentationMethod,
    pub needs_signature: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub validity_days: Option<i32>,
    pub published: bool,
    pub has_draft: bool,
    /// Plans it stands in.
    pub plans: i64,
    pub can_edit: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementDetails {
    pub id: RequirementId,
    pub number: String,
    pub owner_unit: UnitRef,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<RequirementContent>,
    /// Counts publications; 0 before the first.
    pub published_version: i32,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub draft: Option<RequirementContent>,
    /// Who last saved the draft.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub draft_by: Option<PersonRef>,
    /// What does not fit together in the draft, or else in what is published (REQ-3).
    pub warnings: Vec<Warning>,
    pub used_in: Vec<UsedInPlan>,
    pub can_edit: bool,
    /// Send it back as `If-Match`; also in the `ETag` header.
    pub version: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsedInPlan {
    pub plan_id: PlanId,
    pub plan_name: String,
    pub people: i64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct RequirementQuery {
    /// Part of a name, or a number.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub search: Option<String>,
    /// Owned by this unit or one below it.
    pub owner: Option<UnitId>,
    /// Only those that the signed-in position may edit.
    pub editable: Option<bool>,
    /// Only those that this plan may take in: published or drafted by its owner unit or one above, and not in it yet.
    pub for_plan: Option<PlanId>,
    pub sort: Option<RequirementSort>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequirementSort {
    #[default]
    Name,
    Number,
}
