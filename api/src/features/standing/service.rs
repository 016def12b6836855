//! What an employee does with a requirement (FUL-3 to FUL-5), and what follows from a decision on a request.

pub use super::{
    deadline::{remove as remove_deadline, set as set_deadline},
    details::find as details,
    history::read,
    night::expire,
};

use chrono::NaiveDate;
use kyndig_contract::standing::{Fulfil, SaveDraft, SendToSigner, StandingDetails};
use kyndig_domain::{
    ids::{PersonId, RequirementId, SignatureRequestId},
    standing::{Act, EventKind, Refusal, Status, of_draft},
    validity::{self, DateError},
};

use super::{details, store};
use crate::{
    audit,
    auth::Work,
    features::signature,
    gate::{self, Touched},
    history::{self, By, Happened},
    http::{Code, Failure, Seen},
};

/// FUL-3: saved and not fulfilled. FUL-4: without the date and empty, not started again.
pub async fn save_draft(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    body: &SaveDraft,
) -> Result<StandingDetails, Failure> {
    act(work, person, requirement, seen, Act::SaveDraft, async |row| {
        if let Some(date) = body.performed_on {
            check_date(work, date)?;
        }
        let comment = body.comment.trim();
        let change = store::Change {
            status: of_draft(body.performed_on.is_some(), !comment.is_empty()),
            performed_on: body.performed_on,
            comment,
            request_id: row.request_id,
        };
        store::update(work, person, requirement, &change).await?;
        let withdrawn = row.performed_on.is_some() && body.performed_on.is_none();
        let kind = if withdrawn { EventKind::Withdrawn } else { EventKind::DraftSaved };
        let happened =
            Happened { date: body.performed_on.or(row.performed_on), ..Happened::to(person, requirement, kind) };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

/// FUL-3: done on this date; the expiry is counted from it.
pub async fn fulfil(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    body: &Fulfil,
) -> Result<StandingDetails, Failure> {
    act(work, person, requirement, seen, Act::Fulfil, async |_| {
        check_date(work, body.performed_on)?;
        let comment = body.comment.trim();
        let change = store::Change {
            status: Status::Fulfilled,
            performed_on: Some(body.performed_on),
            comment,
            request_id: None,
        };
        store::update(work, person, requirement, &change).await?;
        let happened = Happened {
            date: Some(body.performed_on),
            comment,
            ..Happened::to(person, requirement, EventKind::Fulfilled)
        };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

/// FUL-4: to change what is fulfilled; the date stays as a draft.
pub async fn unlock(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
) -> Result<StandingDetails, Failure> {
    act(work, person, requirement, seen, Act::Unlock, async |row| {
        let change = store::Change {
            status: Status::Started,
            performed_on: row.performed_on,
            comment: &row.comment,
            request_id: row.request_id,
        };
        store::update(work, person, requirement, &change).await?;
        let happened = Happened { date: row.performed_on, ..Happened::to(person, requirement, EventKind::Unlocked) };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

/// FUL-5: to somebody who saw it done, who is told.
pub async fn send(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    body: &SendToSigner,
) -> Result<StandingDetails, Failure> {
    act(work, person, requirement, seen, Act::Send, async |_| {
        check_date(work, body.performed_on)?;
        let comment = body.comment.trim();
        let request = signature::service::request(
            work,
            &signature::service::NewRequest {
                person,
                requirement,
                signer: body.signer_id,
                performed_on: body.performed_on,
                comment,
            },
        )
        .await?;
        let change = store::Change {
            status: Status::AwaitingSignature,
            performed_on: Some(body.performed_on),
            comment,
            request_id: Some(request),
        };
        store::update(work, person, requirement, &change).await?;
        let happened = Happened {
            date: Some(body.performed_on),
            other: Some(body.signer_id),
            comment,
            ..Happened::to(person, requirement, EventKind::Sent)
        };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

/// FUL-5: taken back before it was decided; the signer is told. Date and comment stay as a draft.
pub async fn recall(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
) -> Result<StandingDetails, Failure> {
    act(work, person, requirement, seen, Act::Recall, async |row| {
        let request = row.request_id.ok_or_else(|| Failure::Internal(anyhow::anyhow!("it awaits no request")))?;
        let signer = signature::service::recall(work, request).await?;
        let change = store::Change {
            status: Status::Started,
            performed_on: row.performed_on,
            comment: &row.comment,
            request_id: None,
        };
        store::update(work, person, requirement, &change).await?;
        let happened = Happened {
            date: row.performed_on,
            other: Some(signer),
            ..Happened::to(person, requirement, EventKind::Recalled)
        };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

/// One act of the employee on their own standing, through the gate; and how it stands then.
async fn act(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    act: Act,
    change: impl AsyncFnOnce(&store::Row) -> Result<(), Failure>,
) -> Result<StandingDetails, Failure> {
    if work.scope.own != Some(person) && !work.scope.everything {
        return Err(Failure::not_found());
    }
    gate::change(work, &Touched::one(person, requirement), async || {
        let row = current(work, person, requirement, seen).await?;
        act.check(row.status, row.needs_signature).map_err(|refusal| Failure::from(refused(refusal)))?;
        // What waits can be taken back whatever became of the plan.
        if !row.assigned && act != Act::Recall {
            return Err(Code::NotAssigned.into());
        }
        change(&row).await
    })
    .await?;
    audit::log(work, "standing", Some(requirement.0), Some(person)).await?;
    details::find(work, person, requirement).await
}

/// The standing as it is under the gate's lock; 412 where the sender has seen another.
pub(super) async fn current(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
) -> Result<store::Row, Failure> {
    let row = store::find(work, person, requirement).await?.ok_or_else(Failure::not_found)?;
    if seen.matches(row.version) {
        Ok(row)
    } else {
        Err(Failure::conflict(&details::of(work, person, requirement, row).await?))
    }
}

const fn refused(refusal: Refusal) -> Code {
    match refusal {
        Refusal::NeedsSignature => Code::NeedsSignature,
        Refusal::NeedsNoSignature => Code::NeedsNoSignature,
        Refusal::WrongStatus(_) => Code::WrongStatus,
    }
}

fn check_date(work: &Work<'_>, date: NaiveDate) -> Result<(), Failure> {
    validity::check_fulfilled_on(date, work.today).map_err(|error| match error {
        DateError::InFuture => Failure::field(Code::FutureDate, "performedOn"),
        _ => Failure::field(Code::DateOutOfRange, "performedOn"),
    })
}

/// What a decision on a request makes of the standing that rests on it.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    pub request: SignatureRequestId,
    /// Where the standing must be.
    pub from: &'a [Status],
    pub to: Status,
    pub happened: Happened<'a>,
}

/// Follows a decision, inside the gate; 409 where the standing has moved on since.
pub async fn decided(work: &Work<'_>, decided: Decided<'_>) -> Result<(), Failure> {
    let pair = (decided.happened.person, decided.happened.requirement);
    if !store::follow_request(work, pair, decided.request, decided.from, decided.to).await? {
        return Err(Code::WrongStatus.into());
    }
    history::standings(work, By::Actor, &[decided.happened]).await
}
