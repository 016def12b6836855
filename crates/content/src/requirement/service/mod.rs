//! Requirements and learning activities: listed, created, opened. Saving and publishing drafts, sharing, and taking out
//! of use are in the modules beside this one.

mod archive;
mod difference;
mod draft;
mod files;
mod publication;
mod sharing;
pub mod transfer;
mod version;

pub use super::store::list::sql as list_sql;
pub use archive::{archive, delete, foresee_archive, foresee_reset, reset, restore};
pub use difference::{between, difference, named};
pub use draft::{delete_draft, save_draft};
pub use files::{
    add as add_file, current as current_files, files_of, may_add as may_add_file, readable as readable_file,
    remove as remove_file,
};
pub use publication::{Drafted, drafts, foresee as foresee_publication, moving, publish, publish_drafts, with_draft};
pub use sharing::{end_share, share, share_with, shared};
pub use version::{list as versions, one as one_version};

use std::collections::{HashMap, HashSet};

use kyndig_contract::{
    page::{Page, PageQuery},
    person::PersonRef,
    requirement::{
        Archived, ChecklistPoint, Course, CreateRequirement, Link, Lock, RequirementContent, RequirementDetails,
        RequirementQuery, RequirementRef, RequirementSort, RequirementSummary, Warning,
    },
    unit::UnitRef,
};
use kyndig_domain::{
    archive::restorable_until,
    ids::{CategoryId, PersonId, PlanId, PointId, RequirementId, UnitId},
    requirement::{Level, RequirementKind},
    standing::checklist::identify,
};
use kyndig_platform::{
    audit,
    auth::{Work, content_policy},
    facts::Fact,
    http::{Code, Failure, IfMatch, Versioned, page},
};

use super::store::{self, Row, list};
use crate::category;

pub use kyndig_domain::requirement::number;

pub async fn list(
    work: &Work<'_>,
    query: &RequirementQuery,
    paging: &PageQuery,
) -> Result<Page<RequirementSummary>, Failure> {
    let after: Option<list::Key> = page::after(paging)?;
    let sort = query.sort.unwrap_or_default();
    if matches!(sort, RequirementSort::ArchivedBy | RequirementSort::ArchivedAt) && query.archived != Some(true) {
        return Err(Failure::invalid("sort", "invalid"));
    }
    // REQ-13, REQ-16: nor may the archive be ordered by any of its content.
    if sort == RequirementSort::Category && query.archived == Some(true) {
        return Err(Failure::invalid("sort", "invalid"));
    }
    // Otherwise the cursor is from the list in another order.
    if after.as_ref().is_some_and(|key| !key.is_of(&sort, query.descending == Some(true), list::first(sort))) {
        return Err(Code::InvalidCursor.into());
    }
    let rows = list::page(work, query, after.as_ref(), paging.limit()).await?;
    let Page { items, next_cursor, total } = page::page(rows, paging.limit(), |row| row.key(query), |row| row)?;
    let items = items.into_iter().map(RequirementSummary::try_from).collect::<Result<_, _>>()?;
    Ok(Page { items, next_cursor, total })
}

pub async fn get(work: &Work<'_>, id: RequirementId) -> Result<Versioned<RequirementDetails>, Failure> {
    let row = known(work, id).await?;
    // REQ-13, REQ-16: archived and unpublished content is not for all.
    let hidden = row.is_hidden();
    let (published, draft) =
        (row.published()?.filter(|_| !hidden), row.draft()?.filter(|_| row.reads_drafts && !hidden));
    let said = draft.as_ref().or(published.as_ref());
    let mut named: Vec<RequirementId> =
        [&published, &draft].into_iter().flatten().flat_map(|content| content.prerequisites.iter().copied()).collect();
    named.sort_unstable();
    named.dedup();
    let mut filed: Vec<CategoryId> =
        [&published, &draft].into_iter().flatten().filter_map(|content| content.category_id).collect();
    filed.dedup();
    let changed = match (&published, &draft) {
        (Some(published), Some(draft)) => {
            let mut changed = version::changed(published, draft)?;
            changed.extend(row.draft_unit_id.map(|_| "ownerUnit".to_owned()));
            changed
        }
        _ => Vec::new(),
    };
    let rests_on = said.map(|content| content.prerequisites.clone()).unwrap_or_default();
    let out_of_reach = store::prerequisite::out_of_reach(work, id, &rests_on).await?;
    let started_by = store::archive::started(work, id).await?;
    let details = RequirementDetails {
        id,
        number: number(row.number),
        kind: row.kind,
        level: row.level,
        owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
        changed,
        warnings: said.map(|content| content.warnings(row.kind)).unwrap_or_default(),
        locks: if started_by > 0 { published.as_ref().map(locks).unwrap_or_default() } else { Vec::new() },
        started_by,
        published,
        published_version: row.published_version,
        published_at: row.published_at,
        draft_owner_unit: row
            .draft_unit_id
            .zip(row.draft_unit_name)
            .filter(|_| draft.is_some())
            .map(|(id, name)| UnitRef { id, name }),
        draft_by: row
            .draft_by_id
            .zip(row.draft_by_name)
            .filter(|_| draft.is_some())
            .map(|(id, name)| PersonRef { id, name }),
        draft_at: row.draft_at.filter(|_| draft.is_some()),
        draft,
        used_in: store::used_in(work, id).await?,
        shares: store::sharing::of_requirement(work, id).await?,
        prerequisites: store::prerequisite::named(work, &named).await?,
        prerequisites_out_of_reach: out_of_reach,
        categories: category::service::paths(work, &filed).await?,
        files: if hidden { Vec::new() } else { store::files::present(work, id).await? },
        archived: row.archived_at.zip(row.archiver_id.zip(row.archiver_name)).map(|(at, (id, name))| Archived {
            at,
            by: PersonRef { id, name },
            reason: row.archive_reason.unwrap_or_default(),
            restorable_until: restorable_until(at),
        }),
        can_edit: row.can_edit,
        can_archive: row.can_archive && row.level != Level::National,
        can_delete: row.can_edit && !store::archive::is_remembered(work, id).await?,
        version: row.version,
    };
    Ok(Versioned::new(row.version, details))
}

/// REQ-7: which fields are locked once a person has started.
fn locks(published: &RequirementContent) -> Vec<Lock> {
    let switches = published.switches();
    let mut locks = vec![Lock::Repetitions];
    if switches.manual_expiry {
        locks.insert(0, Lock::ManualExpiry);
    }
    if switches.needs_signature {
        locks.insert(0, Lock::NeedsSignature);
    }
    locks
}

pub async fn create(work: &Work<'_>, request: &CreateRequirement) -> Result<RequirementId, Failure> {
    let CreateRequirement { owner_unit_id, kind, level, content } = request;
    content_policy::owns_requirement(work, *kind, *level, *owner_unit_id, "ownerUnitId").await?;
    create_owned(work, *owner_unit_id, *kind, *level, content).await
}

/// A new requirement of this unit, as a draft. The caller has checked that the unit is within scope.
pub async fn create_owned(
    work: &Work<'_>,
    owner: UnitId,
    kind: RequirementKind,
    level: Level,
    content: &RequirementContent,
) -> Result<RequirementId, Failure> {
    let by = person(work)?;
    let mut content = tidied(content);
    identified(work, &mut content, &[]);
    let id: RequirementId = work.new_id();
    draft::check(work, id, kind, level, &content).await?;
    draft::keeps_courses(work, owner, None, &content).await?;
    store::insert(work, id, store::next_number(work).await?, owner, (kind, level), &content, by).await?;
    store::prerequisite::replace(work, id, &content.prerequisites).await?;
    store::save_draft(work, id, &content, None, by).await?;
    // REQ-9: with its own unit; a central one is for all units below.
    store::sharing::share(work, id, &[owner], level != Level::Local).await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    Ok(id)
}

/// Lists are ordered by the names of units and categories, which are copied into the requirements.
pub async fn react(work: &Work<'_>, facts: &[Fact]) -> Result<(), Failure> {
    for fact in facts {
        match fact {
            Fact::Renamed { units, .. } => {
                for (unit, key) in units {
                    store::rename_key(work, "owner", unit.0, key).await?;
                }
            }
            Fact::CategoryRenamed { category, key } => store::rename_key(work, "category", category.0, key).await?,
            _ => {}
        }
    }
    Ok(())
}

/// The requirements of a plan, as in the list of requirements; whether the actor edits the plan (`edited`), or only
/// views it.
pub async fn of_plan(
    work: &Work<'_>,
    plan: PlanId,
    edited: bool,
) -> Result<HashMap<RequirementId, RequirementSummary>, Failure> {
    store::of_plan(work, plan, edited).await?.into_iter().map(|row| Ok((row.id, row.try_into()?))).collect()
}

/// The content of a requirement, published and drafted.
#[derive(Debug)]
pub struct Said {
    pub number: String,
    pub published: Option<RequirementContent>,
    pub draft: Option<RequirementContent>,
}

/// The content of each of these.
pub async fn said(work: &Work<'_>, ids: &[RequirementId]) -> Result<HashMap<RequirementId, Said>, Failure> {
    let mut found = HashMap::new();
    for row in store::rows(work, ids).await? {
        let said = Said { number: number(row.number), published: row.published()?, draft: row.draft()? };
        found.insert(row.id, said);
    }
    Ok(found)
}

/// These, by name.
pub async fn references(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<RequirementRef>, Failure> {
    store::prerequisite::named(work, ids).await
}

/// The kind and level it was created with.
pub async fn made_as(work: &Work<'_>, id: RequirementId) -> Result<(RequirementKind, Level), Failure> {
    let row = row(work, id).await?;
    Ok((row.kind, row.level))
}

/// What a plan shows of a requirement that it holds.
#[derive(Debug)]
pub struct Held {
    pub level: Level,
    /// REQ-14: the plan may set a validity of its own.
    pub adaptable: bool,
    /// REQ-3: inconsistencies in the draft, or else in the published content.
    pub warnings: Vec<Warning>,
}

/// Of each of these.
pub async fn held(work: &Work<'_>, ids: &[RequirementId]) -> Result<HashMap<RequirementId, Held>, Failure> {
    let mut found = HashMap::new();
    for row in store::rows(work, ids).await? {
        let published = row.published()?;
        let adaptable =
            published.as_ref().is_some_and(|content| content.allow_adaptation && content.validity_days.is_some());
        let warnings = row.draft()?.or(published).map(|content| content.warnings(row.kind)).unwrap_or_default();
        found.insert(row.id, Held { level: row.level, adaptable, warnings });
    }
    Ok(found)
}

/// Those of these that are archived, and whose content is not for the actor (REQ-13).
pub async fn hidden(work: &Work<'_>, ids: &[RequirementId]) -> Result<HashSet<RequirementId>, Failure> {
    Ok(store::hidden(work, ids).await?.into_iter().collect())
}

/// Whether the actor may edit it, without locking it.
pub async fn may_edit(work: &Work<'_>, id: RequirementId) -> Result<(), Failure> {
    let row = known(work, id).await?;
    match row.archived_at {
        Some(_) => Err(Code::Archived.into()),
        None if row.can_edit => Ok(()),
        None => Err(Code::Forbidden.into()),
    }
}

/// Locked against other edits until the end of this transaction.
async fn editable(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Row, Failure> {
    let row = locked(work, id, seen).await?;
    if row.archived_at.is_some() {
        return Err(Code::Archived.into());
    }
    if row.can_edit { Ok(row) } else { Err(Code::Forbidden.into()) }
}

async fn locked(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Row, Failure> {
    work.tx.lock("requirement", &[id]).await?;
    let row = known(work, id).await?;
    if !row.can_edit && !row.can_archive {
        return Err(Code::Forbidden.into());
    }
    if !seen.matches(row.version) {
        return Err(Failure::conflict(&get(work, id).await?.body));
    }
    Ok(row)
}

/// REQ-16: one that was never published does not exist for others, in any request.
async fn known(work: &Work<'_>, id: RequirementId) -> Result<Row, Failure> {
    let row = row(work, id).await?;
    if row.is_unread() { Err(Failure::not_found()) } else { Ok(row) }
}

async fn row(work: &Work<'_>, id: RequirementId) -> Result<Row, Failure> {
    store::rows(work, &[id]).await?.pop().ok_or_else(Failure::not_found)
}

fn person(work: &Work<'_>) -> Result<PersonId, Failure> {
    Ok(work.person()?.person_id)
}

/// FUL-9: every point has an id: the one it had in any earlier content of the requirement, or a new one.
fn identified(work: &Work<'_>, content: &mut RequirementContent, before: &[&RequirementContent]) {
    let known: Vec<(PointId, &str)> = before
        .iter()
        .flat_map(|content| &content.checklist)
        .filter_map(|point| Some((point.id?, point.text.as_str())))
        .collect();
    let written: Vec<_> = content.checklist.iter().map(|point| (point.id, point.text.as_str())).collect();
    let ids = identify(&written, &known, || work.new_id());
    for (point, id) in content.checklist.iter_mut().zip(ids) {
        point.id = Some(id);
    }
}

fn tidied(content: &RequirementContent) -> RequirementContent {
    let trim = |text: &String| text.trim().to_owned();
    RequirementContent {
        name: trim(&content.name),
        links: content
            .links
            .iter()
            .map(|link| Link { title: trim(&link.title), url: trim(&link.url), internal_only: link.internal_only })
            .collect(),
        checklist: content
            .checklist
            .iter()
            .map(|point| ChecklistPoint {
                id: point.id,
                text: trim(&point.text),
                url: point.url.as_ref().map(trim).filter(|url| !url.is_empty()),
                must_be_done: point.must_be_done,
            })
            .collect(),
        courses: content
            .courses
            .iter()
            .map(|course| Course { id: trim(&course.id), name: trim(&course.name), not_on_phone: course.not_on_phone })
            .collect(),
        ..content.clone()
    }
}
