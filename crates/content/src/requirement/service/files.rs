//! REQ-1, REQ-6: files of a requirement, from its first publication on. They are not part of the draft: adding or
//! removing one takes effect at once, for all who have the requirement. A version shows the files of its time (REQ-17),
//! so a removed file stays with the earlier versions; only within a day of its adding is it deleted entirely, with its
//! bytes, as a mistake.

use std::collections::HashMap;

use kyndig_contract::{file::FileSummary, requirement::RequirementDetails};
use kyndig_domain::{
    file::{OF_REQUIREMENT, is_undone},
    ids::{FileId, RequirementId},
};
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure, IfMatch, Versioned},
};

use super::{editable, get, may_edit, person, row, version};
use crate::{
    file::{Received, service as file},
    requirement::store::{self, Row, files},
};

/// What can be refused before the file is received: missing rights, and what prevents adding any file at all.
pub async fn may_add(work: &Work<'_>, id: RequirementId) -> Result<(), Failure> {
    may_edit(work, id).await?;
    takes_files(&row(work, id).await?)?;
    has_room(work, id, 0).await
}

fn takes_files(row: &Row) -> Result<(), Failure> {
    if row.published_version == 0 { Err(Code::NotPublished.into()) } else { Ok(()) }
}

async fn has_room(work: &Work<'_>, id: RequirementId, size: u64) -> Result<(), Failure> {
    let held = files::held(work, id).await?;
    if OF_REQUIREMENT.has_room(held, size) { Ok(()) } else { Err(Failure::field(Code::NoRoomForFile, "file")) }
}

/// Links a file that is in the store.
pub async fn add(work: &Work<'_>, id: RequirementId, seen: IfMatch, received: &Received) -> Result<FileId, Failure> {
    let row = editable(work, id, seen).await?;
    takes_files(&row)?;
    has_room(work, id, received.size).await?;
    if files::is_named(work, id, &received.name).await? {
        return Err(Failure::field(Code::FileNameTaken, "file"));
    }
    let file = file::keep(work, received).await?;
    files::link(work, id, file, &received.name, row.published_version).await?;
    store::bump(work, id).await?;
    audit::log(work, "stored_file", Some(file.0), None).await?;
    Ok(file)
}

/// Returns the file too where its bytes are to be deleted with it.
pub async fn remove(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
    file: FileId,
) -> Result<(Versioned<RequirementDetails>, Option<FileId>), Failure> {
    let row = editable(work, id, seen).await?;
    let linked = files::linked(work, id, file).await?.filter(|linked| linked.removed_at.is_none());
    let linked = linked.ok_or_else(Failure::not_found)?;
    let undone = is_undone(linked.added_at, work.now);
    if undone {
        files::unlink(work, file).await?;
        file::purge(work, &[file]).await?;
    } else {
        files::remove(work, file, row.published_version, person(work)?).await?;
    }
    store::bump(work, id).await?;
    audit::log(work, "stored_file", Some(file.0), None).await?;
    Ok((get(work, id).await?, undone.then_some(file)))
}

/// For those who write content: also files of former versions.
pub async fn readable(work: &Work<'_>, id: RequirementId, file: FileId) -> Result<file::Row, Failure> {
    version::readable(work, id).await?;
    files::linked(work, id, file).await?.ok_or_else(Failure::not_found)?;
    file::find(work, file).await
}

/// The files of each of these, as shown to people who have it.
pub async fn current(
    work: &Work<'_>,
    ids: &[RequirementId],
) -> Result<HashMap<RequirementId, Vec<FileSummary>>, Failure> {
    files::current(work, ids).await
}

/// As `current`, for one requirement.
pub async fn files_of(work: &Work<'_>, id: RequirementId) -> Result<Vec<FileSummary>, Failure> {
    Ok(files::current(work, &[id]).await?.remove(&id).unwrap_or_default())
}
