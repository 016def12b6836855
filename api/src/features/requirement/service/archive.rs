//! Taking a requirement out of use: reset for everybody (REQ-8), archived (REQ-13) and taken back within 30 days,
//! deleted (REQ-11).

use std::collections::BTreeMap;

use kyndig_contract::{impact::Impact, requirement::RequirementDetails};
use kyndig_domain::{
    archive::restorable_until,
    ids::{FileId, PersonId, RequirementId},
    requirement::Level,
    standing::EventKind,
};
use uuid::Uuid;

use super::{editable, get, locked, person};
use crate::{
    audit,
    auth::Work,
    facts::Fact,
    features::{file::service as file, requirement::store},
    gate::{self, Touched},
    history::{self, By, Happened},
    http::{Code, Failure, IfMatch, Versioned},
    outbox::{self, Message},
};

/// Back to not started for every person, whatever plan. What happened before stays in the history; what rests on it
/// is not touched.
pub async fn reset(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let row = editable(work, id, seen).await?;
    if row.published()?.is_some_and(|content| !content.courses.is_empty()) {
        return Err(Code::LinkedToCourse.into());
    }
    gate::change(work, &Touched::requirements(vec![id]), async || {
        let people = store::archive::started_by(work, id).await?;
        store::archive::reset(work, id).await?;
        let happened: Vec<_> = people.iter().map(|person| Happened::to(*person, id, EventKind::Reset)).collect();
        history::standings(work, By::Actor, &happened).await?;
        let subjects: Vec<_> = people.iter().map(|person| (id.0, *person)).collect();
        audit::log_all(work, "standing", &subjects).await
    })
    .await?;
    store::bump(work, id).await?;
    get(work, id).await
}

/// What `reset` would mean to those who have it.
pub async fn foresee_reset(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Impact, Failure> {
    gate::foresee(work, &Touched::requirements(vec![id]), async || reset(work, id, seen).await).await
}

/// Employees keep the last standing and see no content; plans that hold it do without it.
pub async fn archive(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
    reason: &str,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let plans = gate::lock::plans_with(work, id).await?;
    let row = archivable(work, id, seen).await?;
    if row.archived_at.is_some() {
        return Err(Code::Archived.into());
    }
    let by = person(work)?;
    gate::change(work, &Touched::requirements(vec![id]), async || {
        store::archive::archive(work, id, by, reason.trim()).await?;
        tell(work, &row, reason.trim()).await?;
        // What was never published is its draft alone, and comes back with it.
        if row.published_version > 0 {
            store::delete_draft(work, id).await?;
        }
        work.state(Fact::RequirementArchived { plans });
        Ok(())
    })
    .await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    get(work, id).await
}

/// REQ-13: what waits for a signature waits no more; signer and employee are told, once each, and why.
async fn tell(work: &Work<'_>, row: &store::Row, reason: &str) -> Result<(), Failure> {
    let name = store::archive::name(work, row.id).await?;
    let message = Message::RequirementArchived { requirement: name, reason: reason.to_owned() };
    let withdrawn = store::archive::withdraw_requests(work, row.id).await?;
    // A signer finds the request; an employee who asked several times, of one that is done several times, is told once.
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

/// What `archive` would mean to those who have it.
pub async fn foresee_archive(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Impact, Failure> {
    gate::foresee(work, &Touched::requirements(vec![id]), async || archive(work, id, seen, "").await).await
}

/// What users of a permanent archive miss most: 30 days to think again.
pub async fn restore(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let plans = gate::lock::plans_with(work, id).await?;
    let row = archivable(work, id, seen).await?;
    let archived_at = row.archived_at.ok_or(Code::NotArchived)?;
    if work.now > restorable_until(archived_at) {
        return Err(Code::ArchivedForGood.into());
    }
    gate::change(work, &Touched::requirements(vec![id]), async || {
        store::archive::restore(work, id).await?;
        work.state(Fact::RequirementArchived { plans });
        Ok(())
    })
    .await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    get(work, id).await
}

async fn archivable(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<store::Row, Failure> {
    let row = locked(work, id, seen).await?;
    if row.can_archive && row.level != Level::National { Ok(row) } else { Err(Code::Forbidden.into()) }
}

/// Gives its files, whose bytes are to go with it.
pub async fn delete(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Vec<FileId>, Failure> {
    editable(work, id, seen).await?;
    if store::archive::is_remembered(work, id).await? {
        return Err(Code::InUse.into());
    }
    if let Some(by) = store::archive::rested_on_by(work, id).await? {
        return Err(Failure::new(Code::InUse).detail(super::number(by)));
    }
    let files = store::files::unlink_all(work, id).await?;
    file::forget(work, &files).await?;
    store::archive::delete(work, id).await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    Ok(files)
}
