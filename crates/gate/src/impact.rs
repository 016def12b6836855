//! What an act would mean, found by performing it: the standings before and after are compared, and the caller,
//! `Guard::rehearse`, rolls all of it back. So it follows every rule that the act itself follows, future ones included,
//! where a second computation would have to be kept equal to the first. It costs what the act costs, and holds its
//! locks as long.

use kyndig_contract::{
    impact::{Impact, Move, UnitImpact},
    unit::UnitRef,
};
use kyndig_db::{Sql, sql};
use kyndig_domain::{ids::UnitId, standing::Status};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use super::Affected;
use crate::relevance::NOT_RELEVANT;

/// Performs the act, which stays inside what `touched` names, and returns its effect.
pub async fn foresee<T>(
    work: &Work<'_>,
    affected: &Affected,
    act: impl AsyncFnOnce() -> Result<T, Failure>,
) -> Result<Impact, Failure> {
    let blob = if work.tx.is_postgres() { "uuid" } else { "blob" };
    let table = format!(
        "CREATE TEMPORARY TABLE foreseen (done boolean, unit_id {blob}, person_id {blob}, requirement_id {blob}, \
         status text, expires_on {date}, edition integer)",
        date = if work.tx.is_postgres() { "date" } else { "text" }
    );
    work.tx.execute(Sql::new(&table)).await?;
    see(work, affected, false).await?;
    act().await?;
    see(work, affected, true).await?;
    count(work).await
}

/// Stores the standings of the touched people on the touched requirements, with their departments.
async fn see(work: &Work<'_>, affected: &Affected, done: bool) -> Result<(), Failure> {
    let sql = sql!(
        "INSERT INTO foreseen SELECT DISTINCT {done}, COALESCE((SELECT c.ancestor_id \
         FROM org_unit_closure c JOIN org_unit u ON u.id = c.ancestor_id \
         WHERE c.descendant_id = p.unit_id AND u.kind = 'department' ORDER BY c.depth \
         LIMIT 1), p.unit_id), s.person_id, s.requirement_id, s.status, s.expires_on, r.published_version \
         FROM standing s JOIN requirement r ON r.id = s.requirement_id \
         JOIN assignment a ON a.person_id = s.person_id AND a.active \
         JOIN position p ON p.id = a.position_id AND p.state = 'open' \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.requirement_id = s.requirement_id \
         AND pr.state = 'active' WHERE NOT {NOT_RELEVANT} AND {holds}",
        done = Sql::new(if done { "TRUE" } else { "FALSE" }),
        NOT_RELEVANT = Sql::new(NOT_RELEVANT),
        holds = &affected.holds("s.person_id", "s.requirement_id"),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Each person and requirement in a department, where anything differs between before and after.
const DIFFERING: &str = "WITH side AS (SELECT unit_id, person_id, requirement_id, count(*) AS sides, \
       max(CASE WHEN NOT done THEN status END) AS was, max(CASE WHEN done THEN status END) AS becomes, \
       max(CASE WHEN NOT done THEN expires_on END) AS expired_on, max(CASE WHEN done THEN expires_on END) AS expires_on, \
       max(edition) - min(edition) AS editions \
     FROM foreseen GROUP BY unit_id, person_id, requirement_id), \
     differing AS (SELECT * FROM side WHERE sides = 1 OR was <> becomes OR editions <> 0 \
       OR expired_on IS DISTINCT FROM expires_on) ";

#[derive(FromQueryResult)]
struct MoveRow {
    was: Option<Status>,
    becomes: Option<Status>,
    people: i64,
}

#[derive(FromQueryResult)]
struct UnitMoveRow {
    unit_id: UnitId,
    was: Option<Status>,
    becomes: Option<Status>,
    people: i64,
}

#[derive(FromQueryResult)]
struct UnitRow {
    unit_id: UnitId,
    unit_name: String,
    people: i64,
}

async fn count(work: &Work<'_>) -> Result<Impact, Failure> {
    let ask = |rest: &str| Sql::new(&format!("{DIFFERING}{rest}"));
    let moved = "was IS DISTINCT FROM becomes";
    let people = work.tx.value(ask("SELECT count(DISTINCT person_id) FROM differing")).await?.unwrap_or_default();
    let moves = ask(&format!(
        "SELECT was, becomes, count(DISTINCT person_id) AS people FROM differing WHERE {moved} \
         GROUP BY was, becomes ORDER BY people DESC, was, becomes"
    ));
    let moves = work.tx.all::<MoveRow>(moves).await?;
    let units = ask("SELECT d.unit_id, u.name AS unit_name, count(DISTINCT d.person_id) AS people FROM differing d \
         JOIN org_unit u ON u.id = d.unit_id GROUP BY d.unit_id, u.name, u.sort_key ORDER BY u.sort_key, d.unit_id");
    let units = work.tx.all::<UnitRow>(units).await?;
    let in_units = ask(&format!(
        "SELECT unit_id, was, becomes, count(DISTINCT person_id) AS people FROM differing WHERE {moved} \
         GROUP BY unit_id, was, becomes ORDER BY unit_id, people DESC, was, becomes"
    ));
    let in_units = work.tx.all::<UnitMoveRow>(in_units).await?;
    let units = units.into_iter().map(|row| UnitImpact {
        moves: in_units
            .iter()
            .filter(|one| one.unit_id == row.unit_id)
            .map(|one| Move { from: one.was, to: one.becomes, people: one.people })
            .collect(),
        unit: UnitRef { id: row.unit_id, name: row.unit_name },
        people: row.people,
    });
    Ok(Impact {
        people,
        moves: moves.into_iter().map(|row| Move { from: row.was, to: row.becomes, people: row.people }).collect(),
        units: units.collect(),
    })
}
