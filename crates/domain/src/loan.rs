//! LOA: loans of a position to another unit for a period.

use serde::{Deserialize, Serialize};

/// LOA-3: where a loan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LoanState {
    Future,
    Ongoing,
    Finished,
}
