//! Plans in lists: those one administers, and those one may hand out.

use kyndig_domain::ids::{PersonId, PlanId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{PlanKind, PlanStatus};
use crate::{
    list::AnyOf,
    person::PersonRef,
    requirement::{Archived, Level},
    unit::UnitRef,
};

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
