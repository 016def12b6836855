//! All data of one requirement of one person, and what the actor may do now.

use kyndig_content::requirement as content;
use kyndig_contract::{
    person::PersonRef,
    standing::{Irrelevance, Prerequisite, StandingAction, StandingDetails, StandingPlan},
};
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    requirement,
    standing::Act,
};
use kyndig_platform::{
    auth::{
        Permission, Work,
        permissions::{Fulfil, SetDeadlines},
        policy,
    },
    http::Failure,
};

use super::{checklist, history, repetition, store};
use crate::request;

pub async fn find(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<StandingDetails, Failure> {
    let row = store::find(work, person, requirement).await?.ok_or_else(Failure::not_found)?;
    of(work, person, requirement, row).await
}

pub async fn of(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    row: store::Row,
) -> Result<StandingDetails, Failure> {
    let request = match row.request_id {
        Some(request) => request::service::on_standing(work, request).await?,
        None => None,
    };
    let plans = store::plans(work, person, requirement).await?;
    let repetitions = repetition::of(work, person, &row).await?;
    let checklist = checklist::items(work, person, &row).await?;
    let attachments = store::attachment::present(work, person, requirement).await?;
    let prerequisites = store::prerequisites(work, person, requirement).await?;
    Ok(StandingDetails {
        repetitions,
        checklist,
        attachments,
        prerequisites: prerequisites.into_iter().map(prerequisite).collect(),
        actions: actions(work, person, requirement, &row).await?,
        history: history::read(work, person, requirement).await?,
        plans: plans.into_iter().map(plan).collect(),
        request,
        person: PersonRef { id: person, name: row.person_name },
        requirement_id: requirement,
        number: requirement::number(row.number),
        requirement: serde_json::from_str(&row.content)?,
        files: content::service::files_of(work, requirement).await?,
        validity_days: row.shortest_validity.or(row.own_validity),
        status: row.status,
        performed_on: row.performed_on,
        expires_on: row.expires_on,
        deadline: row.deadline,
        chosen_expiry: row.chosen_expiry,
        comment: row.comment,
        version: row.version,
    })
}

fn plan(row: store::PlanRow) -> StandingPlan {
    let marked_by = row.marker_id.zip(row.marker_name).map(|(id, name)| PersonRef { id, name });
    let not_relevant = row.comment.zip(row.marked_at).zip(marked_by).map(|((comment, marked_at), marked_by)| {
        Irrelevance { comment, marked_at, marked_by, by_section: row.by_section }
    });
    StandingPlan { assignment_id: row.assignment_id, plan_id: row.plan_id, plan_name: row.plan_name, not_relevant }
}

fn prerequisite(row: store::PrerequisiteRow) -> Prerequisite {
    Prerequisite {
        requirement_id: row.requirement_id,
        number: requirement::number(row.number),
        name: row.name,
        status: row.status,
        assignment_id: row.assignment_id,
    }
}

/// FUL-13: the actor's own, or of a person the actor follows up; a deadline is set by the latter alone (DLN-1).
async fn actions(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    row: &store::Row,
) -> Result<Vec<StandingAction>, Failure> {
    let mut actions = Vec::new();
    let own = work.person_id() == Some(person);
    let reaches = async |rule| {
        let scope = work.actor.and_then(|actor| policy::decide(rule, actor));
        let Some(scope) = scope else { return Ok::<_, Failure>(false) };
        Ok(!store::reached(work, &scope, person, &[requirement]).await?.is_empty())
    };
    if own || reaches(Fulfil::RULE).await? {
        let content = row.content()?;
        let allowed = |act: Act| match act {
            Act::Tick => !content.checklist.is_empty(),
            Act::Attach => content.allow_attachments,
            _ => true,
        };
        let may =
            |act: Act| (row.assigned || act == Act::Recall) && allowed(act) && act.check(row.status, row.way()).is_ok();
        actions.extend(Act::ALL.into_iter().filter(|act| may(*act)).filter_map(|act| match act {
            Act::SaveDraft => Some(StandingAction::SaveDraft),
            Act::Fulfil => Some(StandingAction::Fulfil),
            Act::Unlock => Some(StandingAction::Unlock),
            Act::Send => Some(StandingAction::Send),
            Act::Recall => Some(StandingAction::Recall),
            Act::Register => Some(StandingAction::Register),
            Act::Tick => Some(StandingAction::Tick),
            Act::Attach => Some(StandingAction::Attach),
            // given by each repetition itself, and by what was just done
            Act::Remove | Act::Undo => None,
        }));
        if row.assigned && !content.must_be_done {
            actions.push(StandingAction::MarkNotRelevant);
        }
    }
    if !own && reaches(SetDeadlines::RULE).await? {
        actions.push(StandingAction::SetDeadline);
    }
    Ok(actions)
}
