//! What an employee does with a requirement, and the deadline a manager sets.

use kyndig_contract::{
    person::PersonRef,
    standing::{StandingAction, StandingDetails},
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PlanId, RequirementId},
    plan::PlanRequirementState,
    standing::{EventKind, Status},
};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_people::position;
use kyndig_platform::clock::Clock;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Answer, Client, On, TestApp, World, content};

struct Scene {
    app: TestApp,
    world: World,
    plan: content::Plan,
    /// Without signature; with signature; without, valid for 100 days.
    plain: RequirementId,
    signed: RequirementId,
    limited: RequirementId,
}

impl Scene {
    async fn make(on: On) -> Option<Self> {
        let app = TestApp::start(on).await?;
        let world = app.world().await;
        let (plan, ids) = app
            .system(async |work| {
                let three = [("Brannvern", false, None), ("Ventilator", true, Some(365)), ("HLR", false, Some(100))];
                Ok(content::plan_with(work, world.trust_a, world.admin.person, "Ny sykepleier", &three).await)
            })
            .await;
        let mona = app.sign_in(world.mona.person, world.mona.position).await;
        let positions = [world.ida.position, world.per.position];
        mona.post("/assignments", json!({"planId": plan.id, "positionIds": positions})).await.expect(201);
        let [plain, signed, limited] = ids[..] else { panic!("three requirements") };
        Some(Self { app, world, plan, plain, signed, limited })
    }

    async fn ida(&self) -> Client<'_> {
        self.app.sign_in(self.world.ida.person, self.world.ida.position).await
    }

    async fn mona(&self) -> Client<'_> {
        self.app.sign_in(self.world.mona.person, self.world.mona.position).await
    }

    fn path(&self, requirement: RequirementId, act: &str) -> String {
        path(self.world.ida.person, requirement, act)
    }
}

fn path(person: PersonId, requirement: RequirementId, act: &str) -> String {
    format!("/people/{person}/standings/{requirement}{act}")
}

fn kinds(details: &StandingDetails) -> Vec<EventKind> {
    details.history.iter().map(|event| event.kind).collect()
}

fn details(answer: Answer) -> StandingDetails {
    answer.expect(200).read_as()
}

/// Proves FUL-3: a date makes it fulfilled, today at the latest; a draft makes it started.
#[rstest]
#[actix_web::test]
async fn fulfilled_by_a_date(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let ida = scene.ida().await;
    let plain = scene.plain;
    let before = details(ida.get(&scene.path(plain, "")).await);
    assert_eq!(before.status, Status::NotStarted);
    assert_eq!(before.actions, [StandingAction::SaveDraft, StandingAction::Fulfil, StandingAction::MarkNotRelevant]);
    assert_eq!((before.number.as_str(), before.requirement.name.as_str()), ("KR-10001", "Brannvern"));

    let draft = json!({"comment": "Gjenstår: to runder"});
    let started = details(ida.put(&scene.path(plain, "/draft"), draft).await);
    assert_eq!((started.status, started.comment.as_str()), (Status::Started, "Gjenstår: to runder"));

    let fulfil = scene.path(plain, "/fulfil");
    let refused = ida.post(&fulfil, json!({"performedOn": "2026-11-22"})).await.expect_problem(422, "future_date");
    assert_eq!(refused.json()["fields"][0]["field"], "performedOn");
    let tomorrow = json!({"performedOn": "2026-11-22"});
    ida.put(&scene.path(plain, "/draft"), tomorrow).await.expect_problem(422, "future_date");
    ida.post(&fulfil, json!({"performedOn": "1899-12-31"})).await.expect_problem(422, "date_out_of_range");
    ida.post(&fulfil, json!({"performedOn": "2026-02-30"})).await.expect_problem(400, "malformed_json");
    let done = details(ida.post(&fulfil, json!({"performedOn": "2026-11-21", "comment": " Gjort. "})).await);
    assert_eq!((done.status, done.expires_on), (Status::Fulfilled, None));
    assert_eq!(done.performed_on.map(|date| date.to_string()).as_deref(), Some("2026-11-21"));
    assert_eq!(kinds(&done), [EventKind::Fulfilled, EventKind::DraftSaved]);
    assert_eq!(done.history[0].by.as_ref().map(|who| who.name.as_str()), Some("Ida Nilsen"));
    assert_eq!(done.history[0].comment, "Gjort.");
    ida.post(&fulfil, json!({"performedOn": "2026-11-21"})).await.expect_problem(409, "wrong_status");
    scene.app.assert_counters().await;

    // Only what needs no signature, and not that of a colleague.
    let needs = scene.path(scene.signed, "/fulfil");
    ida.post(&needs, json!({"performedOn": "2026-11-21"})).await.expect_problem(409, "needs_signature");
    let of_per = path(scene.world.per.person, plain, "/fulfil");
    ida.post(&of_per, json!({"performedOn": "2026-11-21"})).await.expect_problem(404, "not_found");
    ida.get(&path(scene.world.per.person, plain, "")).await.expect_problem(404, "not_found");
    let mona = scene.mona().await;
    assert_eq!(details(mona.get(&scene.path(plain, "")).await).status, Status::Fulfilled);
    let siri = scene.app.sign_in(scene.world.siri.person, scene.world.siri.position).await;
    siri.get(&scene.path(plain, "")).await.expect_problem(404, "not_found");
}

/// Proves FUL-4, FUL-14: what is fulfilled is changed only where that is asked for: another date, or none and it is not
/// fulfilled any more; until something is saved it stands, and the history tells of both.
#[rstest]
#[actix_web::test]
async fn unlocked_to_change(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let ida = scene.ida().await;
    let at = |act: &str| scene.path(scene.limited, act);
    let done = details(ida.post(&at("/fulfil"), json!({"performedOn": "2026-11-20"})).await);
    assert_eq!(done.expires_on.map(|date| date.to_string()).as_deref(), Some("2027-02-28"));
    assert_eq!(done.actions, [StandingAction::Unlock, StandingAction::MarkNotRelevant]);
    // Locked: neither by mistake nor by a second click.
    ida.put(&at("/draft"), json!({})).await.expect_problem(409, "wrong_status");
    ida.post(&at("/fulfil"), json!({"performedOn": "2026-11-01"})).await.expect_problem(409, "wrong_status");
    // What is asked for in vain leaves everything as it is, and says nothing of it.
    let tomorrow = json!({"performedOn": "2026-11-22", "unlock": true});
    ida.post(&at("/fulfil"), tomorrow).await.expect_problem(422, "future_date");
    assert_eq!(details(ida.get(&at("")).await), done);

    scene.app.clock.advance(chrono::TimeDelta::seconds(1));
    let again = details(ida.post(&at("/fulfil"), json!({"performedOn": "2026-11-01", "unlock": true})).await);
    assert_eq!((again.status, word(again.expires_on)), (Status::Fulfilled, "2027-02-09".to_owned()));
    assert_eq!(kinds(&again), [EventKind::Fulfilled, EventKind::Unlocked, EventKind::Fulfilled]);
    assert_eq!(word(again.history[1].date), "2026-11-20", "what it was");

    scene.app.clock.advance(chrono::TimeDelta::seconds(1));
    let withdrawn = details(ida.put(&at("/draft"), json!({"unlock": true})).await);
    assert_eq!((withdrawn.status, withdrawn.performed_on), (Status::NotStarted, None));
    assert_eq!(kinds(&withdrawn)[..2], [EventKind::Withdrawn, EventKind::Unlocked]);
    // What was taken back is still read.
    assert_eq!(word(withdrawn.history[0].date), "2026-11-01");
    // What is not fulfilled needs no unlocking, and takes none.
    let begun = details(ida.put(&at("/draft"), json!({"performedOn": "2026-11-20", "unlock": true})).await);
    assert_eq!((begun.status, kinds(&begun)[0]), (Status::Started, EventKind::DraftSaved));
    assert_eq!(kinds(&begun).iter().filter(|kind| **kind == EventKind::Unlocked).count(), 2);

    // What was signed is sent anew, and awaits its signature then.
    let sent = json!({"performedOn": "2026-11-20", "signerId": scene.world.kari.person});
    let signed = |act: &str| scene.path(scene.signed, act);
    let request = details(ida.post(&signed("/send"), sent.clone()).await).request.expect("a request").id;
    let kari = scene.app.sign_in(scene.world.kari.person, scene.world.kari.position).await;
    kari.post(&format!("/signature-requests/{request}/sign"), json!({})).await.expect(200);
    ida.post(&signed("/send"), sent.clone()).await.expect_problem(409, "wrong_status");
    let mut anew = sent;
    anew["unlock"] = json!(true);
    let now = details(ida.post(&signed("/send"), anew).await);
    assert_eq!((now.status, now.request.map(|now| now.id == request)), (Status::AwaitingSignature, Some(false)));
    scene.app.assert_counters().await;
}

/// Proves FUL-17, FUL-4, FUL-14: for ten seconds a fulfilment or a send stands as though it had not been: a draft as it was
/// left, what was renewed or changed with its former date; afterwards it stays.
#[rstest]
#[actix_web::test]
async fn undone_within_ten_seconds(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let ida = scene.ida().await;
    let at = |act: &str| scene.path(scene.limited, act);
    let undo = async |requirement: RequirementId| -> kyndig_contract::standing::ManyResult {
        let path = format!("/people/{}/standings/undo", scene.world.ida.person);
        ida.post(&path, json!({"requirementIds": [requirement]})).await.expect(200).read_as()
    };
    let late = async |requirement: RequirementId| {
        let result = undo(requirement).await;
        assert_eq!((result.done.len(), result.skipped[0].code.as_str()), (0, "too_late_to_undo"));
    };
    let wait = |seconds| scene.app.clock.advance(chrono::TimeDelta::seconds(seconds));
    let draft = json!({"performedOn": "2026-11-19", "comment": "Gjenstår: to runder"});
    let draft = details(ida.put(&at("/draft"), draft).await);
    wait(1);
    details(ida.post(&at("/fulfil"), json!({"performedOn": "2026-11-20"})).await);
    wait(10);
    assert_eq!(undo(scene.limited).await.done, [scene.limited]);
    let back = details(ida.get(&at("")).await);
    assert_eq!(
        (back.status, back.performed_on, &back.comment, &back.actions),
        (draft.status, draft.performed_on, &draft.comment, &draft.actions)
    );
    assert_eq!(kinds(&back), [EventKind::Undone, EventKind::Fulfilled, EventKind::DraftSaved]);
    assert_eq!(undo(scene.limited).await.skipped[0].code, "wrong_status");
    scene.app.assert_counters().await;

    // Another date than the former, and then the former again.
    wait(1);
    let done = details(ida.post(&at("/fulfil"), json!({"performedOn": "2026-11-20"})).await);
    wait(13);
    late(scene.limited).await;
    details(ida.post(&at("/fulfil"), json!({"performedOn": "2026-11-01", "unlock": true})).await);
    assert_eq!(undo(scene.limited).await.done.len(), 1);
    let back = details(ida.get(&at("")).await);
    assert_eq!(
        (back.status, back.performed_on, back.expires_on),
        (Status::Fulfilled, done.performed_on, done.expires_on)
    );
    // Something else has been done since.
    details(ida.put(&at("/draft"), json!({"performedOn": "2026-11-20", "unlock": true})).await);
    assert_eq!(undo(scene.limited).await.skipped[0].code, "wrong_status");
    scene.app.assert_counters().await;

    // What was sent: the signer is told of nothing; what has been signed meanwhile stays.
    let signed = |act: &str| scene.path(scene.signed, act);
    let sent = json!({"performedOn": "2026-11-20", "signerId": scene.world.kari.person});
    details(ida.post(&signed("/send"), sent.clone()).await);
    assert_eq!(undo(scene.signed).await.done.len(), 1);
    let back = details(ida.get(&signed("")).await);
    assert_eq!((back.status, back.performed_on, back.request), (Status::NotStarted, None, None));
    assert_eq!(scene.app.count("outbox").await, 0);
    let request = details(ida.post(&signed("/send"), sent).await).request.expect("a request").id;
    let kari = scene.app.sign_in(scene.world.kari.person, scene.world.kari.position).await;
    kari.post(&format!("/signature-requests/{request}/sign"), json!({})).await.expect(200);
    late(scene.signed).await;
    assert_eq!(details(ida.get(&signed("")).await).status, Status::Fulfilled);
    // Not that of a colleague.
    let per = scene.app.sign_in(scene.world.per.person, scene.world.per.position).await;
    let path = format!("/people/{}/standings/undo", scene.world.ida.person);
    let result = per.post(&path, json!({"requirementIds": [scene.signed]})).await.expect(200).json();
    assert_eq!(result["skipped"][0]["code"], "not_found");
    scene.app.assert_counters().await;
}

/// As JSON has it.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).expect("a word").as_str().unwrap_or_default().to_owned()
}

/// Proves FUL-5, FUL-14: sent to anybody in the region but oneself, who is told; taken back, who is told.
#[rstest]
#[actix_web::test]
async fn sent_and_recalled(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (ida, world) = (scene.ida().await, &scene.world);
    let at = |act: &str| scene.path(scene.signed, act);
    let to = |signer: PersonId| json!({"performedOn": "2026-11-20", "signerId": signer, "comment": "Du var med."});
    ida.post(&at("/send"), to(world.ida.person)).await.expect_problem(422, "signs_own");
    let nobody = PersonId(uuid::Uuid::nil());
    ida.post(&at("/send"), to(nobody)).await.expect_problem(422, "signer_has_left");
    let future = json!({"performedOn": "2026-11-22", "signerId": world.kari.person});
    ida.post(&at("/send"), future).await.expect_problem(422, "future_date");
    let plain = scene.path(scene.plain, "/send");
    ida.post(&plain, to(world.kari.person)).await.expect_problem(409, "needs_no_signature");
    ida.post(&at("/recall"), Value::Null).await.expect_problem(409, "wrong_status");

    // Kari works at the other trust, of the same region.
    let sent = details(ida.post(&at("/send"), to(world.kari.person)).await);
    assert_eq!(sent.status, Status::AwaitingSignature);
    assert_eq!(sent.actions, [StandingAction::Recall, StandingAction::MarkNotRelevant]);
    let request = sent.request.as_ref().expect("a request");
    assert_eq!((request.signer.name.as_str(), request.signer_has_left), ("Kari Moen", false));
    assert_eq!(sent.history[0].kind, EventKind::Sent);
    assert_eq!(sent.history[0].other.as_ref().map(|who| who.name.as_str()), Some("Kari Moen"));
    assert_eq!(sent.history[0].comment, "Du var med.");
    ida.post(&at("/send"), to(world.mona.person)).await.expect_problem(409, "wrong_status");
    scene.app.assert_counters().await;

    scene.app.clock.advance(chrono::TimeDelta::minutes(1));
    let told = kyndig_platform::outbox::deliver(&scene.app.state, kyndig_api::composition::HANDLERS)
        .await
        .expect("a delivery");
    assert_eq!(told, 1);
    let back = details(ida.post(&at("/recall"), Value::Null).await);
    assert_eq!((back.status, back.comment.as_str()), (Status::Started, "Du var med."));
    assert_eq!(back.request, None);
    assert_eq!(kinds(&back), [EventKind::Recalled, EventKind::Sent]);
    let tx = scene.app.state.db.read().await.expect("a transaction");
    let mails: Vec<String> = tx
        .column(
            Sql::new("SELECT payload FROM outbox WHERE recipient_id = ").bind(world.kari.person).push(" ORDER BY id"),
        )
        .await
        .expect("mails");
    let told: Vec<Value> = mails.iter().map(|mail| serde_json::from_str(mail).expect("a message")).collect();
    assert_eq!(
        told,
        [
            json!({"message": "signature_requested", "employee": "Ida Nilsen", "requirement": "Ventilator"}),
            json!({"message": "signature_recalled", "employee": "Ida Nilsen", "requirement": "Ventilator"}),
        ]
    );
    drop(tx);
    details(ida.post(&at("/send"), to(world.mona.person)).await);
    scene.app.assert_counters().await;
}

/// Proves FUL-6, FUL-1, FUL-14: 30 days before the end it is expiring, past it expired; found by the night, once.
#[rstest]
#[actix_web::test]
async fn days_pass(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let ida = scene.ida().await;
    let at = |act: &str| scene.path(scene.limited, act);
    details(ida.post(&at("/fulfil"), json!({"performedOn": "2026-11-21"})).await);
    // Valid through 1 March 2027.
    for (day, moved, status) in [
        ("2027-01-29T09:00:00Z", 0, Status::Fulfilled),
        ("2027-01-30T09:00:00Z", 1, Status::Expiring),
        ("2027-03-01T09:00:00Z", 0, Status::Expiring),
        ("2027-03-02T09:00:00Z", 1, Status::Expired),
        ("2027-06-02T09:00:00Z", 0, Status::Expired),
    ] {
        scene.app.clock.set(day.parse().expect("a time"));
        for expected in [moved, 0] {
            let found = scene.app.system(async |work| kyndig_work::standing::service::expire(work, 100).await);
            assert_eq!(found.await, expected, "{day}");
        }
        assert_eq!(details(ida.get(&at("")).await).status, status, "{day}");
        scene.app.assert_counters().await;
    }
    let expired = details(ida.get(&at("")).await);
    assert_eq!(kinds(&expired), [EventKind::Expired, EventKind::Expiring, EventKind::Fulfilled]);
    assert!(expired.history[0].by.is_none());
    assert_eq!(expired.history[0].date, expired.expires_on);

    // Done again as it stands; long ago is expired at once, and the history says both.
    let late = details(ida.post(&at("/fulfil"), json!({"performedOn": "2026-11-22"})).await);
    assert_eq!(late.status, Status::Expired);
    assert_eq!(kinds(&late)[..2], [EventKind::Expired, EventKind::Fulfilled]);
    let anew = details(ida.post(&at("/fulfil"), json!({"performedOn": "2027-06-01"})).await);
    assert_eq!(anew.status, Status::Fulfilled);
    scene.app.assert_counters().await;
}

async fn set_state(app: &TestApp, plan: PlanId, requirement: RequirementId, state: PlanRequirementState) {
    app.system(async |work| {
        let affected = kyndig_gate::Affected::in_plan(plan, vec![requirement]);
        kyndig_gate::change(work, &affected, async || {
            let sql = Sql::new("UPDATE plan_requirement SET state = ").bind(state);
            let sql = sql.push(" WHERE plan_id = ").bind(plan).push(" AND requirement_id = ").bind(requirement);
            work.tx.execute(sql).await?;
            Ok(())
        })
        .await
    })
    .await;
}

/// Proves FUL-6, FUL-2: in several active plans the shortest validity rules, own or adapted, and it is recomputed
/// when a plan with it comes, goes or changes.
#[rstest]
#[actix_web::test]
async fn the_shortest_validity_rules(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (app, world, limited) = (&scene.app, &scene.world, scene.limited);
    let adapted = app
        .system(async |work| {
            let by = world.admin.person;
            let plan = content::plan(work, world.trust_a, by, "Intensiv").await;
            content::take_in(work, plan, by, limited, PlanRequirementState::Active, Some(20)).await;
            Ok(plan)
        })
        .await;
    let (ida, mona) = (scene.ida().await, scene.mona().await);
    let now = async |status: Status, validity: i32, expires: &str| {
        let details = details(ida.get(&scene.path(limited, "")).await);
        assert_eq!((details.status, details.validity_days), (status, Some(validity)));
        assert_eq!(details.expires_on.map(|date| date.to_string()).as_deref(), Some(expires));
        app.assert_counters().await;
    };
    ida.post(&scene.path(limited, "/fulfil"), json!({"performedOn": "2026-11-01"})).await.expect(200);
    now(Status::Fulfilled, 100, "2027-02-09").await;
    let body = json!({"planId": adapted.id, "positionIds": [world.ida.position]});
    mona.post("/assignments", body).await.expect(201);
    now(Status::Expiring, 20, "2026-11-21").await;
    set_state(app, adapted.id, limited, PlanRequirementState::Deactivated).await;
    now(Status::Fulfilled, 100, "2027-02-09").await;
    set_state(app, adapted.id, limited, PlanRequirementState::Active).await;
    now(Status::Expiring, 20, "2026-11-21").await;
    app.clock.advance(chrono::TimeDelta::days(1));
    app.system(async |work| kyndig_work::standing::service::expire(work, 10).await).await;
    now(Status::Expired, 20, "2026-11-21").await;
    // Adapted to more than the requirement's own: the other plan's, unadapted, is shorter.
    app.system(async |work| {
        let affected = kyndig_gate::Affected::in_plan(adapted.id, vec![limited]);
        kyndig_gate::change(work, &affected, async || {
            let sql = Sql::new("UPDATE plan_requirement SET validity_days = 500 WHERE plan_id = ").bind(adapted.id);
            work.tx.execute(sql).await?;
            Ok(())
        })
        .await
    })
    .await;
    now(Status::Fulfilled, 100, "2027-02-09").await;
    set_state(app, scene.plan.id, limited, PlanRequirementState::Deactivated).await;
    now(Status::Fulfilled, 500, "2028-03-15").await;
    // In no active plan the requirement's own rules.
    set_state(app, adapted.id, limited, PlanRequirementState::Deactivated).await;
    now(Status::Fulfilled, 100, "2027-02-09").await;
    ida.put(&scene.path(limited, "/draft"), json!({"unlock": true})).await.expect_problem(409, "not_assigned");
    // The requirement's own changes for all.
    app.system(async |work| {
        kyndig_gate::change(work, &kyndig_gate::Affected::requirements(vec![limited]), async || {
            let sql = Sql::new("UPDATE requirement SET validity_days = 30 WHERE id = ").bind(limited);
            work.tx.execute(sql).await?;
            Ok(())
        })
        .await
    })
    .await;
    now(Status::Expiring, 30, "2026-12-01").await;
    // A plan that is no longer active says nothing: with none left the requirement's own validity rules.
    app.system(async |work| {
        let sql = Sql::new("UPDATE plan_requirement SET state = 'active', validity_days = 5 WHERE plan_id = ")
            .bind(adapted.id);
        let affected = Affected::in_plan(adapted.id, vec![limited]);
        gate::change(work, &affected, async || Ok(work.tx.execute(sql.clone()).await?)).await
    })
    .await;
    now(Status::Expired, 5, "2026-11-06").await;
    app.system(async |work| position::service::close(work, &[world.ida.position]).await).await;
    let left = app
        .system(async |work| {
            let sql = Sql::new("SELECT expires_on FROM standing WHERE person_id = ").bind(world.ida.person);
            let sql = sql.push(" AND requirement_id = ").bind(limited);
            Ok(work.tx.value::<chrono::NaiveDate>(sql).await?)
        })
        .await;
    assert_eq!(left.map(|date| date.to_string()).as_deref(), Some("2026-12-01"));
    app.assert_counters().await;
}

/// Proves DLN-1, FUL-14, and of DLN-3: those who follow up set, change and remove a deadline; the employee cannot.
#[rstest]
#[actix_web::test]
async fn a_deadline(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (ida, mona, plain) = (scene.ida().await, scene.mona().await, scene.plain);
    let at = scene.path(plain, "/deadline");
    ida.put(&at, json!({"deadline": "2026-12-24"})).await.expect_problem(403, "forbidden");
    let siri = scene.app.sign_in(scene.world.siri.person, scene.world.siri.position).await;
    siri.put(&at, json!({"deadline": "2026-12-24"})).await.expect_problem(404, "not_found");
    mona.put(&at, json!({"deadline": "2026-11-20"})).await.expect_problem(422, "past_date");
    let may = details(mona.get(&scene.path(plain, "")).await).actions;
    assert!(may.contains(&StandingAction::SetDeadline));
    assert!(!details(ida.get(&scene.path(plain, "")).await).actions.contains(&StandingAction::SetDeadline));

    let set = details(mona.put(&at, json!({"deadline": "2026-12-24"})).await);
    assert_eq!(set.deadline.map(|date| date.to_string()).as_deref(), Some("2026-12-24"));
    scene.app.assert_counters().await;
    let changed = details(mona.put(&at, json!({"deadline": "2026-12-31"})).await);
    assert_eq!(details(mona.put(&at, json!({"deadline": "2026-12-31"})).await).version, changed.version);
    // It is kept on what is fulfilled.
    let done = details(ida.post(&scene.path(plain, "/fulfil"), json!({"performedOn": "2026-11-21"})).await);
    assert_eq!((done.status, done.deadline), (Status::Fulfilled, changed.deadline));
    scene.app.assert_counters().await;
    let removed = details(mona.delete(&at).await);
    assert_eq!(removed.deadline, None);
    assert_eq!(details(mona.delete(&at).await).version, removed.version);
    assert_eq!(
        kinds(&removed),
        [EventKind::DeadlineRemoved, EventKind::Fulfilled, EventKind::DeadlineChanged, EventKind::DeadlineSet]
    );
    assert_eq!(removed.history[3].by.as_ref().map(|who| who.name.as_str()), Some("Mona Leder"));
    scene.app.assert_counters().await;

    // A trust admin may, but not on what is their own.
    let admin = scene.app.sign_in(scene.world.admin.person, scene.world.admin.position).await;
    details(admin.put(&at, json!({"deadline": "2027-01-01"})).await);
    let own = json!({"planId": scene.plan.id, "positionIds": [scene.world.admin.position]});
    admin.post("/assignments", own).await.expect(201);
    let mine = path(scene.world.admin.person, plain, "/deadline");
    admin.put(&mine, json!({"deadline": "2027-01-01"})).await.expect_problem(403, "forbidden");
}

/// Proves DLN-1, FUL-14, DEP-2: a deputy sets it as the manager would, and the history names both; on what a plan has
/// let go of nobody sets one.
#[rstest]
#[actix_web::test]
async fn a_deadline_by_a_deputy(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (app, world) = (&scene.app, &scene.world);
    app.system(async |work| {
        let sql = Sql::new("INSERT INTO deputy (manager_id, deputy_id, named_at) VALUES (")
            .bind(world.mona.person)
            .push(", ")
            .bind(world.per.person)
            .push(", ")
            .bind(work.now)
            .push(")");
        work.tx.execute(sql).await?;
        Ok(())
    })
    .await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    let at = scene.path(scene.plain, "/deadline");
    per.put(&at, json!({"deadline": "2026-12-24"})).await.expect_problem(403, "forbidden");
    let as_deputy = json!({"positionId": world.per.position, "deputyFor": world.mona.person});
    per.put("/session/acting-as", as_deputy).await.expect(200);
    let set = details(per.put(&at, json!({"deadline": "2026-12-24"})).await);
    let [event] = &set.history[..] else { panic!("one event") };
    let name = |who: &Option<PersonRef>| who.as_ref().map(|who| who.name.clone());
    assert_eq!(name(&event.by).as_deref(), Some("Per Ås"));
    assert_eq!(name(&event.deputy_for).as_deref(), Some("Mona Leder"));
    // The log names both too.
    assert_eq!(
        app.count(
            "audit_log WHERE deputy_for_id IS NOT NULL AND person_id <> deputy_for_id AND permission = 'deadline:set'"
        )
        .await,
        1
    );

    app.system(async |work| {
        let out = Affected::in_plan(scene.plan.id, vec![scene.plain]);
        gate::change(work, &out, async || {
            let sql = Sql::new("UPDATE plan_requirement SET state = 'deactivated' WHERE requirement_id = ");
            Ok(work.tx.execute(sql.bind(scene.plain)).await?)
        })
        .await
    })
    .await;
    let mona = scene.mona().await;
    assert_eq!(details(mona.get(&scene.path(scene.plain, "")).await).actions, []);
    mona.put(&at, json!({"deadline": "2026-12-31"})).await.expect_problem(409, "not_assigned");
}

/// Two tabs: the second says what it has seen, and is shown what stands now.
#[rstest]
#[actix_web::test]
async fn a_stale_tab_is_told(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let ida = scene.ida().await;
    let at = |act: &str| scene.path(scene.plain, act);
    let seen = ida.get(&at("")).await.expect(200);
    let etag = seen.tag();
    assert!(etag.starts_with(&format!("\"{}-", seen.version())));
    ida.put(&at("/draft"), json!({"comment": "En"})).await.expect(200);
    let stale = ida.post_if(&at("/fulfil"), seen.version(), json!({"performedOn": "2026-11-21"})).await;
    let problem = stale.expect_problem(412, "version_conflict").json();
    assert_eq!(problem["current"]["comment"], "En");
    let now = problem["current"]["version"].as_i64().expect("a version");
    ida.post_if(&at("/fulfil"), now, json!({"performedOn": "2026-11-21"})).await.expect(200);
}
