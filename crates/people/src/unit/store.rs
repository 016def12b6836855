//! Queries on the org tree.

use std::sync::Arc;

use kyndig_contract::unit::{UnitKind, UnitQuery, UnitRef, UnitSummary};
use kyndig_db::{Sql, containing, list, sql};
use kyndig_domain::{ids::UnitId, text};
use kyndig_platform::{
    auth::{Scope, Work},
    http::Failure,
};
use sea_orm::{DbErr, FromQueryResult};

/// The order of the list.
pub type Key = (String, UnitId);

#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub id: UnitId,
    pub sort_key: String,
    name: String,
    kind: UnitKind,
    parent_id: Option<UnitId>,
    short_code: Option<String>,
    org_number: Option<String>,
    cost_centre: Option<String>,
    children: i64,
    positions: i64,
}

impl Row {
    pub fn into_summary(self, above: Vec<String>) -> UnitSummary {
        UnitSummary {
            id: self.id,
            name: self.name,
            kind: self.kind,
            parent_id: self.parent_id,
            short_code: self.short_code,
            org_number: self.org_number,
            cost_centre: self.cost_centre,
            above,
            children: self.children,
            positions: self.positions,
        }
    }
}

#[derive(Debug, FromQueryResult)]
pub struct Above {
    pub unit_id: UnitId,
    pub name: String,
}

/// One row more than the limit: it says that there is another page.
pub async fn page(
    work: &Work<'_>,
    query: &UnitQuery,
    within: Option<&Scope>,
    after: Option<Key>,
    limit: u16,
) -> Result<Vec<Row>, Failure> {
    let mut sql = Sql::new(
        "SELECT u.id, u.sort_key, u.name, u.kind, u.parent_id, u.short_code, u.org_number, u.cost_centre, \
         (SELECT count(*) FROM org_unit k WHERE k.parent_id = u.id AND k.active) AS children, \
         (SELECT count(*) FROM unit_member m WHERE m.unit_id = u.id) AS positions \
         FROM org_unit u WHERE u.active",
    );
    let search = query.search.as_deref().map(text::fold).filter(|search| !search.is_empty());
    sql = match (search, query.parent) {
        (Some(search), _) => sql
            .push(" AND (u.folded LIKE ")
            .bind(containing(&search))
            .push(" ESCAPE '\\' OR u.cost_centre = ")
            .bind(search)
            .push(")"),
        (None, Some(parent)) => sql.push(" AND u.parent_id = ").bind(parent),
        (None, None) if query.kind.is_some() || query.id.is_some() || within.is_some() || query.receives.is_some() => {
            sql
        }
        (None, None) => sql.push(" AND u.parent_id IS NULL"),
    };
    sql = sql
        .when(query.kind, |sql, kind| sql.push(" AND u.kind = ").bind(kind))
        .when(query.id, |sql, id| sql.push(" AND u.id = ").bind(id))
        .when(query.receives, |sql, wanted| {
            let not = if wanted { "" } else { "NOT " };
            sql.push(&format!(" AND {not}{}", receives("u")))
        })
        .when(within, |sql, scope| sql.push(" AND ").append(&scope.covers_unit("u.id")))
        .when(after, |sql, (key, id)| sql.push(" AND (u.sort_key, u.id) > (").bind(key).push(", ").bind(id).push(")"))
        .push(" ORDER BY u.sort_key, u.id LIMIT ")
        .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

/// A condition on a row of `org_unit` (by its alias): whether an employee can be lent to it. LOA-1: no trust and no
/// region, and with a person employed in that very unit.
pub fn receives(alias: &str) -> String {
    format!(
        "({alias}.active AND {alias}.kind NOT IN ('region', 'health_trust') AND EXISTS (SELECT 1 FROM position own \
         WHERE own.unit_id = {alias}.id AND own.state = 'open' AND own.kind = 'employment'))"
    )
}

/// The names of the units above each, nearest first.
pub async fn above(work: &Work<'_>, units: impl Iterator<Item = UnitId>) -> Result<Vec<Above>, Failure> {
    let sql = sql!(
        "SELECT c.descendant_id AS unit_id, u.name FROM org_unit_closure c \
         JOIN org_unit u ON u.id = c.ancestor_id WHERE c.depth > 0 AND c.descendant_id IN {units} \
         ORDER BY c.descendant_id, c.depth",
        units = list(units),
    );
    Ok(work.tx.all(sql).await?)
}

/// Whether the unit is within the scope; none where the unit no longer exists.
pub async fn covered(work: &Work<'_>, unit: UnitId) -> Result<Option<bool>, Failure> {
    let sql = sql!(
        "SELECT {covers_unit} FROM org_unit u WHERE u.active AND u.id = {unit}",
        covers_unit = &work.scope.covers_unit("u.id"),
        unit,
    );
    Ok(work.tx.value(sql).await?)
}

/// Those of these that exist.
pub async fn known(work: &Work<'_>, units: &[UnitId]) -> Result<Vec<UnitId>, Failure> {
    let sql = sql!("SELECT id FROM org_unit WHERE id IN {units}", units = list(units.iter().copied()));
    Ok(work.tx.column(sql).await?)
}

pub async fn is_trust(work: &Work<'_>, unit: UnitId) -> Result<bool, Failure> {
    let sql = sql!("SELECT 1 FROM org_unit WHERE kind = {kind} AND id = {unit}", kind = UnitKind::HealthTrust, unit);
    Ok(work.tx.exists(sql).await?)
}

#[derive(FromQueryResult)]
struct NameRow {
    id: UnitId,
    name: String,
}

pub async fn named(work: &Work<'_>, unit: UnitId) -> Result<Option<UnitRef>, Failure> {
    let row = work.tx.one::<NameRow>(sql!("SELECT id, name FROM org_unit WHERE active AND id = {unit}", unit)).await?;
    Ok(row.map(|row| UnitRef { id: row.id, name: row.name }))
}

pub async fn names(work: &Work<'_>, units: &[UnitId]) -> Result<Vec<(UnitId, Arc<str>)>, Failure> {
    let sql = Sql::new("SELECT id, name FROM org_unit WHERE id IN ").ids(units.iter().map(|unit| unit.0));
    let rows = work.tx.rows(sql).await?;
    let names = rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index::<String>(1)?.into())));
    Ok(names.collect::<Result<_, DbErr>>()?)
}
