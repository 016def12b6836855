//! FUL-11: files that document a fulfilment, where the requirement allows them: added and removed before it is
//! fulfilled. The bytes are stored first, as with every file (`features::file`).

use kyndig_content::file::{Received, service as file};
use kyndig_contract::standing::{Attachment, DescribeAttachment, StandingDetails};
use kyndig_domain::{
    file::OF_STANDING,
    ids::{FileId, PersonId, RequirementId},
    standing::{Act, EventKind},
};
use kyndig_gate::history::{self, By, Happened};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure, Seen},
};

use super::{act, store};

/// What can be refused before the file is received.
pub async fn may_add(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<(), Failure> {
    let row = store::find(work, person, requirement).await?.ok_or_else(Failure::not_found)?;
    takes_files(&row)?;
    let rows = [row];
    match act::refusals(work, person, &rows, Act::Attach).await?.get(&requirement) {
        Some(code) => Err((*code).into()),
        None => has_room(work, person, requirement, 0).await,
    }
}

fn takes_files(row: &store::Row) -> Result<(), Failure> {
    if row.content()?.allow_attachments { Ok(()) } else { Err(Code::NoAttachments.into()) }
}

async fn has_room(work: &Work<'_>, person: PersonId, requirement: RequirementId, size: u64) -> Result<(), Failure> {
    let present = store::attachment::present(work, person, requirement).await?;
    if OF_STANDING.has_room(store::attachment::held(&present), size) {
        Ok(())
    } else {
        Err(Failure::field(Code::NoRoomForFile, "file"))
    }
}

/// Links a file that is in the store.
pub async fn add(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    received: &Received,
) -> Result<(), Failure> {
    act::one(work, person, requirement, seen, Act::Attach, async |row| {
        takes_files(row)?;
        has_room(work, person, requirement, received.size).await?;
        let present = store::attachment::present(work, person, requirement).await?;
        let taken = |name: &str| name.to_lowercase() == received.name.to_lowercase();
        if present.iter().any(|one| taken(&one.file.name)) {
            return Err(Failure::field(Code::FileNameTaken, "file"));
        }
        let id = file::keep(work, received).await?;
        store::attachment::link(work, person, requirement, id, "").await?;
        store::update(work, person, &[store::Change::none(row)]).await?;
        let happened =
            Happened { about: Some(&received.name), ..Happened::to(person, requirement, EventKind::AttachmentAdded) };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
    .map(|_| ())
}

/// Sets its description.
pub async fn describe(
    work: &Work<'_>,
    (person, requirement, id): (PersonId, RequirementId, FileId),
    seen: Seen,
    body: &DescribeAttachment,
) -> Result<StandingDetails, Failure> {
    act::one(work, person, requirement, seen, Act::Attach, async |row| {
        of_standing(work, person, requirement, id).await?;
        store::attachment::describe(work, id, body.description.trim()).await?;
        store::update(work, person, &[store::Change::none(row)]).await
    })
    .await
}

/// Its bytes are to be discarded after the commit.
pub async fn remove(
    work: &Work<'_>,
    (person, requirement, id): (PersonId, RequirementId, FileId),
    seen: Seen,
) -> Result<StandingDetails, Failure> {
    act::one(work, person, requirement, seen, Act::Attach, async |row| {
        let name = of_standing(work, person, requirement, id).await?;
        store::attachment::unlink(work, id).await?;
        file::purge(work, &[id]).await?;
        store::update(work, person, &[store::Change::none(row)]).await?;
        let happened =
            Happened { about: Some(&name), ..Happened::to(person, requirement, EventKind::AttachmentRemoved) };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

async fn of_standing(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    id: FileId,
) -> Result<String, Failure> {
    let present = store::attachment::present(work, person, requirement).await?;
    let found = present.into_iter().find(|one| one.file.id == id);
    found.map(|one| one.file.name).ok_or_else(Failure::not_found)
}

/// By name; the caller has checked that the actor may see them.
pub async fn of(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<Vec<Attachment>, Failure> {
    store::attachment::present(work, person, requirement).await
}
