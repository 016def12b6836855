//! From deltas to cells, and from cells to summaries.

use kyndig_db::{Sql, Tx};
use kyndig_domain::{
    ids::{RequirementId, UnitId},
    standing::{CutOffs, Status},
};
use sea_orm::{DbErr, FromQueryResult};

use crate::{auth::Work, http::Failure};

/// What is counted as a column of its own in a summary: every status that a standing can have.
pub(super) const STATUSES: [Status; 7] = [
    Status::NotStarted,
    Status::Started,
    Status::AwaitingSignature,
    Status::Rejected,
    Status::Fulfilled,
    Status::Expiring,
    Status::Expired,
];

/// A deadline on what is fulfilled is kept, and neither near nor passed (DLN-3).
const OPEN: &str = "status NOT IN ('fulfilled', 'expiring')";

/// Folds the deltas into the cells, brings the summaries up to date, and lets go of what is empty; to be run by one at a
/// time. Gives how many cells it wrote.
pub async fn fold(tx: &Tx, at: CutOffs) -> Result<u64, DbErr> {
    fold_plans(tx).await?;
    if tx.is_postgres() { fold_appended(tx, at).await } else { fold_all(tx, at).await }
}

#[derive(FromQueryResult)]
struct Changed {
    unit_id: UnitId,
    requirement_id: RequirementId,
}

const ADD: &str = " ON CONFLICT (unit_id, requirement_id, status, deadline) DO UPDATE \
     SET people = counter_cell.people + excluded.people";

/// Others go on appending meanwhile: what is folded is what was taken out.
async fn fold_appended(tx: &Tx, at: CutOffs) -> Result<u64, DbErr> {
    let sql = Sql::new(&format!(
        "WITH gone AS (DELETE FROM counter_delta RETURNING unit_id, requirement_id, status, deadline, people), \
         added AS (INSERT INTO counter_cell (unit_id, requirement_id, status, deadline, people) \
         SELECT unit_id, requirement_id, status, deadline, sum(people)::bigint FROM gone \
         GROUP BY unit_id, requirement_id, status, deadline HAVING sum(people) <> 0 {ADD}) \
         SELECT DISTINCT unit_id, requirement_id FROM gone"
    ));
    let changed: Vec<Changed> = tx.all(sql).await?;
    if changed.is_empty() {
        return Ok(0);
    }
    drop_empty(tx).await?;
    let pairs = Sql::new("(unit_id, requirement_id) IN (SELECT * FROM ")
        .uuids(changed.iter().map(|one| [one.unit_id.0, one.requirement_id.0]))
        .push(")");
    summarise(tx, &pairs, at).await
}

/// Nobody else writes.
async fn fold_all(tx: &Tx, at: CutOffs) -> Result<u64, DbErr> {
    let sql = Sql::new(&format!(
        "INSERT INTO counter_cell (unit_id, requirement_id, status, deadline, people) \
         SELECT unit_id, requirement_id, status, deadline, sum(people) FROM counter_delta WHERE TRUE \
         GROUP BY unit_id, requirement_id, status, deadline HAVING sum(people) <> 0 {ADD}"
    ));
    tx.execute(sql).await?;
    drop_empty(tx).await?;
    let pairs = Sql::new("(unit_id, requirement_id) IN (SELECT unit_id, requirement_id FROM counter_delta)");
    let written = summarise(tx, &pairs, at).await?;
    tx.execute(Sql::new("DELETE FROM counter_delta")).await?;
    Ok(written)
}

async fn fold_plans(tx: &Tx) -> Result<(), DbErr> {
    let add = "ON CONFLICT (unit_id, plan_id) DO UPDATE SET positions = plan_cell.positions + excluded.positions";
    let sums = "SELECT unit_id, plan_id, CAST(sum(positions) AS bigint) FROM";
    let grouped = "WHERE TRUE GROUP BY unit_id, plan_id HAVING sum(positions) <> 0";
    let into = "INSERT INTO plan_cell (unit_id, plan_id, positions)";
    if tx.is_postgres() {
        let sql = format!(
            "WITH gone AS (DELETE FROM plan_delta RETURNING unit_id, plan_id, positions) {into} {sums} gone {grouped} {add}"
        );
        tx.execute(Sql::new(&sql)).await?;
    } else {
        tx.execute(Sql::new(&format!("{into} {sums} plan_delta {grouped} {add}"))).await?;
        tx.execute(Sql::new("DELETE FROM plan_delta")).await?;
    }
    tx.execute(Sql::new("DELETE FROM plan_cell WHERE positions = 0")).await?;
    Ok(())
}

/// An index of its own finds the empty cells.
async fn drop_empty(tx: &Tx) -> Result<(), DbErr> {
    tx.execute(Sql::new("DELETE FROM counter_cell WHERE people = 0")).await?;
    Ok(())
}

/// The summaries of the units and requirements where `condition` holds, anew from their cells.
pub(super) async fn summarise(tx: &Tx, condition: &Sql, at: CutOffs) -> Result<u64, DbErr> {
    let columns = summary_columns();
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    let set = names.iter().map(|name| format!("{name} = excluded.{name}")).collect::<Vec<_>>().join(", ");
    let sql = Sql::new(&format!(
        "INSERT INTO requirement_summary (unit_id, requirement_id, {}, counted_on, counted_soon) SELECT unit_id, \
         requirement_id, ",
        names.join(", ")
    ))
    .append(&sums(at))
    .push(", ")
    .bind_as(tx, at.today, "date")
    .push(", ")
    .bind_as(tx, at.soon, "date")
    .push(" FROM counter_cell WHERE ")
    .append(condition)
    .push(" GROUP BY unit_id, requirement_id ON CONFLICT (unit_id, requirement_id) DO UPDATE SET ")
    .push(&format!("{set}, counted_on = excluded.counted_on, counted_soon = excluded.counted_soon"));
    let written = tx.execute(sql).await?;
    let sql = Sql::new("DELETE FROM requirement_summary WHERE ").append(condition).push(
        " AND NOT EXISTS (SELECT 1 FROM counter_cell c WHERE c.unit_id = requirement_summary.unit_id \
         AND c.requirement_id = requirement_summary.requirement_id)",
    );
    tx.execute(sql).await?;
    Ok(written)
}

/// In the order of `sums`.
pub(super) fn summary_columns() -> Vec<String> {
    let statuses = STATUSES.iter().map(|status| status.as_str().to_owned());
    ["people".to_owned()]
        .into_iter()
        .chain(statuses)
        .chain(["deadline_near".to_owned(), "deadline_passed".to_owned()])
        .collect()
}

/// The columns of a summary over rows of `status`, `deadline` and `people`.
pub fn sums(at: CutOffs) -> Sql {
    let mut sql = Sql::new("CAST(sum(people) AS bigint) AS people");
    for status in STATUSES {
        let status = status.as_str();
        sql = sql
            .push(&format!(", CAST(sum(CASE WHEN status = '{status}' THEN people ELSE 0 END) AS bigint) AS {status}"));
    }
    sql.push(&format!(", CAST(sum(CASE WHEN {OPEN} AND deadline >= "))
        .bind(at.today)
        .push(" AND deadline <= ")
        .bind(at.soon)
        .push(&format!(
            " THEN people ELSE 0 END) AS bigint) AS deadline_near, CAST(sum(CASE WHEN {OPEN} AND deadline < "
        ))
        .bind(at.today)
        .push(" THEN people ELSE 0 END) AS bigint) AS deadline_passed")
}

/// The night: what a deadline has come near for, or passed, since it was counted. Gives the number of summaries; none when
/// there is nothing more.
pub async fn new_day(work: &Work<'_>, limit: u16) -> Result<usize, Failure> {
    let at = CutOffs::of(work.today);
    let sql = Sql::new(
        "SELECT DISTINCT s.unit_id, s.requirement_id FROM counter_cell c JOIN requirement_summary s \
         ON s.unit_id = c.unit_id AND s.requirement_id = c.requirement_id WHERE c.deadline <= ",
    )
    .bind(at.soon)
    .push(&format!(" AND c.{OPEN} AND ((c.deadline >= s.counted_on AND c.deadline < "))
    .bind(at.today)
    .push(") OR c.deadline > s.counted_soon) LIMIT ")
    .bind(i64::from(limit));
    let due: Vec<Changed> = work.tx.all(sql).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let pairs = Sql::new("(unit_id, requirement_id) IN (SELECT * FROM ")
        .uuids(due.iter().map(|one| [one.unit_id.0, one.requirement_id.0]))
        .push(")");
    summarise(work.tx, &pairs, at).await?;
    Ok(due.len())
}
