//! What does not come in: files that are none, what is somebody else's, and what stands fast.

use kyndig_contract::transfer::ContentImportNote;
use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::support::{
    On,
    writing::{self, active_plan, but, has_plan, published, read, saying, share, stands},
};

fn id(n: u128) -> String {
    Uuid::from_u128(n).to_string()
}

fn requirement(n: u128, content: &Value) -> Value {
    json!({"id": id(n), "published": true, "content": but(saying(&format!("Krav {n}")), content)})
}

fn catalogue(requirements: &[Value]) -> Vec<u8> {
    json!({"format": "kyndig_catalogue", "version": 1, "requirements": requirements}).to_string().into_bytes()
}

fn faults(import: &ContentImport) -> Vec<(String, Option<i64>, Option<String>)> {
    let fault = |fault: &ContentImportNote| (fault.code.clone(), fault.line, fault.path.clone());
    import.faults.iter().map(fault).collect()
}

fn fault(code: &str, line: Option<i64>, path: Option<&str>) -> Vec<(String, Option<i64>, Option<String>)> {
    vec![(code.to_owned(), line, path.map(ToOwned::to_owned))]
}

/// Proves PLN-17: a file that cannot be used says where and why, nothing of it is done, and nothing breaks.
#[rstest]
#[case(b"\xff\xfe".to_vec(), fault("not_utf8", Some(1), None))]
#[case(b"  ".to_vec(), fault("empty_file", None, None))]
#[case(b"noe helt annet".to_vec(), fault("unknown_format", None, None))]
#[case(b"{\"format\": \"kyndig_plan\",\n\"version\": 1}".to_vec(), fault("malformed", Some(2), None))]
#[case(b"{\"format\": \"kyndig_catalogue\", \"version\": 2, \"requirements\": []}".to_vec(),
    fault("unknown_version", None, Some("version")))]
#[case(catalogue(&[requirement(1, &json!({"name": " "}))]), fault("invalid", None, Some("requirements[0].content.name")))]
#[case(catalogue(&[requirement(1, &json!({"links": [{"title": "x", "url": "javascript:x()"}]}))]),
    fault("invalid", None, Some("requirements[0].content.links[0].url")))]
#[case(catalogue(&[requirement(1, &json!({})), requirement(1, &json!({}))]),
    fault("identifier_twice", None, Some("requirements[1]")))]
#[case(catalogue(&[requirement(1, &json!({"prerequisites": [id(2)]})), requirement(2, &json!({"prerequisites": [id(1)]}))]),
    fault("cycle", None, Some("requirements[0].content.prerequisites")))]
#[actix_web::test]
async fn a_file_that_is_none(#[case] file: Vec<u8>, #[case] expected: Vec<(String, Option<i64>, Option<String>)>) {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let before = dump(&app).await;
    let tried = attempted(&app, &mona, world.ward, &file).await;
    assert_eq!(faults(&tried), expected);
    assert!(tried.entries.is_empty() && !tried.can_be_carried_out());
    carry_out(&app, &mona, world.ward, &[], &file, &tried.digest).await.expect_problem(422, "content_faults");
    assert_eq!(dump(&app).await, before);
}

/// Proves PLN-17: a plan that does not hold together is not half a plan.
#[actix_web::test]
async fn a_plan_that_does_not_hold_together() {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let place = |n: u128| json!({"requirement": id(n), "state": "active"});
    let section = |n: u128, places: &[Value]| json!({"id": id(n), "name": "Del", "requirements": places});
    let plan = |sections: &[Value]| {
        json!({"format": "kyndig_plan", "version": 1, "plan": {"id": id(9), "kind": "competence", "name": "Plan",
            "sections": sections}, "requirements": [requirement(1, &json!({}))]})
    };
    for (wrong, expected) in [
        (plan(&[section(5, &[place(1)]), section(5, &[])]), fault("identifier_twice", None, Some("plan.sections[1]"))),
        (
            plan(&[section(5, &[place(2)])]),
            fault("unknown_requirement", None, Some("plan.sections[0].requirements[0]")),
        ),
        (
            plan(&[section(5, &[place(1)]), section(6, &[place(1)])]),
            fault("already_in_plan", None, Some("plan.sections[1].requirements[0]")),
        ),
    ] {
        let tried = attempted(&app, &mona, world.ward, wrong.to_string().as_bytes()).await;
        assert_eq!(faults(&tried), expected);
    }
    let deep = format!("{{\"CFDocument\": {}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(faults(&attempted(&app, &mona, world.ward, deep.as_bytes()).await)[0].0, "not_case");
    let large = vec![b' '; 9 * 1024 * 1024];
    attempt(&app, &mona, world.ward, &[], &large).await.expect_problem(413, "payload_too_large");
}

/// Proves PLN-17: an entry that cannot be had is left out and says why, and what rests on it with it; the rest comes in.
#[rstest]
#[actix_web::test]
async fn what_cannot_be_had_is_left_out(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let central = json!({"id": id(1), "level": "central", "published": true, "content": saying("Sentralt")});
    let national = json!({"id": id(8), "kind": "learning_activity", "level": "national", "published": true,
        "content": saying("Nasjonal")});
    let file = catalogue(&[
        central,
        requirement(2, &json!({"prerequisites": [id(1)]})),
        requirement(3, &json!({"prerequisites": [id(2)]})),
        requirement(4, &json!({"prerequisites": [id(77)]})),
        requirement(5, &json!({"repetitions": 3, "checklist": [{"text": "x", "mustBeDone": true}]})),
        requirement(6, &json!({})),
        national,
    ]);
    let done = import(&app, &mona, world.ward, &file).await;
    let refused: Vec<_> = refusals(&done).into_iter().map(|(_, name, reason)| (name, reason)).collect();
    let expected = [
        ("Sentralt", "not_yours"),
        ("Krav 2", "rests_on_refused"),
        ("Krav 3", "rests_on_refused"),
        ("Krav 4", "unknown_prerequisite"),
        ("Krav 5", "unfit"),
        ("Nasjonal", "not_yours"),
    ];
    assert_eq!(refused, expected.map(|(name, reason)| (name.to_owned(), reason.to_owned())));
    assert_eq!(done.entries[1].detail.as_deref(), Some("Sentralt"));
    assert_eq!(app.count("requirement").await, 1);
    // where nothing at all is theirs, they are told so at once
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    attempt(&app, &ola, world.ward, &[], &file).await.expect_problem(403, "forbidden");
}

/// Proves PLN-17, REQ-7: what stands fast, what waits in a draft, and what is another unit's stay as they are.
#[rstest]
#[actix_web::test]
async fn what_stands_fast_stays(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let begun = published(&mona, world.ward, but(saying("Påbegynt"), &json!({"manualExpiry": true}))).await;
    let waiting = published(&mona, world.ward, saying("Venter")).await;
    let theirs = published(&admin, world.sibling, saying("Deres")).await;
    let gone = published(&mona, world.ward, saying("Utgått")).await;
    share(&admin, theirs, world.ward).await;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[begun, waiting, theirs, gone]).await;
    has_plan(&app, world.ida, plan).await;
    stands(&app, world.ida, begun, "started", None).await;
    let mut wanted = document(&export(&mona, plan).await);
    writing::redraft(&mona, waiting, saying("Kladd")).await;
    let path = format!("/requirements/{gone}");
    let version = admin.get(&path).await.expect(200).version();
    admin.post_if(&format!("{path}/archive"), version, json!({"reason": "Utgått"})).await.expect(200);
    for requirement in &mut wanted.requirements {
        requirement.content.description = "Endret".to_owned();
        requirement.content.manual_expiry = false;
    }
    let tried = attempted(&app, &mona, world.ward, &serde_json::to_vec(&wanted).expect("JSON")).await;
    let mut refused: Vec<_> = refusals(&tried)
        .into_iter()
        .filter(|(subject, ..)| *subject == ImportSubject::Requirement)
        .map(|(_, name, reason)| (name, reason))
        .collect();
    refused.sort();
    let expected = [("Påbegynt", "manual_expiry_locked"), ("Utgått", "archived"), ("Venter", "has_draft")];
    assert_eq!(refused, expected.map(|(name, reason)| (name.to_owned(), reason.to_owned())));
    let stays: Vec<_> = tried.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!(stays, ["stands_as_here"]);
    assert!(!tried.can_be_carried_out());
    // what is active does not become inactive again
    let mut back = document(&export(&mona, plan).await);
    back.plan.sections[0].requirements[0].state = "inactive".parse().expect("a state");
    let tried = attempted(&app, &mona, world.ward, &serde_json::to_vec(&back).expect("JSON")).await;
    assert_eq!(refusals(&tried)[0].2, "stays_active");
    assert_eq!(read(&mona, plan).await.sections[0].requirements.len(), 4);
}

/// Proves PLN-17, ACC-6: into a unit comes only what whoever asks may write there, and a plan only where they may edit it.
#[rstest]
#[actix_web::test]
async fn only_what_one_may_write(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let plan = writing::plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    let out = export(&siri, plan).await;
    attempt(&app, &siri, world.ward, &[], &out).await.expect_problem(403, "forbidden");
    let mut central = document(&out);
    central.plan.level = "central".parse().expect("a level");
    central.plan.id = id(1);
    let central = serde_json::to_vec(&central).expect("JSON");
    attempt(&app, &mona, world.ward, &[], &central).await.expect_problem(403, "forbidden");
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    assert!(attempted(&app, &owner, world.region, &central).await.can_be_carried_out());
    let nowhere: UnitId = id(1).parse().expect("an id");
    attempt(&app, &mona, nowhere, &[], &out).await.expect_problem(422, "validation_failed");
    carry_out(&app, &siri, world.ward, &[], &out, "").await.expect_problem(403, "forbidden");
    let parts = [("ownerUnitId", world.ward.to_string())];
    send(&app, &mona, "/content-imports", &parts, &out).await.expect_problem(422, "validation_failed");
}
