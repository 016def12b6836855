//! Actions on a requirement that is fulfilled once (FUL-3 to FUL-5, FUL-7), by the employee or on their behalf
//! (FUL-13), and the effect of a decision on a request.

use std::collections::HashSet;

use chrono::NaiveDate;
use kyndig_contract::standing::{Fulfil, SaveDraft, SendToSigner, StandingDetails};
use kyndig_domain::{
    ids::{PersonId, RepetitionId, RequirementId, SignatureRequestId},
    standing::{Act, EventKind, Status, of_draft},
    validity::{self, DateError},
};
use kyndig_gate::history::{self, By, Happened};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure, Seen},
};

use super::{act, checklist, store};
use crate::request::service as request;

/// FUL-3: saved and not fulfilled. FUL-4: without the date and empty, not started again.
pub async fn save_draft(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    body: &SaveDraft,
) -> Result<StandingDetails, Failure> {
    act::one_unlocked(work, (person, requirement), seen, Act::SaveDraft, body.unlock, async |row| {
        if let Some(date) = body.performed_on {
            check_date(work, date)?;
        }
        if body.expires_on.is_some_and(|date| !validity::is_in_range(date)) {
            return Err(Failure::field(Code::DateOutOfRange, "expiresOn"));
        }
        let comment = comment(row, &body.comment)?;
        let ticked = checklist::ticked(work, person, std::slice::from_ref(row)).await?.contains(&requirement);
        let change = store::Change {
            status: of_draft(body.performed_on.is_some(), !comment.is_empty(), ticked),
            performed_on: body.performed_on,
            chosen_expiry: body.expires_on,
            comment,
            ..store::Change::none(row)
        };
        store::update(work, person, &[change]).await?;
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
    act::one_unlocked(work, (person, requirement), seen, Act::Fulfil, body.unlock, async |row| {
        check_date(work, body.performed_on)?;
        check_expiry(row, body.performed_on, body.expires_on)?;
        let comment = comment(row, &body.comment)?;
        let change = store::Change {
            requirement,
            status: Status::Fulfilled,
            performed_on: Some(body.performed_on),
            chosen_expiry: body.expires_on,
            comment,
            request_id: None,
            done_at: Some(work.now),
            before: row.before(work.now)?,
        };
        store::update(work, person, &[change]).await?;
        let happened = Happened {
            date: Some(body.performed_on),
            comment,
            ..Happened::to(person, requirement, EventKind::Fulfilled)
        };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

/// FUL-5: to a person who saw it done, who is told.
pub async fn send(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    body: &SendToSigner,
) -> Result<StandingDetails, Failure> {
    act::one_unlocked(work, (person, requirement), seen, Act::Send, body.unlock, async |row| {
        check_date(work, body.performed_on)?;
        check_expiry(row, body.performed_on, body.expires_on)?;
        let comment = comment(row, &body.comment)?;
        let new = request::New {
            person,
            requirement,
            signer: body.signer_id,
            performed_on: body.performed_on,
            comment,
            repetition: None,
        };
        let requests = request::request(work, &[new]).await?;
        let change = store::Change {
            status: Status::AwaitingSignature,
            performed_on: Some(body.performed_on),
            chosen_expiry: body.expires_on,
            comment,
            request_id: requests.first().copied(),
            before: row.before(work.now)?,
            ..store::Change::none(row)
        };
        store::update(work, person, &[change]).await?;
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

/// FUL-5: recalled before it was decided; the signer is told. Date and comment stay as a draft.
pub async fn recall(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
) -> Result<StandingDetails, Failure> {
    act::one(work, person, requirement, seen, Act::Recall, async |row| {
        let request = row.request_id.ok_or_else(|| Failure::Internal(anyhow::anyhow!("it awaits no request")))?;
        let signers = request::recall(work, &[request]).await?;
        let change = store::Change { status: Status::Started, request_id: None, ..store::Change::none(row) };
        store::update(work, person, &[change]).await?;
        let happened = Happened {
            date: row.performed_on,
            other: signers.first().copied(),
            ..Happened::to(person, requirement, EventKind::Recalled)
        };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

/// FUL-4: the values of a standing that was never begun.
pub fn nothing(row: &store::Row) -> store::Change<'static> {
    store::Change {
        requirement: row.requirement_id,
        status: Status::NotStarted,
        performed_on: None,
        chosen_expiry: None,
        comment: "",
        request_id: None,
        done_at: None,
        before: None,
    }
}

/// FUL-5: a comment, where the requirement has a field for one.
pub fn comment<'a>(row: &store::Row, given: &'a str) -> Result<&'a str, Failure> {
    let given = given.trim();
    if given.is_empty() || row.content()?.comment_field {
        Ok(given)
    } else {
        Err(Failure::field(Code::NoCommentField, "comment"))
    }
}

/// FUL-7
fn check_expiry(row: &store::Row, performed_on: NaiveDate, expires_on: Option<NaiveDate>) -> Result<(), Failure> {
    validity::check_manual_expiry(row.content()?.manual_expiry, performed_on, expires_on).map_err(|error| {
        let code = match error {
            DateError::ExpiryNotAsked => Code::ExpiryNotAsked,
            DateError::ExpiryMissing => Code::ExpiryMissing,
            DateError::ExpiryNotAfter => Code::ExpiryNotAfter,
            DateError::InFuture | DateError::OutOfRange => Code::DateOutOfRange,
        };
        Failure::field(code, "expiresOn")
    })
}

pub fn check_date(work: &Work<'_>, date: NaiveDate) -> Result<(), Failure> {
    validity::check_fulfilled_on(date, work.today).map_err(|error| match error {
        DateError::InFuture => Failure::field(Code::FutureDate, "performedOn"),
        _ => Failure::field(Code::DateOutOfRange, "performedOn"),
    })
}

/// A decision on a request.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    pub request: SignatureRequestId,
    /// FUL-8: the one repetition that it was about; the standing follows from all of them.
    pub repetition: Option<RepetitionId>,
    pub happened: Happened<'a>,
}

/// Applies decisions of one kind, inside the gate, to the standings that depend on the requests and have the required
/// status. Returns the requests whose standing has not changed since.
pub async fn decided(
    work: &Work<'_>,
    from: &[Status],
    to: Status,
    decided: &[Decided<'_>],
) -> Result<HashSet<SignatureRequestId>, Failure> {
    let (times, once): (Vec<&Decided<'_>>, Vec<&Decided<'_>>) =
        decided.iter().partition(|one| one.repetition.is_some());
    let there = store::repetition::there(work, times.iter().filter_map(|one| one.repetition)).await?;
    let rest: Vec<_> = once.iter().map(|one| (one.happened.person, one.happened.requirement, one.request)).collect();
    let mut stand = store::follow_requests(work, &rest, from, to).await?;
    let there = |one: &&&Decided<'_>| one.repetition.is_some_and(|id| there.contains(&id));
    stand.extend(times.iter().filter(there).map(|one| one.request));
    let happened: Vec<_> = decided.iter().filter(|one| stand.contains(&one.request)).map(|one| one.happened).collect();
    history::standings(work, By::Actor, &happened).await?;
    Ok(stand)
}
