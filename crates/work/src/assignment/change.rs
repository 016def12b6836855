//! ASG-1 to ASG-4: plans assigned to positions, deactivated and reactivated: any number of plans and positions in one
//! transaction and one pass of the gate, with a result for each. Two or two thousand take as many statements.

use std::collections::{HashMap, HashSet};

use kyndig_contract::assignment::{
    AssignPlan, AssignedTo, AssignmentAct, AssignmentCell, AssignmentDetails, AssignmentResult, AssignmentTableCell,
    AssignmentTableQuery, ChangeAssignments, ChangedAssignment, ChangedAssignments, ReactivateQuery, SkipReason,
    SkippedAssignment, SkippedPosition,
};
use kyndig_domain::{
    assignment::{AssignmentEventKind, Held, Step},
    ids::{AssignmentId, PersonId, PlanId, PositionId},
};
use kyndig_gate as gate;
use kyndig_gate::{
    Affected,
    history::{self, By},
};
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure},
};

use super::{reading, snapshot, store, store::change as cells};

/// ASG-1, quick: one plan to many positions.
pub async fn assign(work: &Work<'_>, body: &AssignPlan) -> Result<AssignmentResult, Failure> {
    let changed = to_all(work, body.plan_id, body.position_ids.iter().copied()).await?;
    let assigned = changed.done.into_iter().map(|done| AssignedTo {
        assignment_id: done.assignment_id,
        position_id: done.cell.position_id,
        name: done.name,
    });
    let skipped = changed.skipped.into_iter().map(|skipped| SkippedPosition {
        position_id: skipped.cell.position_id,
        name: skipped.name,
        reason: skipped.reason,
    });
    Ok(AssignmentResult { assigned: assigned.collect(), skipped: skipped.collect() })
}

/// One plan to each of these; obstacles are reported for each.
pub async fn to_all(
    work: &Work<'_>,
    plan_id: PlanId,
    positions: impl Iterator<Item = PositionId>,
) -> Result<ChangedAssignments, Failure> {
    match store::is_published(work, plan_id).await? {
        None => return Err(Failure::not_found()),
        Some(false) => return Err(Code::PlanNotPublished.into()),
        Some(true) => {}
    }
    let cell = |position_id| AssignmentCell { plan_id, position_id, act: AssignmentAct::Assign };
    apply(work, positions.map(cell).collect()).await
}

/// ASG-1, table: each cell with the requested change.
pub async fn change(work: &Work<'_>, body: &ChangeAssignments) -> Result<ChangedAssignments, Failure> {
    apply(work, body.cells.clone()).await
}

/// Cells in the table at a time.
const MOST_POSITIONS: usize = 100;
const MOST_PLANS: usize = 20;

/// ASG-1: the state of each of these plans on each of these positions; without those the actor may not see.
pub async fn table(work: &Work<'_>, query: &AssignmentTableQuery) -> Result<Vec<AssignmentTableCell>, Failure> {
    let (positions, plans) = (&query.positions.0, &query.plans.0);
    for (field, given, most) in [("positions", positions.len(), MOST_POSITIONS), ("plans", plans.len(), MOST_PLANS)] {
        if given > most {
            return Err(Failure::invalid(field, "too_long"));
        }
    }
    let asked = plans.iter().flat_map(|plan| positions.iter().map(|position| (*plan, *position)));
    let rows = cells::read(work, asked).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let held = Held { active: row.active, started: row.started, published: row.published };
            let able = |act: &AssignmentAct| act.step(held).is_ok();
            AssignmentTableCell {
                plan_id: row.plan_id,
                position_id: row.position_id,
                active: row.active,
                acts: AssignmentAct::ALL.iter().copied().filter(able).collect(),
            }
        })
        .collect())
}

/// One assignment, for an actor who has it open (ASG-2, ASG-4); an impossible change is refused.
pub async fn one(
    work: &Work<'_>,
    assignment: AssignmentId,
    act: AssignmentAct,
) -> Result<Option<AssignmentDetails>, Failure> {
    let (row, _) = store::find(work, assignment).await?.ok_or_else(Failure::not_found)?;
    if row.plan_archived {
        return Err(Code::Archived.into());
    }
    let cell = AssignmentCell { plan_id: row.plan_id, position_id: row.position_id, act };
    let changed = apply(work, vec![cell]).await?;
    match changed.skipped.first().map(|skipped| skipped.reason) {
        None if act == AssignmentAct::Delete => Ok(None),
        None => reading::details(work, assignment).await.map(Some),
        Some(SkipReason::NoAccess) => Err(Failure::not_found()),
        Some(SkipReason::Started) => Err(Code::PlanStarted.into()),
        Some(SkipReason::HasItAlready | SkipReason::NotAssigned | SkipReason::NotPublishedToUnit) => {
            Err(Code::WrongStatus.into())
        }
    }
}

/// ASG-4: reactivates a deactivated plan: where it was, or, where that position is closed, on the named open one, the
/// one the employee acts as, or the only one there is; regardless of the units it is published to.
pub async fn reactivate(
    work: &Work<'_>,
    assignment: AssignmentId,
    query: &ReactivateQuery,
) -> Result<AssignmentDetails, Failure> {
    let (row, about) = store::find(work, assignment).await?.ok_or_else(Failure::not_found)?;
    if row.plan_archived {
        return Err(Code::Archived.into());
    }
    if !row.earlier {
        if query.position_id.is_some_and(|asked| asked != row.position_id) {
            return Err(Code::WrongStatus.into());
        }
        let again = one(work, assignment, AssignmentAct::Reactivate).await?;
        return again.ok_or_else(|| Failure::Internal(anyhow::anyhow!("the assignment is gone")));
    }
    let acting = work.position_id().filter(|_| work.person_id() == Some(about.person_id));
    let to = match query.position_id.or(acting) {
        Some(position) => position,
        None => match cells::places(work, work.scope, about.person_id, row.plan_id).await?[..] {
            [only] => only,
            [] => return Err(Code::WrongStatus.into()),
            _ => return Err(Failure::invalid("positionId", "required")),
        },
    };
    let affected = Affected::plans_on(vec![row.position_id, to], vec![row.plan_id]);
    let again = gate::change(work, &affected, async || take_along(work, &row, about.person_id, to).await).await?;
    audit::log(work, "assignment", Some(again.0), Some(about.person_id)).await?;
    reading::details(work, again).await
}

/// Under the gate's locks. Where the position has had the plan before as well, that assignment is reactivated.
async fn take_along(
    work: &Work<'_>,
    row: &store::Row,
    person: PersonId,
    to: PositionId,
) -> Result<AssignmentId, Failure> {
    let found = cells::read(work, std::iter::once((row.plan_id, to))).await?;
    let there = found.into_iter().find(|there| there.person_id == person).ok_or_else(Failure::not_found)?;
    let again = match (there.assignment_id, there.active) {
        (Some(_), Some(true)) => return Err(Code::WrongStatus.into()),
        (Some(own), _) => {
            cells::reactivate(work, &[own]).await?;
            own
        }
        (None, _) if cells::take_along(work, row.id, to).await? => row.id,
        (None, _) => return Err(Code::WrongStatus.into()),
    };
    snapshot::thaw(work, &[again]).await?;
    history::assignments(work, By::Actor, AssignmentEventKind::Reactivated, &[again]).await?;
    Ok(again)
}

async fn apply(work: &Work<'_>, asked: Vec<AssignmentCell>) -> Result<ChangedAssignments, Failure> {
    let mut seen = HashSet::new();
    let asked: Vec<_> = asked.into_iter().filter(|cell| seen.insert((cell.plan_id, cell.position_id))).collect();
    let positions: HashSet<PositionId> = asked.iter().map(|cell| cell.position_id).collect();
    let plans: HashSet<PlanId> = asked.iter().map(|cell| cell.plan_id).collect();
    let affected = Affected::plans_on(positions.into_iter().collect(), plans.into_iter().collect());
    gate::change(work, &affected, async || write(work, asked).await).await
}

/// What is read here is read under the gate's locks, so it is still valid when it is written.
async fn write(work: &Work<'_>, asked: Vec<AssignmentCell>) -> Result<ChangedAssignments, Failure> {
    let found = cells::read(work, asked.iter().map(|cell| (cell.plan_id, cell.position_id))).await?;
    let mut found: HashMap<_, _> = found.into_iter().map(|row| ((row.plan_id, row.position_id), row)).collect();
    let mut result = ChangedAssignments { done: Vec::new(), skipped: Vec::new() };
    let mut steps = Steps::default();
    for cell in asked {
        let Some(row) = found.remove(&(cell.plan_id, cell.position_id)) else {
            result.skipped.push(SkippedAssignment { cell, name: None, reason: SkipReason::NoAccess });
            continue;
        };
        let held = Held { active: row.active, started: row.started, published: row.published };
        match cell.act.step(held) {
            Err(reason) => result.skipped.push(SkippedAssignment { cell, name: Some(row.name), reason }),
            Ok(step) => {
                let assignment_id = row.assignment_id.unwrap_or_else(|| work.new_id());
                steps.add(step, assignment_id, &cell, row.person_id);
                result.done.push(ChangedAssignment { cell, assignment_id, name: row.name });
            }
        }
    }
    steps.write(work).await?;
    Ok(result)
}

/// What is to be written, by kind.
#[derive(Default)]
struct Steps {
    give: Vec<cells::New>,
    deactivate: Vec<AssignmentId>,
    reactivate: Vec<AssignmentId>,
    delete: Vec<AssignmentId>,
    logged: Vec<(uuid::Uuid, PersonId)>,
}

impl Steps {
    fn add(&mut self, step: Step, id: AssignmentId, cell: &AssignmentCell, person_id: PersonId) {
        match step {
            Step::Give => {
                self.give.push(cells::New { id, plan_id: cell.plan_id, position_id: cell.position_id, person_id });
            }
            Step::Deactivate => self.deactivate.push(id),
            Step::Reactivate => self.reactivate.push(id),
            Step::Delete => self.delete.push(id),
        }
        self.logged.push((id.0, person_id));
    }

    async fn write(self, work: &Work<'_>) -> Result<(), Failure> {
        let given: Vec<AssignmentId> = self.give.iter().map(|one| one.id).collect();
        let gave = [
            cells::insert(work, &self.give),
            history::assignments_sql(work, By::Actor, AssignmentEventKind::Assigned, &given),
            audit::log_sql(work, "assignment", &self.logged),
        ];
        work.tx.execute_all(gave.into_iter().flatten()).await?;
        snapshot::freeze(work, &self.deactivate).await?;
        cells::deactivate(work, &self.deactivate).await?;
        history::assignments(work, By::Actor, AssignmentEventKind::Deactivated, &self.deactivate).await?;
        cells::reactivate(work, &self.reactivate).await?;
        snapshot::thaw(work, &self.reactivate).await?;
        history::assignments(work, By::Actor, AssignmentEventKind::Reactivated, &self.reactivate).await?;
        snapshot::thaw(work, &self.delete).await?;
        cells::delete(work, &self.delete).await
    }
}
