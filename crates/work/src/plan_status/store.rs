//! The plans in use within the scope.

use kyndig_contract::{plan::PlanKind, plan_status::PlanInUse, unit::UnitRef};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{PlanId, UnitId},
    text,
};
use kyndig_platform::{auth::Work, http::Failure, listing::like};
use sea_orm::FromQueryResult;

use crate::follow_up;

/// The order of the list.
pub type Key = (String, PlanId);

#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub id: PlanId,
    pub sort_key: String,
    kind: PlanKind,
    name: String,
    unit_id: UnitId,
    unit_name: String,
    pub employees: i64,
}

impl Row {
    pub fn into_plan(self) -> PlanInUse {
        PlanInUse {
            id: self.id,
            kind: self.kind,
            name: self.name,
            owner_unit: UnitRef { id: self.unit_id, name: self.unit_name },
            employees: self.employees,
        }
    }
}

const COLUMNS: &str = "pl.id, pl.sort_key, pl.kind, pl.name, u.id AS unit_id, u.name AS unit_name";

/// By name. From the positions of the scope to their plans: a region has many more plans than a ward.
pub async fn page(work: &Work<'_>, search: Option<&str>, after: Option<Key>, limit: u16) -> Result<Vec<Row>, Failure> {
    let Some(held) = held(work).await? else { return Ok(Vec::new()) };
    let words = search.map(text::fold).unwrap_or_default();
    let sql = Sql::new(&format!("SELECT {COLUMNS}, held.employees FROM (")).append(&held).push(
        ") held \
         JOIN plan pl ON pl.id = held.plan_id AND pl.archived_at IS NULL \
         JOIN org_unit u ON u.id = pl.owner_unit_id WHERE TRUE",
    );
    let sql = words.split_whitespace().fold(sql, |sql, word| like(sql.push(" AND "), "pl.folded", word));
    let sql = sql
        .when(after, |sql, (key, id)| sql.push(" AND (pl.sort_key, pl.id) > (").bind(key).push(", ").bind(id).push(")"))
        .push(" ORDER BY pl.sort_key, pl.id LIMIT ")
        .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

/// The plans of those within the scope, and how many have each; none where the scope is empty. For a unit they are
/// counted when assigned.
async fn held(work: &Work<'_>) -> Result<Option<Sql>, Failure> {
    if let Some(unit) = follow_up::service::counted(work, work.scope).await? {
        let cells =
            |table: &str| Sql::new(&format!("SELECT plan_id, positions FROM {table} WHERE unit_id = ")).bind(unit);
        let sql = sql!(
            "SELECT plan_id, CAST(sum(positions) AS bigint) AS employees FROM ({cells} \
             UNION ALL {deltas}) cells GROUP BY plan_id HAVING sum(positions) > 0",
            cells = &cells("plan_cell"),
            deltas = &cells("plan_delta"),
        );
        return Ok(Some(sql));
    }
    let counted = |positions: &Sql| {
        sql!(
            "SELECT a.plan_id, count(*) AS employees FROM ({positions}) seen \
                 JOIN assignment a ON a.position_id = seen.id AND a.active GROUP BY a.plan_id",
            positions,
        )
    };
    Ok(positions(work).as_ref().map(counted))
}

/// The open positions of the scope, each once; none where it has none.
fn positions(work: &Work<'_>) -> Option<Sql> {
    let managed = work.scope.manages.map(|manager| {
        sql!("SELECT p.id FROM position p WHERE p.state = 'open' AND p.manager_id = {manager}", manager)
    });
    let members = (!work.scope.units.is_empty()).then(|| {
        sql!(
            "SELECT m.position_id AS id FROM unit_member m WHERE m.unit_id IN {units}",
            units = list(work.scope.units.iter().copied()),
        )
    });
    match (managed, members) {
        (Some(managed), Some(members)) => Some(managed.push(" UNION ").append(&members)),
        (managed, members) => managed.or(members),
    }
}

/// One plan, and how many within the scope have it; none where it does not exist, or no one has it.
pub async fn find(work: &Work<'_>, plan: PlanId) -> Result<Option<Row>, Failure> {
    let sql = Sql::new(&format!(
        "SELECT {COLUMNS}, (SELECT count(*) FROM assignment a JOIN position p ON p.id = a.position_id \
         WHERE a.plan_id = pl.id AND a.active AND p.state = 'open' AND "
    ))
    .append(&work.scope.sees_position("p"))
    .push(
        ") AS employees FROM plan pl JOIN org_unit u ON u.id = pl.owner_unit_id WHERE pl.archived_at IS NULL AND pl.id = ",
    )
    .bind(plan);
    let row: Option<Row> = work.tx.one(sql).await?;
    Ok(row.filter(|row| row.employees > 0))
}
