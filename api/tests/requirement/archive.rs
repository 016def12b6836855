//! Taking a requirement out of use: REQ-8, REQ-11, REQ-13, REQ-17.

use chrono::TimeDelta;
use kyndig_contract::{
    page::Page,
    requirement::{RequirementDetails, RequirementSummary, RequirementVersionDetails, RequirementVersionSummary},
};
use kyndig_domain::ids::RequirementId;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, On, TestApp,
    writing::{active_plan, but, has_plan, plan, publish, published, redraft, saying, stands, take_in},
};

async fn act(client: &Client<'_>, id: RequirementId, what: &str, body: Value) -> Answer {
    let version = client.get(&format!("/requirements/{id}")).await.expect(200).version();
    client.post_if(&format!("/requirements/{id}/{what}"), version, body).await
}

/// Proves REQ-8, and of REQ-5: what is linked to a course is not reset; everybody is back at not started, whatever plan, and their history says so; what waits for
/// a signature waits no more; what rests on it stays fulfilled, and does so when it no longer rests on it.
#[rstest]
#[actix_web::test]
async fn a_reset_reaches_everybody(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let signed = but(saying("Ventilator"), &json!({"needsSignature": true, "documentationMethod": "signature"}));
    let id = published(&mona, world.ward, signed).await;
    let after = published(&mona, world.ward, but(saying("Etter"), &json!({"prerequisites": [id]}))).await;
    let one = active_plan(&mona, world.ward, "TAHF-Med-SP3-En", &[id, after]).await;
    let two = active_plan(&mona, world.ward, "TAHF-Med-SP3-To", &[id]).await;
    has_plan(&app, world.ida, one).await;
    has_plan(&app, world.per, two).await;
    stands(&app, world.per, id, "fulfilled", Some("2026-11-01")).await;
    stands(&app, world.ida, after, "fulfilled", Some("2026-11-01")).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let path = format!("/people/{}/standings/{id}", world.ida.person);
    let body = json!({"performedOn": "2026-11-20", "signerId": world.per.person});
    ida.post(&format!("{path}/send"), body).await.expect(200);
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 1);

    let details: RequirementDetails = mona.get(&format!("/requirements/{id}")).await.expect(200).read_as();
    assert_eq!(details.started_by, 2);
    let reset: RequirementDetails = act(&mona, id, "reset", json!(null)).await.expect(200).read_as();
    assert_eq!(reset.started_by, 0);
    let plain = "status = 'not_started' AND performed_on IS NULL AND expires_on IS NULL AND request_id IS NULL";
    assert_eq!(app.count(&format!("standing WHERE {plain}")).await, 2);
    assert_eq!(app.count("standing WHERE status = 'fulfilled'").await, 1);
    assert_eq!(app.count("standing_event WHERE kind = 'reset'").await, 2);
    assert_eq!(app.count("signature_request WHERE status = 'awaiting'").await, 0);
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 0);
    assert!(app.count("standing_event").await >= 3, "what happened before is kept");
    app.assert_counters().await;
    // Removing a prerequisite takes nothing back either.
    redraft(&mona, after, saying("Etter")).await;
    publish(&mona, after).await;
    assert_eq!(app.count("standing WHERE status = 'fulfilled'").await, 1);
    // Again, there is nothing to take back.
    act(&mona, id, "reset", json!(null)).await.expect(200);
    assert_eq!(app.count("standing_event WHERE kind = 'reset'").await, 2);

    let course = json!({"courses": [{"id": "LP-1", "name": "Kurs"}]});
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let linked = published(&admin, world.ward, but(saying("Kurs"), &course)).await;
    act(&mona, linked, "reset", json!(null)).await.expect_problem(409, "linked_to_course");
}

/// Proves REQ-13: with a reason, by those who look after the archive; out of every plan that has it, and back as it
/// was within 30 days, after which it is permanent. Managers see that it was there and no content.
#[rstest]
#[actix_web::test]
async fn a_requirement_is_archived(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let id = published(&mona, world.ward, saying("Gammel pumpe")).await;
    let other = published(&mona, world.ward, saying("Ny pumpe")).await;
    let held = active_plan(&mona, world.ward, "TAHF-Med-SP3-En", &[id, other]).await;
    let proposed = plan(&mona, world.ward, "TAHF-Med-SP3-To").await.id;
    take_in(&mona, proposed, &[id]).await;
    has_plan(&app, world.ida, held).await;
    stands(&app, world.ida, other, "fulfilled", Some("2026-11-01")).await;
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 0);

    act(&mona, id, "archive", json!({"reason": "Byttet"})).await.expect_problem(403, "forbidden");
    act(&admin, id, "archive", json!({"reason": " "})).await.expect_problem(422, "validation_failed");
    let gone: RequirementDetails = act(&admin, id, "archive", json!({"reason": "Byttet"})).await.expect(200).read_as();
    let archived = gone.archived.expect("who, when and why");
    assert_eq!((archived.by.id, archived.reason.as_str()), (world.admin.person, "Byttet"));
    assert_eq!((gone.can_edit, gone.published.is_some()), (false, true));
    assert_eq!(app.count("plan_requirement WHERE state = 'archived'").await, 2);
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 1);
    app.assert_counters().await;

    let seen: RequirementDetails = mona.get(&format!("/requirements/{id}")).await.expect(200).read_as();
    assert_eq!((seen.published, seen.archived.is_some()), (None, true));
    mona.get(&format!("/requirements/{id}/versions/1")).await.expect_problem(404, "not_found");
    admin.get(&format!("/requirements/{id}/versions/1")).await.expect(200);
    let kept: Page<RequirementVersionSummary> =
        admin.get(&format!("/requirements/{id}/versions")).await.expect(200).read_as();
    assert_eq!(kept.items.iter().map(|v| v.version).collect::<Vec<_>>(), [1]);
    mona.get(&format!("/requirements/{id}/versions")).await.expect_problem(404, "not_found");
    let listed = async |query: &str| {
        let page: Page<RequirementSummary> = mona.get(&format!("/requirements?{query}")).await.expect(200).read_as();
        page.items.into_iter().map(|item| item.name).collect::<Vec<_>>()
    };
    assert_eq!(listed("").await, ["Ny pumpe"]);
    assert_eq!(listed("archived=true").await, ["Gammel pumpe"]);
    let another = plan(&mona, world.ward, "TAHF-Med-SP3-Tre").await;
    let path = format!("/plans/{}/sections/{}/requirements", another.id, another.sections[0].id);
    mona.post(&path, json!({"requirementIds": [id]})).await.expect_problem(422, "requirement_not_shared");
    act(&admin, id, "archive", json!({"reason": "Igjen"})).await.expect_problem(409, "archived");
    act(&admin, id, "publish", json!(null)).await.expect_problem(409, "archived");

    app.clock.advance(TimeDelta::days(30) - TimeDelta::minutes(1));
    let back: RequirementDetails = act(&admin, id, "restore", json!(null)).await.expect(200).read_as();
    assert_eq!((back.archived, back.can_edit), (None, true));
    assert_eq!(app.count("plan_requirement WHERE state = 'active'").await, 2);
    assert_eq!(app.count("plan_requirement WHERE state = 'inactive'").await, 1);
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 0);
    app.assert_counters().await;
    act(&admin, id, "restore", json!(null)).await.expect_problem(409, "not_archived");

    act(&admin, id, "archive", json!({"reason": "Nå"})).await.expect(200);
    app.clock.advance(TimeDelta::days(30) + TimeDelta::seconds(1));
    act(&admin, id, "restore", json!(null)).await.expect_problem(409, "archived_for_good");
}

/// Proves REQ-11: it is deleted while in no plan, and nothing remembers it or rests on it.
#[rstest]
#[actix_web::test]
async fn what_nothing_remembers_is_deleted(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let used = published(&mona, world.ward, saying("Brukt")).await;
    let loose = published(&mona, world.ward, saying("Løst")).await;
    let resting = published(&mona, world.ward, but(saying("Etter"), &json!({"prerequisites": [loose]}))).await;
    let held = plan(&mona, world.ward, "TAHF-Med-SP3-En").await.id;
    take_in(&mona, held, &[used]).await;
    let delete = async |id: RequirementId| {
        let version = mona.get(&format!("/requirements/{id}")).await.expect(200).version();
        mona.delete_if(&format!("/requirements/{id}"), version).await
    };
    delete(used).await.expect_problem(409, "in_use");
    delete(loose).await.expect_problem(409, "in_use");
    delete(resting).await.expect(204);
    delete(loose).await.expect(204);
    mona.get(&format!("/requirements/{loose}")).await.expect_problem(404, "not_found");
    assert_eq!(app.count("requirement").await, 1);
}

/// Proves REQ-17: every publication can be read in full, with what it changed.
#[rstest]
#[actix_web::test]
async fn every_publication_is_kept(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, world.ward, saying("Første navn")).await;
    redraft(&mona, id, but(saying("Andre navn"), &json!({"validityDays": 30}))).await;
    publish(&mona, id).await;
    redraft(&mona, id, but(saying("Tredje navn"), &json!({"validityDays": 30}))).await;
    publish(&mona, id).await;
    let path = format!("/requirements/{id}/versions");
    let page: Page<RequirementVersionSummary> = mona.get(&format!("{path}?limit=2")).await.expect(200).read_as();
    let seen: Vec<_> = page.items.iter().map(|v| (v.version, v.changed.join(" "))).collect();
    assert_eq!(seen, [(3, "name".to_owned()), (2, "name validityDays".to_owned())]);
    let cursor = page.next_cursor.expect("another page");
    let rest: Page<RequirementVersionSummary> =
        mona.get(&format!("{path}?limit=2&cursor={cursor}")).await.expect(200).read_as();
    assert_eq!(rest.items.iter().map(|v| v.version).collect::<Vec<_>>(), [1]);
    let first: RequirementVersionDetails = mona.get(&format!("{path}/1")).await.expect(200).read_as();
    assert_eq!((first.content.name.as_str(), first.content.validity_days), ("Første navn", None));
    mona.get(&format!("{path}/4")).await.expect_problem(404, "not_found");
}
