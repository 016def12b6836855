//! What must hold of the whole database at any moment, worked out in Rust from its plain rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_db::{Sql, Tx};
use kyndig_domain::{
    ids::{AssignmentId, PersonId, PlanId, RepetitionId, RequirementId, SectionId, SignatureRequestId},
    plan::{Completion, PlanRequirementState},
    signature::RequestStatus,
    standing::{
        CutOffs, Status, effective,
        repetition::{self, Round},
    },
    validity,
};
use kyndig_gate::counters;
use kyndig_platform::clock::today;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::support::TestApp;

#[derive(FromQueryResult)]
struct Assignment {
    id: AssignmentId,
    plan_id: PlanId,
    person_id: PersonId,
    active: bool,
    ready_at: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    completion: Completion,
}

#[derive(FromQueryResult)]
struct Place {
    plan_id: PlanId,
    section_id: SectionId,
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
    repetitions: Option<i32>,
}

#[derive(FromQueryResult)]
struct Mark {
    person: PersonId,
    plan: PlanId,
    subject: Uuid,
}

/// One time of what is done several times.
#[derive(FromQueryResult)]
struct Time {
    person_id: PersonId,
    requirement_id: RequirementId,
    round: i32,
    performed_on: NaiveDate,
    status: Option<RequestStatus>,
}

#[derive(FromQueryResult)]
struct Request {
    id: SignatureRequestId,
    status: RequestStatus,
    repetition_id: Option<RepetitionId>,
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
    let assignments: Vec<Assignment> = tx
        .all(Sql::new(
            "SELECT a.id, a.plan_id, a.person_id, a.active, a.ready_at, a.completed_at, plan.completion FROM assignment a \
             JOIN plan ON plan.id = a.plan_id",
        ))
        .await?;
    let places: Vec<Place> = tx
        .all(Sql::new("SELECT plan_id, section_id, requirement_id, state, validity_days FROM plan_requirement"))
        .await?;
    let marks: BTreeSet<_> = tx
        .all::<Mark>(Sql::new("SELECT person_id AS person, plan_id AS plan, subject_id AS subject FROM not_relevant"))
        .await?
        .into_iter()
        .map(|mark| (mark.person, mark.plan, mark.subject))
        .collect();
    let standings: Vec<Standing> = tx
        .all(Sql::new(
            "SELECT s.person_id, s.requirement_id, s.status, s.performed_on, s.expires_on, s.request_id, \
             r.validity_days AS own, r.repetitions FROM standing s JOIN requirement r ON r.id = s.requirement_id",
        ))
        .await?;
    let requests: Vec<Request> = tx.all(Sql::new("SELECT id, status, repetition_id FROM signature_request")).await?;
    let by_pair: BTreeMap<_, _> = standings.iter().map(|s| ((s.person_id, s.requirement_id), s)).collect();
    let held = |plan: PlanId| {
        places.iter().filter(move |place| place.plan_id == plan && place.state == PlanRequirementState::Active)
    };

    for assignment in assignments.iter().filter(|assignment| assignment.active) {
        let mut open = false;
        for place in held(assignment.plan_id) {
            let marked = |subject: Uuid| marks.contains(&(assignment.person_id, assignment.plan_id, subject));
            let left_out = marked(place.requirement_id.0) || marked(place.section_id.0);
            match by_pair.get(&(assignment.person_id, place.requirement_id)) {
                None => wrong.push(format!("no standing for {} of {}", place.requirement_id, assignment.id)),
                Some(standing) => open |= !left_out && !standing.status.is_valid(),
            }
        }
        if held(assignment.plan_id).next().is_some() {
            let done = assignment.completed_at.is_some();
            if open == assignment.ready_at.is_some() {
                wrong.push(format!("assignment {}: open is {open}", assignment.id));
            }
            if done && open || !done && !open && assignment.completion == Completion::Automatic {
                wrong.push(format!("assignment {}: complete is {done}, and open is {open}", assignment.id));
            }
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
    let awaiting: BTreeSet<_> = requests
        .iter()
        .filter(|request| request.status == RequestStatus::Awaiting && request.repetition_id.is_none())
        .map(|request| request.id)
        .collect();
    if resting != awaiting {
        wrong.push(format!("standings await {resting:?}, and requests {awaiting:?}"));
    }
    wrong.extend(repeated(tx, &standings).await?);
    Ok(wrong)
}

/// FUL-8: what is done several times stands as its times say.
async fn repeated(tx: &Tx, standings: &[Standing]) -> Result<Vec<String>, sea_orm::DbErr> {
    let times: Vec<Time> = tx
        .all(Sql::new(
            "SELECT x.person_id, x.requirement_id, x.round, x.performed_on, q.status FROM repetition x \
             LEFT JOIN signature_request q ON q.id = x.request_id WHERE x.set_aside_at IS NULL",
        ))
        .await?;
    let mut rounds: BTreeMap<_, BTreeMap<i32, Round>> = BTreeMap::new();
    for Time { person_id, requirement_id, round, performed_on, status } in times {
        let round = rounds
            .entry((person_id, requirement_id))
            .or_default()
            .entry(round)
            .or_insert(Round { number: round, ..Round::default() });
        match status {
            None | Some(RequestStatus::Signed) => {
                round.counted += 1;
                round.latest = round.latest.max(Some(performed_on));
            }
            Some(RequestStatus::Awaiting) => round.awaiting += 1,
            Some(RequestStatus::Rejected) => round.rejected += 1,
            Some(_) => {}
        }
    }
    let mut wrong = Vec::new();
    for standing in standings {
        let Some((rounds, needed)) =
            rounds.get(&(standing.person_id, standing.requirement_id)).zip(standing.repetitions)
        else {
            continue;
        };
        let rounds: Vec<Round> = rounds.values().copied().collect();
        let says = repetition::standing(&rounds, needed, standing.status);
        if says != (standing.status, standing.performed_on) {
            wrong.push(format!(
                "{} of {} is {} and not {says:?}: {rounds:?}",
                standing.requirement_id, standing.person_id, standing.status
            ));
        }
    }
    Ok(wrong)
}

/// What is counted anew, by other means than it is checked by, is what is there when all is folded.
pub async fn assert_rebuilt_alike(app: &TestApp) {
    let at = CutOffs::of(today(app.now()));
    app.system(async |work| {
        counters::fold(work.tx, at).await?;
        let stored = counted(work.tx).await?;
        counters::rebuild(work).await?;
        assert_eq!(counted(work.tx).await?, stored);
        Ok(())
    })
    .await;
}

async fn counted(tx: &Tx) -> Result<Vec<String>, sea_orm::DbErr> {
    let mut all = Vec::new();
    for table in ["counter_cell", "plan_cell", "requirement_summary"] {
        for row in tx.rows(Sql::new(&format!("SELECT * FROM {table}"))).await? {
            let row = sea_orm::JsonValue::from_query_result(&row, "")?;
            all.push(format!("{table} {row}"));
        }
    }
    all.sort_unstable();
    Ok(all)
}
