//! ★ What differs between two versions of a requirement (REQ-17), and of a plan (PLN-7).

pub use kyndig_domain::difference::{Change, Piece};

use kyndig_domain::ids::RequirementId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    category::CategoryRef,
    requirement::{ChecklistPoint, RequirementContent, RequirementRef},
    unit::UnitRef,
};

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct RequirementDifferenceQuery {
    /// A publication, by its number.
    pub from: i32,
    /// Another; without it, the draft.
    pub to: Option<i32>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PlanDifferenceQuery {
    /// As in "1.0".
    #[validate(length(max = 20))]
    #[param(max_length = 20, example = "1.0")]
    pub from: String,
    #[validate(length(max = 20))]
    #[param(max_length = 20, example = "2.1")]
    pub to: String,
}

/// Two contents side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContentDifference {
    /// The fields that say something else, by their names on the wire.
    pub changed: Vec<String>,
    /// Both names, word by word.
    pub name: Vec<Piece>,
    /// Both descriptions, word by word.
    pub description: Vec<Piece>,
    /// Point by point, in the order they have now, where anything about them is another.
    pub checklist: Vec<PointDifference>,
    pub before: RequirementContent,
    pub after: RequirementContent,
}

/// What became of a point of the checklist; one whose text was edited is the same point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PointDifference {
    pub change: Change,
    /// Before or after others than before.
    pub moved: bool,
    /// Both texts, word by word.
    pub text: Vec<Piece>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<ChecklistPoint>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<ChecklistPoint>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementDifference {
    pub content: ContentDifference,
    /// The owner that the draft gives it (REQ-12).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub new_owner: Option<UnitRef>,
    pub named: Named,
}

/// What the contents refer to, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    pub requirements: Vec<RequirementRef>,
    pub categories: Vec<CategoryRef>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanDifference {
    /// Both names of the plan, word by word.
    pub name: Vec<Piece>,
    /// In their order; those that are gone come last.
    pub sections: Vec<SectionDifference>,
    pub named: Named,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionDifference {
    pub change: Change,
    pub name: String,
    /// The name it had, where it has another now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub was_named: Option<String>,
    /// Before or after others than before.
    pub moved: bool,
    /// In their order; those that are gone come last.
    pub requirements: Vec<PlacedDifference>,
}

/// A requirement in a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlacedDifference {
    pub id: RequirementId,
    pub number: String,
    pub name: String,
    pub change: Change,
    /// Before or after others than before, or in another section.
    pub moved: bool,
    /// The section it stood in, where it is in another now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from_section: Option<String>,
    /// Where it says something else.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content: Option<ContentDifference>,
}
