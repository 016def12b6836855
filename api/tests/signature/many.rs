//! SIG-6: many decided at once.

use std::collections::HashSet;

use kyndig_contract::signature::{DecidedMany, RejectionReason, RequestStatus};
use kyndig_domain::{
    ids::SignatureRequestId,
    standing::{EventKind, Status},
};
use kyndig_platform::clock::Clock;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Scene, mails_to, tab};
use crate::support::{Client, On};

const SIGN: &str = "/signature-requests/sign";
const REJECT: &str = "/signature-requests/reject";
const CANCEL: &str = "/signature-requests/cancel";

async fn decide(who: &Client<'_>, path: &str, body: Value) -> DecidedMany {
    who.post(path, body).await.expect(200).read_as()
}

impl Scene {
    /// All that Ida and Per have, sent to Kari.
    async fn all_sent(&self) -> Vec<SignatureRequestId> {
        let mut ids = Vec::new();
        for requirement in &self.requirements {
            for someone in [self.world.ida, self.world.per] {
                ids.push(self.send(someone, *requirement).await);
            }
        }
        ids
    }
}

fn codes(result: &DecidedMany) -> Vec<&str> {
    result.skipped.iter().map(|one| one.code.as_str()).collect()
}

/// Proves SIG-6, SIG-2: many are signed at once, each as by itself; each employee is told once; what cannot be is left out
/// and named; and they are cancelled at once.
#[rstest]
#[actix_web::test]
async fn signed_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirements) = (&scene.world, &scene.requirements);
    let ids = scene.all_sent().await;
    let kari = scene.as_one(world.kari).await;
    let before = scene.app.count("audit_log").await;
    let unknown = SignatureRequestId(Uuid::from_u128(7));
    let mut named = ids.clone();
    named.extend([unknown, ids[0]]);
    let result = decide(&kari, SIGN, json!({"ids": named, "comment": " Godt utført. "})).await;
    assert_eq!((result.done.as_slice(), codes(&result).as_slice()), (ids.as_slice(), ["not_found"].as_slice()));
    assert_eq!((result.skipped[0].id, result.skipped[0].person_name.as_deref()), (unknown, None));
    assert_eq!(scene.app.count("audit_log").await - before, 6);
    for someone in [world.ida, world.per] {
        for requirement in requirements {
            let now = scene.standing(someone, *requirement).await;
            let event = &now.history[0];
            assert_eq!((now.status, event.kind), (Status::Fulfilled, EventKind::Signed));
            assert_eq!(event.comment, "Godt utført.");
        }
        let all = json!(["Blodtransfusjon", "Cytostatika", "Ventilator"]);
        let told = json!({"message": "signatures_given", "signer": "Kari Moen", "requirements": all});
        assert_eq!(mails_to(&scene, someone).await, [told]);
    }
    // FUL-6: as when it is signed by itself.
    let valid = scene.standing(world.ida, requirements[2]).await;
    assert_eq!(valid.expires_on.map(|date| date.to_string()).as_deref(), Some("2027-02-09"));
    scene.app.assert_counters().await;

    let again = decide(&kari, SIGN, json!({"ids": ids})).await;
    assert_eq!((again.done.len(), codes(&again)), (0, vec!["already_decided"; 6]));
    assert_eq!(again.skipped[0].requirement_name.as_deref(), Some("Ventilator"));
    assert_eq!(again.skipped[0].person_name.as_deref(), Some("Ida Nilsen"));

    // Ida has gone on with one of them.
    scene.app.clock.set("2027-02-01T09:00:00Z".parse().expect("a time"));
    scene.app.system(async |work| kyndig_work::standing::service::expire(work, 100).await).await;
    scene.send(world.ida, requirements[2]).await;
    let kari = scene.as_one(world.kari).await;
    let back = decide(&kari, CANCEL, json!({"ids": ids})).await;
    assert_eq!((back.done.len(), codes(&back)), (5, vec!["wrong_status"]));
    assert_eq!(back.skipped[0].id, ids[4]);
    assert_eq!(scene.standing(world.per, requirements[1]).await.status, Status::AwaitingSignature);
    assert_eq!(mails_to(&scene, world.per).await.len(), 1);
    scene.app.assert_counters().await;
}

/// Proves SIG-2, SIG-6, SIG-4: rejected at once with a reason and a comment, both required, which each employee sees; what
/// was signed and what was rejected is cancelled in one go.
#[rstest]
#[actix_web::test]
async fn rejected_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirements) = (&scene.world, &scene.requirements);
    let ids = scene.all_sent().await;
    let kari = scene.as_one(world.kari).await;
    kari.post(REJECT, json!({"ids": ids, "reason": "other"})).await.expect_problem(400, "malformed_json");
    kari.post(REJECT, json!({"ids": ids, "comment": "Nei"})).await.expect_problem(400, "malformed_json");
    kari.post(REJECT, json!({"ids": ids, "reason": "other", "comment": " "}))
        .await
        .expect_problem(422, "validation_failed");
    kari.post(REJECT, json!({"ids": [], "reason": "other", "comment": "Nei"}))
        .await
        .expect_problem(422, "validation_failed");
    let body = json!({"ids": &ids[..4], "reason": "theory_missing", "comment": "Les prosedyren."});
    assert_eq!(decide(&kari, REJECT, body).await.done, ids[..4]);
    for someone in [world.ida, world.per] {
        let now = scene.standing(someone, requirements[1]).await;
        let request = now.request.expect("the request");
        assert_eq!((now.status, request.rejection_reason), (Status::Rejected, Some(RejectionReason::TheoryMissing)));
        assert_eq!(request.decision_comment, "Les prosedyren.");
        let all = json!(["Blodtransfusjon", "Ventilator"]);
        let told = json!({"message": "signatures_rejected", "signer": "Kari Moen", "requirements": all});
        assert_eq!(mails_to(&scene, someone).await, [told]);
    }
    decide(&kari, SIGN, json!({"ids": &ids[4..]})).await;
    let single = json!({"message": "signature_given", "signer": "Kari Moen", "requirement": "Cytostatika"});
    assert_eq!(mails_to(&scene, world.per).await[1], single);
    assert_eq!(decide(&kari, CANCEL, json!({"ids": ids})).await.done, ids);
    let last = scene.standing(world.ida, requirements[0]).await.history[0].kind;
    let other = scene.standing(world.ida, requirements[2]).await.history[0].kind;
    assert_eq!((last, other), (EventKind::RejectionCancelled, EventKind::SignatureCancelled));
    assert_eq!(tab(&kari, "awaiting").await.items.len(), 6);
    scene.app.assert_counters().await;
}

/// Proves SIG-5, SIG-6: what others are asked to sign is not there, whoever names it; one's own least of all.
#[rstest]
#[actix_web::test]
async fn only_ones_own_to_sign(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let ids = scene.all_sent().await;
    for who in [scene.world.ida, scene.world.mona, scene.world.admin] {
        let other = scene.as_one(who).await;
        for path in [SIGN, CANCEL] {
            let result = decide(&other, path, json!({"ids": ids})).await;
            assert_eq!((result.done.len(), codes(&result)), (0, vec!["not_found"; 6]), "{path}");
            assert!(result.skipped.iter().all(|one| one.requirement_name.is_none() && one.person_name.is_none()));
        }
    }
    assert_eq!(scene.app.count("signature_request WHERE status = 'awaiting'").await, 6);
}

/// Proves SIG-6: whatever is decided at once by many clicks, each request is decided once; nobody is told twice, and no
/// act is lost.
#[rstest]
#[actix_web::test]
async fn raced_by_many(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let world = &scene.world;
    let ids = scene.all_sent().await;
    let kari = scene.as_one(world.kari).await;
    let mut turned = ids.clone();
    turned.reverse();
    let reject = json!({"ids": &ids[2..], "reason": "other", "comment": "Nei"});
    let single = format!("/signature-requests/{}/sign", ids[3]);
    let (one, other, third, alone) = futures_util::future::join4(
        decide(&kari, SIGN, json!({"ids": ids})),
        decide(&kari, REJECT, reject),
        decide(&kari, SIGN, json!({"ids": turned})),
        kari.post(&single, json!({})),
    )
    .await;
    let by_itself = usize::from(alone.status.as_u16() == 200);
    assert!(by_itself == 1 || alone.status.as_u16() == 409, "{alone:?}");
    let done: Vec<_> = [&one, &other, &third].iter().flat_map(|result| result.done.clone()).collect();
    assert_eq!(done.len() + by_itself, 6, "{done:?}");
    assert_eq!(done.iter().collect::<HashSet<_>>().len(), done.len());
    for result in [&one, &other, &third] {
        assert!(codes(result).iter().all(|code| *code == "already_decided"), "{result:?}");
    }
    for someone in [world.ida, world.per] {
        for requirement in &scene.requirements {
            let now = scene.standing(someone, *requirement).await;
            assert_eq!(now.history.len(), 2, "sent, and decided once: {:?}", now.history);
        }
    }
    let decided = tab(&kari, RequestStatus::Signed.as_str()).await.items.len()
        + tab(&kari, RequestStatus::Rejected.as_str()).await.items.len();
    assert_eq!(decided, 6);
    scene.app.assert_counters().await;
}

/// Proves SIG-6: a hundred take as many statements as one.
#[rstest]
#[actix_web::test]
async fn as_many_statements_for_many(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let ids = scene.all_sent().await;
    let kari = scene.as_one(scene.world.kari).await;
    let taken = async |path: &str, body: Value| {
        let before = scene.app.state.db.statements();
        let done = decide(&kari, path, body).await.done.len();
        (scene.app.state.db.statements() - before, done)
    };
    // Ventilator and Blodtransfusjon, of both: something is left of each plan.
    let (one, four) = (taken(SIGN, json!({"ids": &ids[..1]})).await, taken(SIGN, json!({"ids": &ids[1..4]})).await);
    assert_eq!((one.1, four.1, one.0), (1, 3, four.0));
    let (one, four) = (taken(CANCEL, json!({"ids": &ids[..1]})).await, taken(CANCEL, json!({"ids": &ids[1..4]})).await);
    assert_eq!((one.1, four.1, one.0), (1, 3, four.0));
    let reject = |ids: &[SignatureRequestId]| json!({"ids": ids, "reason": "other", "comment": "Nei"});
    let (one, four) = (taken(REJECT, reject(&ids[..1])).await, taken(REJECT, reject(&ids[1..4])).await);
    assert_eq!((one.1, four.1, one.0), (1, 3, four.0));
}
