//! The number of requirements by status, as columns of a row named after the statuses.

use kyndig_contract::count::StatusCounts;
use sea_orm::FromQueryResult;

#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Columns {
    not_started: i64,
    started: i64,
    awaiting_signature: i64,
    rejected: i64,
    fulfilled: i64,
    expiring: i64,
    expired: i64,
}

impl From<Columns> for StatusCounts {
    fn from(columns: Columns) -> Self {
        let Columns { not_started, started, awaiting_signature, rejected, fulfilled, expiring, expired } = columns;
        Self { not_started, started, awaiting_signature, rejected, fulfilled, expiring, expired }
    }
}
