//! ★ What an act would mean, asked for before it is done: how many people go from which status to which, in which
//! units.

use kyndig_domain::standing::Status;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::unit::UnitRef;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Impact {
    /// For whom anything changes: a status, an expiry date, or what the requirement says. Everybody once, whatever
    /// number of plans, units and requirements it is in.
    pub people: i64,
    /// Of those, how many go from which status to which. One with several requirements may be in several.
    pub moves: Vec<Move>,
    /// The same by department; somebody with positions in two is in both.
    pub units: Vec<UnitImpact>,
}

/// People whose standing on a requirement becomes another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Move {
    /// Absent where they did not have the requirement.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<Status>,
    /// Absent where they no longer have it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Status>,
    pub people: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnitImpact {
    pub unit: UnitRef,
    pub people: i64,
    pub moves: Vec<Move>,
}
