//! FUL-9 through the API.

use kyndig_domain::{
    ids::PlanId,
    standing::{EventKind, Status},
};
use kyndig_platform::clock::Clock;
use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::support::writing::{active_plan, but, has_plan, publish, published, redraft, saying};

const WEIGHT: &str = "00000000-0000-7000-8000-000000000001";
const ALARM: &str = "00000000-0000-7000-8000-000000000002";
const BRAKE: &str = "00000000-0000-7000-8000-000000000003";

fn points() -> [(&'static str, Value); 1] {
    let points = json!([{"id": WEIGHT, "text": "Vekt", "mustBeDone": true},
        {"id": ALARM, "text": "Alarm", "mustBeDone": false}]);
    [("Seng", json!({"checklist": points, "validityDays": 100}))]
}

fn tick(id: &str, done: bool) -> Value {
    json!({"points": [{"id": id, "done": done}]})
}

/// Proves FUL-9: ticked one by one, fulfilled when none is left.
#[rstest]
#[actix_web::test]
async fn point_by_point(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &points()).await else { return };
    let ida = scene.ida().await;
    let (ticks, fulfil) = (scene.at(0, "/checklist"), json!({"performedOn": "2026-11-20"}));
    ida.post(&scene.at(0, "/fulfil"), fulfil.clone()).await.expect_problem(409, "checklist_not_done");
    let begun = details(ida.put(&ticks, tick(WEIGHT, true)).await);
    assert_eq!(begun.status, Status::Started);
    assert_eq!(begun.checklist.iter().map(|point| point.done).collect::<Vec<_>>(), [true, false]);
    ida.put(&ticks, tick(BRAKE, true)).await.expect_problem(422, "no_such_point");
    let none = details(ida.put(&ticks, tick(WEIGHT, false)).await);
    assert_eq!(none.status, Status::NotStarted);
    let both = json!({"points": [{"id": WEIGHT, "done": true}, {"id": ALARM, "done": true}]});
    details(ida.put(&ticks, both).await);
    let done = details(ida.post(&scene.at(0, "/fulfil"), fulfil.clone()).await);
    assert_eq!(done.status, Status::Fulfilled);
    assert!(done.checklist.iter().all(|point| point.done));
    ida.put(&ticks, tick(WEIGHT, false)).await.expect_problem(409, "wrong_status");
    scene.app.assert_counters().await;

    // What is unlocked is as it was, and what has expired is ticked again.
    details(ida.post(&scene.at(0, "/fulfil"), json!({"performedOn": "2026-11-20", "unlock": true})).await);
    let begun = details(ida.put(&scene.at(0, "/draft"), json!({"performedOn": "2026-11-20", "unlock": true})).await);
    assert!(begun.checklist.iter().all(|point| point.done));
    details(ida.put(&ticks, tick(WEIGHT, false)).await);
    details(ida.put(&ticks, tick(WEIGHT, true)).await);
    details(ida.post(&scene.at(0, "/fulfil"), fulfil).await);
    scene.app.clock.set("2027-06-01T09:00:00Z".parse().expect("a time"));
    scene.app.system(async |work| kyndig_work::standing::service::expire(work, 100).await).await;
    let ida = scene.ida().await;
    let again = json!({"performedOn": "2027-06-01"});
    ida.post(&scene.at(0, "/fulfil"), again.clone()).await.expect_problem(409, "checklist_not_done");
    let begun = details(ida.put(&ticks, tick(ALARM, true)).await);
    assert_eq!(begun.checklist.iter().map(|point| point.done).collect::<Vec<_>>(), [false, true]);
    details(ida.put(&ticks, tick(WEIGHT, true)).await);
    assert_eq!(details(ida.post(&scene.at(0, "/fulfil"), again).await).status, Status::Fulfilled);
    scene.app.assert_counters().await;
}

/// Proves FUL-9: a point that need not be done can be not relevant, with a comment, in that plan alone.
#[rstest]
#[actix_web::test]
async fn points_that_are_not_relevant(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &points()).await else { return };
    let other = scene
        .app
        .system(async |work| {
            let by = scene.world.admin.person;
            let plan = content::plan(work, scene.world.trust_a, by, "Felles").await;
            content::take_in(work, plan, by, scene.ids[0], PlanRequirementState::Active, None).await;
            Ok(plan)
        })
        .await;
    let there = give(&scene.app, &scene.world, other).await;
    let ida = scene.ida().await;
    let mark = scene.in_plan(0, "/points");
    let not_here = |point: &str| json!({"pointId": point, "comment": "Har vi ikke."});
    ida.post(&mark, not_here(WEIGHT)).await.expect_problem(409, "point_must_be_done");
    ida.post(&mark, json!({"pointId": ALARM, "comment": " "})).await.expect_problem(422, "validation_failed");
    ida.post(&mark, not_here(BRAKE)).await.expect_problem(422, "no_such_point");
    ida.post(&mark, not_here(ALARM)).await.expect(200);
    let marked = scene.now(0).await;
    let alarm = &marked.checklist[1];
    assert_eq!(alarm.not_relevant_in.len(), 1, "and not in the other plan that has it");
    assert_eq!(
        (alarm.not_relevant_in[0].plan_id, alarm.not_relevant_in[0].comment.as_str()),
        (scene.plan.id, "Har vi ikke.")
    );
    assert_eq!((kinds(&marked)[0], marked.history[0].about.as_deref()), (EventKind::PointNotRelevant, Some("Alarm")));
    assert_eq!(marked.history[0].plan_name.as_deref(), Some("Ny sykepleier"));

    details(ida.put(&scene.at(0, "/checklist"), tick(WEIGHT, true)).await);
    let fulfil = json!({"performedOn": "2026-11-20"});
    ida.post(&mark, json!({"pointId": ALARM})).await.expect(200);
    ida.post(&scene.at(0, "/fulfil"), fulfil.clone()).await.expect_problem(409, "checklist_not_done");
    ida.post(&mark, not_here(ALARM)).await.expect(200);
    // Taken back in another plan, where it was not so, it stands in the first.
    let in_other = format!("/assignments/{there}/requirements/{}/points", scene.ids[0]);
    ida.post(&in_other, json!({"pointId": ALARM})).await.expect(200);
    let held: Vec<_> = scene.now(0).await.checklist[1].not_relevant_in.iter().map(|one| one.plan_id).collect();
    assert_eq!(held, [scene.plan.id]);
    assert_eq!(details(ida.post(&scene.at(0, "/fulfil"), fulfil).await).status, Status::Fulfilled);
    scene.app.assert_counters().await;
}

/// What of a checklist is ticked, in its order.
fn ticked(details: &StandingDetails) -> Vec<(&str, bool)> {
    details.checklist.iter().map(|point| (point.text.as_str(), point.done)).collect()
}

/// Proves FUL-9: a point is the same point after its text is edited, wherever it stands in the list: ticks stay, and so
/// does what is not relevant. What is new is not ticked, and what was taken out and comes back is new.
#[rstest]
#[actix_web::test]
async fn ticks_survive_an_edit(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let list = json!([{"text": "Vaks hendene"}, {"text": "Tørk", "mustBeDone": false}, {"text": "Sprit", "url": "https://example.org/s"}]);
    let id = published(&mona, world.ward, but(saying("Hygiene"), &json!({"checklist": list}))).await;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Hygiene", &[id]).await;
    has_plan(&app, world.ida, plan).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let path = format!("/people/{}/standings/{id}", world.ida.person);
    let before = details(ida.get(&path).await).checklist;
    assert_eq!(before.iter().map(|point| point.must_be_done).collect::<Vec<_>>(), [true, false, true]);
    let ticks = json!({"points": [{"id": before[0].id, "done": true}, {"id": before[2].id, "done": true}]});
    details(ida.put(&format!("{path}/checklist"), ticks).await);
    let assignment = assignment_of(&ida, plan).await;
    let mark = format!("/assignments/{assignment}/requirements/{id}/points");
    ida.post(&mark, json!({"pointId": before[1].id, "comment": "Har vi ikke."})).await.expect(200);

    // Mended, moved, one more and one less, with the ids that were read.
    let mended = json!([{"text": "Nytt"}, {"id": before[1].id, "text": "Tørk godt", "mustBeDone": false},
        {"id": before[0].id, "text": "Vask hendene"}]);
    redraft(&mona, id, but(saying("Hygiene"), &json!({"checklist": mended}))).await;
    publish(&mona, id).await;
    let now = details(ida.get(&path).await);
    assert_eq!(ticked(&now), [("Nytt", false), ("Tørk godt", false), ("Vask hendene", true)]);
    assert_eq!(now.checklist[1].not_relevant_in[0].comment, "Har vi ikke.");
    assert_eq!((now.checklist[1].id, now.checklist[2].id), (before[1].id, before[0].id));
    // Who knows nothing of ids keeps the points by their words; what comes back is another point.
    let plain = json!([{"text": "Vask hendene"}, {"text": "Sprit"}, {"text": "Nytt"}]);
    redraft(&mona, id, but(saying("Hygiene"), &json!({"checklist": plain}))).await;
    publish(&mona, id).await;
    let last = details(ida.get(&path).await);
    assert_eq!(ticked(&last), [("Vask hendene", true), ("Sprit", false), ("Nytt", false)]);
    assert_eq!((last.checklist[0].id, last.checklist[2].id), (before[0].id, now.checklist[0].id));
    assert_ne!(last.checklist[1].id, before[2].id);
    // Every publication kept its points.
    let first: Value = mona.get(&format!("/requirements/{id}/versions/1")).await.expect(200).json();
    assert_eq!(first["content"]["checklist"][0]["id"], json!(before[0].id));
    app.assert_counters().await;
}

/// Proves FUL-9: one point is not two.
#[actix_web::test]
async fn an_id_stands_once() {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let twice = json!([{"id": WEIGHT, "text": "Vekt"}, {"id": WEIGHT, "text": "Alarm"}]);
    let body = json!({"ownerUnitId": world.ward, "content": but(saying("Seng"), &json!({"checklist": twice}))});
    let answer = mona.post("/requirements", body).await;
    let problem = answer.expect_problem(422, "validation_failed").json();
    assert_eq!(problem["fields"][0]["field"], "content.checklist[1].id");
}

async fn assignment_of(ida: &Client<'_>, plan: PlanId) -> AssignmentId {
    let mine: Value = ida.get("/my/assignments").await.expect(200).json();
    let one = mine["items"].as_array().expect("plans").iter().find(|one| one["planId"] == json!(plan));
    serde_json::from_value(one.expect("the plan")["id"].clone()).expect("an id")
}
