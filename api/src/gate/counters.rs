//! Counter cells: distinct people per unit (department and up) x requirement x status x deadline day; whom it is not
//! relevant to in any plan is not counted (FUL-12).
//! SQLite upserts the cells; PostgreSQL appends deltas, which a job folds, because hot cells would be fought
//! over there. A reader adds both.

use kyndig_db::{Sql, Tx};
use kyndig_domain::ids::RequirementId;
use sea_orm::{DbErr, FromQueryResult};

use super::Touched;
use crate::{auth::Work, http::Failure, relevance::NOT_RELEVANT};

/// Cells cannot have a NULL in their key: no deadline is the last day there is, which SQLite keeps as text.
const NO_DEADLINE: (&str, &str) = ("DATE '9999-12-31'", "'9999-12-31'");

pub(super) async fn retract(work: &Work<'_>, touched: &Touched) -> Result<(), Failure> {
    apply(work, touched, "-").await
}

pub(super) async fn assert(work: &Work<'_>, touched: &Touched) -> Result<(), Failure> {
    apply(work, touched, "").await?;
    if !work.tx.is_postgres() {
        drop_empty(work.tx).await?;
    }
    Ok(())
}

async fn apply(work: &Work<'_>, touched: &Touched, sign: &str) -> Result<(), Failure> {
    let into = if work.tx.is_postgres() { "counter_delta" } else { "counter_cell" };
    // Many plans of few people: SQLite is kept from trying each of their assignments with each of the requirements, for a
    // column with a sign is looked up in no index.
    let holds = if touched.is_of_plans() && !work.tx.is_postgres() {
        touched.holds("a.person_id", "+pr.requirement_id")
    } else {
        touched.holds("s.person_id", "s.requirement_id")
    };
    let cells = cells(work.tx, sign, &holds);
    let mut sql =
        Sql::new(&format!("INSERT INTO {into} (unit_id, requirement_id, status, deadline, people) ")).append(&cells);
    if !work.tx.is_postgres() {
        sql = sql.push(
            " ON CONFLICT (unit_id, requirement_id, status, deadline) DO UPDATE SET people = counter_cell.people + excluded.people",
        );
    }
    work.tx.execute(sql).await?;
    Ok(())
}

/// The cells that the facts give for the pairs where `condition` holds.
fn cells(tx: &Tx, sign: &str, condition: &Sql) -> Sql {
    let postgres = tx.is_postgres();
    let no_deadline = if postgres { NO_DEADLINE.0 } else { NO_DEADLINE.1 };
    let sql = Sql::new(&format!(
        "SELECT unit_id, requirement_id, status, deadline, {sign}count(*) AS people FROM (\
           SELECT DISTINCT c.ancestor_id AS unit_id, s.requirement_id, s.status, \
             COALESCE(s.deadline, {no_deadline}) AS deadline, s.person_id FROM "
    ));
    // PostgreSQL joins so many tables in the order it is told, and would come to what is touched after it has joined all
    // there is: with OFFSET it begins with that.
    let sql = if postgres {
        sql.push("(SELECT s.person_id, s.requirement_id, s.status, s.deadline FROM standing s WHERE ")
            .append(condition)
            .push(" OFFSET 0) s ")
    } else {
        sql.push("standing s ")
    };
    let sql = sql.push(&format!(
        "JOIN assignment a ON a.person_id = s.person_id AND a.active \
           JOIN position p ON p.id = a.position_id AND p.state = 'open' \
           JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.requirement_id = s.requirement_id AND pr.state = 'active' \
           JOIN org_unit_closure c ON c.descendant_id = p.unit_id \
           JOIN org_unit u ON u.id = c.ancestor_id AND u.kind <> 'section' \
           WHERE NOT {NOT_RELEVANT}"
    ));
    let sql = if postgres { sql } else { sql.push(" AND ").append(condition) };
    sql.push(") facts WHERE TRUE GROUP BY unit_id, requirement_id, status, deadline")
}

/// Folds the deltas into the cells, and lets go of empty cells; to be run by one at a time.
pub async fn fold(tx: &Tx) -> Result<u64, DbErr> {
    if !tx.is_postgres() {
        return Ok(0);
    }
    let folded = tx
        .execute(Sql::new(
            "WITH gone AS (DELETE FROM counter_delta RETURNING unit_id, requirement_id, status, deadline, people) \
             INSERT INTO counter_cell (unit_id, requirement_id, status, deadline, people) \
             SELECT unit_id, requirement_id, status, deadline, sum(people)::bigint FROM gone \
             GROUP BY unit_id, requirement_id, status, deadline HAVING sum(people) <> 0 \
             ON CONFLICT (unit_id, requirement_id, status, deadline) DO UPDATE SET people = counter_cell.people + excluded.people",
        ))
        .await?;
    drop_empty(tx).await?;
    Ok(folded)
}

/// An index of its own finds the empty cells.
async fn drop_empty(tx: &Tx) -> Result<(), DbErr> {
    tx.execute(Sql::new("DELETE FROM counter_cell WHERE people = 0")).await?;
    Ok(())
}

/// A cell that does not say what the facts say.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct WrongCell {
    pub unit_id: kyndig_domain::ids::UnitId,
    pub requirement_id: RequirementId,
    pub status: kyndig_domain::standing::Status,
    pub deadline: chrono::NaiveDate,
    pub counted: i64,
    pub stored: i64,
}

/// Requirements that are counted in one go when all are: a cell is of one requirement, and what is sorted meanwhile of a
/// whole region at once would be gigabytes.
const AT_A_TIME: usize = 50;

/// Conditions on the requirement of a row, one for each go; together they hold for every id there is.
async fn goes(tx: &Tx, column: &str) -> Result<Vec<Sql>, DbErr> {
    let ids: Vec<RequirementId> = tx.column(Sql::new("SELECT id FROM requirement ORDER BY id")).await?;
    let bounds: Vec<RequirementId> = ids.into_iter().step_by(AT_A_TIME).skip(1).collect();
    let from = |sql: Sql, id: Option<&RequirementId>| {
        sql.when(id, |sql, id| sql.push(&format!(" AND {column} >= ")).bind(*id))
    };
    let go = |at: usize| {
        let below = bounds.get(at).map(|id| Sql::new(&format!(" AND {column} < ")).bind(*id));
        from(Sql::new("TRUE"), at.checked_sub(1).and_then(|at| bounds.get(at))).append(&below.unwrap_or_default())
    };
    Ok((0..=bounds.len()).map(go).collect())
}

/// Recounts from the facts, and gives every cell that differs.
pub async fn check(tx: &Tx) -> Result<Vec<WrongCell>, DbErr> {
    let mut wrong = Vec::new();
    for (facts, stored) in goes(tx, "s.requirement_id").await?.iter().zip(&goes(tx, "requirement_id").await?) {
        wrong.extend(differing(tx, facts, stored).await?);
    }
    Ok(wrong)
}

async fn differing(tx: &Tx, facts: &Sql, stored: &Sql) -> Result<Vec<WrongCell>, DbErr> {
    let sql = Sql::new(
        "SELECT unit_id, requirement_id, status, deadline, CAST(sum(counted) AS bigint) AS counted, \
         CAST(sum(stored) AS bigint) AS stored FROM (\
           SELECT unit_id, requirement_id, status, deadline, 0 AS counted, people AS stored FROM counter_cell WHERE ",
    )
    .append(stored)
    .push(" UNION ALL SELECT unit_id, requirement_id, status, deadline, 0, people FROM counter_delta WHERE ")
    .append(stored)
    .push(" UNION ALL SELECT unit_id, requirement_id, status, deadline, people, 0 FROM (")
    .append(&cells(tx, "", facts))
    .push(") counted_now) both_sides GROUP BY unit_id, requirement_id, status, deadline HAVING sum(counted) <> sum(stored)");
    tx.all(sql).await
}

/// Keeps everybody else from changing a counter until this transaction ends: the tree under them changes. The
/// people come first, as in the gate: whoever is inside it gets out before, and nobody waits in a ring.
pub async fn hold(work: &Work<'_>) -> Result<(), Failure> {
    if work.tx.is_postgres() {
        work.tx.execute(Sql::new("SELECT id FROM person ORDER BY id FOR NO KEY UPDATE")).await?;
        work.tx.execute(Sql::new("LOCK TABLE counter_delta IN SHARE ROW EXCLUSIVE MODE")).await?;
    }
    Ok(())
}

/// All cells anew from the facts; call `hold` before the change that makes it needed.
pub async fn rebuild(work: &Work<'_>) -> Result<(), Failure> {
    work.tx.execute(Sql::new("DELETE FROM counter_delta")).await?;
    work.tx.execute(Sql::new("DELETE FROM counter_cell")).await?;
    for go in goes(work.tx, "s.requirement_id").await? {
        let sql = Sql::new("INSERT INTO counter_cell (unit_id, requirement_id, status, deadline, people) ");
        work.tx.execute(sql.append(&cells(work.tx, "", &go))).await?;
    }
    Ok(())
}
