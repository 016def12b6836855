//! Queries on prerequisites (REQ-5).

use std::collections::BTreeMap;

use kyndig_contract::requirement::RequirementRef;
use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::RequirementId;
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// Changes to prerequisites are serialized, so that no two concurrent ones close a cycle.
pub async fn lock(work: &Work<'_>) -> Result<(), Failure> {
    if work.tx.is_postgres() {
        work.tx.execute(Sql::new("LOCK TABLE requirement_prerequisite IN SHARE ROW EXCLUSIVE MODE")).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Edge {
    requirement_id: RequirementId,
    prerequisite_id: RequirementId,
}

/// All prerequisites of these, transitively.
pub async fn below(
    work: &Work<'_>,
    from: &[RequirementId],
) -> Result<BTreeMap<RequirementId, Vec<RequirementId>>, Failure> {
    let sql = sql!(
        "WITH RECURSIVE reached (id) AS (SELECT prerequisite_id FROM requirement_prerequisite \
         WHERE requirement_id IN {from} UNION SELECT p.prerequisite_id FROM requirement_prerequisite p \
         JOIN reached ON reached.id = p.requirement_id) SELECT requirement_id, prerequisite_id \
         FROM requirement_prerequisite WHERE requirement_id IN (SELECT id FROM reached) \
         OR requirement_id IN {list}",
        from = list(from.iter().copied()),
        list = list(from.iter().copied()),
    );
    let mut edges: BTreeMap<RequirementId, Vec<RequirementId>> = BTreeMap::new();
    for edge in work.tx.all::<Edge>(sql).await? {
        edges.entry(edge.requirement_id).or_default().push(edge.prerequisite_id);
    }
    Ok(edges)
}

/// Replaces its prerequisites.
pub async fn replace(work: &Work<'_>, requirement: RequirementId, on: &[RequirementId]) -> Result<(), Failure> {
    let sql = sql!("DELETE FROM requirement_prerequisite WHERE requirement_id = {requirement}", requirement);
    work.tx.execute(sql).await?;
    if on.is_empty() {
        return Ok(());
    }
    let sql = Sql::new("INSERT INTO requirement_prerequisite (requirement_id, prerequisite_id) VALUES ")
        .rows(on.iter().map(|on| [requirement.into(), (*on).into()]));
    work.tx.execute(sql).await?;
    Ok(())
}

/// Those of these that a person who has the requirement, in an active plan, has in no plan.
pub async fn out_of_reach(
    work: &Work<'_>,
    requirement: RequirementId,
    on: &[RequirementId],
) -> Result<Vec<RequirementId>, Failure> {
    if on.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql!(
        "SELECT p.id FROM requirement p WHERE EXISTS (SELECT 1 FROM assignment a \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' WHERE a.active \
         AND NOT EXISTS (SELECT 1 FROM assignment b JOIN plan_requirement held ON held.plan_id = b.plan_id \
         AND held.state = 'active' WHERE b.active AND b.person_id = a.person_id \
         AND held.requirement_id = p.id) AND pr.requirement_id = {requirement}) AND p.id IN {on} \
         ORDER BY p.sort_key, p.id",
        requirement,
        on = list(on.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}

#[derive(FromQueryResult)]
struct NameRow {
    id: RequirementId,
    number: i32,
    name: String,
}

/// Those of these that exist, by name.
pub async fn named(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<RequirementRef>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = sql!(
        "SELECT id, number, name FROM requirement WHERE id IN {ids} ORDER BY sort_key, id",
        ids = list(ids.iter().copied()),
    );
    let rows = work.tx.all::<NameRow>(sql).await?;
    let name = |row: NameRow| RequirementRef {
        id: row.id,
        number: kyndig_domain::requirement::number(row.number),
        name: row.name,
    };
    Ok(rows.into_iter().map(name).collect())
}
