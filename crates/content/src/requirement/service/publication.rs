//! Publication of drafts: it affects every plan that has the requirement active (PLN-7).

use kyndig_contract::{
    impact::Impact,
    requirement::{RequirementContent, RequirementDetails},
};
use kyndig_domain::{
    ids::RequirementId,
    requirement::{Lock, locked, number},
};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::{
    audit,
    auth::Work,
    facts::Fact,
    http::{Code, Failure, IfMatch, Versioned},
};

use super::{draft, editable, get, person};
use crate::requirement::store::{self, Row};

pub async fn publish(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let plans = gate::lock::for_publication(work, &[id], None).await?;
    let drafted = Drafted::of(editable(work, id, seen).await?)?.ok_or(Code::NoDraft)?;
    let drafted = [drafted];
    gate::change(work, &Affected::requirements(moving(&drafted)), async || {
        publish_drafts(work, &drafted).await?;
        work.state(Fact::RequirementPublished { plans });
        Ok(())
    })
    .await?;
    get(work, id).await
}

/// What `publish` would mean to those who have it.
pub async fn foresee(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Impact, Failure> {
    gate::foresee(work, &Affected::requirements(vec![id]), async || publish(work, id, seen).await).await
}

/// A locked requirement, with the draft that is about to be published.
#[derive(Debug)]
pub struct Drafted {
    row: Row,
    published: Option<RequirementContent>,
    draft: RequirementContent,
}

impl Drafted {
    fn of(row: Row) -> Result<Option<Self>, Failure> {
        let published = row.published()?;
        Ok(row.draft()?.map(|draft| Self { row, published, draft }))
    }

    pub fn id(&self) -> RequirementId {
        self.row.id
    }

    /// The changes that are refused once a person has started.
    fn breaks(&self) -> Vec<Lock> {
        self.published.as_ref().map(|from| locked(from.switches(), self.draft.switches())).unwrap_or_default()
    }
}

/// Those of these that have a draft.
pub async fn with_draft(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<RequirementId>, Failure> {
    store::with_draft(work, ids).await
}

/// Those of these requirements, which are locked, that have a draft; the actor must be allowed to edit each of them,
/// since another unit's draft cannot be published (PLN-6).
pub async fn drafts(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<Drafted>, Failure> {
    let mut found = Vec::new();
    for row in store::rows(work, ids).await? {
        let (can_edit, name) = (row.can_edit, number(row.number));
        if let Some(drafted) = Drafted::of(row)? {
            if !can_edit {
                return Err(Failure::new(Code::UnpublishedDraft).detail(name));
            }
            found.push(drafted);
        }
    }
    Ok(found)
}

/// Those whose publication changes people's standings, or requires that no person starts meanwhile: the gate is opened
/// for them. For others there is nothing to recount.
pub fn moving(drafts: &[Drafted]) -> Vec<RequirementId> {
    let moves = |drafted: &&Drafted| {
        drafted.published.as_ref().is_some_and(|published| {
            published.validity_days != drafted.draft.validity_days
                || published.repetitions != drafted.draft.repetitions
                || !drafted.breaks().is_empty()
        })
    };
    drafts.iter().filter(moves).map(Drafted::id).collect()
}

/// Publishes the drafts. To be run inside the gate.
pub async fn publish_drafts(work: &Work<'_>, drafts: &[Drafted]) -> Result<(), Failure> {
    let breaking: Vec<RequirementId> = drafts.iter().filter(|d| !d.breaks().is_empty()).map(Drafted::id).collect();
    let started = store::started(work, &breaking).await?;
    for drafted in drafts.iter().filter(|drafted| started.contains(&drafted.id())) {
        if let Some(lock) = drafted.breaks().first() {
            return Err(draft::refused_of(*lock, drafted.row.number));
        }
    }
    let by = person(work)?;
    for Drafted { row, draft, .. } in drafts {
        // A draft without cycles when it was saved may close one by now.
        draft::check(work, row.id, row.kind, row.level, draft).await?;
        store::publish(work, row.id, row.published_version + 1, draft, by).await?;
        store::prerequisite::replace(work, row.id, &draft.prerequisites).await?;
        if let Some(owner) = row.draft_unit_id {
            store::set_owner(work, row.id, owner).await?;
            store::sharing::share(work, row.id, &[owner], false).await?;
        }
        audit::log(work, "requirement", Some(row.id.0), None).await?;
    }
    Ok(())
}
