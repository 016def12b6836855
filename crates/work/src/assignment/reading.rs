//! Listing the plans of positions, and reading a plan as the employee who has it.

use std::collections::{HashMap, HashSet};

use kyndig_contract::{
    assignment::{
        AssignedRequirement, AssignmentAction, AssignmentDetails, AssignmentEvent, AssignmentQuery, AssignmentSection,
        AssignmentSummary, DeactivatedRequirement, RepetitionCount, StatusCounts,
    },
    home::UrgentRequirement,
    page::{Page, PageQuery},
    person::PersonRef,
    plan::Deactivated,
    unit::UnitRef,
};
use kyndig_domain::{
    assignment::{AssignmentStatus, SoFar},
    ids::{AssignmentId, PersonId, PositionId},
    requirement,
    standing::CutOffs,
};
use kyndig_platform::{
    auth::{
        Permission, Work,
        permissions::{AssignPlans, ReactivateAssignments},
        policy,
    },
    http::{Code, Failure, page},
};

use super::store;

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

/// The actor's own: the active plans of the position they act as, and the archive of every position they have had.
pub async fn own(
    work: &Work<'_>,
    query: &AssignmentQuery,
    paging: &PageQuery,
) -> Result<Page<AssignmentSummary>, Failure> {
    let (person, position) = acting(work)?;
    list(work, store::Whose::Own(person, position), query, paging).await
}

/// The active plans of a position, without checking access: for features that have checked it.
pub async fn active(work: &Work<'_>, position: PositionId) -> Result<Vec<AssignmentSummary>, Failure> {
    let rows = store::page(
        work,
        store::Whose::Position(position),
        AssignmentQuery { active: Some(true), archived: None },
        None,
        None,
    )
    .await?;
    summaries(work, rows).await
}

/// Every plan of a position, active first, without checking access: for features that have checked it.
pub async fn all(work: &Work<'_>, position: PositionId) -> Result<Vec<AssignmentSummary>, Failure> {
    let rows = store::page(work, store::Whose::Position(position), AssignmentQuery::default(), None, None).await?;
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
    let rows = store::page(work, whose, *query, after, Some(paging.limit())).await?;
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
    let ids: Vec<AssignmentId> = rows.iter().map(|row| row.id).collect();
    for count in store::counts(work, &ids).await? {
        counts.entry(count.assignment_id).or_default().add(count.status, count.count);
    }
    Ok(counts)
}

fn summary(row: store::Row, counts: &HashMap<AssignmentId, StatusCounts>) -> AssignmentSummary {
    AssignmentSummary {
        // PLN-11: neither its content nor any progress
        counts: counts.get(&row.id).copied().filter(|_| !row.plan_archived).unwrap_or_default(),
        archived: row.plan_archived,
        id: row.id,
        plan_id: row.plan_id,
        plan_name: row.plan_name,
        owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
        position_id: row.position_id,
        active: row.active,
        earlier: row.earlier,
        completed: row.completed_at.is_some() && !row.plan_archived,
        awaits_approval: row.active && row.ready_at.is_some() && row.completed_at.is_none(),
        assigned_at: row.assigned_at,
        deactivated_at: row.deactivated_at.filter(|_| !row.plan_archived),
    }
}

/// FUL-16: an opened plan, with the person's standing on each of its requirements, and ASG-7 its history.
pub async fn details(work: &Work<'_>, assignment: AssignmentId) -> Result<AssignmentDetails, Failure> {
    let (row, about) = store::find(work, assignment).await?.ok_or_else(Failure::not_found)?;
    let archived = row.plan_archived;
    let lines = lines(work, &row).await?;
    let not_relevant = if archived { Vec::new() } else { store::relevance::sections(work, assignment).await? };
    let said = |text: String| if archived { String::new() } else { text };
    let mut counts = StatusCounts::default();
    let mut counted = HashSet::new();
    let mut sections: Vec<AssignmentSection> = Vec::new();
    let mut current = None;
    let mut out = Vec::new();
    for line in lines {
        if let Some(deactivated) = deactivated(&line) {
            let (section, goal) = (line.heading.clone(), goal_name(&line));
            out.push(DeactivatedRequirement { section, goal, deactivated, requirement: assigned(line) });
            continue;
        }
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
    let actions = actions(work, &row, about.person_id).await?;
    let history = history(store::history(work, assignment).await?);
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
        deactivated: out,
        actions,
        history,
    })
}

/// ASG-4: those of a deactivated plan as they were then; of an archived one nothing is shown.
async fn lines(work: &Work<'_>, row: &store::Row) -> Result<Vec<store::Line>, Failure> {
    if row.plan_archived {
        return Ok(Vec::new());
    }
    let frozen = if row.active { Vec::new() } else { store::snapshot::lines(work, row.id).await? };
    if frozen.is_empty() { store::lines(work, row.id).await } else { Ok(frozen) }
}

/// ASG-2, ASG-4, ASG-6: what the actor may do with it.
async fn actions(work: &Work<'_>, row: &store::Row, person: PersonId) -> Result<Vec<AssignmentAction>, Failure> {
    let Some(actor) = work.actor.filter(|_| !row.plan_archived) else { return Ok(Vec::new()) };
    let own = work.person_id() == Some(person);
    let follows = match policy::decide(AssignPlans::RULE, actor) {
        Some(scope) => store::is_within(work, &scope, row.position_id).await?,
        None => false,
    };
    let mut actions = Vec::new();
    if !row.active && may_reactivate(work, row, person, own || follows).await? {
        actions.push(AssignmentAction::Reactivate);
    }
    if follows {
        if row.active {
            actions.push(AssignmentAction::Deactivate);
        }
        if !store::is_started(work, row.id).await? {
            actions.push(AssignmentAction::Delete);
        }
    }
    if follows && !own && row.active {
        match (row.ready_at, row.completed_at) {
            (Some(_), None) => actions.push(AssignmentAction::Approve),
            _ if row.approved => actions.push(AssignmentAction::WithdrawApproval),
            _ => {}
        }
    }
    Ok(actions)
}

/// ASG-4: where it was, or on a position that is now open and does not have it.
async fn may_reactivate(work: &Work<'_>, row: &store::Row, person: PersonId, reaches: bool) -> Result<bool, Failure> {
    if !row.earlier {
        return Ok(reaches);
    }
    let scope = work.actor.and_then(|actor| policy::decide(ReactivateAssignments::RULE, actor)).unwrap_or_default();
    let places = store::change::places(work, &scope, person, row.plan_id).await?;
    Ok(match work.position_id().filter(|_| work.person_id() == Some(person)) {
        Some(acting) => places.contains(&acting),
        None => !places.is_empty(),
    })
}

/// PLN-8: who deactivated it in the plan, when and why.
pub(super) fn deactivated(line: &store::Line) -> Option<Deactivated> {
    let by = person(line.out_by, line.out_by_name.clone());
    let reason = || line.out_reason.clone().unwrap_or_default();
    line.out_at.zip(by).map(|(at, by)| Deactivated { at, by, reason: reason() })
}

/// With its number.
pub(super) fn goal_name(line: &store::Line) -> Option<String> {
    name_of_goal(line.goal_code.as_deref(), line.goal_name.as_deref())
}

/// With its number.
pub fn name_of_goal(code: Option<&str>, name: Option<&str>) -> Option<String> {
    let code = code.unwrap_or_default();
    name.map(|name| format!("{code} {name}").trim_start().to_owned())
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

/// ASG-7: newest first, each with the plan's version at the time.
fn history(rows: Vec<store::EventRow>) -> Vec<AssignmentEvent> {
    let mut so_far = SoFar::default();
    let mut events: Vec<AssignmentEvent> =
        rows.into_iter().rev().map(|row| event(so_far.after(row.kind), row)).collect();
    events.reverse();
    events
}

fn event(status: AssignmentStatus, row: store::EventRow) -> AssignmentEvent {
    AssignmentEvent {
        status,
        kind: row.kind,
        at: row.at,
        by: person(row.by_id, row.by_name),
        deputy_for: person(row.deputy_for_id, row.deputy_for_name),
    }
}

fn person(id: Option<PersonId>, name: Option<String>) -> Option<PersonRef> {
    id.zip(name).map(|(id, name)| PersonRef { id, name })
}

/// Requirements that need action in the active plans of a position, each once, the most urgent first: expired and
/// rejected, then by the day of the deadline or the expiry.
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
