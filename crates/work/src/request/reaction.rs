//! The effect on requests when their requirement is reset (REQ-8), archived or restored (REQ-13). Inside the gate of
//! that change.

use std::collections::BTreeMap;

use kyndig_domain::ids::{PersonId, RequirementId};
use kyndig_platform::{
    auth::Work,
    facts::Fact,
    http::Failure,
    outbox::{self, Message},
};
use uuid::Uuid;

use super::store;

pub async fn react(work: &Work<'_>, facts: &[Fact]) -> Result<(), Failure> {
    for fact in facts {
        match fact {
            Fact::RequirementReset { requirement } => store::recall_all(work, *requirement).await?,
            Fact::RequirementArchived { requirement, reason, .. } => withdraw(work, *requirement, reason).await?,
            Fact::RequirementRestored { requirement, .. } => store::ask_again(work, *requirement).await?,
            _ => {}
        }
    }
    Ok(())
}

/// REQ-13: pending requests are withdrawn; signer and employee are told, once each, and why.
async fn withdraw(work: &Work<'_>, requirement: RequirementId, reason: &str) -> Result<(), Failure> {
    let name = store::requirement_name(work, requirement).await?;
    let message = Message::RequirementArchived { requirement: name, reason: reason.to_owned() };
    let withdrawn = store::withdraw(work, requirement).await?;
    // A signer finds the request; an employee with several requests, for repetitions of one requirement, is told once.
    let mut to: BTreeMap<PersonId, Option<Uuid>> = BTreeMap::new();
    for request in &withdrawn {
        to.entry(request.person_id).or_insert(None);
    }
    for request in &withdrawn {
        to.entry(request.signer_id).or_insert(Some(request.id.0));
    }
    let mails: Vec<_> = to.into_iter().map(|(person, about)| (person, about, message.clone())).collect();
    outbox::mail_all(work, &mails).await
}
