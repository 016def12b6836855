//! REQ-6: the one draft of a requirement, and the rules for it: REQ-3, REQ-4, REQ-5, REQ-7, REQ-12, REQ-14.

use std::collections::HashSet;

use kyndig_contract::requirement::{RequirementContent, RequirementDetails, SaveRequirementDraft};
use kyndig_domain::{
    ids::{RequirementId, UnitId},
    requirement::{Level, Lock, RequirementKind, cycle, locked, number},
};
use kyndig_gate as gate;
use kyndig_platform::{
    audit,
    auth::{Work, content_policy},
    facts::Fact,
    http::{Code, Failure, IfMatch, Versioned},
};

use super::{editable, get, identified, person, row, tidied};
use crate::{category, requirement::store};

/// Replaces the draft. Content equal to what is published is no draft.
pub async fn save_draft(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
    request: &SaveRequirementDraft,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let mut content = tidied(&request.content);
    // As the caller saw it, or else it is refused: whether a draft is added or removed, which plans must know (PLN-14).
    let before = row(work, id).await?;
    let (published, draft) = (before.published()?, before.draft()?);
    // the draft first: it is what was edited
    identified(work, &mut content, &draft.iter().chain(&published).collect::<Vec<_>>());
    let comes_or_goes = draft.is_none() || published.is_some_and(|published| published == content);
    let plans = if comes_or_goes { gate::lock::plans_with(work, id).await? } else { Vec::new() };
    let row = editable(work, id, seen).await?;
    let published = row.published()?;
    let owner = request.owner_unit_id.filter(|owner| *owner != row.unit_id);
    if let Some(owner) = owner {
        content_policy::owns_requirement(work, row.kind, row.level, owner, "ownerUnitId").await?;
    }
    check(work, id, row.kind, row.level, &content).await?;
    let stands = row.draft()?.or_else(|| published.clone());
    keeps_courses(work, row.unit_id, stands.as_ref(), &content).await?;
    if let Some(published) = &published {
        keeps_locks(work, id, published, &content).await?;
    }
    match published {
        Some(published) if published == content && owner.is_none() => store::delete_draft(work, id).await?,
        Some(_) => store::save_draft(work, id, &content, owner, person(work)?).await?,
        None => {
            store::save_draft(work, id, &content, owner, person(work)?).await?;
            store::set_content(work, id, &content).await?;
            store::prerequisite::replace(work, id, &content.prerequisites).await?;
        }
    }
    store::bump(work, id).await?;
    work.state(Fact::RequirementRedrafted { plans });
    audit::log(work, "requirement", Some(id.0), None).await?;
    get(work, id).await
}

/// Back to the published content.
pub async fn delete_draft(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let plans = gate::lock::plans_with(work, id).await?;
    let row = editable(work, id, seen).await?;
    if row.published_version == 0 {
        return Err(Code::NotPublished.into());
    }
    if row.draft.is_none() {
        return Err(Code::NoDraft.into());
    }
    store::delete_draft(work, id).await?;
    store::bump(work, id).await?;
    work.state(Fact::RequirementRedrafted { plans });
    audit::log(work, "requirement", Some(id.0), None).await?;
    get(work, id).await
}

/// The rules for any draft, regardless of what was there before.
pub async fn check(
    work: &Work<'_>,
    id: RequirementId,
    kind: RequirementKind,
    level: Level,
    content: &RequirementContent,
) -> Result<(), Failure> {
    fits(kind, level, content)?;
    if let Some(category) = content.category_id {
        category::service::takes(work, category, kind, "content.categoryId").await?;
    }
    prerequisites(work, id, &content.prerequisites).await
}

/// Whether its fields are consistent, regardless of anything else.
pub fn fits(kind: RequirementKind, level: Level, content: &RequirementContent) -> Result<(), Failure> {
    if !content.documentation_method.is_for(kind) {
        return Err(Failure::invalid("content.documentationMethod", "invalid"));
    }
    if content.repetitions.is_some() && !content.checklist.is_empty() {
        return Err(Failure::field(Code::ChecklistWithRepetitions, "content.checklist"));
    }
    for (at, point) in content.checklist.iter().enumerate() {
        if content.checklist[..at].iter().any(|other| other.id.is_some() && other.id == point.id) {
            return Err(Failure::invalid(format!("content.checklist[{at}].id"), "invalid"));
        }
    }
    // REQ-14
    if content.allow_adaptation && (level == Level::Local || content.validity_days.is_none()) {
        return Err(Failure::field(Code::NothingToAdapt, "content.allowAdaptation"));
    }
    Ok(())
}

/// REQ-18, LMS-1: trust admins link courses, and choose confirmation by the course portal; others leave these fields
/// unchanged.
pub async fn keeps_courses(
    work: &Work<'_>,
    owner: UnitId,
    before: Option<&RequirementContent>,
    content: &RequirementContent,
) -> Result<(), Failure> {
    match content.links_anew(before) {
        Some(field) if !content_policy::links_courses(work, owner).await? => {
            Err(Failure::field(Code::CoursesByTrustAdmins, &format!("content.{field}")))
        }
        _ => Ok(()),
    }
}

/// REQ-5: the requirements exist, each is named once, and none of them depends on this one.
async fn prerequisites(work: &Work<'_>, id: RequirementId, on: &[RequirementId]) -> Result<(), Failure> {
    if on.is_empty() {
        return Ok(());
    }
    let known: HashSet<RequirementId> =
        store::prerequisite::named(work, on).await?.into_iter().map(|requirement| requirement.id).collect();
    let mut named = HashSet::new();
    for (index, requirement) in on.iter().enumerate() {
        if *requirement != id && !known.contains(requirement) || !named.insert(*requirement) {
            return Err(Failure::invalid(format!("content.prerequisites[{index}]"), "unknown"));
        }
    }
    store::prerequisite::lock(work).await?;
    let Some(way) = cycle(id, on, &store::prerequisite::below(work, on).await?) else { return Ok(()) };
    let names = store::prerequisite::named(work, &way).await?;
    let of = |id: &RequirementId| names.iter().find(|named| named.id == *id).map(|named| named.name.as_str());
    let way: Vec<&str> = way.iter().chain(way.first()).filter_map(of).collect();
    Err(Failure::field(Code::PrerequisiteCycle, "content.prerequisites").detail(way.join(" → ")))
}

/// REQ-7, of one requirement.
async fn keeps_locks(
    work: &Work<'_>,
    id: RequirementId,
    from: &RequirementContent,
    to: &RequirementContent,
) -> Result<(), Failure> {
    match locked(from.switches(), to.switches()).first() {
        Some(lock) if !store::started(work, &[id]).await?.is_empty() => Err(refused(*lock)),
        _ => Ok(()),
    }
}

pub fn refused(lock: Lock) -> Failure {
    match lock {
        Lock::NeedsSignature => Failure::field(Code::SignatureLocked, "content.needsSignature"),
        Lock::ManualExpiry => Failure::field(Code::ManualExpiryLocked, "content.manualExpiry"),
        Lock::Repetitions => Failure::field(Code::RepetitionsLocked, "content.repetitions"),
    }
}

/// With the requirement's number in the problem, where several are published at once.
pub fn refused_of(lock: Lock, of: i32) -> Failure {
    refused(lock).detail(number(of))
}
