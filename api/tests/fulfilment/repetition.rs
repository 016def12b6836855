//! FUL-8 through the API.

use kyndig_domain::standing::{EventKind, Status};
use kyndig_platform::clock::Clock;
use rstest::rstest;
use serde_json::{Value, json};

use super::*;

fn three(needs_signature: bool) -> [(&'static str, Value); 1] {
    [("Venekanyle", json!({"repetitions": 3, "needsSignature": needs_signature, "validityDays": 100}))]
}

/// Proves FUL-8: each with its own date, n of N, fulfilled at N on the day of the last; one taken back is one less.
#[rstest]
#[actix_web::test]
async fn fulfilled_when_it_has_been_done_so_often(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &three(false)).await else { return };
    let ida = scene.ida().await;
    let register = scene.at(0, "/repetitions");
    let once = details(ida.post(&register, json!({"performedOn": "2026-11-10"})).await);
    assert_eq!(once.status, Status::Started);
    let times = once.repetitions.expect("repetitions");
    assert_eq!((times.counted, times.required, times.items.len()), (1, 3, 1));
    let shown = scene.assignment().await;
    let line = &shown.sections[0].requirements[0];
    assert_eq!(line.repetitions.map(|times| (times.counted, times.required)), Some((1, 3)));

    ida.post(&register, json!({"performedOn": "2026-11-22"})).await.expect_problem(422, "future_date");
    ida.post(&register, json!({"performedOn": "2026-11-20", "count": 0}))
        .await
        .expect_problem(422, "validation_failed");
    ida.post(&register, json!({"performedOn": "2026-11-20", "count": 51}))
        .await
        .expect_problem(422, "validation_failed");
    let body = json!({"performedOn": "2026-11-20", "signerId": scene.world.kari.person});
    ida.post(&register, body).await.expect_problem(409, "needs_no_signature");
    let whole = json!({"performedOn": "2026-11-20", "unlock": true});
    ida.post(&scene.at(0, "/fulfil"), whole).await.expect_problem(409, "repeats");
    ida.put(&scene.at(0, "/draft"), json!({})).await.expect_problem(409, "repeats");

    let done =
        details(ida.post(&register, json!({"performedOn": "2026-11-15", "count": 2, "comment": "To til"})).await);
    assert_eq!(done.status, Status::Fulfilled);
    assert_eq!(done.performed_on.map(|date| date.to_string()).as_deref(), Some("2026-11-15"));
    assert_eq!(done.expires_on.map(|date| date.to_string()).as_deref(), Some("2027-02-23"));
    assert_eq!(
        kinds(&done),
        [
            EventKind::Fulfilled,
            EventKind::RepetitionRegistered,
            EventKind::RepetitionRegistered,
            EventKind::RepetitionRegistered
        ]
    );
    ida.post(&register, json!({"performedOn": "2026-11-20"})).await.expect_problem(409, "wrong_status");
    assert!(scene.assignment().await.summary.completed);
    scene.app.assert_counters().await;

    let times = done.repetitions.expect("repetitions");
    let dates: Vec<_> = times.items.iter().map(|time| time.performed_on.to_string()).collect();
    assert_eq!(dates, ["2026-11-15", "2026-11-15", "2026-11-10"], "each keeps its own");
    let remove = scene.at(0, &format!("/repetitions/{}", times.items[0].id));
    let less = details(ida.delete(&remove).await);
    assert_eq!((less.status, less.expires_on), (Status::Started, None));
    ida.delete(&remove).await.expect_problem(404, "not_found");
    assert!(!scene.assignment().await.summary.completed);
    for time in &times.items[1..] {
        details(ida.delete(&scene.at(0, &format!("/repetitions/{}", time.id))).await);
    }
    assert_eq!(scene.now(0).await.status, Status::NotStarted);
    scene.app.assert_counters().await;
}

/// Proves FUL-8, SIG-3: where somebody signs, a time counts once it is signed; each is decided by itself, and a decision
/// that is cancelled counts no more.
#[rstest]
#[actix_web::test]
async fn each_time_is_signed_by_itself(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &three(true)).await else { return };
    let ida = scene.ida().await;
    let register = scene.at(0, "/repetitions");
    ida.post(&register, json!({"performedOn": "2026-11-10"})).await.expect_problem(422, "validation_failed");
    let body =
        json!({"performedOn": "2026-11-10", "count": 3, "signerId": scene.world.kari.person, "comment": "Du så det"});
    let sent = details(ida.post(&register, body).await);
    let times = sent.repetitions.expect("repetitions");
    assert_eq!((sent.status, times.counted, times.items.len()), (Status::AwaitingSignature, 0, 3));
    let requests: Vec<_> = times.items.iter().map(|time| time.request.as_ref().expect("a request").id).collect();

    let kari = scene.kari().await;
    let list = kari.get("/signature-requests").await.expect(200).json();
    assert_eq!((&list["total"], list["items"][0]["repetitions"].as_array().map(Vec::len)), (&json!(1), Some(3)));
    let decide = |at: usize, act: &str| format!("/signature-requests/{}/{act}", requests[at]);
    kari.post(&decide(0, "sign"), json!({})).await.expect(200);
    let reject = json!({"reason": "not_observed", "comment": "Ikke den gangen."});
    kari.post(&decide(1, "reject"), reject).await.expect(200);
    let now = scene.now(0).await;
    assert_eq!((now.status, now.repetitions.map(|times| times.counted)), (Status::AwaitingSignature, Some(1)));
    kari.post(&decide(2, "sign"), json!({})).await.expect(200);
    let now = scene.now(0).await;
    let times = now.repetitions.clone().expect("repetitions");
    assert_eq!((now.status, times.counted), (Status::Rejected, 2));
    let rejected =
        times.items.iter().find(|time| time.request.as_ref().is_some_and(|request| request.id == requests[1]));
    let rejected = rejected.expect("the rejected one");
    assert_eq!(rejected.request.as_ref().map(|request| request.decision_comment.as_str()), Some("Ikke den gangen."));
    scene.app.assert_counters().await;

    details(ida.delete(&scene.at(0, &format!("/repetitions/{}", rejected.id))).await);
    kari.post(&decide(1, "cancel"), Value::Null).await.expect_problem(409, "wrong_status");
    let body = json!({"performedOn": "2026-11-12", "signerId": scene.world.kari.person});
    let again = details(ida.post(&register, body).await);
    let newest = again.repetitions.expect("repetitions").items[0].request.as_ref().expect("a request").id;
    kari.post(&format!("/signature-requests/{newest}/sign"), json!({})).await.expect(200);
    assert_eq!(scene.now(0).await.status, Status::Fulfilled);
    scene.app.assert_counters().await;
    kari.post(&format!("/signature-requests/{newest}/cancel"), Value::Null).await.expect(200);
    let now = scene.now(0).await;
    assert_eq!((now.status, now.repetitions.map(|times| times.counted)), (Status::AwaitingSignature, Some(2)));
    scene.app.assert_counters().await;
}

/// Proves FUL-8, FUL-6: a new round begins beside what counts yet; when that has expired, the round is how it stands.
#[rstest]
#[actix_web::test]
async fn done_again_when_it_runs_out(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &three(false)).await else { return };
    let register = scene.at(0, "/repetitions");
    details(scene.ida().await.post(&register, json!({"performedOn": "2026-11-15", "count": 3})).await);
    let night = async |day: &str| {
        scene.app.clock.set(day.parse().expect("a time"));
        scene.app.system(async |work| kyndig_work::standing::service::expire(work, 100).await).await;
        scene.ida().await
    };
    let ida = night("2027-02-10T09:00:00Z").await;
    let beside = details(ida.post(&register, json!({"performedOn": "2027-02-10"})).await);
    assert_eq!(beside.status, Status::Expiring);
    assert_eq!(beside.repetitions.map(|times| times.counted), Some(1));
    let ida = night("2027-02-24T09:00:00Z").await;
    assert_eq!(scene.now(0).await.status, Status::Expired);
    let under_way = details(ida.post(&register, json!({"performedOn": "2027-02-24"})).await);
    assert_eq!(under_way.status, Status::Started);
    let done = details(ida.post(&register, json!({"performedOn": "2027-02-23"})).await);
    assert_eq!((done.status, done.repetitions.map(|times| times.counted)), (Status::Fulfilled, Some(3)));
    assert_eq!(done.performed_on.map(|date| date.to_string()).as_deref(), Some("2027-02-24"));
    scene.app.assert_counters().await;
}

/// Proves REQ-7, REQ-8, FUL-8: how many are asked for can change, and all stand by it; a reset begins anew.
#[rstest]
#[actix_web::test]
async fn more_are_asked_for_and_all_is_reset(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &three(false)).await else { return };
    let ida = scene.ida().await;
    let register = scene.at(0, "/repetitions");
    details(ida.post(&register, json!({"performedOn": "2026-11-15", "count": 3})).await);
    let admin = scene.app.sign_in(scene.world.admin.person, scene.world.admin.position).await;
    let path = format!("/requirements/{}", scene.ids[0]);
    for (asked, status) in [(5, Status::Started), (2, Status::Fulfilled)] {
        let opened = admin.get(&path).await.expect(200);
        let mut content = opened.json()["published"].clone();
        content["repetitions"] = asked.into();
        let saved =
            admin.put_if(&format!("{path}/draft"), opened.version(), json!({"content": content})).await.expect(200);
        admin.post_if(&format!("{path}/publish"), saved.version(), Value::Null).await.expect(200);
        assert_eq!(scene.now(0).await.status, status, "{asked}");
        scene.app.assert_counters().await;
    }
    let version = admin.get(&path).await.expect(200).version();
    admin.post_if(&format!("{path}/reset"), version, Value::Null).await.expect(200);
    let now = scene.now(0).await;
    assert_eq!((now.status, now.repetitions.map(|times| times.items.len())), (Status::NotStarted, Some(0)));
    let anew = details(ida.post(&register, json!({"performedOn": "2026-11-20"})).await);
    assert_eq!((anew.status, anew.repetitions.map(|times| times.counted)), (Status::Started, Some(1)));
    scene.app.assert_counters().await;
}
