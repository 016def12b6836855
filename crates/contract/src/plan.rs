//! PLN: competence plans as they are written: sections, requirements, approval, owner and author, publication.

pub use kyndig_domain::plan::{Completion, PlanKind, PlanRequirementState, PlanStatus};

use chrono::{DateTime, Utc};
use kyndig_domain::{
    ids::{GoalId, PersonId, PlanId, PlanRequirementId, RequirementId, SectionId, UnitId},
    plan::{may_arrange, may_fill},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    file::FileSummary,
    goal::{PlanGoal, PlanVersionGoal},
    list::AnyOf,
    person::PersonRef,
    requirement::{Archived, Level, RequirementContent, RequirementRef, RequirementSummary},
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

/// A row of "Administer plans".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanSummary {
    pub id: PlanId,
    pub kind: PlanKind,
    pub level: Level,
    pub is_template: bool,
    pub name: String,
    /// Its first 200 letters.
    pub description: String,
    pub owner_unit: UnitRef,
    pub status: PlanStatus,
    pub created_by: PersonRef,
    /// Otherwise one may only read it.
    pub can_edit: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub archived: Option<Archived>,
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

/// Where a plan can be assigned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanPublication {
    pub unit: UnitRef,
    pub with_subunits: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"name": "Medikamenthåndtering"}))]
pub struct CreateSection {
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
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

/// PLN-9: the two people who answer for the plan. Naming both publishes it to its owner unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"documentOwnerId": "01890a5d-ac96-774b-bcce-b302099a8057", "documentAuthorId": "01890a5d-ac96-774b-bcce-b302099a8058"}))]
pub struct NameOwners {
    pub document_owner_id: PersonId,
    pub document_author_id: PersonId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"withSubunits": true}))]
pub struct PublishPlan {
    pub with_subunits: bool,
}

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
    pub content: RequirementContent,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PlanQuery {
    /// Part of a name.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub search: Option<String>,
    /// Part of a description.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub description: Option<String>,
    /// Owned by this unit or one below it.
    pub owner: Option<UnitId>,
    /// Part of the name of the unit that owns it.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub owner_name: Option<String>,
    pub owner_scope: Option<OwnerScope>,
    /// Words of the name of whoever made it.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub created_by: Option<String>,
    /// Its document owner or its document author.
    pub person: Option<PersonId>,
    /// Any of these, with commas between them.
    #[param(value_type = Option<Vec<PlanKind>>, style = Form, explode = false)]
    pub kind: Option<AnyOf<PlanKind>>,
    /// Any of these, with commas between them.
    #[param(value_type = Option<Vec<PlanStatus>>, style = Form, explode = false)]
    pub status: Option<AnyOf<PlanStatus>>,
    /// What the signed-in position may do with it.
    pub access: Option<Access>,
    /// The archive instead of what is in use.
    pub archived: Option<bool>,
    /// Only templates, or none of them.
    pub template: Option<bool>,
    pub sort: Option<PlanSort>,
    /// From the last to the first, and those that are alike from the last name.
    pub descending: Option<bool>,
}

/// What one may do with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Edit,
    /// Read, and no more.
    Preview,
}

/// Whose plans they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OwnerScope {
    /// Of the unit one acts in, and those below it.
    OwnUnit,
    OwnTrust,
    /// Central ones alone.
    Central,
    /// All there are.
    Region,
}

/// What the list is ordered by first; then by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanSort {
    #[default]
    Name,
    Kind,
    Description,
    Owner,
    Status,
    Access,
    CreatedBy,
    /// Of the archive alone.
    ArchivedBy,
    /// Of the archive alone.
    ArchivedAt,
}

/// A plan that the signed-in position may hand out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignablePlan {
    pub id: PlanId,
    pub kind: PlanKind,
    pub name: String,
    pub description: String,
    pub owner_unit: UnitRef,
    /// As in "3.2"; "0.0" before anything was activated.
    pub version: String,
    /// Active requirements.
    pub requirements: i64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AssignablePlanQuery {
    /// Part of a name.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub search: Option<String>,
}

/// PLN-13: a plan as those who have it would see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanPreview {
    pub name: String,
    /// As in "3.2"; "0.0" before anything was activated.
    pub plan_version: String,
    pub description: String,
    pub time_frame: String,
    pub literature: String,
    pub owner_unit: UnitRef,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document_owner: Option<PersonRef>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document_author: Option<PersonRef>,
    /// Those that hold something to show.
    pub sections: Vec<PreviewSection>,
    /// Everything that anything in it rests on, by name.
    pub prerequisites: Vec<RequirementRef>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewSection {
    pub name: String,
    pub requirements: Vec<PreviewRequirement>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewRequirement {
    pub id: RequirementId,
    pub number: String,
    /// With the validity it has in this plan (REQ-14).
    pub content: RequirementContent,
    /// By name.
    pub files: Vec<FileSummary>,
    /// Employees do not see it until it is activated.
    pub inactive: bool,
    /// What is shown is the draft's, which is not published.
    pub drafted: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// With all pending changes, instead of only what is active.
    pub changes: Option<bool>,
}
