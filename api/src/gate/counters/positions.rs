//! How the active plans of a position stand, in one row a position: what the overview shows of each employee. A requirement
//! in two of the plans counts once. Written at once: the gate has locked the people, so nobody waits here.

use kyndig_db::{Sql, Tx};
use kyndig_domain::ids::PositionId;
use sea_orm::{DbErr, FromQueryResult};

use super::fold::STATUSES;
use crate::relevance::NOT_RELEVANT;

/// In the order of `STATUSES`.
pub(super) fn columns() -> Vec<&'static str> {
    STATUSES.iter().map(|status| status.as_str()).collect()
}

/// The columns over rows of `position_id` and `status`, each a requirement.
fn sums(sign: &str) -> String {
    let sum =
        |name: &str| format!("{sign}CAST(sum(CASE WHEN status = '{name}' THEN 1 ELSE 0 END) AS bigint) AS {name}");
    columns().into_iter().map(sum).collect::<Vec<_>>().join(", ")
}

/// Adds what the table `facts` says, or takes it away.
pub(super) fn add(sign: &str) -> Sql {
    let columns = columns();
    let add = columns.iter().map(|name| format!("{name} = position_summary.{name} + excluded.{name}"));
    Sql::new(&format!(
        "INSERT INTO position_summary (position_id, {}) SELECT position_id, {} \
         FROM (SELECT DISTINCT position_id, requirement_id, status FROM facts) each WHERE TRUE GROUP BY position_id \
         ON CONFLICT (position_id) DO UPDATE SET {}",
        columns.join(", "),
        sums(sign),
        add.collect::<Vec<_>>().join(", ")
    ))
}

/// What the facts give, a row a position.
fn counted() -> String {
    format!(
        "SELECT position_id, {} FROM (SELECT DISTINCT p.id AS position_id, s.requirement_id, s.status FROM assignment a \
         JOIN position p ON p.id = a.position_id AND p.state = 'open' \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
         WHERE a.active AND NOT {NOT_RELEVANT}) each GROUP BY position_id",
        sums("")
    )
}

#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct WrongPosition {
    pub position_id: PositionId,
}

/// Those that do not say what the facts do.
pub(super) async fn wrong(tx: &Tx) -> Result<Vec<WrongPosition>, DbErr> {
    let columns = columns();
    let taken = columns.iter().map(|name| format!("-{name}")).collect::<Vec<_>>().join(", ");
    let differ = columns.iter().map(|name| format!("sum({name}) <> 0")).collect::<Vec<_>>().join(" OR ");
    let columns = columns.join(", ");
    tx.all(Sql::new(&format!(
        "SELECT position_id FROM (SELECT position_id, {columns} FROM position_summary \
         UNION ALL SELECT position_id, {taken} FROM ({}) counted_now) both_sides GROUP BY position_id HAVING {differ}",
        counted()
    )))
    .await
}
