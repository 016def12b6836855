//! Queries on where plans are published, and on who is responsible for them.

use kyndig_contract::plan::AssignablePlanQuery;
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{PersonId, PlanId, UnitId},
    plan::PlanKind,
};
use kyndig_platform::{
    auth::Work,
    http::Failure,
    listing::{like, searched},
};
use sea_orm::FromQueryResult;

use super::Key;

#[derive(Debug, FromQueryResult)]
pub struct PublicationRow {
    pub unit_id: UnitId,
    pub unit_name: String,
    pub with_subunits: bool,
}

pub async fn of_plan(work: &Work<'_>, plan: PlanId) -> Result<Vec<PublicationRow>, Failure> {
    let sql = sql!(
        "SELECT u.id AS unit_id, u.name AS unit_name, pp.with_subunits FROM plan_publication pp \
         JOIN org_unit u ON u.id = pp.unit_id WHERE pp.plan_id = {plan} ORDER BY u.sort_key, u.id",
        plan,
    );
    Ok(work.tx.all(sql).await?)
}

pub async fn publish(work: &Work<'_>, plan: PlanId, units: &[UnitId], with_subunits: bool) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO plan_publication (plan_id, unit_id, with_subunits, published_at) VALUES ")
        .rows(units.iter().map(|unit| [plan.into(), (*unit).into(), with_subunits.into(), work.now.into()]))
        .push(
            " ON CONFLICT (plan_id, unit_id) DO UPDATE SET with_subunits = excluded.with_subunits, \
             published_at = excluded.published_at",
        );
    work.tx.execute(sql).await?;
    work.tx.execute(sql!("UPDATE plan SET was_published = TRUE WHERE id = {plan}", plan)).await?;
    Ok(())
}

/// Whether it was published there.
pub async fn withdraw(work: &Work<'_>, plan: PlanId, unit: UnitId) -> Result<bool, Failure> {
    let sql = sql!("DELETE FROM plan_publication WHERE plan_id = {plan} AND unit_id = {unit}", plan, unit);
    Ok(work.tx.execute(sql).await? > 0)
}

pub async fn name_owners(work: &Work<'_>, plan: PlanId, owner: PersonId, author: PersonId) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE plan SET document_owner_id = {owner}, document_author_id = {author} WHERE id = {plan}",
        owner,
        author,
        plan,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Those of these people who are employed.
pub async fn working(work: &Work<'_>, people: &[PersonId]) -> Result<Vec<PersonId>, Failure> {
    let sql = sql!(
        "SELECT DISTINCT person_id FROM position WHERE state = 'open' AND person_id IN {people}",
        people = list(people.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}

/// A condition on a row of `plan_publication` (by its alias): whether it reaches the unit (an SQL expression).
pub fn reaches(alias: &str, unit: &str) -> String {
    format!(
        "({alias}.unit_id = {unit} OR ({alias}.with_subunits AND EXISTS (SELECT 1 FROM org_unit_closure reach_c \
         WHERE reach_c.ancestor_id = {alias}.unit_id AND reach_c.descendant_id = {unit})))"
    )
}

#[derive(Debug, FromQueryResult)]
pub struct AssignableRow {
    pub id: PlanId,
    pub sort_key: String,
    pub kind: PlanKind,
    pub name: String,
    pub description: String,
    pub unit_id: UnitId,
    pub unit_name: String,
    pub major: i32,
    pub minor: i32,
    pub requirements: i64,
}

/// Plans published to a unit within the scope, or to one where a person works whom the scope manages.
pub async fn assignable(
    work: &Work<'_>,
    query: &AssignablePlanQuery,
    after: Option<Key>,
    limit: u16,
) -> Result<Vec<AssignableRow>, Failure> {
    let mut reached = Sql::new("FALSE");
    if work.scope.everything {
        reached = reached.push(" OR TRUE");
    }
    if let Some(manager) = work.scope.manages {
        reached = reached
            .push(" OR EXISTS (SELECT 1 FROM position p WHERE p.state = 'open' AND p.manager_id = ")
            .bind(manager)
            .push(&format!(" AND {})", reaches("pp", "p.unit_id")));
    }
    if !work.scope.units.is_empty() {
        reached = reached.push(" OR ").append(&work.scope.covers_unit("pp.unit_id")).push(
            " OR (pp.with_subunits AND EXISTS (SELECT 1 FROM org_unit_closure c WHERE c.ancestor_id = pp.unit_id \
             AND c.descendant_id IN ",
        );
        reached = reached.list(work.scope.units.iter().copied()).push("))");
    }
    let sql = sql!(
        "SELECT pl.id, pl.sort_key, pl.kind, pl.name, pl.description, u.id AS unit_id, u.name AS unit_name, \
         pl.major, pl.minor, (SELECT count(*) FROM plan_requirement pr WHERE pr.plan_id = pl.id \
         AND pr.state = 'active') AS requirements FROM plan pl \
         JOIN org_unit u ON u.id = pl.owner_unit_id WHERE pl.archived_at IS NULL AND EXISTS (SELECT 1 \
         FROM plan_publication pp WHERE pp.plan_id = pl.id AND ({reached}))",
        reached = &reached,
    )
    .when(searched(query.search.as_deref()), |sql, search| like(sql.push(" AND "), "pl.folded", &search))
    .when(after, |sql, (key, id)| sql.push(" AND (pl.sort_key, pl.id) > (").bind(key).push(", ").bind(id).push(")"))
    .push(" ORDER BY pl.sort_key, pl.id LIMIT ")
    .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}
