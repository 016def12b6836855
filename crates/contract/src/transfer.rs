//! PLN-17: plans and catalogues of requirements as documents of our own, and the import of these and of frameworks.
//!
//! A document says the same whenever and wherever the same is exported. What differs between two systems, or between two
//! units of one, is only `number`, which people know a requirement by: every system gives its own.

pub use kyndig_domain::transfer::{BranchKind, ImportChange, ImportFormat, ImportSubject, ReferenceKind, Refusal};

use kyndig_domain::ids::{GoalId, PlanId, RequirementId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    plan::{AdaptedValidity, Completion, PlanKind, PlanRef, PlanRequirementState},
    requirement::{Level, RequirementContent, RequirementKind},
    unit::UnitRef,
};

/// Of the documents below; one that is newer is refused.
pub const DOCUMENT_VERSION: i32 = 1;

/// A plan with all that it holds, and every requirement that anything in it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanDocument {
    /// `kyndig_plan`
    pub format: ImportFormat,
    /// 1
    pub version: i32,
    #[validate(nested)]
    pub plan: TransferPlan,
    /// In the order of their ids.
    #[validate(nested)]
    #[serde(default)]
    pub requirements: Vec<TransferRequirement>,
}

/// The requirements of a unit, and every requirement that they rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CatalogueDocument {
    /// `kyndig_catalogue`
    pub format: ImportFormat,
    /// 1
    pub version: i32,
    /// In the order of their ids.
    #[validate(nested)]
    pub requirements: Vec<TransferRequirement>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferPlan {
    /// What it is known by wherever it has been brought: the id it had where it was made.
    #[validate(length(min = 1, max = 500), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 500)]
    pub id: String,
    pub kind: PlanKind,
    #[serde(default)]
    pub level: Level,
    #[serde(default)]
    pub is_template: bool,
    /// Of a trust's goal plan: the id of the template that it is a copy of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub template: Option<String>,
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
    /// In their order.
    #[validate(nested)]
    #[serde(default)]
    pub sections: Vec<TransferSection>,
}

/// A section of a competence plan, or a theme of a goal plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferSection {
    #[validate(length(min = 1, max = 500), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 500)]
    pub id: String,
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[serde(default)]
    pub may_be_not_relevant: bool,
    /// Of a goal plan only, in their order.
    #[validate(nested)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub goals: Vec<TransferGoal>,
    /// Of a competence plan only, in their order.
    #[validate(nested)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub requirements: Vec<TransferPlace>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferGoal {
    #[validate(length(min = 1, max = 500), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 500)]
    pub id: String,
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
    #[validate(nested)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub references: Vec<TransferReference>,
    /// Its activities, in their order.
    #[validate(nested)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub requirements: Vec<TransferPlace>,
}

/// How a goal stands to another goal of the plan, or to something outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferReference {
    pub kind: ReferenceKind,
    /// The id of a goal of this document, or what it is called outside.
    #[validate(length(min = 1, max = 500), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 500)]
    pub to: String,
    /// Of what is outside.
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub title: String,
    /// Begins with https:// or http://.
    #[validate(length(max = 2000), custom(function = "crate::rules::web_address"))]
    #[schema(max_length = 2000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
}

/// A requirement's place in the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferPlace {
    /// The id of one of the document's requirements.
    pub requirement: RequirementId,
    pub state: PlanRequirementState,
    /// Why it was deactivated (PLN-8).
    #[validate(length(max = 1000))]
    #[schema(max_length = 1000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// A validity of the plan's own (REQ-14).
    #[validate(nested)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub adapted: Option<AdaptedValidity>,
}

/// A requirement or a learning activity, as it is published; one that never was, as it is drafted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferRequirement {
    /// What it is known by wherever it has been brought: the id it had where it was made.
    pub id: RequirementId,
    /// As in KR-10432; for reading alone, and another wherever it is brought.
    #[validate(length(max = 20))]
    #[schema(max_length = 20)]
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub kind: RequirementKind,
    #[serde(default)]
    pub level: Level,
    pub published: bool,
    #[validate(nested)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub category: Option<TransferCategory>,
    /// `prerequisites` are ids of this document's; there is no `categoryId`. Files do not follow.
    #[validate(nested)]
    pub content: RequirementContent,
}

/// Where it is filed: the names of the categories from the branch down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferCategory {
    pub branch: BranchKind,
    #[validate(length(max = 100))]
    #[schema(max_length = 100)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speciality: Option<String>,
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub path: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CatalogueQuery {
    /// The unit that owns them.
    pub owner: UnitId,
}

/// A file to import, as `multipart/form-data`.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"ownerUnitId": "01890a5d-ac96-774b-bcce-b302099a8057", "file": "{\"format\": …}"}))]
pub struct UploadContent {
    /// Found out from the file where it is left out.
    pub format: Option<ImportFormat>,
    /// The unit that is to own what is made.
    pub owner_unit_id: UnitId,
    /// Of a framework: the template that it is to fill, instead of one of its own.
    pub plan_id: Option<PlanId>,
    /// Of a framework that becomes a template: of which kind of goal plan.
    pub plan_kind: Option<PlanKind>,
    /// To carry out: the digest of the dry run that was read.
    pub digest: Option<String>,
    /// UTF-8, 8 MB at the most.
    #[schema(format = Binary, value_type = String)]
    pub file: Vec<u8>,
}

/// What an import would do, or has done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContentImport {
    /// Absent where nobody said so and the file does not look like any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub format: Option<ImportFormat>,
    /// The name of the plan or the framework; empty for a catalogue.
    pub title: String,
    pub owner_unit: UnitRef,
    /// The plan that is there, or was made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan: Option<PlanRef>,
    /// Stands for all of this: what is carried out is what was read, or nothing.
    pub digest: String,
    pub carried_out: bool,
    /// How many of each kind of change.
    pub counts: Vec<ContentImportCount>,
    /// Everything that the file holds, in its order.
    pub entries: Vec<ContentImportEntry>,
    /// What is not taken over, or taken over in another way.
    pub notes: Vec<ContentImportNote>,
    /// Why the file cannot be imported at all; then there are no entries.
    pub faults: Vec<ContentImportNote>,
}

impl ContentImport {
    /// How many there are of this change.
    pub fn count(&self, change: ImportChange) -> i64 {
        self.counts.iter().find(|count| count.change == change).map_or(0, |count| count.count)
    }

    /// Whether there is anything to carry out.
    pub fn can_be_carried_out(&self) -> bool {
        self.faults.is_empty() && (self.count(ImportChange::Create) + self.count(ImportChange::Update)) > 0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContentImportCount {
    pub change: ImportChange,
    pub count: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContentImportEntry {
    pub subject: ImportSubject,
    pub change: ImportChange,
    pub name: String,
    /// The official number of a goal, or the number of a requirement that is there.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub code: String,
    /// What it stands in.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub within: String,
    /// The fields that become different, by their names on the wire.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fields: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Refusal>,
    /// What the reason is about: the name of what it rests on, the code of what does not fit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<i64>,
    /// As in `requirements[3]`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// Of a requirement that is there, or was made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub requirement_id: Option<RequirementId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContentImportNote {
    /// As in `outside`, `not_kept`; translated by the reader.
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
    /// How many it is about.
    pub count: i64,
}

/// How a goal stands to another, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GoalReference {
    pub kind: ReferenceKind,
    /// A goal of the same plan; absent for what is outside.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal_id: Option<GoalId>,
    /// Of what is outside: its name, or else what it is called there.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
}
