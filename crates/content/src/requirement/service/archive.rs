//! Taking a requirement out of use: reset for all people (REQ-8), archived (REQ-13) and restored within 30 days,
//! deleted (REQ-11).

use kyndig_contract::{impact::Impact, requirement::RequirementDetails};
use kyndig_domain::{
    archive::restorable_until,
    ids::{FileId, RequirementId},
    requirement::Level,
};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::{
    audit,
    auth::Work,
    facts::Fact,
    http::{Code, Failure, IfMatch, Versioned},
};

use super::{editable, get, locked, person};
use crate::{file::service as file, requirement::store};

/// Back to not started for every person, in any plan. Earlier events stay in the history; requirements that depend on
/// it are not touched.
pub async fn reset(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let row = editable(work, id, seen).await?;
    if row.published()?.is_some_and(|content| !content.courses.is_empty()) {
        return Err(Code::LinkedToCourse.into());
    }
    gate::change(work, &Affected::requirements(vec![id]), async || {
        work.state(Fact::RequirementReset { requirement: id });
        work.settle().await
    })
    .await?;
    store::bump(work, id).await?;
    get(work, id).await
}

/// What `reset` would mean to those who have it.
pub async fn foresee_reset(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Impact, Failure> {
    gate::foresee(work, &Affected::requirements(vec![id]), async || reset(work, id, seen).await).await
}

/// Employees keep the last standing and see no content; plans that hold it go on without it.
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
    gate::change(work, &Affected::requirements(vec![id]), async || {
        store::archive::archive(work, id, by, reason.trim()).await?;
        // One that was never published consists of its draft alone, and is restored with it.
        if row.published_version > 0 {
            store::delete_draft(work, id).await?;
        }
        work.state(Fact::RequirementArchived { requirement: id, plans, reason: reason.trim().to_owned() });
        work.settle().await
    })
    .await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    get(work, id).await
}

/// What `archive` would mean to those who have it.
pub async fn foresee_archive(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Impact, Failure> {
    gate::foresee(work, &Affected::requirements(vec![id]), async || archive(work, id, seen, "").await).await
}

/// Users of a permanent archive miss this most: 30 days to undo it.
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
    gate::change(work, &Affected::requirements(vec![id]), async || {
        store::archive::restore(work, id).await?;
        work.state(Fact::RequirementRestored { requirement: id, plans });
        work.settle().await
    })
    .await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    get(work, id).await
}

async fn archivable(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<store::Row, Failure> {
    let row = locked(work, id, seen).await?;
    if row.can_archive && row.level != Level::National { Ok(row) } else { Err(Code::Forbidden.into()) }
}

/// Returns its files, whose bytes are to be deleted with it.
pub async fn delete(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Vec<FileId>, Failure> {
    editable(work, id, seen).await?;
    if store::archive::is_remembered(work, id).await? {
        return Err(Code::InUse.into());
    }
    if let Some(by) = store::archive::rested_on_by(work, id).await? {
        return Err(Failure::new(Code::InUse).detail(super::number(by)));
    }
    let files = store::files::unlink_all(work, id).await?;
    file::purge(work, &files).await?;
    store::archive::delete(work, id).await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    Ok(files)
}
