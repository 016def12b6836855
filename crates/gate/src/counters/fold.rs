//! From deltas to cells, and from cells to summaries.

use chrono::NaiveDate;
use kyndig_db::{Sql, Tx, sql};
use kyndig_domain::standing::{CutOffs, Status};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::DbErr;

/// The columns of a summary: every status that a standing can have.
pub(super) const STATUSES: [Status; 7] = [
    Status::NotStarted,
    Status::Started,
    Status::AwaitingSignature,
    Status::Rejected,
    Status::Fulfilled,
    Status::Expiring,
    Status::Expired,
];

/// The deadline of a fulfilled requirement is kept, but counts neither as near nor as overdue (DLN-3).
const OPEN: &str = "status NOT IN ('fulfilled', 'expiring')";

/// Folds the deltas into the cells and the summaries, brings the summaries to the day first, and deletes empty ones.
/// Must not run concurrently with itself. Returns how many summaries it wrote.
pub async fn fold(tx: &Tx, at: CutOffs) -> Result<u64, DbErr> {
    let at = bring_to(tx, at).await?.0;
    fold_plans(tx).await?;
    let written = if tx.is_postgres() { fold_appended(tx, at).await? } else { fold_all(tx, at).await? };
    if written > 0 {
        // these are found by indexes of their own
        tx.execute(Sql::new("DELETE FROM counter_cell WHERE people = 0")).await?;
        tx.execute(Sql::new("DELETE FROM requirement_summary WHERE people = 0")).await?;
    }
    Ok(written)
}

/// The sum of the deltas, cell by cell.
const SUMMED: &str = "unit_id, requirement_id, status, deadline, CAST(sum(people) AS bigint) AS people";
const BY_CELL: &str = "GROUP BY unit_id, requirement_id, status, deadline HAVING sum(people) <> 0";

/// In the order of the cells on disk, so that neighbouring cells are written one after the other.
const IN_ORDER: &str = "ORDER BY unit_id, requirement_id, status, deadline";

/// Adds the sums of `from`.
fn to_cells(from: &str) -> String {
    format!(
        "INSERT INTO counter_cell (unit_id, requirement_id, status, deadline, people) {from} \
         ON CONFLICT (unit_id, requirement_id, status, deadline) DO UPDATE SET people = counter_cell.people + excluded.people"
    )
}

/// Adds the sums of `from`, which is read as `summed`.
fn to_summaries(from: &str, at: CutOffs) -> Sql {
    let columns = summary_columns();
    let add = columns.iter().map(|name| format!("{name} = requirement_summary.{name} + excluded.{name}"));
    let add = add.collect::<Vec<_>>().join(", ");
    into_summaries(at).push(&format!(
        " FROM {from} summed WHERE TRUE GROUP BY unit_id, requirement_id \
         ON CONFLICT (unit_id, requirement_id) DO UPDATE SET {add}"
    ))
}

/// Other transactions keep appending meanwhile: only the deltas that were deleted are folded.
async fn fold_appended(tx: &Tx, at: CutOffs) -> Result<u64, DbErr> {
    let sql = Sql::new(&format!(
        "WITH gone AS (DELETE FROM counter_delta RETURNING unit_id, requirement_id, status, deadline, people), \
         summed AS MATERIALIZED (SELECT {SUMMED} FROM gone {BY_CELL} {IN_ORDER}), added AS ({}) ",
        to_cells("SELECT unit_id, requirement_id, status, deadline, people FROM summed")
    ));
    tx.execute(sql.append(&to_summaries("summed", at))).await
}

/// There is no other writer.
async fn fold_all(tx: &Tx, at: CutOffs) -> Result<u64, DbErr> {
    let summed = format!("SELECT {SUMMED} FROM counter_delta WHERE TRUE {BY_CELL}");
    tx.execute(Sql::new(&to_cells(&summed))).await?;
    let written = tx.execute(to_summaries(&format!("({summed})"), at)).await?;
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

/// Rebuilds all summaries from their cells, as of this day; those of a unit are stored next to each other.
pub(super) async fn summarise(tx: &Tx, at: CutOffs) -> Result<(), DbErr> {
    tx.execute(Sql::new("DELETE FROM requirement_summary")).await?;
    tx.execute(
        into_summaries(at).push(" FROM counter_cell GROUP BY unit_id, requirement_id ORDER BY unit_id, requirement_id"),
    )
    .await?;
    set_day(tx, at).await
}

/// An INSERT of sums up to the FROM.
fn into_summaries(at: CutOffs) -> Sql {
    let columns = summary_columns().join(", ");
    Sql::new(&format!(
        "INSERT INTO requirement_summary (unit_id, requirement_id, {columns}) SELECT unit_id, requirement_id, "
    ))
    .append(&sums(at))
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
    sql.push(", ").append(&near(at)).push(" AS deadline_near, ").append(&passed(at)).push(" AS deadline_passed")
}

/// How many have a deadline that is near.
fn near(at: CutOffs) -> Sql {
    Sql::new(&format!("CAST(sum(CASE WHEN {OPEN} AND deadline >= "))
        .bind(at.today)
        .push(" AND deadline <= ")
        .bind(at.soon)
        .push(" THEN people ELSE 0 END) AS bigint)")
}

/// How many have a deadline that is overdue.
fn passed(at: CutOffs) -> Sql {
    let sql = Sql::new(&format!("CAST(sum(CASE WHEN {OPEN} AND deadline < "));
    sql.bind(at.today).push(" THEN people ELSE 0 END) AS bigint)")
}

/// The night run: counts deadlines that have come near or gone overdue. Returns the number of summaries; none when it
/// has already been done.
pub async fn new_day(work: &Work<'_>) -> Result<usize, Failure> {
    let moved = bring_to(work.tx, CutOffs::of(work.today)).await?.1;
    Ok(usize::try_from(moved).unwrap_or(usize::MAX))
}

/// Brings the summaries to a day, and returns the day they are now of, which may be a later one, and how many were
/// moved. Only cells whose deadline has come near or gone overdue since the previous day are read.
async fn bring_to(tx: &Tx, at: CutOffs) -> Result<(CutOffs, u64), DbErr> {
    let day = tx.value::<NaiveDate>(Sql::new("SELECT day FROM counted_day")).await?;
    let before = CutOffs::of(day.ok_or_else(|| DbErr::RecordNotFound("the day that was counted".to_owned()))?);
    if before.today >= at.today {
        return Ok((before, 0));
    }
    let sql = sql!(
        "UPDATE requirement_summary SET deadline_near = deadline_near + n.near, deadline_passed = \
         deadline_passed + n.passed FROM (SELECT unit_id, requirement_id, {near} - {near_before} AS near, \
         {passed} - {passed_before}{rest}{counted} AND deadline < {today} OR deadline > {counted_soon} \
         AND deadline <= {soon}) GROUP BY unit_id, requirement_id) n \
         WHERE requirement_summary.unit_id = n.unit_id \
         AND requirement_summary.requirement_id = n.requirement_id AND (n.near <> 0 OR n.passed <> 0)",
        near = &near(at),
        near_before = &near(before),
        passed = &passed(at),
        passed_before = &passed(before),
        rest = Sql::new(&format!(
            " AS passed FROM counter_cell WHERE deadline < {} AND (deadline >= ",
            super::no_deadline(tx)
        )),
        counted = before.today,
        today = at.today,
        counted_soon = before.soon,
        soon = at.soon,
    );
    let moved = tx.execute(sql).await?;
    set_day(tx, at).await?;
    Ok((at, moved))
}

async fn set_day(tx: &Tx, at: CutOffs) -> Result<(), DbErr> {
    tx.execute(sql!("UPDATE counted_day SET day = {today}", today = at.today)).await?;
    Ok(())
}
