//! ASG-6, ASG-8: an assignment is complete when every active requirement of its plan is fulfilled or not relevant, and
//! no longer complete when one is open again. A plan that needs a manager's approval is then ready, and complete once
//! approved.

use chrono::{DateTime, Utc};
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    assignment::AssignmentEventKind,
    ids::{AssignmentId, PersonId, RequirementId},
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::{
    Affected,
    snapshot::{self, Stood},
};
use crate::{
    history::{self, By},
    relevance::NOT_RELEVANT,
};

/// Whether the assignment `a` has open requirements.
pub fn open() -> String {
    format!(
        "EXISTS (SELECT 1 FROM plan_requirement pr LEFT JOIN standing s \
     ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
     WHERE pr.plan_id = a.plan_id AND pr.state = 'active' \
       AND (s.status IS NULL OR s.status NOT IN {DONE}) AND NOT {NOT_RELEVANT})"
    )
}

const DONE: &str = "('fulfilled', 'expiring')";
const ANY: &str = "EXISTS (SELECT 1 FROM plan_requirement pr WHERE pr.plan_id = a.plan_id AND pr.state = 'active')";

#[derive(FromQueryResult)]
struct Turned {
    id: AssignmentId,
    ready: bool,
    automatic: bool,
}

pub(super) async fn derive(work: &Work<'_>, affected: &Affected, snapshot: Option<&[Stood]>) -> Result<(), Failure> {
    let turned = turned(work, affected, snapshot).await?;
    let of = |ready: bool, automatic: Option<bool>| -> Vec<AssignmentId> {
        let wanted = |one: &&Turned| one.ready == ready && automatic.is_none_or(|automatic| one.automatic == automatic);
        turned.iter().filter(wanted).map(|one| one.id).collect()
    };
    set(work, of(true, Some(true)), "ready_at = @, completed_at = @", AssignmentEventKind::Completed).await?;
    set(work, of(true, Some(false)), "ready_at = @", AssignmentEventKind::Ready).await?;
    let open = "ready_at = NULL, completed_at = NULL, approved_by = NULL";
    set(work, of(false, None), open, AssignmentEventKind::Reopened).await
}

/// Assignments that have gone from open requirements to none, or the other way round.
async fn turned(work: &Work<'_>, affected: &Affected, snapshot: Option<&[Stood]>) -> Result<Vec<Turned>, Failure> {
    let open = open();
    let sql = Sql::new(&format!(
        "SELECT a.id, (a.ready_at IS NULL OR NOT {open}) AS ready, plan.completion = 'automatic' AS automatic \
         FROM (SELECT a.* FROM assignment a WHERE "
    ));
    let sql = match snapshot {
        // only where a pair is now more, or less, fulfilled than before
        Some(snapshot) => {
            sql.push("(a.id IN (SELECT a.id FROM (").append(&snapshot::table(work.tx, snapshot.iter())).push(&format!(
                ") snapshot JOIN standing s ON s.person_id = snapshot.person_id AND s.requirement_id = snapshot.requirement_id \
             AND (s.status IN {DONE}) <> (snapshot.status IN {DONE}) {})",
                snapshot::asked(work.tx, "TRUE")
            ))
        }
        None => sql
            .push("a.active AND a.person_id IN (")
            .append(&affected.people_sql())
            .push(") AND (")
            // A requirement removed from a plan altogether leaves no row there to find the plan by.
            .when(Some(affected.plans()).filter(|plans| !plans.is_empty()), |sql, plans| {
                sql.push("a.plan_id IN ").ids(plans.iter().map(|id| id.0)).push(" OR ")
            })
            .append(&affected.reaches("a.plan_id")),
    };
    let sql = sql
        // the candidate assignments are found first, and what each has left is looked up afterwards
        .push(if work.tx.is_postgres() { ") OFFSET 0" } else { ")" })
        .push(&format!(
            ") a JOIN plan ON plan.id = a.plan_id \
         WHERE a.ready_at IS NULL AND {ANY} AND NOT {open} OR a.ready_at IS NOT NULL AND {open} \
           OR a.ready_at IS NOT NULL AND a.completed_at IS NULL AND plan.completion = 'automatic' AND NOT {open} \
         ORDER BY a.id"
        ));
    Ok(work.tx.all(sql).await?)
}

/// Sets these columns, with the time for each `@`.
async fn set(
    work: &Work<'_>,
    assignments: Vec<AssignmentId>,
    what: &str,
    kind: AssignmentEventKind,
) -> Result<(), Failure> {
    if assignments.is_empty() {
        return Ok(());
    }
    let mut parts = what.split('@');
    let first = sql!(
        "UPDATE assignment SET {unwrap_or_default}",
        unwrap_or_default = Sql::new(parts.next().unwrap_or_default()),
    );
    let sql = parts.fold(first, |sql, part| sql.bind(work.now).push(part));
    work.tx.execute(sql.push(" WHERE id IN ").ids(assignments.iter().map(|id| id.0))).await?;
    history::assignments(work, By::Actor, kind, &assignments).await
}

/// What a manager decided about an assignment; kept with what can be undone (FUL-17).
#[derive(Clone, Debug, Serialize, Deserialize, FromQueryResult)]
pub struct Approval {
    assignment: AssignmentId,
    ready_at: DateTime<Utc>,
    completed_at: DateTime<Utc>,
    approved_by: PersonId,
}

/// The person's plans that hold this requirement.
pub async fn approvals(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
) -> Result<Vec<Approval>, Failure> {
    let sql = sql!(
        "SELECT a.id AS assignment, a.ready_at, a.completed_at, a.approved_by FROM assignment a \
         WHERE a.active AND a.ready_at IS NOT NULL AND a.completed_at IS NOT NULL \
         AND a.approved_by IS NOT NULL AND a.person_id = {person} AND EXISTS (SELECT 1 \
         FROM plan_requirement pr WHERE pr.plan_id = a.plan_id AND pr.state = 'active' \
         AND pr.requirement_id = {requirement}) ORDER BY a.id",
        person,
        requirement,
    );
    Ok(work.tx.all(sql).await?)
}

/// Restores the decisions lost to what is now undone, where no open requirement is left. To be run inside the gate,
/// once the standings are restored.
pub async fn restore_approvals(work: &Work<'_>, approvals: &[Approval]) -> Result<(), Failure> {
    if approvals.is_empty() {
        return Ok(());
    }
    let rows = approvals
        .iter()
        .map(|one| [one.assignment.into(), one.ready_at.into(), one.completed_at.into(), one.approved_by.into()]);
    let sql = Sql::new(
        "UPDATE assignment AS a SET ready_at = v.column2, completed_at = v.column3, approved_by = v.column4 FROM (VALUES ",
    )
    .rows(rows)
    .push(&format!(") v WHERE a.id = v.column1 AND a.active AND a.ready_at IS NULL AND NOT {} RETURNING id", open()));
    let restored: Vec<AssignmentId> = work.tx.column(sql).await?;
    history::assignments(work, By::Actor, AssignmentEventKind::ApprovalRestored, &restored).await
}
