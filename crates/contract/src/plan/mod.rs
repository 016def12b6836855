//! PLN: competence plans as they are written: sections, requirements, approval, owner and author, publication.

mod content;
mod list;
mod preview;
mod version;

pub use kyndig_domain::plan::{Completion, PlanKind, PlanRequirementState, PlanStatus};

pub use content::*;
pub use list::*;
pub use preview::*;
pub use version::*;

use chrono::{DateTime, Utc};
use kyndig_domain::{
    ids::{PersonId, PlanId, UnitId},
    plan::{may_arrange, may_fill},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    person::PersonRef,
    requirement::{Archived, Level},
    unit::UnitRef,
};

/// PLN-1: a new competence plan; PLN-2: a template of goal plans, or a trust's own copy of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"ownerUnitId": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "SIHF-Med-SP3-Ny sykepleier",
    "description": "For nyansatte sykepleiere.", "timeFrame": "Seks måneder", "literature": "", "completion": "automatic"}))]
pub struct CreatePlan {
    pub owner_unit_id: UnitId,
    /// `central`: for the whole region, by the system owner alone (PLN-18).
    #[serde(default)]
    pub level: Level,
    #[serde(default)]
    pub kind: PlanKind,
    /// For all trusts to copy; only of goal plans, owned by the region.
    #[serde(default)]
    pub is_template: bool,
    /// The template that it is a copy of: of every goal plan that is not a template itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub template_id: Option<PlanId>,
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    #[serde(default)]
    pub description: String,
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    #[serde(default)]
    pub time_frame: String,
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000)]
    #[serde(default)]
    pub literature: String,
    #[serde(default)]
    pub completion: Completion,
}

/// Changes to what the plan says of itself; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"name": "SIHF-Med-SP3-Ny sykepleier", "timeFrame": "Tre måneder"}))]
pub struct UpdatePlan {
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub description: Option<String>,
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub time_frame: Option<String>,
    #[validate(length(max = 4000))]
    #[schema(max_length = 4000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub literature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub completion: Option<Completion>,
    /// PLN-12; a goal plan stays with its trust.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner_unit_id: Option<UnitId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanState {
    /// Published nowhere.
    Draft,
    Published,
    /// Was published, and is nowhere any more: those who have it keep it.
    Withdrawn,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanDetails {
    pub id: PlanId,
    pub kind: PlanKind,
    /// `central`: for the whole region (PLN-18).
    pub level: Level,
    /// For trusts to copy (PLN-2); it is never assigned itself.
    pub is_template: bool,
    /// The template that it was copied from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub template: Option<PlanRef>,
    /// Of a template: how many local copies there are. From the first on its content stands fast (REQ-15).
    pub copies: i64,
    pub name: String,
    /// The name does not follow HF-Clinic-Unit-Name (PLN-1): a warning only.
    pub name_off_standard: bool,
    pub description: String,
    pub time_frame: String,
    pub literature: String,
    pub completion: Completion,
    pub owner_unit: UnitRef,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document_owner: Option<PersonRef>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document_author: Option<PersonRef>,
    /// Those who may edit this plan without any access to people (PLN-15).
    pub stewards: Vec<PersonRef>,
    pub state: PlanState,
    /// As in "3.2".
    pub plan_version: String,
    pub sections: Vec<PlanSection>,
    pub publications: Vec<PlanPublication>,
    /// Positions that have it.
    pub assigned: i64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub archived: Option<Archived>,
    pub can_edit: bool,
    pub can_archive: bool,
    /// May take its usage report (REP-2).
    pub can_take_usage: bool,
    pub created_by: PersonRef,
    pub created_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub changed_at: DateTime<Utc>,
    /// Send it back as `If-Match`; also in the `ETag` header.
    pub version: i32,
}

impl PlanDetails {
    /// Requirements may be taken in, approved and taken out by whoever reads this.
    pub fn can_fill(&self) -> bool {
        self.can_edit && may_fill(self.is_template, self.copies)
    }

    /// Sections and goals may be made, renamed, moved and removed by whoever reads this.
    pub fn can_arrange(&self) -> bool {
        self.can_edit && may_arrange(self.kind, self.is_template, self.copies)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanRef {
    pub id: PlanId,
    pub name: String,
}

/// Where a plan can be assigned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanPublication {
    pub unit: UnitRef,
    pub with_subunits: bool,
}

/// PLN-9: the two people who answer for the plan. Naming both publishes it to its owner unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"documentOwnerId": "01890a5d-ac96-774b-bcce-b302099a8057", "documentAuthorId": "01890a5d-ac96-774b-bcce-b302099a8058"}))]
pub struct NameOwners {
    pub document_owner_id: PersonId,
    pub document_author_id: PersonId,
}

/// PLN-9: to several units at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"unitIds": ["01890a5d-ac96-774b-bcce-b302099a8057"], "withSubunits": true}))]
pub struct PublishToUnits {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub unit_ids: Vec<UnitId>,
    pub with_subunits: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"withSubunits": true}))]
pub struct PublishPlan {
    pub with_subunits: bool,
}
