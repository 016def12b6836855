//! Giving plans to positions, and reading a plan as the one who has it.

use std::collections::{HashMap, HashSet};

use kyndig_contract::{
    assignment::{
        AssignPlan, AssignedRequirement, AssignedTo, AssignmentDetails, AssignmentEvent, AssignmentQuery,
        AssignmentResult, AssignmentSection, AssignmentSummary, RepetitionCount, SkipReason, SkippedPosition,
        StatusCounts,
    },
    home::UrgentRequirement,
    page::{Page, PageQuery},
    person::PersonRef,
    unit::UnitRef,
};
use kyndig_domain::{
    assignment::AssignmentEventKind,
    ids::{AssignmentId, PersonId, PositionId, UnitId},
    requirement,
    standing::CutOffs,
};

use super::store;
pub use super::{
    relevance::{mark, mark_point, mark_section, unmark, unmark_section},
    search::{archived, search},
};
use crate::{
    audit,
    auth::Work,
    features::plan,
    gate::{self, Touched},
    history::{self, By},
    http::{Code, Failure, page},
};

/// ASG-1, quick: one plan to many positions, all in this transaction. A plan that was deactivated on a position
/// becomes active there again.
pub async fn assign(work: &Work<'_>, body: &AssignPlan) -> Result<AssignmentResult, Failure> {
    match store::is_published(work, body.plan_id).await? {
        None => return Err(Failure::not_found()),
        Some(false) => return Err(Code::PlanNotPublished.into()),
        Some(true) => {}
    }
    let mut asked = HashSet::new();
    let positions: Vec<PositionId> = body.position_ids.iter().copied().filter(|id| asked.insert(*id)).collect();
    let people = store::people(work, &positions).await?;
    let touched = Touched::plan_of(people, body.plan_id);
    gate::change(work, &touched, async || give(work, body, &positions).await).await
}

/// What is read here is read under the gate's locks, so it still holds when it is written.
async fn give(work: &Work<'_>, body: &AssignPlan, positions: &[PositionId]) -> Result<AssignmentResult, Failure> {
    let mut candidates: HashMap<PositionId, store::Candidate> = store::candidates(work, body.plan_id, positions)
        .await?
        .into_iter()
        .map(|candidate| (candidate.position_id, candidate))
        .collect();
    let units: HashSet<UnitId> = candidates.values().map(|candidate| candidate.unit_id).collect();
    let units: Vec<UnitId> = units.into_iter().collect();
    let published: HashSet<UnitId> =
        plan::service::published_to(work, body.plan_id, &units).await?.into_iter().collect();
    let mut result = AssignmentResult { assigned: Vec::new(), skipped: Vec::new() };
    let (mut new, mut again, mut logged) = (Vec::new(), Vec::new(), Vec::new());
    for position_id in positions.iter().copied() {
        let mut skip = |name, reason| result.skipped.push(SkippedPosition { position_id, name, reason });
        let Some(found) = candidates.remove(&position_id) else {
            skip(None, SkipReason::NoAccess);
            continue;
        };
        if found.active == Some(true) {
            skip(Some(found.name), SkipReason::HasItAlready);
            continue;
        }
        if !published.contains(&found.unit_id) {
            skip(Some(found.name), SkipReason::NotPublishedToUnit);
            continue;
        }
        let assignment_id = if let Some(id) = found.assignment_id {
            again.push(id);
            id
        } else {
            let id = work.new_id();
            new.push(store::New { id, position_id, person_id: found.person_id });
            id
        };
        logged.push((assignment_id.0, found.person_id));
        result.assigned.push(AssignedTo { assignment_id, position_id, name: found.name });
    }
    store::insert(work, body.plan_id, &new).await?;
    store::reactivate(work, &again).await?;
    let new: Vec<AssignmentId> = new.iter().map(|one| one.id).collect();
    history::assignments(work, By::Actor, AssignmentEventKind::Assigned, &new).await?;
    history::assignments(work, By::Actor, AssignmentEventKind::Reactivated, &again).await?;
    audit::log_all(work, "assignment", &logged).await?;
    Ok(result)
}

/// A position's plans, the active ones and the archive.
pub async fn of_position(
    work: &Work<'_>,
    position: PositionId,
    query: &AssignmentQuery,
    paging: &PageQuery,
) -> Result<Page<AssignmentSummary>, Failure> {
    if !store::sees_position(work, position).await? {
        return Err(Failure::not_found());
    }
    list(work, store::Whose::Position(position), query, paging).await
}

/// One's own: the active plans of the position one acts as, and the archive of every position one has had.
pub async fn own(
    work: &Work<'_>,
    query: &AssignmentQuery,
    paging: &PageQuery,
) -> Result<Page<AssignmentSummary>, Failure> {
    let (person, position) = acting(work)?;
    list(work, store::Whose::Own(person, position), query, paging).await
}

/// The active plans of a position, without asking who looks: for features that have asked.
pub async fn active(work: &Work<'_>, position: PositionId) -> Result<Vec<AssignmentSummary>, Failure> {
    let rows = store::page(work, store::Whose::Position(position), Some(true), None, None).await?;
    summaries(work, rows).await
}

/// Every plan of a position, active first, without asking who looks: for features that have asked.
pub async fn all(work: &Work<'_>, position: PositionId) -> Result<Vec<AssignmentSummary>, Failure> {
    let rows = store::page(work, store::Whose::Position(position), None, None, None).await?;
    summaries(work, rows).await
}

pub(super) fn acting(work: &Work<'_>) -> Result<(PersonId, PositionId), Failure> {
    let person = work.person()?.person_id;
    Ok((person, work.position_id().ok_or(Code::ChoosePosition)?))
}

async fn list(
    work: &Work<'_>,
    whose: store::Whose,
    query: &AssignmentQuery,
    paging: &PageQuery,
) -> Result<Page<AssignmentSummary>, Failure> {
    let after = page::after::<store::Key>(paging)?;
    let rows = store::page(work, whose, query.active, after, Some(paging.limit())).await?;
    let counts = counts(work, &rows).await?;
    page::page(rows, paging.limit(), store::Row::key, |row| summary(row, &counts))
}

async fn summaries(work: &Work<'_>, rows: Vec<store::Row>) -> Result<Vec<AssignmentSummary>, Failure> {
    let counts = counts(work, &rows).await?;
    Ok(rows.into_iter().map(|row| summary(row, &counts)).collect())
}

async fn counts(work: &Work<'_>, rows: &[store::Row]) -> Result<HashMap<AssignmentId, StatusCounts>, Failure> {
    let mut counts: HashMap<AssignmentId, StatusCounts> = HashMap::new();
    if rows.is_empty() {
        return Ok(counts);
    }
    for count in store::counts(work, rows.iter().map(|row| row.id)).await? {
        counts.entry(count.assignment_id).or_default().add(count.status, count.count);
    }
    Ok(counts)
}

fn summary(row: store::Row, counts: &HashMap<AssignmentId, StatusCounts>) -> AssignmentSummary {
    AssignmentSummary {
        // PLN-11: neither what it held nor how far anybody came
        counts: counts.get(&row.id).copied().filter(|_| !row.plan_archived).unwrap_or_default(),
        archived: row.plan_archived,
        id: row.id,
        plan_id: row.plan_id,
        plan_name: row.plan_name,
        owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
        position_id: row.position_id,
        active: row.active,
        completed: row.completed_at.is_some() && !row.plan_archived,
        assigned_at: row.assigned_at,
        deactivated_at: row.deactivated_at,
    }
}

/// FUL-16: an opened plan, with where the person stands on each of its requirements, and ASG-7 its history.
pub async fn details(work: &Work<'_>, assignment: AssignmentId) -> Result<AssignmentDetails, Failure> {
    let (row, about) = store::find(work, assignment).await?.ok_or_else(Failure::not_found)?;
    let archived = row.plan_archived;
    let lines = if archived { Vec::new() } else { store::lines(work, assignment).await? };
    let not_relevant = if archived { Vec::new() } else { store::relevance::sections(work, assignment).await? };
    let said = |text: String| if archived { String::new() } else { text };
    let mut counts = StatusCounts::default();
    let mut counted = HashSet::new();
    let mut sections: Vec<AssignmentSection> = Vec::new();
    let mut current = None;
    for line in lines {
        // An activity that serves several goals counts once.
        if counted.insert(line.requirement_id) {
            counts.add(line.status, 1);
        }
        let place = Some((line.section_id, line.goal_id));
        if current != place {
            current = place;
            let goal = goal_name(&line);
            sections.push(AssignmentSection {
                id: line.section_id,
                name: line.heading.clone(),
                may_be_not_relevant: line.may_be_not_relevant,
                not_relevant: not_relevant.iter().find(|(id, _)| *id == line.section_id).map(|(_, why)| why.clone()),
                goal,
                requirements: Vec::new(),
            });
        }
        if let Some(section) = sections.last_mut() {
            section.requirements.push(assigned(line));
        }
    }
    let history = store::history(work, assignment).await?.into_iter().map(event).collect();
    let counts = HashMap::from([(assignment, counts)]);
    Ok(AssignmentDetails {
        summary: summary(row, &counts),
        person_id: about.person_id,
        person: PersonRef { id: about.person_id, name: about.person_name },
        description: said(about.description),
        time_frame: said(about.time_frame),
        literature: said(about.literature),
        completion: about.completion,
        document_owner: person(about.owner_id, about.owner_name),
        document_author: person(about.author_id, about.author_name),
        sections,
        history,
    })
}

/// With its number.
pub(super) fn goal_name(line: &store::Line) -> Option<String> {
    let code = line.goal_code.as_deref().unwrap_or_default();
    line.goal_name.as_ref().map(|name| format!("{code} {name}").trim_start().to_owned())
}

pub(super) fn assigned(line: store::Line) -> AssignedRequirement {
    AssignedRequirement {
        requirement_id: line.requirement_id,
        number: requirement::number(line.number),
        name: line.name,
        learning_method: line.learning_method,
        documentation_method: line.documentation_method,
        needs_signature: line.needs_signature,
        repetitions: line.repetitions.map(|required| RepetitionCount { counted: line.counted, required }),
        status: line.status,
        fulfilled_on: line.performed_on.filter(|_| line.status.is_achieved()),
        expires_on: line.expires_on,
        deadline: line.deadline,
        signer_name: line.signer_name,
    }
}

fn event(row: store::EventRow) -> AssignmentEvent {
    AssignmentEvent {
        kind: row.kind,
        at: row.at,
        by: person(row.by_id, row.by_name),
        deputy_for: person(row.deputy_for_id, row.deputy_for_name),
    }
}

fn person(id: Option<PersonId>, name: Option<String>) -> Option<PersonRef> {
    id.zip(name).map(|(id, name)| PersonRef { id, name })
}

/// What calls for something in the active plans of a position, each requirement once, the most pressing first:
/// expired and rejected, then by the day of the deadline or the expiry.
pub async fn urgent(work: &Work<'_>, position: PositionId) -> Result<Vec<UrgentRequirement>, Failure> {
    use kyndig_domain::standing::Status;
    let soon = CutOffs::of(work.today).soon;
    let mut seen = HashSet::new();
    let mut urgent: Vec<UrgentRequirement> = store::urgent(work, position, soon)
        .await?
        .into_iter()
        .filter(|(_, line)| seen.insert(line.requirement_id))
        .map(|(assignment_id, line)| UrgentRequirement { assignment_id, requirement: assigned(line) })
        .collect();
    urgent.sort_by_key(|one| {
        let requirement = &one.requirement;
        let rank = match requirement.status {
            Status::Expired => 0,
            Status::Rejected => 1,
            _ => 2,
        };
        (rank, requirement.deadline.filter(|_| !requirement.status.is_valid()).or(requirement.expires_on))
    });
    Ok(urgent)
}
