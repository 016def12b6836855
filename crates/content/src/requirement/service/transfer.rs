//! PLN-17: requirements as read for export, and as imported.

use std::collections::{HashMap, HashSet};

use kyndig_contract::requirement::RequirementContent;
use kyndig_domain::{
    ids::{RequirementId, UnitId},
    requirement::{Level, Lock, RequirementKind, locked},
};
use kyndig_gate as gate;
use kyndig_platform::{audit, auth::Work, http::Failure};

use super::{draft, identified, person, tidied, version};
use crate::requirement::store::{self, Row, transfer as queries};

pub use queries::New;

/// A requirement as it is here.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: RequirementId,
    /// Its id across systems.
    pub name: RequirementId,
    pub number: i32,
    pub kind: RequirementKind,
    pub level: Level,
    pub owner: UnitId,
    pub published: bool,
    pub has_draft: bool,
    pub archived: bool,
    /// REQ-16: never published, and not for the actor to read.
    pub unread: bool,
    pub can_edit: bool,
    pub version: i32,
    /// The published content, or the draft where it was never published.
    pub content: RequirementContent,
}

impl Known {
    fn of(row: &Row) -> Result<Self, Failure> {
        let published = row.published()?;
        let draft = row.draft()?;
        let (is_published, has_draft) = (published.is_some(), draft.is_some());
        let content = published
            .or(draft)
            .ok_or_else(|| Failure::Internal(anyhow::anyhow!("requirement {} says nothing at all", row.id)))?;
        Ok(Self {
            id: row.id,
            name: row.origin_id.unwrap_or(row.id),
            number: row.number,
            kind: row.kind,
            level: row.level,
            owner: row.unit_id,
            published: is_published,
            has_draft,
            archived: row.archived_at.is_some(),
            unread: row.is_unread(),
            can_edit: row.can_edit,
            version: row.version,
            content,
        })
    }
}

/// These, by their ids here.
pub async fn these(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<Known>, Failure> {
    store::rows(work, ids).await?.iter().map(Known::of).collect()
}

/// These and all that they depend on, transitively, in the order of their ids across systems; without archived ones.
pub async fn with_prerequisites(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<Known>, Failure> {
    let mut seen: HashSet<RequirementId> = HashSet::new();
    let mut wanted: Vec<RequirementId> = ids.to_vec();
    let mut found = Vec::new();
    while !wanted.is_empty() {
        wanted.retain(|id| seen.insert(*id));
        let mut next = these(work, &wanted).await?;
        next.retain(|known| !known.archived && !known.unread);
        wanted = next.iter().flat_map(|known| known.content.prerequisites.iter().copied()).collect();
        found.extend(next);
    }
    found.sort_by_key(|known| (known.name, known.id));
    Ok(found)
}

/// All requirements here with any of these ids across systems.
pub async fn known_as(work: &Work<'_>, names: &[RequirementId]) -> Result<Vec<Known>, Failure> {
    let ids = queries::known_as(work, names).await?;
    let mut found = these(work, &ids).await?;
    found.sort_by_key(|known| known.id);
    Ok(found)
}

/// The id across systems of each of these; without archived ones.
pub async fn names(work: &Work<'_>, ids: &[RequirementId]) -> Result<HashMap<RequirementId, RequirementId>, Failure> {
    Ok(queries::names(work, ids).await?.into_iter().collect())
}

/// The requirements that a unit owns and uses.
pub async fn of_unit(work: &Work<'_>, unit: UnitId, most: usize) -> Result<Vec<RequirementId>, Failure> {
    queries::of_unit(work, unit, most).await
}

/// As it would be stored.
pub fn as_stored(content: &RequirementContent) -> RequirementContent {
    tidied(content)
}

/// FUL-9: its points are matched with those of the requirement here with that id; an older document has no point ids.
pub fn identify(work: &Work<'_>, content: &mut RequirementContent, here: Option<&RequirementContent>) {
    identified(work, content, here.as_slice());
}

/// The fields that differ, by their names on the wire.
pub fn changed_fields(from: &RequirementContent, to: &RequirementContent) -> Result<Vec<String>, Failure> {
    version::changed(from, to)
}

/// The code of an inconsistency in it.
pub fn unfit(kind: RequirementKind, level: Level, content: &RequirementContent) -> Option<&'static str> {
    draft::fits(kind, level, content).err().map(|failure| failure.code().as_str())
}

/// REQ-7: those of these changes that are locked because a person has started.
pub async fn broken(
    work: &Work<'_>,
    changes: &[(RequirementId, &RequirementContent, &RequirementContent)],
) -> Result<HashMap<RequirementId, Lock>, Failure> {
    let breaking: HashMap<RequirementId, Lock> = changes
        .iter()
        .filter_map(|(id, from, to)| Some((*id, *locked(from.switches(), to.switches()).first()?)))
        .collect();
    if breaking.is_empty() {
        return Ok(breaking);
    }
    let ids: Vec<RequirementId> = breaking.keys().copied().collect();
    let started: HashSet<RequirementId> = store::started(work, &ids).await?.into_iter().collect();
    Ok(breaking.into_iter().filter(|(id, _)| started.contains(id)).collect())
}

/// New ones, with numbers of this system. The caller has checked that their owners are within scope and that they are
/// consistent.
pub async fn bring_in(work: &Work<'_>, mut all: Vec<New>) -> Result<(), Failure> {
    if all.is_empty() {
        return Ok(());
    }
    let first = queries::numbers(work, all.len()).await?;
    for (new, number) in all.iter_mut().zip(first..) {
        new.number = number;
    }
    queries::insert(work, &all, person(work)?).await?;
    audit::log_each(work, "requirement", &all.iter().map(|new| new.id.0).collect::<Vec<_>>()).await
}

/// Locks these, and before them the plans that hold any of them and this one, in the order used everywhere.
pub async fn lock(work: &Work<'_>, ids: &[RequirementId]) -> Result<(), Failure> {
    for id in ids {
        gate::lock::plans_with(work, *id).await?;
    }
    Ok(work.tx.lock("requirement", ids).await?)
}

/// Drafts of these, to be published with what is activated. They are locked, and have none yet.
pub async fn redraft(work: &Work<'_>, changes: &[(RequirementId, RequirementContent)]) -> Result<(), Failure> {
    let by = person(work)?;
    for (id, content) in changes {
        store::save_draft(work, *id, content, None, by).await?;
    }
    Ok(())
}
