//! The signer's side: signing, rejecting, cancelling, and two who decide at once.

mod list;
mod long;
mod many;

use kyndig_contract::{
    home::{HomeDetails, TaskList},
    page::Page,
    signature::{RejectionReason, RequestStatus, SignatureRequestDetails, SignatureRequestSummary},
    standing::StandingDetails,
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{RequirementId, SignatureRequestId},
    standing::{EventKind, Status},
};
use kyndig_platform::clock::Clock;
use kyndig_work::standing::service::expire;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, On, Someone, TestApp, World, content};

pub struct Scene {
    app: TestApp,
    world: World,
    /// All need a signature; the last is valid for 100 days.
    requirements: Vec<RequirementId>,
}

impl Scene {
    async fn make(on: On) -> Option<Self> {
        let app = TestApp::start(on).await?;
        let world = app.world().await;
        let (plan, requirements) = app
            .system(async |work| {
                let three =
                    [("Ventilator", true, None), ("Blodtransfusjon", true, None), ("Cytostatika", true, Some(100))];
                Ok(content::plan_with(work, world.trust_a, world.admin.person, "Intensiv", &three).await)
            })
            .await;
        let mona = app.sign_in(world.mona.person, world.mona.position).await;
        let positions = [world.ida.position, world.per.position];
        mona.post("/assignments", json!({"planId": plan.id, "positionIds": positions})).await.expect(201);
        Some(Self { app, world, requirements })
    }

    async fn as_one(&self, who: Someone) -> Client<'_> {
        self.app.sign_in(who.person, who.position).await
    }

    /// Sends to Kari, who works at the other trust.
    async fn send(&self, from: Someone, requirement: RequirementId) -> SignatureRequestId {
        let body = json!({"performedOn": "2026-11-01", "signerId": self.world.kari.person, "comment": "Du var med."});
        let path = format!("/people/{}/standings/{requirement}/send", from.person);
        let sent: StandingDetails = self.as_one(from).await.post(&path, body).await.expect(200).read_as();
        sent.request.expect("a request").id
    }

    async fn standing(&self, of: Someone, requirement: RequirementId) -> StandingDetails {
        let path = format!("/people/{}/standings/{requirement}", of.person);
        self.as_one(of).await.get(&path).await.expect(200).read_as()
    }
}

pub async fn tab(who: &Client<'_>, status: &str) -> Page<SignatureRequestSummary> {
    who.get(&format!("/signature-requests?status={status}")).await.expect(200).read_as()
}

/// Proves SIG-1, and of FOL-3: the list says who, what, when and in which plan; tabs; one is opened to see all.
#[rstest]
#[actix_web::test]
async fn the_signers_list(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirements) = (&scene.world, &scene.requirements);
    let first = scene.send(world.ida, requirements[0]).await;
    scene.app.clock.advance(chrono::TimeDelta::hours(1));
    let second = scene.send(world.per, requirements[0]).await;
    let third = scene.send(world.ida, requirements[1]).await;
    let kari = scene.as_one(world.kari).await;

    let waiting: Page<SignatureRequestSummary> = kari.get("/signature-requests").await.expect(200).read_as();
    assert_eq!(waiting.items.iter().map(|one| one.id).collect::<Vec<_>>(), [first, second, third]);
    assert_eq!(waiting.total, Some(3));
    let one = &waiting.items[0];
    assert_eq!((one.person.name.as_str(), one.person_title.as_str()), ("Ida Nilsen", "Sykepleier"));
    assert_eq!(
        (one.requirement_name.as_str(), one.plan_names.as_slice()),
        ("Ventilator", ["Intensiv".to_owned()].as_slice())
    );
    assert_eq!((one.performed_on.to_string().as_str(), one.status), ("2026-11-01", RequestStatus::Awaiting));

    let page: Page<SignatureRequestSummary> = kari.get("/signature-requests?limit=2").await.expect(200).read_as();
    let next = page.next_cursor.expect("another page");
    let rest: Page<SignatureRequestSummary> =
        kari.get(&format!("/signature-requests?limit=2&cursor={next}")).await.expect(200).read_as();
    assert_eq!(rest.items.iter().map(|one| one.id).collect::<Vec<_>>(), [third]);

    let tasks: TaskList = kari.get("/tasks").await.expect(200).read_as();
    assert_eq!((tasks.signatures, tasks.oldest_signature), (3, Some(one.sent_at)));
    assert_eq!(tasks.items[0].signature_request_id, Some(first));
    let home: HomeDetails = kari.get("/home").await.expect(200).read_as();
    assert_eq!((home.tasks.signatures, home.plans.len(), home.urgent.len()), (3, 0, 0));

    for id in [second, first] {
        kari.post(&format!("/signature-requests/{id}/sign"), json!({})).await.expect(200);
    }
    let reject = json!({"reason": "other", "comment": "Ikke sett."});
    kari.post(&format!("/signature-requests/{third}/reject"), reject).await.expect(200);
    assert!(tab(&kari, "awaiting").await.items.is_empty());
    // Newest first.
    assert_eq!(tab(&kari, "signed").await.items.iter().map(|one| one.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!(tab(&kari, "rejected").await.items.iter().map(|one| one.id).collect::<Vec<_>>(), [third]);
    let page: Page<SignatureRequestSummary> =
        kari.get("/signature-requests?status=signed&limit=1").await.expect(200).read_as();
    let next = page.next_cursor.expect("another page");
    let path = format!("/signature-requests?status=signed&limit=1&cursor={next}");
    let rest: Page<SignatureRequestSummary> = kari.get(&path).await.expect(200).read_as();
    assert_eq!((rest.items[0].id, rest.next_cursor), (second, None));

    // Nobody else has them, the employee's manager no more than others.
    for who in [world.mona, world.ida] {
        let other = scene.as_one(who).await;
        let none = tab(&other, "signed").await;
        assert_eq!((none.items.len(), none.total), (0, Some(0)));
        other.get(&format!("/signature-requests/{first}")).await.expect_problem(404, "not_found");
        other.post(&format!("/signature-requests/{third}/cancel"), Value::Null).await.expect_problem(404, "not_found");
    }
}

/// Proves SIG-2, FUL-5, FUL-6: signed, it is fulfilled on the date the employee gave, and expires from that.
#[rstest]
#[actix_web::test]
async fn signed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirement) = (&scene.world, scene.requirements[2]);
    let id = scene.send(world.ida, requirement).await;
    let kari = scene.as_one(world.kari).await;
    let opened = kari.get(&format!("/signature-requests/{id}")).await.expect(200);
    let details: SignatureRequestDetails = opened.read_as();
    assert_eq!((details.comment.as_str(), details.standing), ("Du var med.", Some(Status::AwaitingSignature)));
    assert_eq!(
        (details.requirement.as_ref().expect("what it says").name.as_str(), details.history[0].kind),
        ("Cytostatika", EventKind::Sent)
    );

    let path = format!("/signature-requests/{id}/sign");
    kari.post_if(&path, 7, json!({})).await.expect_problem(412, "version_conflict");
    let signed: SignatureRequestDetails =
        kari.post_if(&path, opened.version(), json!({"comment": "Godt utført."})).await.expect(200).read_as();
    assert_eq!((signed.summary.status, signed.standing), (RequestStatus::Signed, Some(Status::Fulfilled)));
    assert!(signed.summary.decided_at.is_some());
    let standing = scene.standing(world.ida, requirement).await;
    assert_eq!(standing.status, Status::Fulfilled);
    assert_eq!(standing.performed_on.map(|date| date.to_string()).as_deref(), Some("2026-11-01"));
    assert_eq!(standing.expires_on.map(|date| date.to_string()).as_deref(), Some("2027-02-09"));
    let event = &standing.history[0];
    assert_eq!((event.kind, event.comment.as_str()), (EventKind::Signed, "Godt utført."));
    assert_eq!(event.by.as_ref().map(|who| who.name.as_str()), Some("Kari Moen"));
    scene.app.assert_counters().await;

    let again = kari.post(&path, json!({})).await;
    again.expect_problem(409, "already_decided");
    let reject = json!({"reason": "wrong_date", "comment": "Nei"});
    kari.post(&format!("/signature-requests/{id}/reject"), reject).await.expect_problem(409, "already_decided");
    let told = mails_to(&scene, world.ida).await;
    let expected = json!({"message": "signature_given", "signer": "Kari Moen", "requirement": "Cytostatika"});
    assert_eq!(told, [expected]);
}

pub async fn mails_to(scene: &Scene, who: Someone) -> Vec<Value> {
    let tx = scene.app.state.db.read().await.expect("a transaction");
    let sql = Sql::new("SELECT payload FROM outbox WHERE recipient_id = ").bind(who.person).push(" ORDER BY id");
    let mails: Vec<String> = tx.column(sql).await.expect("mails");
    mails.iter().map(|mail| serde_json::from_str(mail).expect("a message")).collect()
}

/// Proves SIG-2, FUL-14: a rejection has a reason of the list and a comment, both required; the employee sees both.
#[rstest]
#[actix_web::test]
async fn rejected(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirement) = (&scene.world, scene.requirements[0]);
    let id = scene.send(world.ida, requirement).await;
    let kari = scene.as_one(world.kari).await;
    let path = format!("/signature-requests/{id}/reject");
    for body in [json!({"reason": "other", "comment": " "}), json!({"reason": "other", "comment": ""})] {
        kari.post(&path, body).await.expect_problem(422, "validation_failed");
    }
    for body in [json!({"comment": "Nei"}), json!({"reason": "because", "comment": "Nei"}), json!({"reason": "other"})]
    {
        kari.post(&path, body).await.expect_problem(400, "malformed_json");
    }
    let body = json!({"reason": "practice_missing", "comment": "Mangler praktisk del."});
    kari.post(&path, body).await.expect(200);
    let standing = scene.standing(world.ida, requirement).await;
    let request = standing.request.as_ref().expect("the request");
    assert_eq!(standing.status, Status::Rejected);
    assert_eq!(request.rejection_reason, Some(RejectionReason::PracticeMissing));
    assert_eq!(request.decision_comment, "Mangler praktisk del.");
    let event = &standing.history[0];
    assert_eq!((event.kind, event.reason), (EventKind::Rejected, Some(RejectionReason::PracticeMissing)));
    assert_eq!(event.comment, "Mangler praktisk del.");
    // The mail says that, and not why.
    let expected = json!({"message": "signature_rejected", "signer": "Kari Moen", "requirement": "Ventilator"});
    assert_eq!(mails_to(&scene, world.ida).await, [expected]);
    // It can be sent again.
    let another = scene.send(world.ida, requirement).await;
    assert_ne!(another, id);
    assert_eq!(scene.standing(world.ida, requirement).await.status, Status::AwaitingSignature);
    // The old rejection cannot be cancelled any more.
    kari.post(&format!("/signature-requests/{id}/cancel"), Value::Null).await.expect_problem(409, "wrong_status");
    scene.app.assert_counters().await;
}

/// Proves SIG-4: a signature or rejection is cancelled by the signer, and awaits again.
#[rstest]
#[actix_web::test]
async fn cancelled(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirement) = (&scene.world, scene.requirements[2]);
    let id = scene.send(world.ida, requirement).await;
    let kari = scene.as_one(world.kari).await;
    let act = |act: &str| format!("/signature-requests/{id}/{act}");
    kari.post(&act("cancel"), Value::Null).await.expect_problem(409, "wrong_status");
    kari.post(&act("sign"), json!({"comment": "Ja"})).await.expect(200);
    let cancelled: SignatureRequestDetails = kari.post(&act("cancel"), Value::Null).await.expect(200).read_as();
    assert_eq!(cancelled.summary.status, RequestStatus::Awaiting);
    assert_eq!((cancelled.summary.decided_at, cancelled.decision_comment.as_str()), (None, ""));
    let standing = scene.standing(world.ida, requirement).await;
    assert_eq!((standing.status, standing.expires_on), (Status::AwaitingSignature, None));
    scene.app.assert_counters().await;

    kari.post(&act("reject"), json!({"reason": "not_observed", "comment": "Nei"})).await.expect(200);
    kari.post(&act("cancel"), Value::Null).await.expect(200);
    assert_eq!(scene.standing(world.ida, requirement).await.status, Status::AwaitingSignature);
    kari.post(&act("sign"), json!({})).await.expect(200);
    let kinds: Vec<_> = scene.standing(world.ida, requirement).await.history.iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [
            EventKind::Signed,
            EventKind::RejectionCancelled,
            EventKind::Rejected,
            EventKind::SignatureCancelled,
            EventKind::Signed,
            EventKind::Sent
        ]
    );
    // Also when the days have gone by.
    for (day, status) in [("2027-01-15T09:00:00Z", Status::Expiring), ("2027-03-15T09:00:00Z", Status::Expired)] {
        scene.app.clock.set(day.parse().expect("a time"));
        scene.app.system(async |work| expire(work, 100).await).await;
        assert_eq!(scene.standing(world.ida, requirement).await.status, status);
        kari.post(&act("cancel"), Value::Null).await.expect(200);
        assert_eq!(scene.standing(world.ida, requirement).await.status, Status::AwaitingSignature);
        kari.post(&act("sign"), json!({})).await.expect(200);
        assert_eq!(scene.standing(world.ida, requirement).await.status, status);
        scene.app.assert_counters().await;
    }
    // Once the employee has gone on it stands.
    scene.send(world.ida, requirement).await;
    kari.post(&act("cancel"), Value::Null).await.expect_problem(409, "wrong_status");
    scene.app.assert_counters().await;
}

/// Proves SIG-5: a signer who has left is shown; the employee takes the request back and chooses another. What was
/// taken back is not decided any more, and shows the signer only its outline.
#[rstest]
#[actix_web::test]
async fn a_signer_who_has_left(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirement) = (&scene.world, scene.requirements[0]);
    let id = scene.send(world.ida, requirement).await;
    let kari = scene.as_one(world.kari).await;
    assert!(!scene.standing(world.ida, requirement).await.request.expect("a request").signer_has_left);
    let set_state = async |state: &str| {
        scene
            .app
            .system(async |work| {
                let sql = Sql::new("UPDATE position SET state = ").bind(state).push(" WHERE id = ");
                work.tx.execute(sql.bind(world.kari.position)).await?;
                Ok(())
            })
            .await;
    };
    set_state("closed").await;
    assert!(scene.standing(world.ida, requirement).await.request.expect("a request").signer_has_left);
    let ida = scene.as_one(world.ida).await;
    let at = |act: &str| format!("/people/{}/standings/{requirement}/{act}", world.ida.person);
    ida.post(&at("recall"), Value::Null).await.expect(200);
    let to_kari = json!({"performedOn": "2026-11-01", "signerId": world.kari.person});
    ida.post(&at("send"), to_kari).await.expect_problem(422, "signer_has_left");
    let to_mona = json!({"performedOn": "2026-11-01", "signerId": world.mona.person});
    ida.post(&at("send"), to_mona).await.expect(200);

    set_state("open").await;
    let recalled: SignatureRequestDetails = kari.get(&format!("/signature-requests/{id}")).await.expect(200).read_as();
    assert_eq!(recalled.summary.status, RequestStatus::Recalled);
    assert_eq!((recalled.comment.as_str(), recalled.standing, recalled.history.len()), ("", None, 0));
    for (act, body) in [("sign", json!({})), ("reject", json!({"reason": "other", "comment": "Nei"}))] {
        kari.post(&format!("/signature-requests/{id}/{act}"), body).await.expect_problem(409, "already_decided");
    }
    scene.app.assert_counters().await;
}

/// Proves SIG-6, SIG-2: of two decisions at once one counts; the other is told, and nothing happens twice.
#[rstest]
#[actix_web::test]
async fn raced_by_two(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, kari) = (&scene.world, scene.as_one(scene.world.kari).await);
    for (round, requirement) in scene.requirements.iter().enumerate() {
        let id = scene.send(world.ida, *requirement).await;
        let at_sign = format!("/signature-requests/{id}/sign");
        let sign = || kari.post(&at_sign, json!({}));
        let reject = json!({"reason": "other", "comment": "Nei"});
        let at = format!("/signature-requests/{id}/reject");
        let other = async { if round == 0 { sign().await } else { kari.post(&at, reject).await } };
        let (one, other, third) = futures_util::future::join3(sign(), other, sign()).await;
        let mut statuses = [one.status.as_u16(), other.status.as_u16(), third.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409], "{one:?} {other:?} {third:?}");
        let history = scene.standing(world.ida, *requirement).await.history;
        assert_eq!(history.len(), 2, "sent, and decided once: {history:?}");
    }
    assert_eq!(mails_to(&scene, world.ida).await.len(), 3);
    scene.app.assert_counters().await;
}

/// FOL-3: what is urgent on the first page: expired, rejected, expiring, a deadline near or passed; each once.
#[rstest]
#[actix_web::test]
async fn what_is_urgent(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let (world, requirements) = (&scene.world, &scene.requirements);
    let (ida, kari) = (scene.as_one(world.ida).await, scene.as_one(world.kari).await);
    let urgent = async || {
        let home: HomeDetails = ida.get("/home").await.expect(200).read_as();
        home.urgent.into_iter().map(|one| (one.requirement.name, one.requirement.status)).collect::<Vec<_>>()
    };
    assert_eq!(urgent().await, []);
    let mona = scene.as_one(world.mona).await;
    let deadline = |requirement| format!("/people/{}/standings/{requirement}/deadline", world.ida.person);
    mona.put(&deadline(requirements[1]), json!({"deadline": "2026-12-22"})).await.expect(200);
    assert_eq!(urgent().await, []);
    mona.put(&deadline(requirements[1]), json!({"deadline": "2026-12-21"})).await.expect(200);
    assert_eq!(urgent().await, [("Blodtransfusjon".to_owned(), Status::NotStarted)]);
    let id = scene.send(world.ida, requirements[0]).await;
    kari.post(&format!("/signature-requests/{id}/reject"), json!({"reason": "other", "comment": "Nei"}))
        .await
        .expect(200);
    let expected = [("Ventilator".to_owned(), Status::Rejected), ("Blodtransfusjon".to_owned(), Status::NotStarted)];
    assert_eq!(urgent().await, expected);
    // DLN-3: what is fulfilled is not overdue.
    let id = scene.send(world.ida, requirements[1]).await;
    kari.post(&format!("/signature-requests/{id}/sign"), json!({})).await.expect(200);
    assert_eq!(urgent().await, expected[..1]);
}
