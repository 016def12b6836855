//! FUL-17 through the API.

use kyndig_contract::standing::ManyResult;
use kyndig_db::Sql;
use kyndig_domain::standing::{EventKind, Status};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

fn several() -> Vec<(&'static str, Value)> {
    let signed = || json!({"needsSignature": true});
    vec![
        ("En", json!({})),
        ("To", json!({})),
        ("Tre", signed()),
        ("Fire", signed()),
        ("Fem", json!({"manualExpiry": true})),
    ]
}

/// Proves FUL-17, FUL-3: several on one day, and what cannot be done is left out and named; taken back in one go.
#[rstest]
#[actix_web::test]
async fn several_are_fulfilled_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &several()).await else { return };
    let ida = scene.ida().await;
    let path = format!("/people/{}/standings", scene.world.ida.person);
    let unknown = Uuid::from_u128(7);
    let mut asked: Vec<Uuid> = scene.ids.iter().map(|id| id.0).collect();
    asked.extend([unknown, scene.ids[0].0]);
    let body = json!({"requirementIds": asked, "performedOn": "2026-11-20"});
    let result: ManyResult = ida.post(&format!("{path}/fulfil"), body).await.expect(200).read_as();
    assert_eq!(result.done, scene.ids[..2]);
    let skipped: Vec<_> = result.skipped.iter().map(|one| (one.name.as_deref(), one.code.as_str())).collect();
    assert_eq!(
        skipped,
        [
            (Some("Tre"), "needs_signature"),
            (Some("Fire"), "needs_signature"),
            (Some("Fem"), "expiry_missing"),
            (None, "not_found")
        ]
    );
    assert_eq!(scene.now(1).await.status, Status::Fulfilled);
    scene.app.assert_counters().await;
    let future = json!({"requirementIds": [scene.ids[0]], "performedOn": "2026-11-22"});
    ida.post(&format!("{path}/fulfil"), future).await.expect_problem(422, "future_date");
    let back: ManyResult =
        ida.post(&format!("{path}/withdraw"), json!({"requirementIds": scene.ids})).await.expect(200).read_as();
    assert_eq!(back.done, scene.ids[..2]);
    let now = scene.now(0).await;
    assert_eq!((now.status, kinds(&now)), (Status::NotStarted, vec![EventKind::Withdrawn, EventKind::Fulfilled]));
    scene.app.assert_counters().await;
    let per = scene.app.sign_in(scene.world.per.person, scene.world.per.position).await;
    let body = json!({"requirementIds": scene.ids, "performedOn": "2026-11-20"});
    let nothing: ManyResult = per.post(&format!("{path}/fulfil"), body).await.expect(200).read_as();
    assert_eq!((nothing.done.len(), nothing.skipped[0].code.as_str()), (0, "not_found"));
}

/// Proves FUL-17, FUL-5: several to one signer, who is told once, and of nothing where it is taken back within ten seconds.
#[rstest]
#[actix_web::test]
async fn several_are_sent_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &several()).await else { return };
    let ida = scene.ida().await;
    let path = format!("/people/{}/standings", scene.world.ida.person);
    let body = json!({"requirementIds": scene.ids, "performedOn": "2026-11-20", "signerId": scene.world.kari.person});
    let send = async || -> ManyResult { ida.post(&format!("{path}/send"), body.clone()).await.expect(200).read_as() };
    let deliver = async || {
        kyndig_platform::outbox::deliver(&scene.app.state, kyndig_api::composition::HANDLERS).await.expect("a delivery")
    };
    let sent = send().await;
    assert_eq!(sent.done, scene.ids[2..4]);
    assert_eq!(scene.now(2).await.status, Status::AwaitingSignature);
    assert_eq!((scene.app.count("outbox").await, deliver().await), (1, 0));
    let recall = json!({"requirementIds": &scene.ids[2..4]});
    ida.post(&format!("{path}/recall"), recall.clone()).await.expect(200);
    assert_eq!(scene.now(2).await.status, Status::Started);
    assert_eq!(scene.app.count("outbox").await, 0);
    scene.app.assert_counters().await;

    send().await;
    scene.app.clock.advance(chrono::TimeDelta::seconds(10));
    assert_eq!(deliver().await, 1);
    let result: ManyResult = ida.post(&format!("{path}/recall"), recall).await.expect(200).read_as();
    assert_eq!(result.done.len(), 2);
    let tx = scene.app.state.db.read().await.expect("a transaction");
    let told: Vec<String> = tx.column(Sql::new("SELECT payload FROM outbox ORDER BY id")).await.expect("mails");
    drop(tx);
    let told: Vec<Value> = told.iter().map(|mail| serde_json::from_str(mail).expect("a message")).collect();
    assert_eq!(
        told,
        [
            json!({"message": "signatures_requested", "employee": "Ida Nilsen", "requirements": ["Fire", "Tre"]}),
            json!({"message": "signature_recalled", "employee": "Ida Nilsen", "requirement": "Fire, Tre"}),
        ]
    );
}

/// Proves FUL-17: several that were fulfilled or sent in one go stand as before when that is undone within ten seconds, in
/// one go or one by one, and nobody is told of anything; later they stay.
#[rstest]
#[actix_web::test]
async fn several_are_undone_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &several()).await else { return };
    let ida = scene.ida().await;
    let path = format!("/people/{}/standings", scene.world.ida.person);
    let act = async |act: &str, ids: &[kyndig_domain::ids::RequirementId]| -> ManyResult {
        let mut body = json!({"requirementIds": ids});
        if act != "undo" {
            body["performedOn"] = json!("2026-11-20");
        }
        if act == "send" {
            body["signerId"] = json!(scene.world.kari.person);
        }
        ida.post(&format!("{path}/{act}"), body).await.expect(200).read_as()
    };
    let stand = async || {
        let mut stand = Vec::new();
        for which in 0..4 {
            let now = scene.now(which).await;
            stand.push((now.status, now.performed_on, now.comment, now.request.map(|request| request.id)));
        }
        stand
    };
    details(ida.put(&scene.at(1, "/draft"), json!({"performedOn": "2026-11-10", "comment": "Begynt"})).await);
    details(ida.put(&scene.at(3, "/draft"), json!({"performedOn": "2026-11-11"})).await);
    let before = stand().await;
    assert_eq!(act("fulfil", &scene.ids[..2]).await.done.len(), 2);
    assert_eq!(act("send", &scene.ids[2..4]).await.done.len(), 2);
    scene.app.clock.advance(chrono::TimeDelta::seconds(9));
    assert_eq!(act("undo", &scene.ids[..4]).await.done, scene.ids[..4]);
    assert_eq!(stand().await, before);
    assert_eq!(scene.app.count("outbox").await, 0);
    assert_eq!(scene.app.count("signature_request WHERE status = 'awaiting'").await, 0);
    scene.app.assert_counters().await;

    // One of several.
    act("fulfil", &scene.ids[..2]).await;
    assert_eq!(act("undo", &scene.ids[1..2]).await.done, scene.ids[1..2]);
    let now = stand().await;
    assert_eq!((now[0].0, &now[1]), (Status::Fulfilled, &before[1]));
    act("send", &scene.ids[2..4]).await;
    scene.app.clock.advance(chrono::TimeDelta::seconds(13));
    let late = act("undo", &[scene.ids[0], scene.ids[2], scene.ids[3]]).await;
    let codes: Vec<_> = late.skipped.iter().map(|one| one.code.as_str()).collect();
    assert_eq!((late.done.len(), codes), (0, vec!["too_late_to_undo"; 3]));
    assert_eq!(scene.now(2).await.status, Status::AwaitingSignature);
    scene.app.assert_counters().await;
}
