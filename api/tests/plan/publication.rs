//! Owners, publication, withdrawal, and who may hand a plan out.

use kyndig_contract::{
    page::Page,
    plan::{AssignablePlan, PlanDetails, PlanState},
};
use kyndig_domain::{
    ids::{PlanId, UnitId},
    role::Role,
};
use kyndig_people::position;
use rstest::rstest;
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    Client, On, Someone, TestApp, World, content, grant,
    writing::{plan, read},
};

pub async fn name(client: &Client<'_>, plan: PlanId, owner: Someone, author: Someone) -> PlanDetails {
    let version = read(client, plan).await.version;
    let body = json!({"documentOwnerId": owner.person, "documentAuthorId": author.person});
    client.put_if(&format!("/plans/{plan}/owners"), version.into(), body).await.expect(200).read_as()
}

pub async fn publish(client: &Client<'_>, plan: PlanId, unit: UnitId, with_subunits: bool) -> PlanDetails {
    let body = json!({"withSubunits": with_subunits});
    client.put(&format!("/plans/{plan}/publications/{unit}"), body).await.expect(200).read_as()
}

pub async fn withdraw(client: &Client<'_>, plan: PlanId, unit: UnitId) -> PlanDetails {
    client.delete(&format!("/plans/{plan}/publications/{unit}")).await.expect(200).read_as()
}

/// The units of the world that the plan can be assigned in.
async fn reached(app: &TestApp, world: &World, plan: PlanId) -> Vec<UnitId> {
    let all = [
        world.region,
        world.trust_a,
        world.clinic,
        world.ward,
        world.sibling,
        world.trust_b,
        world.other_clinic,
        world.other,
    ];
    let found = app.system(async |work| content::published_to(work, plan, &all).await).await;
    all.into_iter().filter(|unit| found.contains(unit)).collect()
}

async fn assignable(client: &Client<'_>) -> Vec<String> {
    let page: Page<AssignablePlan> = client.get("/assignable-plans").await.expect(200).read_as();
    page.items.into_iter().map(|plan| plan.name).collect()
}

/// Proves PLN-9: both are named and told before anything is published; naming them publishes to the owner unit
/// without those below; then to further units, with or without theirs, and withdrawn from each.
#[rstest]
#[actix_web::test]
async fn owners_are_named_and_the_plan_published(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let id = plan(&admin, world.clinic, "TAHF-Med-Alle-Brann").await.id;
    let path = format!("/plans/{id}");
    let publication = format!("{path}/publications/{}", world.clinic);
    admin.put(&publication, json!({"withSubunits": true})).await.expect_problem(409, "owners_missing");
    assert_eq!(read(&admin, id).await.state, PlanState::Draft);

    let named = name(&admin, id, world.mona, world.ida).await;
    assert_eq!(named.document_owner.map(|p| p.name).as_deref(), Some("Mona Leder"));
    assert_eq!(named.document_author.map(|p| p.name).as_deref(), Some("Ida Nilsen"));
    assert_eq!((named.state, named.publications.len()), (PlanState::Published, 1));
    assert_eq!(reached(&app, &world, id).await, [world.clinic]);
    let told = |message: &str, someone: Someone| {
        let recipient = if app.is_postgres() {
            format!("'{}'", someone.person)
        } else {
            format!("x'{}'", someone.person.to_string().replace('-', ""))
        };
        format!(
            "outbox WHERE payload LIKE '%\"{message}\"%' AND payload LIKE '%TAHF-Med-Alle-Brann%' AND recipient_id = {recipient}"
        )
    };
    assert_eq!(app.count(&told("named_document_owner", world.mona)).await, 1);
    assert_eq!(app.count(&told("named_document_author", world.ida)).await, 1);

    // Only who is new is told again, and nothing is published anew.
    withdraw(&admin, id, world.clinic).await;
    let renamed = name(&admin, id, world.mona, world.per).await;
    assert_eq!(renamed.state, PlanState::Withdrawn);
    assert_eq!(app.count("outbox").await, 3);
    assert_eq!(app.count(&told("named_document_author", world.per)).await, 1);

    publish(&admin, id, world.clinic, true).await;
    assert_eq!(reached(&app, &world, id).await, [world.clinic, world.ward, world.sibling]);
    publish(&admin, id, world.trust_b, false).await;
    let both = publish(&admin, id, world.other_clinic, true).await;
    let units: Vec<_> = both.publications.iter().map(|p| (p.unit.name.as_str(), p.with_subunits)).collect();
    assert_eq!(units, [("Kirurgisk klinikk", true), ("Medisinsk klinikk", true), ("Trust B HF", false)]);
    withdraw(&admin, id, world.trust_b).await;
    publish(&admin, id, world.clinic, false).await;
    assert_eq!(reached(&app, &world, id).await, [world.clinic, world.other_clinic, world.other]);

    let nowhere = format!("{path}/publications/{}", Uuid::nil());
    admin.put(&nowhere, json!({"withSubunits": true})).await.expect_problem(404, "not_found");
    admin.delete(&format!("{path}/publications/{}", world.trust_b)).await.expect_problem(404, "not_found");
    let version = i64::from(read(&admin, id).await.version);
    let gone = json!({"documentOwnerId": world.mona.person, "documentAuthorId": Uuid::nil()});
    let problem = admin.put_if(&format!("{path}/owners"), version, gone).await.expect_problem(422, "owner_has_left");
    assert_eq!(problem.json()["fields"][0]["field"], "documentAuthorId");
    // Whoever has left answers for nothing.
    app.system(async |work| position::service::close(work, &[world.per.position]).await).await;
    let left = json!({"documentOwnerId": world.per.person, "documentAuthorId": world.mona.person});
    let problem = admin.put_if(&format!("{path}/owners"), version, left).await.expect_problem(422, "owner_has_left");
    assert_eq!(problem.json()["fields"][0]["field"], "documentOwnerId");
    let body = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.mona.person});
    admin.put_if(&format!("{path}/owners"), 1, body).await.expect_problem(412, "version_conflict");
}

/// Proves PLN-10: withdrawn everywhere it can no longer be assigned, and those who have it keep it; it can be
/// published again.
#[rstest]
#[actix_web::test]
async fn a_withdrawn_plan_is_kept(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = plan(&mona, world.ward, "TAHF-Med-SP3-Brann").await.id;
    name(&mona, id, world.mona, world.mona).await;
    crate::support::writing::has_plan(&app, world.ida, id).await;
    assert_eq!(assignable(&mona).await, ["TAHF-Med-SP3-Brann"]);

    let withdrawn = withdraw(&mona, id, world.ward).await;
    assert_eq!((withdrawn.state, withdrawn.assigned), (PlanState::Withdrawn, 1));
    assert_eq!(assignable(&mona).await, Vec::<String>::new());
    assert_eq!(reached(&app, &world, id).await, []);
    assert_eq!(app.count("assignment WHERE active").await, 1);

    assert_eq!(publish(&mona, id, world.ward, false).await.state, PlanState::Published);
    assert_eq!(assignable(&mona).await, ["TAHF-Med-SP3-Brann"]);
}

/// Proves PLN-9: to several units at once, with or without those below, once both are named; where one of them is no unit
/// it is published to none.
#[rstest]
#[actix_web::test]
async fn published_to_several_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let id = plan(&admin, world.clinic, "TAHF-Med-Alle-Brann").await.id;
    let path = format!("/plans/{id}/publications");
    let body = json!({"unitIds": [world.ward, world.trust_b], "withSubunits": true});
    admin.post(&path, &body).await.expect_problem(409, "owners_missing");
    name(&admin, id, world.mona, world.ida).await;
    let refused = admin.post(&path, json!({"unitIds": [world.ward, Uuid::nil()], "withSubunits": true})).await;
    assert_eq!(refused.expect_problem(422, "validation_failed").json()["fields"][0]["field"], "unitIds[1]");
    admin.post(&path, json!({"unitIds": [], "withSubunits": true})).await.expect_problem(422, "validation_failed");
    assert_eq!(reached(&app, &world, id).await, [world.clinic]);
    siri.post(&path, &body).await.expect_problem(403, "forbidden");
    let published: PlanDetails = admin.post(&path, &body).await.expect(200).read_as();
    assert_eq!(published.publications.len(), 3);
    let expected = [world.clinic, world.ward, world.trust_b, world.other_clinic, world.other];
    assert_eq!(reached(&app, &world, id).await, expected);
    let again = json!({"unitIds": [world.trust_b, world.sibling], "withSubunits": false});
    let published: PlanDetails = admin.post(&path, again).await.expect(200).read_as();
    assert_eq!(published.publications.len(), 4);
    assert_eq!(reached(&app, &world, id).await, [world.clinic, world.ward, world.sibling, world.trust_b]);
}

/// Proves PLN-9: each may hand out what is published where their people are; and nobody else may.
#[rstest]
#[actix_web::test]
async fn plans_are_handed_out_where_they_are_published(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let super_user = world.nils;
    app.system(async |work| {
        grant(work, super_user.position, Role::SuperUser, Some(world.sibling)).await;
        Ok(())
    })
    .await;
    for (unit, name_of, below) in [
        (world.trust_a, "TAHF-Alle-Alle-Overalt", true),
        (world.trust_a, "TAHF-Alle-Alle-Toppen", false),
        (world.ward, "TAHF-Med-SP3-Her", false),
    ] {
        let id = plan(&admin, unit, name_of).await.id;
        name(&admin, id, world.admin, world.admin).await;
        publish(&admin, id, unit, below).await;
    }
    plan(&admin, world.ward, "TAHF-Med-SP3-Kladd").await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let nils = app.sign_in(super_user.person, super_user.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    assert_eq!(assignable(&mona).await, ["TAHF-Alle-Alle-Overalt", "TAHF-Med-SP3-Her"]);
    assert_eq!(assignable(&nils).await, ["TAHF-Alle-Alle-Overalt"]);
    assert_eq!(assignable(&admin).await, ["TAHF-Alle-Alle-Overalt", "TAHF-Alle-Alle-Toppen", "TAHF-Med-SP3-Her"]);
    assert_eq!(assignable(&ola).await, Vec::<String>::new());
    ida.get("/assignable-plans").await.expect_problem(403, "forbidden");
    let found: Page<AssignablePlan> = admin.get("/assignable-plans?search=OVER&limit=1").await.expect(200).read_as();
    assert_eq!((found.items.len(), found.next_cursor), (1, None));
}
