//! What a requirement may say: REQ-3, REQ-4, REQ-5, REQ-7, REQ-12, REQ-14.

use kyndig_contract::{
    plan::PlanDetails,
    requirement::{Lock, RequirementDetails},
};
use kyndig_domain::ids::RequirementId;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Client, On, TestApp, grant,
    writing::{active_plan, but, drafted, has_plan, place, plan, publish, published, redraft, saying, stands},
};
use kyndig_domain::role::Role;

async fn save(client: &Client<'_>, requirement: RequirementId, body: Value) -> crate::support::Answer {
    let path = format!("/requirements/{requirement}");
    let version = client.get(&path).await.expect(200).version();
    client.put_if(&format!("{path}/draft"), version, body).await
}

/// Of REQ-1, REQ-6: every field but files and category is kept as it was written, and what a draft changes is named.
#[rstest]
#[actix_web::test]
async fn every_field_is_kept(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    // With what only she may say (REQ-18).
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let before = published(&admin, world.ward, saying("Observasjon")).await;
    let whole = json!({"name": "Ventilator", "description": "Klargjør.", "learningMethod": "simulation",
        "documentationMethod": "course_portal_confirmation", "needsSignature": true, "validityDays": 365,
        "links": [{"title": "Prosedyre", "url": "https://example.org/v"}],
        "checklist": [{"text": "Slanger", "url": "https://example.org/s", "mustBeDone": true},
            {"text": "Filter", "mustBeDone": false}],
        "commentField": true, "manualExpiry": true, "allowAttachments": true, "prerequisites": [before],
        "recertifyAfterAbsence": true, "mustBeDone": true, "courses": [{"id": "LP-17", "name": "Ventilator 1"}]});
    let made = drafted(&admin, world.ward, whole.clone()).await;
    let mut said = serde_json::to_value(&made.draft).expect("a value");
    assert_eq!(said["allowAdaptation"], json!(false));
    said.as_object_mut().expect("an object").remove("allowAdaptation");
    for point in said["checklist"].as_array_mut().expect("points") {
        assert!(point.as_object_mut().expect("a point").remove("id").is_some());
    }
    assert_eq!(said, whole);
    assert_eq!(made.prerequisites[0].name, "Observasjon");
    assert_eq!(made.shares.iter().map(|s| (s.unit.id, s.with_subunits)).collect::<Vec<_>>(), [(world.ward, false)]);

    publish(&admin, made.id).await;
    let changes = json!({"name": "Respirator", "checklist": [], "repetitions": 3, "commentField": false});
    let edited = redraft(&admin, made.id, but(whole, &changes)).await;
    assert_eq!(edited.changed, ["checklist", "commentField", "name", "repetitions"]);
    assert_eq!((edited.started_by, edited.locks), (0, vec![]));
}

/// Proves REQ-3, REQ-4, REQ-14: what cannot go together is refused, and nothing is saved.
#[rstest]
#[case(json!({"repetitions": 3, "checklist": [{"text": "Slanger"}]}), "checklist_with_repetitions", "content.checklist")]
#[case(json!({"documentationMethod": "signature_evaluation_panel"}), "validation_failed", "content.documentationMethod")]
#[case(json!({"allowAdaptation": true, "validityDays": 30}), "nothing_to_adapt", "content.allowAdaptation")]
#[case(json!({"repetitions": 1}), "validation_failed", "content.repetitions")]
#[case(json!({"prerequisites": ["01890a5d-ac96-774b-bcce-b302099a8057"]}), "validation_failed", "content.prerequisites[0]")]
#[case(json!({"categoryId": "01890a5d-ac96-774b-bcce-b302099a8057"}), "validation_failed", "content.categoryId")]
#[case(json!({"checklist": [{"text": " "}]}), "validation_failed", "content.checklist[0].text")]
#[actix_web::test]
async fn what_cannot_go_together(#[case] changes: Value, #[case] code: &str, #[case] field: &str) {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let body = json!({"ownerUnitId": world.ward, "content": but(saying("Ventilator"), &changes)});
    let answer = mona.post("/requirements", body).await;
    assert_eq!(answer.expect_problem(422, code).json()["fields"][0]["field"], field);
    assert_eq!((app.count("requirement").await, app.count("requirement_draft").await), (0, 0));
}

/// Proves REQ-5: the author is warned where one who has the requirement has in no plan what must be done before: of the
/// draft where there is one; in any active plan of theirs is enough, taken out of it or deactivated with it is not.
#[rstest]
#[actix_web::test]
async fn what_is_in_no_plan_is_warned_about(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let seen = published(&mona, world.ward, saying("Observasjon")).await;
    let read = published(&mona, world.ward, saying("Teori")).await;
    let own = published(&mona, world.ward, but(saying("Utføre"), &json!({"prerequisites": [seen]}))).await;
    let away = async || -> Vec<RequirementId> {
        let details: RequirementDetails = mona.get(&format!("/requirements/{own}")).await.expect(200).read_as();
        details.prerequisites_out_of_reach
    };
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Utføre", &[own]).await;
    let other = active_plan(&mona, world.ward, "TAHF-Med-SP3-Observere", &[seen]).await;
    // nobody has it
    assert_eq!(away().await, []);
    has_plan(&app, world.ida, plan).await;
    assert_eq!(away().await, [seen]);
    has_plan(&app, world.ida, other).await;
    assert_eq!(away().await, []);
    // Out of use in the plan that she has it by, it is in none of hers.
    let holds = async || -> PlanDetails { mona.get(&format!("/plans/{other}")).await.expect(200).read_as() };
    let details = holds().await;
    let (at, section) = (place(&details, seen).id, details.sections[0].id);
    let path = format!("/plans/{other}/requirements/{at}");
    let why = json!({"reason": "Utgått"});
    mona.post_if(&format!("{path}/deactivate"), details.version.into(), why).await.expect(200);
    assert_eq!(away().await, [seen]);
    let version = holds().await.version;
    let into = json!({"sectionId": section});
    mona.post_if(&format!("{path}/reactivate"), version.into(), into).await.expect(200);
    assert_eq!(away().await, []);
    redraft(&mona, own, but(saying("Utføre"), &json!({"prerequisites": [seen, read]}))).await;
    assert_eq!(away().await, [read]);
    has_plan(&app, world.per, plan).await;
    assert_eq!(away().await, [seen, read]);
}

/// Proves REQ-5: a ring is refused and named, also where the other half is published in the meantime.
#[rstest]
#[actix_web::test]
async fn a_ring_is_refused(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let first = published(&mona, world.ward, saying("Første")).await;
    let resting = |name: &str, on: RequirementId| but(saying(name), &json!({"prerequisites": [on]}));
    let second = published(&mona, world.ward, resting("Andre", first)).await;
    let third = published(&mona, world.ward, resting("Tredje", second)).await;

    let answer = save(&mona, first, json!({"content": resting("Første", third)})).await;
    let problem = answer.expect_problem(422, "prerequisite_cycle").json();
    assert_eq!(problem["detail"], "Første → Tredje → Andre → Første");
    let answer = save(&mona, first, json!({"content": resting("Første", first)})).await;
    assert_eq!(answer.expect_problem(422, "prerequisite_cycle").json()["detail"], "Første → Første");

    // Two drafts, each without a ring; the one that is published last would close it.
    let (left, right) =
        (published(&mona, world.ward, saying("Venstre")).await, published(&mona, world.ward, saying("Høyre")).await);
    redraft(&mona, left, resting("Venstre", right)).await;
    redraft(&mona, right, resting("Høyre", left)).await;
    publish(&mona, left).await;
    let path = format!("/requirements/{right}");
    let version = mona.get(&path).await.expect(200).version();
    mona.post_if(&format!("{path}/publish"), version, json!(null)).await.expect_problem(422, "prerequisite_cycle");
    assert_eq!(app.count("requirement_prerequisite").await, 3);
}

/// Proves REQ-7: signature and expiry by hand stay, and repetition neither comes nor goes; all else can change, the
/// number of repetitions too. After a reset everything can.
#[rstest]
#[actix_web::test]
async fn three_things_stand_fast(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let full = but(saying("Kjøretillatelse"), &json!({"manualExpiry": true, "repetitions": 3}));
    let id = published(&mona, world.ward, full.clone()).await;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-En", &[id]).await;
    has_plan(&app, world.ida, plan).await;
    stands(&app, world.ida, id, "started", None).await;

    let details: RequirementDetails = mona.get(&format!("/requirements/{id}")).await.expect(200).read_as();
    assert_eq!((details.started_by, details.locks), (1, vec![Lock::ManualExpiry, Lock::Repetitions]));
    let without = |changes: Value| json!({"content": but(full.clone(), &changes)});
    let answer = save(&mona, id, without(json!({"manualExpiry": false}))).await;
    answer.expect_problem(409, "manual_expiry_locked");
    save(&mona, id, without(json!({"repetitions": null}))).await.expect_problem(409, "repetitions_locked");
    save(&mona, id, without(json!({"repetitions": 5, "commentField": true, "name": "Bil"}))).await.expect(200);
    publish(&mona, id).await;

    let path = format!("/requirements/{id}");
    let version = mona.get(&path).await.expect(200).version();
    mona.post_if(&format!("{path}/reset"), version, json!(null)).await.expect(200);
    save(&mona, id, without(json!({"repetitions": null, "manualExpiry": false}))).await.expect(200);
    publish(&mona, id).await;
}

/// Proves REQ-12: a new owner comes with the publication, and must be within reach.
#[rstest]
#[actix_web::test]
async fn the_owner_changes_through_the_draft(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let id = published(&mona, world.ward, saying("Brann")).await;
    let body = json!({"ownerUnitId": world.sibling, "content": saying("Brann")});
    save(&mona, id, body.clone()).await.expect_problem(403, "forbidden");
    let drafted: RequirementDetails = save(&admin, id, body).await.expect(200).read_as();
    assert_eq!((drafted.owner_unit.id, drafted.draft_owner_unit.map(|u| u.id)), (world.ward, Some(world.sibling)));
    assert_eq!(drafted.changed, ["ownerUnit"]);
    let out = publish(&admin, id).await;
    assert_eq!((out.owner_unit.id, out.draft_owner_unit), (world.sibling, None));
    assert!(out.shares.iter().any(|share| share.unit.id == world.sibling));
    mona.post_if(&format!("/requirements/{id}/reset"), out.version.into(), json!(null))
        .await
        .expect_problem(403, "forbidden");
}

/// Each kind and level has its own writers: a part of REQ-14 and REQ-15.
#[rstest]
#[actix_web::test]
async fn each_level_has_its_writers(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.nils.position, Role::ResidentAdmin, Some(world.trust_a)).await;
        grant(work, world.kari.position, Role::RegionalAdmin, Some(world.region)).await;
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let residents = app.sign_in(world.nils.person, world.nils.position).await;
    let regional = app.sign_in(world.kari.person, world.kari.position).await;
    let made = async |client: &Client<'_>, unit, kind: &str, level: &str| {
        let body = json!({"ownerUnitId": unit, "kind": kind, "level": level, "content": saying("Et krav")});
        client.post("/requirements", body).await.status.as_u16()
    };
    assert_eq!(made(&mona, world.ward, "requirement", "local").await, 201);
    assert_eq!(made(&mona, world.ward, "requirement", "central").await, 403);
    assert_eq!(made(&mona, world.ward, "learning_activity", "local").await, 403);
    assert_eq!(made(&admin, world.trust_a, "requirement", "central").await, 201);
    assert_eq!(made(&admin, world.trust_a, "learning_activity", "local").await, 403);
    assert_eq!(made(&residents, world.trust_a, "learning_activity", "local").await, 201);
    assert_eq!(made(&residents, world.trust_a, "requirement", "local").await, 403);
    assert_eq!(made(&residents, world.trust_a, "learning_activity", "central").await, 403);
    assert_eq!(made(&regional, world.region, "learning_activity", "central").await, 201);
    assert_eq!(made(&regional, world.region, "learning_activity", "local").await, 403);
    assert_eq!(made(&regional, world.trust_a, "learning_activity", "local").await, 403);
    assert_eq!(made(&regional, world.region, "learning_activity", "national").await, 403);
}

/// Proves REQ-18, LMS-1: trust admins link courses and choose the course portal's confirmation, over their own trust;
/// nobody else does, in a draft, a new requirement, a plan or a file; others leave what there is.
#[rstest]
#[actix_web::test]
async fn courses_are_linked_by_trust_admins(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let links = async |client: &Client<'_>| client.get("/session").await.expect(200).json()["linksCourses"].clone();
    assert_eq!(
        (links(&mona).await, links(&admin).await, links(&owner).await),
        (json!(false), json!(true), json!(false))
    );
    let courses = json!({"courses": [{"id": "LP-17", "name": "Ventilator 1"}]});
    let portal = json!({"documentationMethod": "course_portal_confirmation"});
    for (changes, field) in [(&courses, "content.courses"), (&portal, "content.documentationMethod")] {
        let body = json!({"ownerUnitId": world.ward, "content": but(saying("Ventilator"), changes)});
        let refused = mona.post("/requirements", &body).await.expect_problem(403, "courses_by_trust_admins");
        assert_eq!(refused.json()["fields"][0]["field"], field);
        let plain = drafted(&mona, world.ward, saying("Uten")).await;
        let path = format!("/requirements/{}/draft", plain.id);
        let body = json!({"content": but(saying("Uten"), changes)});
        mona.put_if(&path, plain.version.into(), &body).await.expect_problem(403, "courses_by_trust_admins");
        let held = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await;
        let path = format!("/plans/{}/sections/{}/requirements", held.id, held.sections[0].id);
        let new = json!({"new": but(saying("I planen"), changes)});
        mona.post(&path, new).await.expect_problem(403, "courses_by_trust_admins");
        let central =
            json!({"ownerUnitId": world.region, "level": "central", "content": but(saying("Sentralt"), changes)});
        owner.post("/requirements", central).await.expect_problem(403, "courses_by_trust_admins");
    }

    // Linked by whom it is for, it is edited by others, who neither add, change nor remove a course.
    let both = but(but(saying("Ventilator"), &courses), &portal);
    let id = published(&admin, world.ward, both.clone()).await;
    let path = format!("/requirements/{id}");
    let save = async |client: &Client<'_>, content: serde_json::Value| {
        let version = client.get(&path).await.expect(200).version();
        client.put_if(&format!("{path}/draft"), version, json!({"content": content})).await
    };
    save(&mona, but(both.clone(), &json!({"name": "Respirator"}))).await.expect(200);
    for other in [json!([]), json!([{"id": "LP-18", "name": "Ventilator 2"}])] {
        save(&mona, but(both.clone(), &json!({"courses": other}))).await.expect_problem(403, "courses_by_trust_admins");
    }
    save(&mona, but(both.clone(), &json!({"documentationMethod": "self_registration"}))).await.expect(200);
    save(&mona, both.clone()).await.expect_problem(403, "courses_by_trust_admins");
    save(&admin, both).await.expect(200);
}
