//! PLN-13: a plan as those who have it would see it.

use kyndig_domain::ids::RequirementId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    file::FileSummary,
    person::PersonRef,
    requirement::{RequirementContent, RequirementRef},
    unit::UnitRef,
};

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
