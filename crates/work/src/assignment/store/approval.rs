//! ASG-6: plans that a manager approves.

use chrono::{DateTime, Utc};
use kyndig_db::{Sql, sql};
use kyndig_domain::ids::{AssignmentId, PersonId, PositionId, UnitId};
use kyndig_platform::{
    auth::{Scope, Work},
    http::Failure,
};
use sea_orm::FromQueryResult;

/// Returns whether it was waiting.
pub async fn approve(work: &Work<'_>, assignment: AssignmentId, by: PersonId) -> Result<bool, Failure> {
    let sql = sql!(
        "UPDATE assignment SET completed_at = {now}, approved_by = {by} WHERE active \
         AND ready_at IS NOT NULL AND completed_at IS NULL AND id = {assignment}",
        now = work.now,
        by,
        assignment,
    );
    Ok(work.tx.execute(sql).await? == 1)
}

/// Returns whether it was approved.
pub async fn withdraw(work: &Work<'_>, assignment: AssignmentId) -> Result<bool, Failure> {
    let sql = sql!(
        "UPDATE assignment SET completed_at = NULL, approved_by = NULL WHERE active \
         AND approved_by IS NOT NULL AND id = {assignment}",
        assignment,
    );
    Ok(work.tx.execute(sql).await? == 1)
}

/// The order of the list.
pub type Key = (DateTime<Utc>, AssignmentId);

#[derive(Debug, FromQueryResult)]
pub struct Waiting {
    pub id: AssignmentId,
    pub position_id: PositionId,
    pub person_id: PersonId,
    pub person_name: String,
    pub unit_id: UnitId,
    pub unit_name: String,
    pub plan_name: String,
    pub ready_at: DateTime<Utc>,
}

fn waiting(work: &Work<'_>, scope: &Scope, columns: &str) -> Sql {
    let sql = Sql::new(&format!(
        "SELECT {columns} FROM assignment a JOIN position p ON p.id = a.position_id AND p.state = 'open' \
         JOIN person per ON per.id = p.person_id JOIN org_unit u ON u.id = p.unit_id JOIN plan pl ON pl.id = a.plan_id \
         WHERE a.active AND a.ready_at IS NOT NULL AND a.completed_at IS NULL AND pl.completion = 'manager_approval' AND "
    ))
    .append(&scope.sees_position("p"));
    match work.person_id() {
        // Managers cannot approve their own.
        Some(person) => sql.push(" AND p.person_id <> ").bind(person),
        None => sql,
    }
}

/// Those that have waited longest first; one row more than the limit: it says that there is another page.
pub async fn page(work: &Work<'_>, scope: &Scope, after: Option<Key>, limit: u16) -> Result<Vec<Waiting>, Failure> {
    let columns = "a.id, a.position_id, p.person_id, per.name AS person_name, u.id AS unit_id, u.name AS unit_name, \
         pl.name AS plan_name, a.ready_at";
    let sql = waiting(work, scope, columns)
        .when(after, |sql, (at, id)| sql.push(" AND (a.ready_at, a.id) > (").bind(at).push(", ").bind(id).push(")"))
        .push(" ORDER BY a.ready_at, a.id LIMIT ")
        .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

pub async fn count(work: &Work<'_>, scope: &Scope) -> Result<i64, Failure> {
    Ok(work.tx.value(waiting(work, scope, "count(*)")).await?.unwrap_or_default())
}
