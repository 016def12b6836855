//! Standings as they were, as a table in a statement: thousands of them are one bound value, so that the statement is
//! the same for any number.

use chrono::NaiveDate;
use kyndig_db::{Sql, Tx, sql};
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    standing::Status,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;
use serde_json::json;

use super::Affected;

/// A standing with one of its days.
#[derive(Debug, FromQueryResult)]
pub(super) struct Stood {
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
    pub status: Status,
    pub day: Option<NaiveDate>,
}

/// The touched standings as they are; none where more than standings can change.
pub(super) async fn read(work: &Work<'_>, affected: &Affected) -> Result<Option<Vec<Stood>>, Failure> {
    if !affected.is_pairs() {
        return Ok(None);
    }
    let sql = sql!(
        "SELECT person_id, requirement_id, status, deadline AS day FROM standing WHERE {holds}",
        holds = &affected.holds("person_id", "requirement_id"),
    );
    Ok(Some(work.tx.all(sql).await?))
}

/// A query that returns them, with these columns.
pub(super) fn table<'a>(tx: &Tx, rows: impl Iterator<Item = &'a Stood>) -> Sql {
    let rows: Vec<_> = rows
        .map(|row| {
            let pair = format!("{}{}", row.person_id.0.simple(), row.requirement_id.0.simple());
            json!([pair, row.status.as_str(), row.day])
        })
        .collect();
    let rows = serde_json::Value::from(rows).to_string();
    if tx.is_postgres() {
        return sql!(
            "SELECT CAST(substr(r ->> 0, 1, 32) AS uuid) AS person_id, CAST(substr(r ->> 0, 33) AS uuid) AS \
             requirement_id, r ->> 1 AS status, CAST(r ->> 2 AS date) AS day \
             FROM jsonb_array_elements(CAST({rows} AS jsonb)) r",
            rows,
        );
    }
    sql!(
        "SELECT unhex(substr(value ->> 0, 1, 32)) AS person_id, unhex(substr(value ->> 0, 33)) AS \
             requirement_id, value ->> 1 AS status, value ->> 2 AS day FROM json_each({rows})",
        rows,
    )
}

/// Joins each of `s`, a person and a requirement, with the active assignments `a` that ask for it, where `condition`
/// holds on `a` and their place `pr`. PostgreSQL, which expects a handful, would look through everything in the plans
/// of each person: it is told to begin with the requirement.
pub(super) fn asked(tx: &Tx, condition: &str) -> String {
    let place = "pr.requirement_id = s.requirement_id AND pr.state = 'active'";
    let assignment = "a.person_id = s.person_id AND a.active";
    if tx.is_postgres() {
        return format!(
            "CROSS JOIN LATERAL (SELECT a.id, a.position_id FROM plan_requirement pr \
             JOIN assignment a ON {assignment} AND a.plan_id = pr.plan_id WHERE {place} AND {condition} OFFSET 0) a"
        );
    }
    format!(
        "JOIN assignment a ON {assignment} JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND {place} AND {condition}"
    )
}
