//! Everything about one requirement of one person, and what the one who looks may do now.

use kyndig_contract::{
    person::PersonRef,
    standing::{StandingAction, StandingDetails, StandingPlan},
};
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    requirement,
    standing::Act,
};

use super::{history, store};
use crate::{
    auth::{Permission, Work, permissions::SetDeadlines, policy},
    features::{requirement as content, signature},
    http::Failure,
};

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
        Some(request) => signature::service::on_standing(work, request).await?,
        None => None,
    };
    let plans = store::plans(work, person, requirement).await?;
    Ok(StandingDetails {
        actions: actions(work, person, requirement, &row).await?,
        history: history::read(work, person, requirement).await?,
        plans: plans
            .into_iter()
            .map(|plan| StandingPlan { assignment_id: plan.assignment_id, plan_name: plan.plan_name })
            .collect(),
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
        comment: row.comment,
        version: row.version,
    })
}

async fn actions(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    row: &store::Row,
) -> Result<Vec<StandingAction>, Failure> {
    let mut actions = Vec::new();
    if work.person_id() == Some(person) {
        let may = |act: Act| (row.assigned || act == Act::Recall) && act.check(row.status, row.needs_signature).is_ok();
        actions.extend(Act::ALL.into_iter().filter(|act| may(*act)).map(|act| match act {
            Act::SaveDraft => StandingAction::SaveDraft,
            Act::Fulfil => StandingAction::Fulfil,
            Act::Unlock => StandingAction::Unlock,
            Act::Send => StandingAction::Send,
            Act::Recall => StandingAction::Recall,
        }));
    } else if let Some(actor) = work.actor
        && let Some(scope) = policy::decide(SetDeadlines::RULE, actor)
        && store::reached(work, &scope, person, requirement).await?
    {
        actions.push(StandingAction::SetDeadline);
    }
    Ok(actions)
}
