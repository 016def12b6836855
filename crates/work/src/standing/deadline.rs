//! DLN-1: a deadline on a person's requirement, set by those who follow the person up, never by the person.

use kyndig_contract::standing::{SetDeadline, StandingDetails};
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    standing::EventKind,
    validity,
};
use kyndig_gate as gate;
use kyndig_gate::{
    Affected,
    history::{self, By, Happened},
};
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure, Seen},
};

use super::{act, details, store};

/// A new deadline replaces the one there is.
pub async fn set(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    body: &SetDeadline,
) -> Result<StandingDetails, Failure> {
    if !validity::is_in_range(body.deadline) {
        return Err(Failure::field(Code::DateOutOfRange, "deadline"));
    }
    if body.deadline < work.today {
        return Err(Failure::field(Code::PastDate, "deadline"));
    }
    change(work, person, requirement, seen, async |row| {
        let kind = match row.deadline {
            Some(old) if old == body.deadline => return Ok(()),
            Some(_) => EventKind::DeadlineChanged,
            None => EventKind::DeadlineSet,
        };
        store::set_deadline(work, person, requirement, Some(body.deadline)).await?;
        let happened = Happened { date: Some(body.deadline), ..Happened::to(person, requirement, kind) };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

/// Removing one that does not exist changes nothing.
pub async fn remove(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
) -> Result<StandingDetails, Failure> {
    change(work, person, requirement, seen, async |row| {
        let Some(old) = row.deadline else { return Ok(()) };
        store::set_deadline(work, person, requirement, None).await?;
        let happened = Happened { date: Some(old), ..Happened::to(person, requirement, EventKind::DeadlineRemoved) };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

async fn change(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    change: impl AsyncFnOnce(&store::Row) -> Result<(), Failure>,
) -> Result<StandingDetails, Failure> {
    if work.person_id() == Some(person) {
        return Err(Code::Forbidden.into());
    }
    gate::change(work, &Affected::one(person, requirement), async || {
        let row = act::current(work, person, requirement, seen).await?;
        if store::reached(work, work.scope, person, &[requirement]).await?.is_empty() {
            return Err(Code::NotAssigned.into());
        }
        change(&row).await
    })
    .await?;
    audit::log(work, "standing", Some(requirement.0), Some(person)).await?;
    details::find(work, person, requirement).await
}
