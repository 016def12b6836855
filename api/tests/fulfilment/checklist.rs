//! FUL-9 through the API.

use kyndig_api::clock::Clock;
use kyndig_domain::standing::{EventKind, Status};
use rstest::rstest;
use serde_json::{Value, json};

use super::*;

fn points() -> [(&'static str, Value); 1] {
    let points = json!([{"text": "Vekt", "mustBeDone": true}, {"text": "Alarm", "mustBeDone": false}]);
    [("Seng", json!({"checklist": points, "validityDays": 100}))]
}

fn tick(text: &str, done: bool) -> Value {
    json!({"points": [{"text": text, "done": done}]})
}

/// Proves FUL-9: ticked one by one, fulfilled when none is left.
#[rstest]
#[actix_web::test]
async fn point_by_point(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &points()).await else { return };
    let ida = scene.ida().await;
    let (ticks, fulfil) = (scene.at(0, "/checklist"), json!({"performedOn": "2026-11-20"}));
    ida.post(&scene.at(0, "/fulfil"), fulfil.clone()).await.expect_problem(409, "checklist_not_done");
    let begun = details(ida.put(&ticks, tick("Vekt", true)).await);
    assert_eq!(begun.status, Status::Started);
    assert_eq!(begun.checklist.iter().map(|point| point.done).collect::<Vec<_>>(), [true, false]);
    ida.put(&ticks, tick("Bremse", true)).await.expect_problem(422, "no_such_point");
    let none = details(ida.put(&ticks, tick("Vekt", false)).await);
    assert_eq!(none.status, Status::NotStarted);
    let both = json!({"points": [{"text": "Vekt", "done": true}, {"text": "Alarm", "done": true}]});
    details(ida.put(&ticks, both).await);
    let done = details(ida.post(&scene.at(0, "/fulfil"), fulfil.clone()).await);
    assert_eq!(done.status, Status::Fulfilled);
    assert!(done.checklist.iter().all(|point| point.done));
    ida.put(&ticks, tick("Vekt", false)).await.expect_problem(409, "wrong_status");
    scene.app.assert_counters().await;

    // What is unlocked is as it was, and what has expired is ticked again.
    details(ida.post(&scene.at(0, "/fulfil"), json!({"performedOn": "2026-11-20", "unlock": true})).await);
    let begun = details(ida.put(&scene.at(0, "/draft"), json!({"performedOn": "2026-11-20", "unlock": true})).await);
    assert!(begun.checklist.iter().all(|point| point.done));
    details(ida.put(&ticks, tick("Vekt", false)).await);
    details(ida.put(&ticks, tick("Vekt", true)).await);
    details(ida.post(&scene.at(0, "/fulfil"), fulfil).await);
    scene.app.clock.set("2027-06-01T09:00:00Z".parse().expect("a time"));
    scene.app.system(async |work| kyndig_api::features::standing::service::expire(work, 100).await).await;
    let ida = scene.ida().await;
    let again = json!({"performedOn": "2027-06-01"});
    ida.post(&scene.at(0, "/fulfil"), again.clone()).await.expect_problem(409, "checklist_not_done");
    let begun = details(ida.put(&ticks, tick("Alarm", true)).await);
    assert_eq!(begun.checklist.iter().map(|point| point.done).collect::<Vec<_>>(), [false, true]);
    details(ida.put(&ticks, tick("Vekt", true)).await);
    assert_eq!(details(ida.post(&scene.at(0, "/fulfil"), again).await).status, Status::Fulfilled);
    scene.app.assert_counters().await;
}

/// Proves FUL-9: a point that need not be done can be not relevant, with a comment, in that plan alone.
#[rstest]
#[actix_web::test]
async fn points_that_are_not_relevant(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &points()).await else { return };
    let ida = scene.ida().await;
    let mark = scene.in_plan(0, "/points");
    let not_here = |point: &str| json!({"point": point, "comment": "Har vi ikke."});
    ida.post(&mark, not_here("Vekt")).await.expect_problem(409, "point_must_be_done");
    ida.post(&mark, json!({"point": "Alarm", "comment": " "})).await.expect_problem(422, "validation_failed");
    ida.post(&mark, not_here("Bremse")).await.expect_problem(422, "no_such_point");
    ida.post(&mark, not_here("Alarm")).await.expect(200);
    let marked = scene.now(0).await;
    let alarm = &marked.checklist[1];
    assert_eq!(alarm.not_relevant_in.len(), 1);
    assert_eq!(
        (alarm.not_relevant_in[0].plan_id, alarm.not_relevant_in[0].comment.as_str()),
        (scene.plan.id, "Har vi ikke.")
    );
    assert_eq!((kinds(&marked)[0], marked.history[0].about.as_deref()), (EventKind::PointNotRelevant, Some("Alarm")));
    assert_eq!(marked.history[0].plan_name.as_deref(), Some("Ny sykepleier"));

    details(ida.put(&scene.at(0, "/checklist"), tick("Vekt", true)).await);
    let fulfil = json!({"performedOn": "2026-11-20"});
    ida.post(&mark, json!({"point": "Alarm"})).await.expect(200);
    ida.post(&scene.at(0, "/fulfil"), fulfil.clone()).await.expect_problem(409, "checklist_not_done");
    ida.post(&mark, not_here("Alarm")).await.expect(200);
    assert_eq!(details(ida.post(&scene.at(0, "/fulfil"), fulfil).await).status, Status::Fulfilled);
    scene.app.assert_counters().await;
}
