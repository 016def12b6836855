//! POS-1: the org tree, read only; units come from HR.

pub use kyndig_domain::unit::UnitKind;

use kyndig_domain::{content::ContentKind, ids::UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A unit wherever it is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitRef {
    pub id: UnitId,
    pub name: String,
}

/// A row of the org chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitSummary {
    pub id: UnitId,
    pub name: String,
    pub kind: UnitKind,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent_id: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub short_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub org_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cost_centre: Option<String>,
    /// The units above, nearest first.
    pub above: Vec<String>,
    pub children: i64,
    /// Open positions here and below.
    pub positions: i64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// Part of a name, short code or cost centre.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub search: Option<String>,
    /// The children of this unit; without it and without a search, the roots.
    pub parent: Option<UnitId>,
    pub kind: Option<UnitKind>,
    /// This unit alone.
    pub id: Option<UnitId>,
    /// Only units that the signed-in position writes this for.
    pub writes: Option<ContentKind>,
    /// Only units that somebody can be lent to.
    pub receives: Option<bool>,
}
