//! FUL-9: the ticked points, and those that are not relevant in a plan.

use chrono::{DateTime, Utc};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::{PersonId, PlanId, PointId, RequirementId};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

#[derive(Debug, FromQueryResult)]
pub struct Tick {
    pub requirement_id: RequirementId,
    pub point_id: PointId,
    pub ticked_at: DateTime<Utc>,
}

pub async fn ticks(work: &Work<'_>, person: PersonId, requirements: &[RequirementId]) -> Result<Vec<Tick>, Failure> {
    let sql = sql!(
        "SELECT requirement_id, point_id, ticked_at FROM checklist_tick WHERE person_id = {person} \
         AND requirement_id IN {requirements}",
        person,
        requirements = list(requirements.iter().copied()),
    );
    Ok(work.tx.all(sql).await?)
}

/// A ticked point keeps its tick; one from before the last fulfilment is ticked again.
pub async fn tick(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    points: &[PointId],
) -> Result<(), Failure> {
    if points.is_empty() {
        return Ok(());
    }
    let by = work.person()?.person_id;
    let rows =
        points.iter().map(|point| [person.into(), requirement.into(), (*point).into(), work.now.into(), by.into()]);
    let sql =
        Sql::new("INSERT INTO checklist_tick (person_id, requirement_id, point_id, ticked_at, ticked_by) VALUES ")
            .rows(rows)
            .push(
                " ON CONFLICT (person_id, requirement_id, point_id) DO UPDATE SET ticked_at = excluded.ticked_at, \
             ticked_by = excluded.ticked_by",
            );
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn untick(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    points: &[PointId],
) -> Result<(), Failure> {
    if points.is_empty() {
        return Ok(());
    }
    let sql = sql!(
        "DELETE FROM checklist_tick WHERE person_id = {person} AND requirement_id = {requirement} \
         AND point_id IN {points}",
        person,
        requirement,
        points = list(points.iter().copied()),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

#[derive(Debug, FromQueryResult)]
pub struct NotRelevant {
    pub requirement_id: RequirementId,
    pub plan_id: PlanId,
    pub point_id: PointId,
    pub comment: String,
}

/// In the active plans.
pub async fn not_relevant(
    work: &Work<'_>,
    person: PersonId,
    requirements: &[RequirementId],
) -> Result<Vec<NotRelevant>, Failure> {
    let sql = sql!(
        "SELECT n.requirement_id, n.plan_id, n.point_id, n.comment FROM checklist_not_relevant n \
         WHERE EXISTS (SELECT 1 FROM assignment a WHERE a.person_id = n.person_id \
         AND a.plan_id = n.plan_id AND a.active) AND n.person_id = {person} \
         AND n.requirement_id IN {requirements} ORDER BY n.plan_id, n.point_id",
        person,
        requirements = list(requirements.iter().copied()),
    );
    Ok(work.tx.all(sql).await?)
}
