//! Combines data of other features; it has no queries of its own.

use kyndig_contract::{
    assignment::{StatusCounts, WaitingAssignment},
    home::{HomeDetails, Task, TaskKind, TaskList},
};
use kyndig_platform::{
    auth::{
        Permission, Scope, Work,
        permissions::{ViewFollowUp, ViewWaitingPlans},
        policy,
    },
    http::{Code, Failure},
};

use crate::{assignment, follow_up, signature};

/// Tasks shown on the home page.
const ON_HOME: u16 = 5;
/// Tasks shown in the task list; the signer's list has them all.
const IN_TASKS: u16 = 100;

pub async fn home(work: &Work<'_>) -> Result<HomeDetails, Failure> {
    let position = work.position_id().ok_or(Code::ChoosePosition)?;
    let mut plans = assignment::service::active(work, position).await?;
    plans.sort_by_key(|plan| worst_first(&plan.counts));
    let followed = followed_up(work).await?;
    Ok(HomeDetails {
        plans,
        urgent: assignment::service::urgent(work, position).await?,
        tasks: waiting(work, ON_HOME).await?,
        follow_up: followed.map(|(counts, _)| counts),
        follow_up_overdue: followed.map(|(_, overdue)| overdue),
    })
}

/// Plans with anything expired or rejected, then with anything expiring, then those with most open requirements.
fn worst_first(counts: &StatusCounts) -> (std::cmp::Reverse<i64>, std::cmp::Reverse<i64>, i64) {
    (std::cmp::Reverse(counts.expired + counts.rejected), std::cmp::Reverse(counts.expiring), counts.percent())
}

pub async fn tasks(work: &Work<'_>) -> Result<TaskList, Failure> {
    waiting(work, IN_TASKS).await
}

async fn waiting(work: &Work<'_>, limit: u16) -> Result<TaskList, Failure> {
    let waiting = signature::service::waiting(work, limit).await?;
    let items = waiting
        .first
        .into_iter()
        .map(|request| Task {
            kind: TaskKind::Signature,
            signature_request_id: Some(request.id),
            position_id: None,
            assignment_id: None,
            person: request.person,
            what: request.requirement_name,
            since: request.sent_at,
        })
        .collect::<Vec<_>>();
    let (plans, approvals) = to_approve(work, limit).await?;
    let plans = plans.into_iter().map(|plan| Task {
        kind: TaskKind::Approval,
        signature_request_id: None,
        position_id: Some(plan.position_id),
        assignment_id: Some(plan.assignment_id),
        person: plan.person,
        what: plan.plan_name,
        since: plan.ready_at,
    });
    let mut items: Vec<Task> = items.into_iter().chain(plans).collect();
    items.sort_by_key(|task| task.since);
    items.truncate(limit.into());
    Ok(TaskList { signatures: waiting.count, oldest_signature: waiting.oldest, approvals, items })
}

/// FOL-7, for those who follow up employees.
async fn followed_up(work: &Work<'_>) -> Result<Option<(StatusCounts, i64)>, Failure> {
    match work.actor.and_then(|actor| policy::decide(ViewFollowUp::RULE, actor)) {
        Some(scope) => follow_up::service::totals(work, &scope).await.map(Some),
        None => Ok(None),
    }
}

/// FOL-3: plans of employees the actor manages; others who may approve them find them in their list.
async fn to_approve(work: &Work<'_>, limit: u16) -> Result<(Vec<WaitingAssignment>, i64), Failure> {
    let scope = work.actor.and_then(|actor| policy::decide(ViewWaitingPlans::RULE, actor)).unwrap_or_default();
    if scope.manages.is_none() {
        return Ok((Vec::new(), 0));
    }
    let managed = Scope { manages: scope.manages, ..Scope::default() };
    assignment::service::awaiting(work, &managed, limit).await
}
