//! What must come before (FUL-10), an expiry of one's own (FUL-7), and on behalf of another (FUL-13).

use kyndig_domain::{
    ids::RequirementId,
    standing::{EventKind, Status},
};
use rstest::rstest;
use serde_json::{Value, json};

use super::*;

/// Proves FUL-10: neither fulfilled, sent nor registered before all it rests on is fulfilled; the list says how each stands.
#[rstest]
#[actix_web::test]
async fn others_come_before(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let (plan, ids) = app
        .system(async |work| {
            let by = world.admin.person;
            let first = content::published(work, world.trust_a, by, "Kurs", json!({})).await;
            let signed = json!({"needsSignature": true});
            let second = content::published(work, world.trust_a, by, "Prøve", signed).await;
            let rests = |more: Value| {
                let mut says = json!({"prerequisites": [first, second]});
                says.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
                says
            };
            let (plan, mut ids) = plan_of(
                work,
                &world,
                "Ny sykepleier",
                &[
                    ("Alene", rests(json!({}))),
                    ("Signert", rests(json!({"needsSignature": true}))),
                    ("Ofte", rests(json!({"repetitions": 2}))),
                ],
            )
            .await;
            content::take_in(work, plan, by, first, PlanRequirementState::Active, None).await;
            content::take_in(work, plan, by, second, PlanRequirementState::Active, None).await;
            ids.extend([first, second]);
            Ok::<(content::Plan, Vec<RequirementId>), _>((plan, ids))
        })
        .await;
    let assignment = give(&app, &world, plan).await;
    let scene = Scene { app, world, plan, ids, assignment };
    let ida = scene.ida().await;
    let done = json!({"performedOn": "2026-11-20"});
    let sent = json!({"performedOn": "2026-11-20", "signerId": scene.world.kari.person});
    let refused = async || {
        ida.post(&scene.at(0, "/fulfil"), done.clone()).await.expect_problem(409, "prerequisites_missing");
        ida.post(&scene.at(1, "/send"), sent.clone()).await.expect_problem(409, "prerequisites_missing");
        ida.post(&scene.at(2, "/repetitions"), done.clone()).await.expect_problem(409, "prerequisites_missing");
        // Several in one go leave it out, and say so.
        for (act, which, body) in [("fulfil", 0, &done), ("send", 1, &sent)] {
            let mut body = body.clone();
            body["requirementIds"] = json!([scene.ids[which]]);
            let path = format!("/people/{}/standings/{act}", scene.world.ida.person);
            let result = ida.post(&path, body).await.expect(200).json();
            assert_eq!((&result["done"], &result["skipped"][0]["code"]), (&json!([]), &json!("prerequisites_missing")));
        }
    };
    refused().await;
    let listed = scene.now(0).await.prerequisites;
    let said: Vec<_> = listed.iter().map(|one| (one.name.as_str(), one.status)).collect();
    assert_eq!(said, [("Kurs", Status::NotStarted), ("Prøve", Status::NotStarted)]);
    assert!(listed.iter().all(|one| one.assignment_id == Some(scene.assignment)));
    details(ida.put(&scene.at(3, "/draft"), done.clone()).await);
    refused().await;
    details(ida.put(&scene.at(0, "/draft"), json!({"comment": "Begynt"})).await);
    details(ida.post(&scene.at(3, "/fulfil"), done.clone()).await);
    assert_eq!(scene.now(0).await.prerequisites[0].status, Status::Fulfilled);
    // One of them is not all of them, and what waits to be signed is not fulfilled.
    refused().await;
    let request = details(ida.post(&scene.at(4, "/send"), sent.clone()).await).request.expect("a request").id;
    assert_eq!(scene.now(0).await.prerequisites[1].status, Status::AwaitingSignature);
    refused().await;
    scene.kari().await.post(&format!("/signature-requests/{request}/sign"), json!({})).await.expect(200);
    details(ida.post(&scene.at(0, "/fulfil"), done.clone()).await);
    details(ida.post(&scene.at(1, "/send"), sent).await);
    details(ida.post(&scene.at(2, "/repetitions"), done).await);
    // What was fulfilled stays so when what it rested on is not any more.
    details(ida.put(&scene.at(3, "/draft"), json!({"unlock": true})).await);
    assert_eq!(scene.now(0).await.status, Status::Fulfilled);
}

/// Proves FUL-7: given where it is asked for, after the day it was done; signed, it is the signer's word too.
#[rstest]
#[actix_web::test]
async fn an_expiry_of_ones_own(#[values(On::Sqlite, On::Postgres)] on: On) {
    let asked = json!({"manualExpiry": true, "validityDays": 30});
    let signed = json!({"manualExpiry": true, "needsSignature": true});
    let Some(scene) = Scene::make(on, &[("Kjørekort", asked), ("Sertifikat", signed), ("Annet", json!({}))]).await
    else {
        return;
    };
    let ida = scene.ida().await;
    let done = |expires: Value| json!({"performedOn": "2026-11-20", "expiresOn": expires});
    let fulfil = scene.at(0, "/fulfil");
    for (expires, code) in [
        (Value::Null, "expiry_missing"),
        (json!("2026-11-20"), "expiry_not_after"),
        (json!("2026-11-19"), "expiry_not_after"),
    ] {
        let refused = ida.post(&fulfil, done(expires)).await.expect_problem(422, code);
        assert_eq!(refused.json()["fields"][0]["field"], "expiresOn");
    }
    ida.post(&scene.at(2, "/fulfil"), done(json!("2027-11-20"))).await.expect_problem(422, "expiry_not_asked");
    let draft = details(ida.put(&scene.at(0, "/draft"), done(json!("2027-11-20"))).await);
    assert_eq!((word(draft.chosen_expiry), draft.expires_on), ("2027-11-20".to_owned(), None));
    // It stands above the days.
    let fulfilled = details(ida.post(&fulfil, done(json!("2027-11-20"))).await);
    assert_eq!((fulfilled.status, word(fulfilled.expires_on)), (Status::Fulfilled, "2027-11-20".to_owned()));
    let soon = json!({"performedOn": "2026-11-20", "expiresOn": "2026-12-01", "signerId": scene.world.kari.person});
    let sent = details(ida.post(&scene.at(1, "/send"), soon).await);
    assert_eq!((sent.status, sent.expires_on), (Status::AwaitingSignature, None));
    let request = sent.request.expect("a request").id;
    scene.kari().await.post(&format!("/signature-requests/{request}/sign"), json!({})).await.expect(200);
    let signed = scene.now(1).await;
    assert_eq!((signed.status, word(signed.expires_on)), (Status::Expiring, "2026-12-01".to_owned()));
    scene.app.assert_counters().await;
}

/// Proves FUL-5: a comment only where there is a field for one.
#[rstest]
#[actix_web::test]
async fn a_comment_where_there_is_a_field(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &[("Ordløst", json!({"commentField": false, "needsSignature": true}))]).await
    else {
        return;
    };
    let body = json!({"performedOn": "2026-11-20", "signerId": scene.world.kari.person, "comment": "Hei"});
    let refused = scene.ida().await.post(&scene.at(0, "/send"), body).await.expect_problem(422, "no_comment_field");
    assert_eq!(refused.json()["fields"][0]["field"], "comment");
}

/// Proves FUL-13, FUL-14: whoever follows up fulfils, sends and marks on behalf of the employee, and the history says who.
#[rstest]
#[actix_web::test]
async fn on_behalf_of_another(#[values(On::Sqlite, On::Postgres)] on: On) {
    let signed = json!({"needsSignature": true});
    let Some(scene) = Scene::make(on, &[("Seng", json!({})), ("HLR", signed), ("Pumpe", json!({}))]).await else {
        return;
    };
    let mona = scene.mona().await;
    let done = details(mona.post(&scene.at(0, "/fulfil"), json!({"performedOn": "2026-11-20"})).await);
    let by = done.history[0].by.as_ref().map(|who| who.name.as_str());
    assert_eq!(done.history[0].kind, EventKind::Fulfilled);
    assert!((scene.app.now() - done.history[0].at).num_seconds() < 10);
    assert_eq!((done.status, by, done.person.name.as_str()), (Status::Fulfilled, Some("Mona Leder"), "Ida Nilsen"));
    let own = json!({"performedOn": "2026-11-20", "signerId": scene.world.ida.person});
    mona.post(&scene.at(1, "/send"), own).await.expect_problem(422, "signs_own");
    let to_kari = json!({"performedOn": "2026-11-20", "signerId": scene.world.kari.person});
    let sent = details(mona.post(&scene.at(1, "/send"), to_kari).await);
    assert_eq!(sent.status, Status::AwaitingSignature);
    // Who, for whom, to whom.
    let name = |who: &Option<kyndig_contract::person::PersonRef>| who.as_ref().map(|who| who.name.clone());
    assert_eq!((sent.history[0].kind, sent.person.name.as_str()), (EventKind::Sent, "Ida Nilsen"));
    assert_eq!(name(&sent.history[0].by).as_deref(), Some("Mona Leder"));
    assert_eq!(name(&sent.history[0].other).as_deref(), Some("Kari Moen"));
    let request = scene.kari().await.get("/signature-requests").await.expect(200).json();
    assert_eq!(request["items"][0]["person"]["name"], "Ida Nilsen");
    mona.put(&scene.in_plan(2, "/not-relevant"), json!({"comment": "Ikke hos oss."})).await.expect(200);
    assert_eq!(scene.now(2).await.history[0].by.as_ref().map(|who| who.name.as_str()), Some("Mona Leder"));
    let siri = scene.app.sign_in(scene.world.siri.person, scene.world.siri.position).await;
    siri.put(&scene.at(0, "/draft"), json!({"unlock": true})).await.expect_problem(404, "not_found");
    let per = scene.app.sign_in(scene.world.per.person, scene.world.per.position).await;
    per.put(&scene.at(0, "/draft"), json!({"unlock": true})).await.expect_problem(404, "not_found");
    scene.app.assert_counters().await;
}
