//! What must hold of the whole database at any moment, worked out in Rust from its plain rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_api::{clock::today, gate::counters};
use kyndig_db::{Sql, Tx};
use kyndig_domain::{
    ids::{AssignmentId, PersonId, PlanId, RequirementId, SignatureRequestId},
    plan::PlanRequirementState,
    signature::RequestStatus,
    standing::{CutOffs, Status, effective},
    validity,
};
use sea_orm::FromQueryResult;

use crate::support::TestApp;

#[derive(FromQueryResult)]
struct Assignment {
    id: AssignmentId,
    plan_id: PlanId,
    person_id: PersonId,
    active: bool,
    completed_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Place {
    plan_id: PlanId,
    requirement_id: RequirementId,
    state: PlanRequirementState,
    validity_days: Option<i32>,
}

#[derive(FromQueryResult)]
struct Standing {
    person_id: PersonId,
    requirement_id: RequirementId,
    status: Status,
    performed_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    request_id: Option<SignatureRequestId>,
    own: Option<i32>,
}

#[derive(FromQueryResult)]
struct Request {
    id: SignatureRequestId,
    status: RequestStatus,
}

/// Everything that does not hold.
pub async fn wrong(app: &TestApp) -> Vec<String> {
    let tx = app.state.db.read().await.expect("a transaction");
    let wrong = all(&tx, today(app.now())).await.expect("the rows");
    tx.rollback().await.expect("an end");
    wrong
}

async fn all(tx: &Tx, today: NaiveDate) -> Result<Vec<String>, sea_orm::DbErr> {
    let mut wrong: Vec<String> = counters::check(tx, CutOffs::of(today))
        .await?
        .into_iter()
        .map(|counter| format!("a wrong counter: {counter}"))
        .collect();
    let assignments: Vec<Assignment> =
        tx.all(Sql::new("SELECT id, plan_id, person_id, active, completed_at FROM assignment")).await?;
    let places: Vec<Place> =
        tx.all(Sql::new("SELECT plan_id, requirement_id, state, validity_days FROM plan_requirement")).await?;
    let standings: Vec<Standing> = tx
        .all(Sql::new(
            "SELECT s.person_id, s.requirement_id, s.status, s.performed_on, s.expires_on, s.request_id, \
             r.validity_days AS own FROM standing s JOIN requirement r ON r.id = s.requirement_id",
        ))
        .await?;
    let requests: Vec<Request> = tx.all(Sql::new("SELECT id, status FROM signature_request")).await?;
    let by_pair: BTreeMap<_, _> = standings.iter().map(|s| ((s.person_id, s.requirement_id), s)).collect();
    let held = |plan: PlanId| {
        places.iter().filter(move |place| place.plan_id == plan && place.state == PlanRequirementState::Active)
    };

    for assignment in assignments.iter().filter(|assignment| assignment.active) {
        let mut open = false;
        for place in held(assignment.plan_id) {
            match by_pair.get(&(assignment.person_id, place.requirement_id)) {
                None => wrong.push(format!("no standing for {} of {}", place.requirement_id, assignment.id)),
                Some(standing) => open |= !standing.status.is_valid(),
            }
        }
        let complete = !open && held(assignment.plan_id).next().is_some();
        if complete != assignment.completed_at.is_some() && held(assignment.plan_id).next().is_some() {
            wrong.push(format!("assignment {}: complete is {complete}", assignment.id));
        }
    }
    let mut resting = BTreeSet::new();
    for standing in &standings {
        let name = format!("the standing of {} on {}", standing.person_id, standing.requirement_id);
        if standing.status.is_achieved() {
            let adapted = assignments
                .iter()
                .filter(|assignment| assignment.active && assignment.person_id == standing.person_id)
                .flat_map(|assignment| held(assignment.plan_id))
                .filter(|place| place.requirement_id == standing.requirement_id)
                .map(|place| place.validity_days.map(i32::unsigned_abs));
            let days = validity::shortest(standing.own.map(i32::unsigned_abs), adapted);
            let performed = standing.performed_on.expect("what is achieved has a date");
            let expires = validity::expires_on(performed, None, days);
            if expires != standing.expires_on {
                wrong.push(format!("{name} expires on {:?}, not {expires:?}", standing.expires_on));
            }
            let becomes = effective(standing.status, expires, CutOffs::of(today));
            if becomes != standing.status {
                wrong.push(format!("{name} is {}, not {becomes}", standing.status));
            }
        } else if standing.expires_on.is_some() {
            wrong.push(format!("{name} is {} and expires", standing.status));
        }
        if standing.status == Status::AwaitingSignature {
            resting.extend(standing.request_id);
        }
    }
    let awaiting: BTreeSet<_> =
        requests.iter().filter(|request| request.status == RequestStatus::Awaiting).map(|request| request.id).collect();
    if resting != awaiting {
        wrong.push(format!("standings await {resting:?}, and requests {awaiting:?}"));
    }
    Ok(wrong)
}
