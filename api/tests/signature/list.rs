//! What the signer's list and an opened request hold: goals, repetitions as one line, the expiry that was given.

use kyndig_contract::{
    count::RepetitionCount,
    page::Page,
    signature::{RequestStatus, SignatureRequestDetails, SignatureRequestSummary},
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{GoalId, SignatureRequestId},
    standing::Status,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::tab;
use crate::{
    fulfilment::{Scene, details},
    support::{Client, On, plans::insert},
};

async fn opened(who: &Client<'_>, id: SignatureRequestId) -> SignatureRequestDetails {
    who.get(&format!("/signature-requests/{id}")).await.expect(200).read_as()
}

/// Proves SIG-1: the list says which goals of a goal plan it serves; a request tells the expiry date that was given, while
/// the standing rests on it.
#[rstest]
#[actix_web::test]
async fn goals_and_a_chosen_expiry(#[values(On::Sqlite, On::Postgres)] on: On) {
    let says = json!({"needsSignature": true, "manualExpiry": true});
    let Some(scene) = Scene::make(on, &[("Kurs", says)]).await else { return };
    scene
        .app
        .system(async |work| {
            let goal: GoalId = work.new_id();
            insert(
                work,
                "goal",
                &[
                    ("id", goal.into()),
                    ("plan_id", scene.plan.id.into()),
                    ("section_id", scene.plan.section.into()),
                    ("code", "FKM-01".into()),
                    ("name", "Etikk".into()),
                    ("description", "".into()),
                    ("ordinal", 1.into()),
                ],
            )
            .await;
            work.tx.execute(Sql::new("UPDATE plan_requirement SET goal_id = ").bind(goal)).await?;
            Ok(())
        })
        .await;
    let (ida, kari) = (scene.ida().await, scene.kari().await);
    let body = json!({"performedOn": "2026-11-20", "expiresOn": "2028-01-31", "signerId": scene.world.kari.person});
    let id = details(ida.post(&scene.at(0, "/send"), body.clone()).await).request.expect("a request").id;
    let line = tab(&kari, "awaiting").await.items.remove(0);
    assert_eq!(
        (line.plan_names.as_slice(), line.goal_names.as_slice()),
        (["Ny sykepleier".to_owned()].as_slice(), ["FKM-01 Etikk".to_owned()].as_slice())
    );
    assert!(line.repetitions.is_empty());
    let given = |details: &SignatureRequestDetails| details.chosen_expiry.map(|date| date.to_string());
    assert_eq!(given(&opened(&kari, id).await).as_deref(), Some("2028-01-31"));
    kari.post(&format!("/signature-requests/{id}/reject"), json!({"reason": "wrong_date", "comment": "Feil"}))
        .await
        .expect(200);
    details(ida.post(&scene.at(0, "/send"), body).await);
    assert_eq!(given(&opened(&kari, id).await), None);
}

/// Proves SIG-3, SIG-1: the times of one requirement of one person that await are one line; some are signed and some
/// rejected, which is kept at once, and one goes on with the rest; what was decided stands each by itself.
#[rstest]
#[actix_web::test]
async fn repetitions_are_one_line(#[values(On::Sqlite, On::Postgres)] on: On) {
    let often = json!({"needsSignature": true, "repetitions": 4});
    let Some(scene) = Scene::make(on, &[("Venekanyle", often), ("HLR", json!({"needsSignature": true}))]).await else {
        return;
    };
    let (ida, kari) = (scene.ida().await, scene.kari().await);
    let signer = scene.world.kari.person;
    let register = async |body: Value| {
        let sent = details(ida.post(&scene.at(0, "/repetitions"), body).await);
        scene.app.clock.advance(chrono::TimeDelta::hours(1));
        sent
    };
    register(json!({"performedOn": "2026-11-20", "count": 2, "signerId": signer, "comment": "Du så det"})).await;
    let once = json!({"performedOn": "2026-11-19", "signerId": signer});
    details(ida.post(&scene.at(1, "/send"), once).await);
    register(json!({"performedOn": "2026-11-18", "signerId": signer})).await;
    // Somebody else's to sign.
    register(json!({"performedOn": "2026-11-17", "signerId": scene.world.nils.person})).await;

    let page = tab(&kari, "awaiting").await;
    let names: Vec<_> = page.items.iter().map(|line| line.requirement_name.as_str()).collect();
    assert_eq!((names.as_slice(), page.total), (["Venekanyle", "HLR"].as_slice(), Some(2)));
    let line = &page.items[0];
    let days: Vec<_> = line.repetitions.iter().map(|time| time.performed_on.to_string()).collect();
    assert_eq!(days, ["2026-11-18", "2026-11-20", "2026-11-20"]);
    assert_eq!(line.repetitions[1].comment, "Du så det");
    assert!(line.repetitions.iter().any(|time| time.id == line.id));
    let first: Page<SignatureRequestSummary> = kari.get("/signature-requests?limit=1").await.expect(200).read_as();
    let rest = format!("/signature-requests?limit=1&cursor={}", first.next_cursor.expect("another page"));
    let rest: Page<SignatureRequestSummary> = kari.get(&rest).await.expect(200).read_as();
    assert_eq!((rest.items[0].requirement_name.as_str(), rest.next_cursor), ("HLR", None));
    let tasks = kari.get("/tasks").await.expect(200).json();
    assert_eq!(tasks["signatures"], 2);

    // Opened by any of them, all that await are there.
    let [early, one, other] = [0, 1, 2].map(|at| line.repetitions[at].id);
    let shown = opened(&kari, other).await;
    assert_eq!(shown.summary.repetitions, line.repetitions);
    assert_eq!(shown.repetition_count, Some(RepetitionCount { counted: 0, required: 4 }));
    kari.post("/signature-requests/sign", json!({"ids": [early, other]})).await.expect(200);
    let shown = opened(&kari, one).await;
    assert_eq!((shown.summary.repetitions.len(), shown.summary.repetitions[0].id), (1, one));
    assert_eq!(shown.repetition_count, Some(RepetitionCount { counted: 2, required: 4 }));
    assert_eq!(scene.now(0).await.status, Status::AwaitingSignature);
    let reject = |comment: &str| json!({"ids": [one], "reason": "not_observed", "comment": comment});
    kari.post("/signature-requests/reject", reject(" ")).await.expect_problem(422, "validation_failed");
    kari.post("/signature-requests/reject", reject("Ikke den gangen.")).await.expect(200);
    assert_eq!(tab(&kari, "awaiting").await.items.len(), 1);
    let signed = tab(&kari, "signed").await;
    assert_eq!(signed.items.iter().map(|one| one.id).collect::<Vec<_>>(), [early, other]);
    assert_eq!(signed.total, Some(2));
    assert!(signed.items.iter().all(|one| one.repetition_id.is_some() && one.repetitions.is_empty()));
    assert_eq!(tab(&kari, "rejected").await.items.len(), 1);
    let now = scene.now(0).await;
    let times = now.repetitions.expect("repetitions").items;
    let of = |id| times.iter().find(|time| time.request.as_ref().is_some_and(|request| request.id == id));
    let rejected = of(one).and_then(|time| time.request.as_ref()).expect("the rejected one");
    assert_eq!(rejected.decision_comment, "Ikke den gangen.");
    scene.app.assert_counters().await;
}

/// Proves SIG-4, SIG-3: a decision on one of the times is cancelled, and awaits again; where the time was taken back, or
/// all were reset, there is nothing to cancel.
#[rstest]
#[actix_web::test]
async fn cancelled_times(#[values(On::Sqlite, On::Postgres)] on: On) {
    let often = json!({"needsSignature": true, "repetitions": 2});
    let Some(scene) = Scene::make(on, &[("Venekanyle", often)]).await else { return };
    let (ida, kari) = (scene.ida().await, scene.kari().await);
    let body = json!({"performedOn": "2026-11-20", "count": 2, "signerId": scene.world.kari.person});
    let sent = details(ida.post(&scene.at(0, "/repetitions"), body).await);
    let times = sent.repetitions.expect("repetitions").items;
    let ids: Vec<_> = times.iter().map(|time| time.request.as_ref().expect("a request").id).collect();
    kari.post("/signature-requests/sign", json!({"ids": ids})).await.expect(200);
    assert_eq!(scene.now(0).await.status, Status::Fulfilled);
    let cancel = |at: usize| format!("/signature-requests/{}/cancel", ids[at]);
    let cancelled: SignatureRequestDetails = kari.post(&cancel(0), Value::Null).await.expect(200).read_as();
    assert_eq!(cancelled.summary.status, RequestStatus::Awaiting);
    let now = scene.now(0).await;
    assert_eq!((now.status, now.repetitions.map(|times| times.counted)), (Status::AwaitingSignature, Some(1)));
    scene.app.assert_counters().await;
    kari.post("/signature-requests/sign", json!({"ids": [ids[0]]})).await.expect(200);

    details(ida.delete(&scene.at(0, &format!("/repetitions/{}", times[0].id))).await);
    kari.post(&cancel(0), Value::Null).await.expect_problem(409, "wrong_status");
    let many = kari.post("/signature-requests/cancel", json!({"ids": ids})).await.expect(200).json();
    assert_eq!((&many["done"], &many["skipped"][0]["code"]), (&json!([ids[1]]), &json!("wrong_status")));
    kari.post("/signature-requests/sign", json!({"ids": [ids[1]]})).await.expect(200);
    let admin = scene.app.sign_in(scene.world.admin.person, scene.world.admin.position).await;
    let path = format!("/requirements/{}", scene.ids[0]);
    let version = admin.get(&path).await.expect(200).version();
    admin.post_if(&format!("{path}/reset"), version, Value::Null).await.expect(200);
    kari.post(&cancel(1), Value::Null).await.expect_problem(409, "wrong_status");
    assert_eq!(scene.now(0).await.status, Status::NotStarted);
    scene.app.assert_counters().await;
}
