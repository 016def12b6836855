//! FUL-12, FUL-9: what of an assigned plan is not relevant to the employee: a requirement, a section with everything
//! that is or is later added in it, a point of a checklist. The standing itself is not changed, so it is as before when
//! relevant again.

use kyndig_contract::{
    assignment::AssignmentDetails,
    standing::{MarkNotRelevant, MarkPoint},
};
use kyndig_domain::{
    ids::{AssignmentId, RequirementId, SectionId},
    standing::EventKind,
};
use kyndig_gate as gate;
use kyndig_gate::{
    Affected,
    history::{self, By, Happened},
};
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure},
};

use super::{reading, store::relevance as store};

/// Not for mandatory requirements. Marking again replaces the comment.
pub async fn mark(
    work: &Work<'_>,
    assignment: AssignmentId,
    requirement: RequirementId,
    body: &MarkNotRelevant,
) -> Result<AssignmentDetails, Failure> {
    let held = held(work, assignment).await?;
    change(work, assignment, &held, async || {
        let content = store::content(work, &held, requirement).await?.ok_or_else(Failure::not_found)?;
        if content.must_be_done {
            return Err(Code::MustBeDone.into());
        }
        let comment = body.comment.trim();
        store::mark(work, &held, requirement.0, comment).await?;
        happened(work, &held, &[requirement], EventKind::MarkedNotRelevant, comment).await
    })
    .await
}

/// Unmarking what is not marked changes nothing.
pub async fn unmark(
    work: &Work<'_>,
    assignment: AssignmentId,
    requirement: RequirementId,
) -> Result<AssignmentDetails, Failure> {
    let held = held(work, assignment).await?;
    change(work, assignment, &held, async || {
        store::content(work, &held, requirement).await?.ok_or_else(Failure::not_found)?;
        if store::unmark(work, &held, requirement.0).await? {
            happened(work, &held, &[requirement], EventKind::MarkedRelevant, "").await?;
        }
        Ok(())
    })
    .await
}

/// Where the plan allows it; including mandatory requirements.
pub async fn mark_section(
    work: &Work<'_>,
    assignment: AssignmentId,
    section: SectionId,
    body: &MarkNotRelevant,
) -> Result<AssignmentDetails, Failure> {
    let held = held(work, assignment).await?;
    change(work, assignment, &held, async || {
        match store::section_allows(work, &held, section).await? {
            None => return Err(Failure::not_found()),
            Some(false) => return Err(Code::SectionMustBeDone.into()),
            Some(true) => {}
        }
        let comment = body.comment.trim();
        store::mark(work, &held, section.0, comment).await?;
        let requirements = store::of_section(work, &held, section).await?;
        happened(work, &held, &requirements, EventKind::MarkedNotRelevant, comment).await
    })
    .await
}

/// Each requirement's standing is as it was before.
pub async fn unmark_section(
    work: &Work<'_>,
    assignment: AssignmentId,
    section: SectionId,
) -> Result<AssignmentDetails, Failure> {
    let held = held(work, assignment).await?;
    change(work, assignment, &held, async || {
        store::section_allows(work, &held, section).await?.ok_or_else(Failure::not_found)?;
        if store::unmark(work, &held, section.0).await? {
            let requirements = store::of_section(work, &held, section).await?;
            happened(work, &held, &requirements, EventKind::MarkedRelevant, "").await?;
        }
        Ok(())
    })
    .await
}

/// FUL-9: not relevant in this plan if there is a comment, otherwise relevant again.
pub async fn mark_point(
    work: &Work<'_>,
    assignment: AssignmentId,
    requirement: RequirementId,
    body: &MarkPoint,
) -> Result<AssignmentDetails, Failure> {
    let held = held(work, assignment).await?;
    change(work, assignment, &held, async || {
        let content = store::content(work, &held, requirement).await?.ok_or_else(Failure::not_found)?;
        let point = content.checklist.iter().find(|point| point.id == Some(body.point_id));
        let point = point.ok_or_else(|| Failure::field(Code::NoSuchPoint, "pointId"))?;
        let comment = body.comment.as_deref().map(str::trim);
        let kind = match comment {
            Some(_) if point.must_be_done => return Err(Code::PointMustBeDone.into()),
            Some(comment) => {
                store::mark_point(work, &held, requirement, body.point_id, comment).await?;
                EventKind::PointNotRelevant
            }
            None if store::unmark_point(work, &held, requirement, body.point_id).await? => EventKind::PointRelevant,
            None => return Ok(()),
        };
        let happened = Happened {
            plan: Some(held.plan_id),
            about: Some(&point.text),
            comment: comment.unwrap_or_default(),
            ..Happened::to(held.person_id, requirement, kind)
        };
        history::standings(work, By::Actor, &[happened]).await
    })
    .await
}

/// Through an active assignment within scope; an archived or deactivated plan stays as it was.
async fn held(work: &Work<'_>, assignment: AssignmentId) -> Result<store::Held, Failure> {
    let held = store::held(work, assignment).await?.ok_or_else(Failure::not_found)?;
    if held.active { Ok(held) } else { Err(Code::NotAssigned.into()) }
}

/// Counters and completion are updated.
async fn change(
    work: &Work<'_>,
    assignment: AssignmentId,
    held: &store::Held,
    change: impl AsyncFnOnce() -> Result<(), Failure>,
) -> Result<AssignmentDetails, Failure> {
    gate::change(work, &Affected::plan_of(vec![held.person_id], held.plan_id), change).await?;
    audit::log(work, "assignment", Some(assignment.0), Some(held.person_id)).await?;
    reading::details(work, assignment).await
}

async fn happened(
    work: &Work<'_>,
    held: &store::Held,
    requirements: &[RequirementId],
    kind: EventKind,
    comment: &str,
) -> Result<(), Failure> {
    let happened: Vec<_> = requirements
        .iter()
        .map(|requirement| Happened {
            plan: Some(held.plan_id),
            comment,
            ..Happened::to(held.person_id, *requirement, kind)
        })
        .collect();
    history::standings(work, By::Actor, &happened).await
}
