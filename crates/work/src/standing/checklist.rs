//! FUL-9: checklists. Points ticked before the last fulfilment belong to that one: to fulfil again, they must be ticked
//! again.

use std::collections::HashSet;

use kyndig_contract::{
    requirement::ChecklistPoint,
    standing::{ChecklistItem, PointNotRelevantIn},
};
use kyndig_domain::{
    ids::{PersonId, PlanId, PointId, RequirementId},
    standing::{
        Status,
        checklist::{Point, is_done},
    },
};
use kyndig_platform::{auth::Work, http::Failure};

use super::store;

fn counts(tick: &store::checklist::Tick, row: &store::Row) -> bool {
    row.done_at.is_none_or(|done_at| tick.ticked_at > done_at)
}

/// The points as the person has them. A fulfilled or awaiting standing shows what it was fulfilled with.
pub async fn items(work: &Work<'_>, person: PersonId, row: &store::Row) -> Result<Vec<ChecklistItem>, Failure> {
    let content = row.content()?;
    if content.checklist.is_empty() {
        return Ok(Vec::new());
    }
    let ids = [row.requirement_id];
    let all_count = matches!(row.status, Status::Fulfilled);
    let ticks = store::checklist::ticks(work, person, &ids).await?;
    let done: HashSet<PointId> =
        ticks.iter().filter(|tick| all_count || counts(tick, row)).map(|tick| tick.point_id).collect();
    let not_relevant = store::checklist::not_relevant(work, person, &ids).await?;
    let item = |point: ChecklistPoint| {
        let id = known(&point)?;
        Ok(ChecklistItem {
            id,
            done: done.contains(&id),
            not_relevant_in: not_relevant
                .iter()
                .filter(|one| one.point_id == id)
                .map(|one| PointNotRelevantIn { plan_id: one.plan_id, comment: one.comment.clone() })
                .collect(),
            text: point.text,
            url: point.url,
            must_be_done: point.must_be_done,
        })
    };
    content.checklist.into_iter().map(item).collect()
}

/// The id of the point: every stored point has one.
fn known(point: &ChecklistPoint) -> Result<PointId, Failure> {
    point.id.ok_or_else(|| Failure::Internal(anyhow::anyhow!("a point of a stored checklist has no id")))
}

/// Those of these with a ticked point that counts.
pub async fn ticked(work: &Work<'_>, person: PersonId, rows: &[store::Row]) -> Result<HashSet<RequirementId>, Failure> {
    let ids: Vec<RequirementId> = rows.iter().map(|row| row.requirement_id).collect();
    let ticks = if ids.is_empty() { Vec::new() } else { store::checklist::ticks(work, person, &ids).await? };
    let of =
        |row: &&store::Row| ticks.iter().any(|tick| tick.requirement_id == row.requirement_id && counts(tick, row));
    Ok(rows.iter().filter(of).map(|row| row.requirement_id).collect())
}

/// Those of these with open points on their checklist in every plan that holds them.
pub async fn undone(work: &Work<'_>, person: PersonId, rows: &[store::Row]) -> Result<HashSet<RequirementId>, Failure> {
    let mut listed = Vec::new();
    for row in rows {
        let content = row.content()?;
        let of = |point: &ChecklistPoint| Ok(Point { id: known(point)?, must_be_done: point.must_be_done });
        let points: Vec<Point> = content.checklist.iter().map(of).collect::<Result<_, Failure>>()?;
        if !points.is_empty() {
            listed.push((row, points));
        }
    }
    if listed.is_empty() {
        return Ok(HashSet::new());
    }
    let ids: Vec<RequirementId> = listed.iter().map(|(row, _)| row.requirement_id).collect();
    let ticks = store::checklist::ticks(work, person, &ids).await?;
    let not_relevant = store::checklist::not_relevant(work, person, &ids).await?;
    let is_undone = |row: &store::Row, points: &[Point]| {
        let ticked: HashSet<PointId> = ticks
            .iter()
            .filter(|tick| tick.requirement_id == row.requirement_id && counts(tick, row))
            .map(|tick| tick.point_id)
            .collect();
        let of_row = || not_relevant.iter().filter(|one| one.requirement_id == row.requirement_id);
        let plans: HashSet<Option<PlanId>> = of_row().map(|one| Some(one.plan_id)).chain([None]).collect();
        !plans.into_iter().any(|plan| {
            let here = |id: PointId| of_row().any(|one| Some(one.plan_id) == plan && one.point_id == id);
            is_done(points, |id| ticked.contains(&id), here)
        })
    };
    Ok(listed.iter().filter(|(row, points)| is_undone(row, points)).map(|(row, _)| row.requirement_id).collect())
}
