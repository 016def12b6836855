//! Queries on where a requirement may be added (REQ-9).

use chrono::{DateTime, Utc};
use kyndig_contract::{requirement::RequirementShare, unit::UnitRef};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{RequirementId, UnitId},
    requirement::RequirementKind,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// A condition on a requirement (by its alias): whether it is shared with the unit (an SQL expression).
pub fn reaches(alias: &str, unit: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM requirement_share share_s JOIN org_unit_closure share_c \
         ON share_c.ancestor_id = share_s.unit_id AND share_c.descendant_id = {unit} \
         WHERE share_s.requirement_id = {alias}.id AND share_s.ended_at IS NULL \
         AND (share_c.depth = 0 OR share_s.with_subunits))"
    )
}

/// A condition on a requirement (by its alias): whether it is shared with one of the scope's units, or those below
/// them, or the unit of a plan in the scope.
pub fn with_own(work: &Work<'_>, alias: &str) -> Sql {
    let own = || {
        sql!(
            "(SELECT id FROM org_unit WHERE id IN {units} UNION SELECT owner_unit_id FROM plan \
                 WHERE id IN {list})",
            units = list(work.scope.units.iter().copied()),
            list = list(work.scope.plans.iter().copied()),
        )
    };
    Sql::new(&format!(
        "{alias}.id IN (SELECT requirement_id FROM requirement_share WHERE ended_at IS NULL AND (unit_id IN "
    ))
    .push("(SELECT descendant_id FROM org_unit_closure WHERE ancestor_id IN ")
    .append(&own())
    .push(") OR with_subunits AND unit_id IN (SELECT ancestor_id FROM org_unit_closure WHERE descendant_id IN ")
    .append(&own())
    .push(")))")
}

/// Which of these are of the kind, shared with the unit, and still in use.
pub async fn shared(
    work: &Work<'_>,
    requirements: &[RequirementId],
    unit: UnitId,
    kind: RequirementKind,
) -> Result<Vec<RequirementId>, Failure> {
    let sql = sql!(
        "SELECT r.id FROM requirement r JOIN org_unit u ON u.id = {unit}{reached}{kind} \
         AND r.id IN {requirements}",
        unit,
        reached = Sql::new(&format!(" WHERE r.archived_at IS NULL AND {} AND r.kind = ", reaches("r", "u.id"))),
        kind,
        requirements = list(requirements.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}

#[derive(FromQueryResult)]
struct ShareRow {
    unit_id: UnitId,
    unit_name: String,
    with_subunits: bool,
    ended_at: Option<DateTime<Utc>>,
    plans: i64,
}

/// The plans of a share's unit, and where included of the units below, that have the requirement.
const PLANS: &str = "FROM plan_requirement pr JOIN plan pl ON pl.id = pr.plan_id \
     JOIN org_unit_closure c ON c.descendant_id = pl.owner_unit_id AND c.ancestor_id = s.unit_id \
     WHERE pr.requirement_id = s.requirement_id AND (c.depth = 0 OR s.with_subunits)";

pub async fn of_requirement(work: &Work<'_>, requirement: RequirementId) -> Result<Vec<RequirementShare>, Failure> {
    let sql = Sql::new(&format!(
        "SELECT s.unit_id, u.name AS unit_name, s.with_subunits, s.ended_at, \
         (SELECT count(DISTINCT pl.id) {PLANS}) AS plans \
         FROM requirement_share s JOIN org_unit u ON u.id = s.unit_id WHERE s.requirement_id = "
    ))
    .bind(requirement)
    .push(" ORDER BY u.sort_key, u.id");
    let rows = work.tx.all::<ShareRow>(sql).await?;
    let share = |row: ShareRow| RequirementShare {
        unit: UnitRef { id: row.unit_id, name: row.unit_name },
        with_subunits: row.with_subunits,
        ended: row.ended_at.is_some(),
        plans: row.plans,
    };
    Ok(rows.into_iter().map(share).collect())
}

/// Shares it, or renews an ended share.
pub async fn share(
    work: &Work<'_>,
    requirement: RequirementId,
    units: &[UnitId],
    with_subunits: bool,
) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO requirement_share (requirement_id, unit_id, with_subunits, shared_at) VALUES ")
        .rows(units.iter().map(|unit| [requirement.into(), (*unit).into(), with_subunits.into(), work.now.into()]))
        .push(
            " ON CONFLICT (requirement_id, unit_id) DO UPDATE SET with_subunits = excluded.with_subunits, ended_at = NULL",
        );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Whether there was a share to end. One that no plan has used is deleted.
pub async fn end(work: &Work<'_>, requirement: RequirementId, unit: UnitId) -> Result<bool, Failure> {
    let one = |sql: Sql| sql.bind(requirement).push(" AND s.unit_id = ").bind(unit);
    let used = one(sql!(
        "UPDATE requirement_share AS s SET ended_at = {now}{reached}",
        now = work.now,
        reached = Sql::new(&format!(" WHERE EXISTS (SELECT 1 {PLANS}) AND s.ended_at IS NULL AND s.requirement_id = ")),
    ));
    if work.tx.execute(used).await? > 0 {
        return Ok(true);
    }
    let unused = one(Sql::new("DELETE FROM requirement_share AS s WHERE s.ended_at IS NULL AND s.requirement_id = "));
    Ok(work.tx.execute(unused).await? > 0)
}
