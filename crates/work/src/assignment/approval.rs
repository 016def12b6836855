//! ASG-6: a plan whose completion a manager approves: when no open requirement is left it waits for approval, and the
//! manager may withdraw the approval.

use kyndig_contract::{
    assignment::{AssignmentDetails, WaitingAssignment},
    page::{Page, PageQuery},
    person::PersonRef,
    unit::UnitRef,
};
use kyndig_domain::{assignment::AssignmentEventKind, ids::AssignmentId};
use kyndig_gate as gate;
use kyndig_gate::{
    Affected,
    history::{self, By},
};
use kyndig_platform::{
    audit,
    auth::{Scope, Work},
    http::{Code, Failure, page},
};

use super::{
    reading,
    store::{self, approval},
};

pub async fn approve(work: &Work<'_>, assignment: AssignmentId) -> Result<AssignmentDetails, Failure> {
    let by = work.person()?.person_id;
    decide(work, assignment, AssignmentEventKind::Approved, async || approval::approve(work, assignment, by).await)
        .await
}

pub async fn withdraw(work: &Work<'_>, assignment: AssignmentId) -> Result<AssignmentDetails, Failure> {
    let act = async || approval::withdraw(work, assignment).await;
    decide(work, assignment, AssignmentEventKind::ApprovalWithdrawn, act).await
}

/// Under the gate's locks, so that nothing changes in it meanwhile. Managers cannot approve their own.
async fn decide(
    work: &Work<'_>,
    assignment: AssignmentId,
    kind: AssignmentEventKind,
    act: impl AsyncFnOnce() -> Result<bool, Failure>,
) -> Result<AssignmentDetails, Failure> {
    let (row, about) = store::find(work, assignment).await?.ok_or_else(Failure::not_found)?;
    if work.person_id() == Some(about.person_id) {
        return Err(Code::Forbidden.into());
    }
    gate::change(work, &Affected::plans_on(vec![row.position_id], vec![row.plan_id]), async || {
        if act().await? { Ok(()) } else { Err(Code::WrongStatus.into()) }
    })
    .await?;
    history::assignments(work, By::Actor, kind, &[assignment]).await?;
    audit::log(work, "assignment", Some(assignment.0), Some(about.person_id)).await?;
    reading::details(work, assignment).await
}

/// The plans that wait for approval by the actor.
pub async fn waiting(work: &Work<'_>, paging: &PageQuery) -> Result<Page<WaitingAssignment>, Failure> {
    let rows = approval::page(work, work.scope, page::after::<approval::Key>(paging)?, paging.limit()).await?;
    let total = approval::count(work, work.scope).await?;
    let page = page::page(rows, paging.limit(), |row| (row.ready_at, row.id), waiting_assignment)?;
    Ok(Page { total: Some(total), ..page })
}

/// The first of them in a scope, and their total.
pub async fn first(work: &Work<'_>, scope: &Scope, limit: u16) -> Result<(Vec<WaitingAssignment>, i64), Failure> {
    let rows = approval::page(work, scope, None, limit).await?;
    let count = approval::count(work, scope).await?;
    Ok((rows.into_iter().take(limit.into()).map(waiting_assignment).collect(), count))
}

fn waiting_assignment(row: approval::Waiting) -> WaitingAssignment {
    WaitingAssignment {
        assignment_id: row.id,
        position_id: row.position_id,
        person: PersonRef { id: row.person_id, name: row.person_name },
        unit: UnitRef { id: row.unit_id, name: row.unit_name },
        plan_name: row.plan_name,
        ready_at: row.ready_at,
    }
}
