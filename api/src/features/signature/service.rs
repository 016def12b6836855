//! Asking for a signature and taking the request back, for the standing; signing, rejecting and cancelling, for
//! the signer.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use kyndig_contract::{
    page::{Page, PageQuery},
    person::PersonRef,
    signature::{
        Reject, RejectionReason, RequestStatus, Sign, SignatureRequestDetails, SignatureRequestQuery,
        SignatureRequestSummary,
    },
    standing::StandingRequest,
};
use kyndig_domain::{
    ids::{PersonId, RequirementId, SignatureRequestId},
    signature::{Decision, NotThere},
    standing::{EventKind, Status},
};

use super::store;
pub use super::store::New as NewRequest;
use crate::{
    audit,
    auth::Work,
    features::{
        requirement,
        standing::service::{self as standing, Decided},
    },
    gate::{self, Touched},
    history::Happened,
    http::{Code, Failure, Seen, page},
    outbox::{self, Message},
};

/// FUL-5: asks anybody in the region but oneself (SIG-5), and tells them, once for all that is asked of them at once. It
/// is told when the time to regret is over (FUL-17). Inside the gate.
pub async fn request(work: &Work<'_>, new: &[NewRequest<'_>]) -> Result<Vec<SignatureRequestId>, Failure> {
    let Some(first) = new.first() else { return Ok(Vec::new()) };
    if first.signer == first.person {
        return Err(Failure::field(Code::SignsOwn, "signerId"));
    }
    if !store::works_in_region_of(work, first.signer, first.person).await? {
        return Err(Failure::field(Code::SignerHasLeft, "signerId"));
    }
    let ids = store::insert(work, new).await?;
    let employee = store::person_name(work, first.person).await?;
    let asked: Vec<RequirementId> = new.iter().map(|new| new.requirement).collect();
    let requirements = store::requirement_names(work, &asked).await?;
    let message = match <[String; 1]>::try_from(requirements) {
        Ok([requirement]) => Message::SignatureRequested { employee, requirement },
        Err(requirements) => Message::SignaturesRequested { employee, requirements },
    };
    outbox::mail_after(work, REGRET, first.signer, ids.first().map(|id| id.0), &message).await?;
    Ok(ids)
}

/// FUL-17: so long a signer is not told yet.
const REGRET: TimeDelta = TimeDelta::seconds(10);

/// FUL-5: takes back those of these that await, and tells the signers what they have been told of; gives whom each was
/// sent to. Inside the gate.
pub async fn recall(work: &Work<'_>, ids: &[SignatureRequestId]) -> Result<Vec<PersonId>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let recalled = store::recall(work, ids).await?;
    if recalled.len() < ids.len() {
        return Err(Code::AlreadyDecided.into());
    }
    let about: Vec<_> = ids.iter().map(|id| id.0).collect();
    if !outbox::unsay(work, &about).await?
        && let Some(first) = recalled.first()
    {
        let employee = store::person_name(work, first.person_id).await?;
        let taken: Vec<RequirementId> = recalled.iter().map(|row| row.requirement_id).collect();
        let requirement = store::requirement_names(work, &taken).await?.join(", ");
        let signers: BTreeSet<PersonId> = recalled.iter().map(|row| row.signer_id).collect();
        for signer in signers {
            let message = Message::SignatureRecalled { employee: employee.clone(), requirement: requirement.clone() };
            outbox::mail(work, signer, Some(first.id.0), &message).await?;
        }
    }
    Ok(recalled.into_iter().map(|row| row.signer_id).collect())
}

/// The request that a standing rests on, as the employee sees it.
pub async fn on_standing(work: &Work<'_>, id: SignatureRequestId) -> Result<Option<StandingRequest>, Failure> {
    Ok(store::sent(work, id).await?.map(|row| StandingRequest {
        id,
        signer: PersonRef { id: row.signer_id, name: row.signer_name },
        signer_has_left: row.signer_has_left,
        sent_at: row.at,
        rejection_reason: row.reason,
        decision_comment: row.decision_comment,
    }))
}

/// SIG-1: a tab of the signer's list, and how many there are in it.
pub async fn list(
    work: &Work<'_>,
    query: &SignatureRequestQuery,
    paging: &PageQuery,
) -> Result<Page<SignatureRequestSummary>, Failure> {
    let status = query.status.unwrap_or_default();
    let after = page::after::<store::Key>(paging)?;
    let rows = store::page(work, status, after, paging.limit()).await?;
    let plans = plans(work, &rows).await?;
    let total = store::count(work, work.person()?.person_id, status).await?;
    let key = |row: &store::Row| (row.decided_at.unwrap_or(row.sent_at), row.id);
    let page = page::page(rows, paging.limit(), key, |row| summary(row, &plans))?;
    Ok(Page { total: Some(total), ..page })
}

async fn plans(work: &Work<'_>, rows: &[store::Row]) -> Result<Vec<store::PlanName>, Failure> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    store::plan_names(work, rows.iter().map(|row| (row.person_id, row.requirement_id))).await
}

fn summary(row: store::Row, plans: &[store::PlanName]) -> SignatureRequestSummary {
    SignatureRequestSummary {
        plan_names: plans
            .iter()
            .filter(|plan| plan.person_id == row.person_id && plan.requirement_id == row.requirement_id)
            .map(|plan| plan.name.clone())
            .collect(),
        id: row.id,
        person: PersonRef { id: row.person_id, name: row.person_name },
        person_title: row.person_title,
        requirement_id: row.requirement_id,
        requirement_name: row.requirement_name,
        repetition_id: row.repetition_id,
        performed_on: row.performed_on,
        status: row.status,
        sent_at: row.sent_at,
        decided_at: row.decided_at,
    }
}

/// What awaits one's signature: how many, since when, and the oldest of them.
#[derive(Debug)]
pub struct Waiting {
    pub count: i64,
    pub oldest: Option<DateTime<Utc>>,
    pub first: Vec<SignatureRequestSummary>,
}

pub async fn waiting(work: &Work<'_>, limit: u16) -> Result<Waiting, Failure> {
    let rows = store::page(work, RequestStatus::Awaiting, None, limit).await?;
    let count = store::count(work, work.person()?.person_id, RequestStatus::Awaiting).await?;
    let oldest = rows.first().map(|row| row.sent_at);
    let first = rows.into_iter().take(limit.into()).map(|row| summary(row, &[])).collect();
    Ok(Waiting { count, oldest, first })
}

/// One request. Of one that was taken back only the outline is left to the signer.
pub async fn details(work: &Work<'_>, id: SignatureRequestId) -> Result<SignatureRequestDetails, Failure> {
    let row = store::find(work, id).await?.ok_or_else(Failure::not_found)?;
    of(work, row).await
}

async fn of(work: &Work<'_>, row: store::Row) -> Result<SignatureRequestDetails, Failure> {
    let content = store::content(work, row.requirement_id).await?.ok_or_else(Failure::not_found)?;
    let standing = store::standing(work, row.person_id, row.requirement_id).await?;
    let plans = plans(work, std::slice::from_ref(&row)).await?;
    let recalled = row.status == RequestStatus::Recalled;
    let history = if recalled { Vec::new() } else { standing::read(work, row.person_id, row.requirement_id).await? };
    let attachments =
        if recalled { Vec::new() } else { standing::attachments(work, row.person_id, row.requirement_id).await? };
    Ok(SignatureRequestDetails {
        attachments,
        requirement: serde_json::from_str(&content)?,
        files: requirement::service::files_of(work, row.requirement_id).await?,
        standing: standing.filter(|_| !recalled),
        comment: if recalled { String::new() } else { row.comment.clone() },
        rejection_reason: row.reason,
        decision_comment: row.decision_comment.clone(),
        history,
        version: row.version,
        summary: summary(row, &plans),
    })
}

/// SIG-2
pub async fn sign(
    work: &Work<'_>,
    id: SignatureRequestId,
    seen: Seen,
    body: &Sign,
) -> Result<SignatureRequestDetails, Failure> {
    decide(work, id, seen, Decision::Sign, None, body.comment.trim()).await
}

/// SIG-2: the employee sees reason and comment.
pub async fn reject(
    work: &Work<'_>,
    id: SignatureRequestId,
    seen: Seen,
    body: &Reject,
) -> Result<SignatureRequestDetails, Failure> {
    decide(work, id, seen, Decision::Reject, Some(body.reason), body.comment.trim()).await
}

/// SIG-4: back to awaiting, while the standing still rests on the decision.
pub async fn cancel(work: &Work<'_>, id: SignatureRequestId, seen: Seen) -> Result<SignatureRequestDetails, Failure> {
    decide(work, id, seen, Decision::Cancel, None, "").await
}

/// What stands here is read under the gate's lock, so that of two decisions one comes first and the other finds
/// it made (SIG-6).
async fn decide(
    work: &Work<'_>,
    id: SignatureRequestId,
    seen: Seen,
    decision: Decision,
    reason: Option<RejectionReason>,
    comment: &str,
) -> Result<SignatureRequestDetails, Failure> {
    let asked = store::find(work, id).await?.ok_or_else(Failure::not_found)?;
    let (person, requirement) = (asked.person_id, asked.requirement_id);
    gate::change(work, &Touched::one(person, requirement), async || {
        let row = store::find(work, id).await?.ok_or_else(Failure::not_found)?;
        let to = row.status.after(decision).map_err(|NotThere(status)| match status {
            RequestStatus::Awaiting => Code::WrongStatus,
            _ => Code::AlreadyDecided,
        })?;
        if !seen.matches(row.version) {
            return Err(Failure::conflict(&of(work, row).await?));
        }
        let written = store::Decision { from: row.status, to, reason, comment };
        standing::decided(work, follows(&row, &written)?).await?;
        if !store::decide(work, id, &written).await? {
            return Err(Code::AlreadyDecided.into());
        }
        tell(work, &row, to).await
    })
    .await?;
    audit::log(work, "signature_request", Some(id.0), Some(person)).await?;
    details(work, id).await
}

/// What the decision makes of the standing.
fn follows<'a>(row: &store::Row, decision: &store::Decision<'a>) -> Result<Decided<'a>, Failure> {
    const AWAITING: &[Status] = &[Status::AwaitingSignature];
    const REJECTED: &[Status] = &[Status::Rejected];
    const SIGNED: &[Status] = &[Status::Fulfilled, Status::Expiring, Status::Expired];
    let (from, to, kind) = match (decision.from, decision.to) {
        (_, RequestStatus::Signed) => (AWAITING, Status::Fulfilled, EventKind::Signed),
        (_, RequestStatus::Rejected) => (AWAITING, Status::Rejected, EventKind::Rejected),
        (RequestStatus::Signed, RequestStatus::Awaiting) => {
            (SIGNED, Status::AwaitingSignature, EventKind::SignatureCancelled)
        }
        (RequestStatus::Rejected, RequestStatus::Awaiting) => {
            (REJECTED, Status::AwaitingSignature, EventKind::RejectionCancelled)
        }
        (from, to) => return Err(Failure::Internal(anyhow::anyhow!("no signer makes {to} of {from}"))),
    };
    Ok(Decided {
        request: row.id,
        repetition: row.repetition_id,
        from,
        to,
        happened: Happened {
            date: Some(row.performed_on),
            reason: decision.reason,
            comment: decision.comment,
            ..Happened::to(row.person_id, row.requirement_id, kind)
        },
    })
}

/// The employee is told of a decision; a cancelled one is read in the portal.
async fn tell(work: &Work<'_>, row: &store::Row, to: RequestStatus) -> Result<(), Failure> {
    let requirement = row.requirement_name.clone();
    let signer = store::person_name(work, row.signer_id).await?;
    let message = match to {
        RequestStatus::Signed => Message::SignatureGiven { signer, requirement },
        RequestStatus::Rejected => Message::SignatureRejected { signer, requirement },
        RequestStatus::Awaiting | RequestStatus::Recalled => return Ok(()),
    };
    outbox::mail(work, row.person_id, Some(row.id.0), &message).await
}
