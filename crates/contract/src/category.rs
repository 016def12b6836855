//! CAT-1: the tree that requirements and learning activities are filed in.

pub use kyndig_domain::requirement::RequirementKind;

use kyndig_domain::ids::{CategoryId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::unit::UnitRef;

/// A category wherever it is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryRef {
    pub id: CategoryId,
    pub name: String,
}

/// A category with the way to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryPath {
    pub id: CategoryId,
    /// The name of the branch first, its own last.
    pub path: Vec<String>,
}

/// A branch of the tree: a trust's or the region's, or a speciality's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryBranch {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<UnitRef>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speciality: Option<String>,
    /// How many there are in it.
    pub categories: i64,
    pub can_edit: bool,
}

/// All branches there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryBranches {
    /// The units' first, then the specialities'.
    pub branches: Vec<CategoryBranch>,
    /// Whether whoever acts may begin a branch for a speciality.
    pub can_add_speciality: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategorySummary {
    pub id: CategoryId,
    /// Absent at the top of the branch.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent_id: Option<CategoryId>,
    pub name: String,
    /// The name of the branch first, its own last.
    pub path: Vec<String>,
    /// Filed here, as published, as drafted, or archived; not counting what is filed below.
    pub requirements: i64,
    /// Right below it.
    pub subcategories: i64,
    pub can_edit: bool,
    /// Send it back as `If-Match`; also in the `ETag` header of what a change answers.
    pub version: i32,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct CategoryQuery {
    /// The branch of this trust or region.
    pub unit: Option<UnitId>,
    /// The branch of this speciality.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub speciality: Option<String>,
    /// Part of a name; without a branch, in all of them.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub search: Option<String>,
    /// Only where this kind of requirement can be filed.
    pub kind: Option<RequirementKind>,
}

/// A new category: under another, or at the top of the branch of a unit or a speciality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"unitId": "01890a5d-ac96-774b-bcce-b302099a8057", "name": "Legemiddelhåndtering"}))]
pub struct CreateCategory {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent_id: Option<CategoryId>,
    /// A trust or the region.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit_id: Option<UnitId>,
    /// The branch begins with its first category.
    #[validate(length(max = 100))]
    #[schema(max_length = 100)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speciality: Option<String>,
    #[validate(length(min = 1, max = 100), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"name": "Legemiddelhåndtering"}))]
pub struct RenameCategory {
    #[validate(length(min = 1, max = 100), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
}

/// Where a category goes, with all that lies beneath it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"parentId": "01890a5d-ac96-774b-bcce-b302099a8057"}))]
pub struct MoveCategory {
    /// Another of the same branch; without it, to the top of the branch.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent_id: Option<CategoryId>,
}
