//! Gathers from the other features; it has no queries of its own.

use kyndig_contract::home::{HomeDetails, Task, TaskKind, TaskList};

use crate::{
    auth::Work,
    features::{assignment, signature},
    http::{Code, Failure},
};

/// Tasks shown on the first page.
const ON_HOME: u16 = 5;
/// And among one's tasks; the signer's list has them all.
const IN_TASKS: u16 = 100;

pub async fn home(work: &Work<'_>) -> Result<HomeDetails, Failure> {
    let position = work.position_id().ok_or(Code::ChoosePosition)?;
    Ok(HomeDetails {
        plans: assignment::service::active(work, position).await?,
        urgent: assignment::service::urgent(work, position).await?,
        tasks: waiting(work, ON_HOME).await?,
    })
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
            signature_request_id: request.id,
            person: request.person,
            what: request.requirement_name,
            since: request.sent_at,
        })
        .collect();
    Ok(TaskList { signatures: waiting.count, oldest_signature: waiting.oldest, items })
}
