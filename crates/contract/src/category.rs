//! CAT-1: the tree that requirements and learning activities are filed in.

use kyndig_domain::ids::CategoryId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A category wherever it is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CategoryRef {
    pub id: CategoryId,
    pub name: String,
}
