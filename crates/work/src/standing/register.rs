//! FUL-8: repetitions are registered, and removed again.

use kyndig_contract::standing::{RegisterRepetitions, StandingDetails};
use kyndig_domain::{
    ids::{PersonId, RepetitionId, RequirementId},
    signature::RequestStatus,
    standing::{Act, EventKind, repetition::next_round},
};
use kyndig_gate::history::{self, By, Happened};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure, Seen},
};

use super::{
    act, fulfil,
    store::{self},
};
use crate::request::service as request;

/// Registers this many repetitions on that day.
pub async fn register(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    body: &RegisterRepetitions,
) -> Result<StandingDetails, Failure> {
    act::one(work, person, requirement, seen, Act::Register, async |row| {
        fulfil::check_date(work, body.performed_on)?;
        let signer = match (row.needs_signature, body.signer_id) {
            (true, None) => return Err(Failure::invalid("signerId", "required")),
            (false, Some(_)) => return Err(Failure::field(Code::NeedsNoSignature, "signerId")),
            (_, signer) => signer,
        };
        let comment = fulfil::comment(row, &body.comment)?;
        let there = store::repetition::all(work, person, requirement).await?;
        let round = next_round(store::repetition::newest(&there), row.repetitions.unwrap_or_default());
        let ids: Vec<RepetitionId> = (0..body.count).map(|_| work.new_id()).collect();
        let requests = match signer {
            None => vec![None; ids.len()],
            Some(signer) => {
                let new: Vec<_> = ids
                    .iter()
                    .map(|id| request::New {
                        person,
                        requirement,
                        signer,
                        performed_on: body.performed_on,
                        comment,
                        repetition: Some(*id),
                    })
                    .collect();
                request::request(work, &new).await?.into_iter().map(Some).collect()
            }
        };
        let new: Vec<_> = ids
            .iter()
            .zip(requests)
            .map(|(id, request_id)| store::repetition::New {
                id: *id,
                round,
                performed_on: body.performed_on,
                comment,
                request_id,
            })
            .collect();
        store::repetition::insert(work, person, requirement, &new).await?;
        store::update(work, person, &[store::Change::none(row)]).await?;
        let kind = if signer.is_some() { EventKind::Sent } else { EventKind::RepetitionRegistered };
        let happened = Happened {
            date: Some(body.performed_on),
            other: signer,
            comment,
            ..Happened::to(person, requirement, kind)
        };
        history::standings(work, By::Actor, &vec![happened; ids.len()]).await
    })
    .await
}

/// Removed; the signer who was to sign it is told.
pub async fn remove(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    id: RepetitionId,
) -> Result<StandingDetails, Failure> {
    act::one(work, person, requirement, seen, Act::Remove, async |row| {
        let time = store::repetition::find(work, person, requirement, id).await?.ok_or_else(Failure::not_found)?;
        let awaits = time.request_id.filter(|_| time.request_status == Some(RequestStatus::Awaiting));
        let mut happened = Happened {
            date: Some(time.performed_on),
            ..Happened::to(person, requirement, EventKind::RepetitionRemoved)
        };
        if let Some(request) = awaits {
            request::recall(work, &[request]).await?;
            happened = Happened { kind: EventKind::Recalled, other: time.signer_id, ..happened };
        }
        store::repetition::delete(work, id).await?;
        let left = store::repetition::all(work, person, requirement).await?;
        // Where none is left the gate has nothing to derive from.
        let change = if left.is_empty() { fulfil::nothing(row) } else { store::Change::none(row) };
        store::update(work, person, &[change]).await?;
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}
