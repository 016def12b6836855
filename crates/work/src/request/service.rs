//! Requesting a signature and recalling the request.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use kyndig_contract::{person::PersonRef, standing::StandingRequest};
use kyndig_domain::ids::{PersonId, RequirementId, SignatureRequestId};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure},
    outbox::{self, Message},
};

use super::store;
pub use super::{
    reaction::react,
    store::{Decision, New, decide, note_reminder},
};

/// FUL-5: asks any person in the region except the employee (SIG-5), and tells them, once for all requests sent at
/// once. The mail is sent when the time to undo is over (FUL-17). Inside the gate.
pub async fn request(work: &Work<'_>, new: &[New<'_>]) -> Result<Vec<SignatureRequestId>, Failure> {
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

/// FUL-17: how long the mail to the signer is delayed.
const REGRET: TimeDelta = TimeDelta::seconds(10);

/// FUL-5: recalls those of these that await, and tells the signers who had been told of them; returns the signer of
/// each. Inside the gate.
pub async fn recall(work: &Work<'_>, ids: &[SignatureRequestId]) -> Result<Vec<PersonId>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let recalled = store::recall(work, ids).await?;
    if recalled.len() < ids.len() {
        return Err(Code::AlreadyDecided.into());
    }
    let about: Vec<_> = ids.iter().map(|id| id.0).collect();
    if !outbox::cancel(work, &about).await?
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

/// The request that a standing depends on, as the employee sees it.
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
