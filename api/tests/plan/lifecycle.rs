//! What happens to a plan and what it holds once people have it: PLN-3, PLN-8, PLN-11, PLN-12, PLN-15, REQ-14.

use chrono::TimeDelta;
use kyndig_contract::{
    assignment::{AssignmentDetails, AssignmentSummary},
    page::Page,
    plan::{PlanDetails, PlanSummary},
};
use kyndig_domain::{
    ids::{PlanId, RequirementId},
    plan::PlanRequirementState,
    role::Role,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, On, TestApp, grant,
    writing::{
        activate, active_plan, but, has_plan, place, plan, publish, published, read, saying, section, stands, take_in,
    },
};

async fn act(client: &Client<'_>, plan: PlanId, what: &str, body: Value) -> Answer {
    let version = read(client, plan).await.version;
    client.post_if(&format!("/plans/{plan}/{what}"), version.into(), body).await
}

async fn on_place(client: &Client<'_>, plan: PlanId, requirement: RequirementId, what: &str, body: Value) -> Answer {
    let id = place(&read(client, plan).await, requirement).id;
    act(client, plan, &format!("requirements/{id}/{what}"), body).await
}

/// Proves PLN-8: deactivated with a reason it is out of the plan for everybody and listed with who, when and why;
/// reactivated in the section chosen, which makes a version.
#[rstest]
#[actix_web::test]
async fn a_requirement_is_deactivated_and_back(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let (old, kept) =
        (published(&mona, world.ward, saying("Gammelt")).await, published(&mona, world.ward, saying("Nytt")).await);
    let id = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[old, kept]).await;
    let second = section(&mona, id, "Andre del").await.sections[1].id;
    has_plan(&app, world.ida, id).await;
    stands(&app, world.ida, kept, "fulfilled", Some("2026-11-01")).await;

    on_place(&mona, id, old, "deactivate", json!({"reason": ""})).await.expect_problem(422, "validation_failed");
    let reason = json!({"reason": "Utstyret er byttet"});
    let gone: PlanDetails = on_place(&mona, id, old, "deactivate", reason.clone()).await.expect(200).read_as();
    let at = place(&gone, old);
    assert_eq!(at.state, PlanRequirementState::Deactivated);
    let why = at.deactivated.as_ref().expect("who, when and why");
    assert_eq!((why.by.id, why.reason.as_str()), (world.mona.person, "Utstyret er byttet"));
    assert_eq!(gone.plan_version, "1.0");
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 1);
    app.assert_counters().await;
    on_place(&mona, id, old, "deactivate", reason).await.expect_problem(409, "already_deactivated");
    on_place(&mona, id, kept, "reactivate", json!({"sectionId": second})).await.expect_problem(409, "not_deactivated");

    let back: PlanDetails =
        on_place(&mona, id, old, "reactivate", json!({"sectionId": second})).await.expect(200).read_as();
    assert_eq!((back.plan_version.as_str(), place(&back, old).state), ("1.1", PlanRequirementState::Active));
    assert_eq!(back.sections[1].requirements.len(), 1);
    assert_eq!(place(&back, old).deactivated, None);
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 0);
    app.assert_counters().await;
}

/// Proves REQ-14, FUL-6: a plan sets a validity of its own where a central requirement lets it, with a reason; it
/// shows both, counts at once, and goes back.
#[rstest]
#[actix_web::test]
async fn a_validity_is_adapted(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let endless = but(saying("HLR"), &json!({"allowAdaptation": true}));
    let body = json!({"ownerUnitId": world.trust_a, "level": "central", "content": endless});
    admin.post("/requirements", body).await.expect_problem(422, "nothing_to_adapt");
    let central = but(saying("HLR"), &json!({"validityDays": 9999, "allowAdaptation": true}));
    let body = json!({"ownerUnitId": world.trust_a, "level": "central", "content": central});
    let made: kyndig_contract::requirement::RequirementDetails =
        admin.post("/requirements", body).await.expect(201).read_as();
    admin.post_if(&format!("/requirements/{}/publish", made.id), made.version.into(), json!(null)).await.expect(200);
    let own = published(&mona, world.ward, but(saying("Brann"), &json!({"validityDays": 100}))).await;
    let id = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[made.id, own]).await;
    has_plan(&app, world.ida, id).await;
    stands(&app, world.ida, made.id, "fulfilled", Some("2026-11-01")).await;

    let adapt = async |requirement: RequirementId, body: Value| {
        let details = read(&mona, id).await;
        let path = format!("/plans/{id}/requirements/{}/validity", place(&details, requirement).id);
        mona.put_if(&path, details.version.into(), body).await
    };
    let year = json!({"validityDays": 365, "reason": "Øves hvert år"});
    adapt(own, year.clone()).await.expect_problem(422, "nothing_to_adapt");
    adapt(made.id, json!({"validityDays": 365, "reason": " "})).await.expect_problem(422, "validation_failed");
    let adapted: PlanDetails = adapt(made.id, year).await.expect(200).read_as();
    let at = place(&adapted, made.id);
    assert_eq!(at.adapted.as_ref().map(|a| (a.validity_days, a.reason.as_str())), Some((365, "Øves hvert år")));
    assert_eq!((at.requirement.validity_days, at.can_adapt, adapted.plan_version.as_str()), (Some(9999), true, "1.0"));
    assert_eq!(app.count("standing WHERE expires_on = '2027-11-01'").await, 1);

    let path = format!("/plans/{id}/requirements/{}/validity", at.id);
    mona.delete_if(&path, adapted.version.into()).await.expect(200);
    assert_eq!(app.count("standing WHERE expires_on = '2054-03-18'").await, 1);
}

/// Proves PLN-11: with a reason; those who have it keep no more than that they had it, it is not assigned any more,
/// its requirements live on; taken back within 30 days by whoever still works there.
#[rstest]
#[actix_web::test]
async fn a_plan_is_archived(#[values(On::Sqlite, On::Postgres)] on: On) {
    use kyndig_people::position;
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let requirement = published(&mona, world.ward, saying("Brann")).await;
    let id = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[requirement]).await;
    for someone in [world.ida, world.per] {
        has_plan(&app, someone, id).await;
    }
    act(&mona, id, "archive", json!({"reason": "Ferdig"})).await.expect_problem(403, "forbidden");
    act(&admin, id, "archive", json!({"reason": " "})).await.expect_problem(422, "validation_failed");
    let gone: PlanDetails = act(&admin, id, "archive", json!({"reason": "Ferdig"})).await.expect(200).read_as();
    assert_eq!(gone.archived.as_ref().map(|a| (a.by.id, a.reason.as_str())), Some((world.admin.person, "Ferdig")));
    assert_eq!((gone.assigned, gone.can_edit), (0, false));
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let own: Page<AssignmentSummary> = ida.get("/my/assignments").await.expect(200).read_as();
    assert_eq!((own.items[0].archived, own.items[0].active, own.items[0].counts.total()), (true, false, 0));
    let opened: AssignmentDetails = ida.get(&format!("/assignments/{}", own.items[0].id)).await.expect(200).read_as();
    assert_eq!((opened.sections.len(), opened.summary.plan_name.as_str()), (0, "TAHF-Med-SP3-Plan"));
    app.assert_counters().await;
    let names = async |query: &str| {
        let page: Page<PlanSummary> = admin.get(&format!("/plans?{query}")).await.expect(200).read_as();
        page.items.len()
    };
    assert_eq!((names("").await, names("archived=true").await), (0, 1));
    act(&mona, id, "sections", json!({"name": "Ny"})).await.expect_problem(409, "archived");
    let body = json!({"planId": id, "positionIds": [world.ida.position]});
    mona.post("/assignments", body).await.expect_problem(404, "not_found");
    mona.get(&format!("/requirements/{requirement}")).await.expect(200);

    // Per leaves meanwhile, and comes back before the plan does.
    app.system(async |work| position::service::close(work, &[world.per.position]).await.map(drop)).await;
    let back: PlanDetails = act(&admin, id, "restore", json!(null)).await.expect(200).read_as();
    assert_eq!((back.archived, back.assigned), (None, 1));
    app.system(async |work| position::service::reopen(work, &[world.per.position]).await.map(drop)).await;
    assert_eq!(read(&admin, id).await.assigned, 2);
    app.assert_counters().await;

    act(&admin, id, "archive", json!({"reason": "Ferdig"})).await.expect(200);
    app.clock.advance(TimeDelta::days(30) + TimeDelta::seconds(1));
    act(&admin, id, "restore", json!(null)).await.expect_problem(409, "archived_for_good");
}

/// Of PLN-3, PLN-12: a section may be left to each to say it is not relevant, without a new version; the owner
/// unit changes later, to one within reach.
#[rstest]
#[actix_web::test]
async fn what_changes_later(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let made = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await;
    let path = format!("/plans/{}/sections/{}", made.id, made.sections[0].id);
    let changed: PlanDetails =
        mona.patch_if(&path, made.version.into(), json!({"mayBeNotRelevant": true})).await.expect(200).read_as();
    assert_eq!((changed.sections[0].may_be_not_relevant, changed.sections[0].name.as_str()), (true, "Første del"));
    assert_eq!(changed.plan_version, "0.0");

    let to = |unit| json!({"ownerUnitId": unit});
    let path = format!("/plans/{}", made.id);
    mona.patch_if(&path, changed.version.into(), to(world.sibling)).await.expect_problem(403, "forbidden");
    let moved: PlanDetails =
        admin.patch_if(&path, changed.version.into(), to(world.sibling)).await.expect(200).read_as();
    assert_eq!((moved.owner_unit.id, moved.version), (world.sibling, changed.version + 1));
    mona.patch_if(&path, moved.version.into(), json!({"name": "X"})).await.expect_problem(403, "forbidden");
}

/// What a steward may do, of PLN-15: everything with the named plan and its own requirements, moving it within the
/// trust; nothing with other plans or with people.
#[rstest]
#[actix_web::test]
async fn a_steward_looks_after_a_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let requirement = published(&mona, world.ward, saying("Brann")).await;
    let loose = published(&mona, world.ward, saying("Annet")).await;
    let id = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[requirement]).await;
    let other = plan(&mona, world.ward, "TAHF-Med-SP3-Annen").await;
    app.system(async |work| {
        grant(work, world.nils.position, Role::PlanSteward, None).await;
        let sql = kyndig_db::Sql::new("UPDATE role_grant SET plan_id = ").bind(id).push(" WHERE role = 'plan_steward'");
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    let nils = app.sign_in(world.nils.person, world.nils.position).await;
    assert_eq!(read(&nils, id).await.stewards[0].id, world.nils.person);
    let made = section(&nils, id, "Ny del").await;
    let path = format!("/plans/{id}/sections/{}/requirements", made.sections[1].id);
    nils.post(&path, json!({"new": saying("Stewardens")})).await.expect(201);
    let version = nils.get(&format!("/requirements/{requirement}")).await.expect(200).version();
    let draft = json!({"content": saying("Brann og røyk")});
    nils.put_if(&format!("/requirements/{requirement}/draft"), version, draft.clone()).await.expect(200);
    let version = nils.get(&format!("/requirements/{loose}")).await.expect(200).version();
    nils.put_if(&format!("/requirements/{loose}/draft"), version, draft).await.expect_problem(403, "forbidden");
    nils.patch_if(&format!("/plans/{}", other.id), other.version.into(), json!({"name": "Min"}))
        .await
        .expect_problem(403, "forbidden");
    nils.get("/employees").await.expect_problem(403, "forbidden");
    // Published, activated and taken out; who answers for the plan, where it is published, what it is called, when it is complete.
    assert_eq!(publish(&nils, requirement).await.published.expect("published").name, "Brann og røyk");
    let new = read(&nils, id).await.sections[1].requirements[0].requirement.id;
    let now = activate(&nils, id, &[new]).await;
    assert_eq!(place(&now, new).state, PlanRequirementState::Active);
    nils.delete(&format!("/plans/{id}/requirements/{}", place(&now, new).id)).await.expect(200);
    let owners = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.ida.person});
    let version = read(&nils, id).await.version;
    nils.put_if(&format!("/plans/{id}/owners"), version.into(), owners).await.expect(200);
    let beside = format!("/plans/{id}/publications/{}", world.sibling);
    nils.put(&beside, json!({"withSubunits": false})).await.expect(200);
    let version = read(&nils, id).await.version;
    let said = json!({"name": "TAHF-Med-SP3-Brannvern", "completion": "manager_approval"});
    let said: PlanDetails = nils.patch_if(&format!("/plans/{id}"), version.into(), said).await.expect(200).read_as();
    assert_eq!((said.name.as_str(), said.publications.len()), ("TAHF-Med-SP3-Brannvern", 2));
    nils.get(&format!("/plans/{id}/preview?changes=true")).await.expect(200);
    nils.get(&format!("/plan-status/{id}")).await.expect_problem(403, "forbidden");
    // Nor does one plan give all that its unit has written: what the steward takes in stays with those whose other plans
    // hold it. And back to not started is nothing for who has nothing to do with people.
    let shared = published(&mona, world.ward, saying("I flere planer")).await;
    take_in(&mona, other.id, &[shared]).await;
    take_in(&nils, id, &[shared]).await;
    let version = nils.get(&format!("/requirements/{shared}")).await.expect(200).version();
    let draft = json!({"content": saying("Overtatt")});
    nils.put_if(&format!("/requirements/{shared}/draft"), version, draft).await.expect_problem(403, "forbidden");
    let version = nils.get(&format!("/requirements/{requirement}")).await.expect(200).version();
    let reset = format!("/requirements/{requirement}/reset");
    nils.post_if(&reset, version, json!(null)).await.expect_problem(403, "forbidden");
    let version = read(&nils, id).await.version;
    let owner = |unit| json!({"ownerUnitId": unit});
    nils.patch_if(&format!("/plans/{id}"), version.into(), owner(world.other)).await.expect_problem(403, "forbidden");
    nils.patch_if(&format!("/plans/{id}"), version.into(), owner(world.sibling)).await.expect(200);
}
