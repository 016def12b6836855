//! Activation, publication of drafts with it, and the versions they make.

use kyndig_contract::{
    page::Page,
    plan::{PlanVersionDetails, PlanVersionSummary},
};
use kyndig_domain::{
    ids::{PlanId, RequirementId},
    plan::PlanRequirementState,
};
use rstest::rstest;
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    Client, On, TestApp,
    writing::{
        activate, active_plan, but, drafted, has_plan, place, plan, publish, published, read, redraft, saying, section,
        share, stands, take_in,
    },
};

/// A requirement's name and validity.
type Said = (String, Option<i32>);

async fn versions(client: &Client<'_>, plan: PlanId) -> Vec<String> {
    let page: Page<PlanVersionSummary> = client.get(&format!("/plans/{plan}/versions")).await.expect(200).read_as();
    page.items.into_iter().map(|version| version.version).collect()
}

async fn version(client: &Client<'_>, plan: PlanId, version: &str) -> PlanVersionDetails {
    client.get(&format!("/plans/{plan}/versions/{version}")).await.expect(200).read_as()
}

async fn some(client: &Client<'_>, unit: kyndig_domain::ids::UnitId, names: &[&str]) -> Vec<RequirementId> {
    let mut made = Vec::new();
    for name in names {
        made.push(published(client, unit, saying(name)).await);
    }
    made
}

/// Proves PLN-7: the first activation makes 1.0 however many there are, one makes x.(y+1), several (x+1).0;
/// doing it again does nothing.
#[rstest]
#[actix_web::test]
async fn activation_moves_the_version(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let made = some(&mona, world.ward, &["A", "B", "C", "D", "E"]).await;
    let id = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    let before = take_in(&mona, id, &made).await;
    assert_eq!((before.plan_version.as_str(), versions(&mona, id).await), ("0.0", vec![]));

    let first = activate(&mona, id, &made[..2]).await;
    assert_eq!(first.plan_version, "1.0");
    assert_eq!(place(&first, made[0]).state, PlanRequirementState::Active);
    assert_eq!(place(&first, made[2]).state, PlanRequirementState::Inactive);
    assert_eq!(activate(&mona, id, &made[2..3]).await.plan_version, "1.1");
    let same = activate(&mona, id, &made[..3]).await;
    assert_eq!(same.plan_version, "1.1");
    assert_eq!(activate(&mona, id, &made).await.plan_version, "2.0");
    assert_eq!(versions(&mona, id).await, ["2.0", "1.1", "1.0"]);

    // It is what was approved that counts, not what was ticked: one of these two has nothing to approve.
    let sixth = published(&mona, world.ward, saying("F")).await;
    take_in(&mona, id, &[sixth]).await;
    assert_eq!(activate(&mona, id, &[made[0], sixth]).await.plan_version, "2.1");

    // Paged.
    let page: Page<PlanVersionSummary> = mona.get(&format!("/plans/{id}/versions?limit=2")).await.expect(200).read_as();
    let next = page.next_cursor.expect("another page");
    let rest: Page<PlanVersionSummary> =
        mona.get(&format!("/plans/{id}/versions?limit=2&cursor={next}")).await.expect(200).read_as();
    assert_eq!(rest.items.iter().map(|v| v.version.as_str()).collect::<Vec<_>>(), ["1.1", "1.0"]);
    assert_eq!((rest.items[0].made_by.id, rest.next_cursor), (world.mona.person, None));

    let path = format!("/plans/{id}/activate");
    let unknown = json!({"planRequirementIds": [Uuid::nil()]});
    let now = read(&mona, id).await.version;
    let problem = mona.post_if(&path, now.into(), unknown).await.expect_problem(422, "validation_failed").json();
    assert_eq!(problem["fields"][0]["field"], "planRequirementIds[0]");
    let stale = json!({"planRequirementIds": [place(&same, made[0]).id]});
    mona.post_if(&path, 1, stale).await.expect_problem(412, "version_conflict");
}

/// Of PLN-5, PLN-6: what is approved is published and activated in one transaction; another unit's draft
/// stops all of it until its owner has published or deleted it.
#[rstest]
#[actix_web::test]
async fn drafts_are_published_first(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let own = drafted(&mona, world.ward, saying("Eget")).await.id;
    let ready = published(&mona, world.ward, saying("Klart")).await;
    let common = drafted(&admin, world.trust_a, saying("Felles")).await.id;
    share(&admin, common, world.trust_a).await;
    let id = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    let details = take_in(&mona, id, &[own, ready, common]).await;
    assert!(!place(&details, common).requirement.can_edit);

    let path = format!("/plans/{id}/activate");
    let all = json!({"planRequirementIds": ([own, ready, common].map(|r| place(&details, r).id))});
    let problem =
        mona.post_if(&path, details.version.into(), &all).await.expect_problem(409, "unpublished_draft").json();
    assert_eq!(problem["detail"], "KR-10003");
    let still = read(&mona, id).await;
    assert_eq!((still.version, still.plan_version.as_str()), (details.version, "0.0"));
    assert!(place(&still, own).requirement.has_draft);

    let two = activate(&mona, id, &[own, ready]).await;
    assert_eq!(two.plan_version, "1.0");
    let first = &place(&two, own).requirement;
    assert_eq!((first.published, first.has_draft), (true, false));

    // Published once, with a newer draft: still not to be activated here.
    publish(&admin, common).await;
    redraft(&admin, common, saying("Felles 2")).await;
    let chosen = json!({"planRequirementIds": [place(&details, common).id]});
    mona.post_if(&path, two.version.into(), &chosen).await.expect_problem(409, "unpublished_draft");
    let current = admin.get(&format!("/requirements/{common}")).await.expect(200).version();
    admin.delete_if(&format!("/requirements/{common}/draft"), current).await.expect(200);
    assert_eq!(activate(&mona, id, &[common]).await.plan_version, "1.1");

    // An active one with a draft is published where it stands; with another it makes a major version.
    redraft(&mona, own, saying("Eget 2")).await;
    assert_eq!(activate(&mona, id, &[own]).await.plan_version, "1.2");
    let further = drafted(&mona, world.ward, saying("Enda et")).await.id;
    take_in(&mona, id, &[further]).await;
    redraft(&mona, own, saying("Eget 3")).await;
    let last = activate(&mona, id, &[own, further]).await;
    assert_eq!((last.plan_version.as_str(), place(&last, own).requirement.name.as_str()), ("2.0", "Eget 3"));
}

/// Proves PLN-7, REQ-17: publishing makes a minor version in each plan that has it active and in no other; every
/// version opens exactly as it was.
#[rstest]
#[actix_web::test]
async fn versions_open_as_they_were(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let made = some(&mona, world.ward, &["Brann", "Evakuering"]).await;
    let one = active_plan(&mona, world.ward, "TAHF-Med-SP3-En", &made).await;
    let two = active_plan(&mona, world.ward, "TAHF-Med-SP3-To", &made[..1]).await;
    let none = plan(&mona, world.ward, "TAHF-Med-SP3-Ingen").await.id;
    take_in(&mona, none, &made).await;

    redraft(&mona, made[0], but(saying("Brannvern"), &json!({"description": "Slukk.", "validityDays": 365}))).await;
    publish(&mona, made[0]).await;
    assert_eq!(versions(&mona, one).await, ["1.1", "1.0"]);
    assert_eq!(versions(&mona, two).await, ["1.1", "1.0"]);
    assert_eq!(read(&mona, none).await.plan_version, "0.0");

    // Everything of the plan changes after it.
    let details = section(&mona, one, "Ny del").await;
    let path = format!("/plans/{one}");
    let at = format!("{path}/sections/{}", details.sections[0].id);
    let version_now = i64::from(details.version);
    let details = mona.patch_if(&at, version_now, json!({"name": "Omdøpt"})).await.expect(200).version();
    mona.patch_if(&path, details, json!({"name": "TAHF-Med-SP3-Ny"})).await.expect(200);
    mona.delete(&format!("{path}/requirements/{}", place(&read(&mona, one).await, made[1]).id)).await.expect(200);
    redraft(&mona, made[0], saying("Noe annet")).await;
    publish(&mona, made[0]).await;

    let summary = |version: &PlanVersionDetails| {
        let sections: Vec<(String, Vec<Said>)> = version
            .sections
            .iter()
            .map(|section| {
                let said = section
                    .requirements
                    .iter()
                    .map(|r| (r.name.clone(), r.content.as_ref().and_then(|content| content.validity_days)));
                (section.name.clone(), said.collect())
            })
            .collect();
        (version.name.clone(), sections)
    };
    let said = |name: &str, days| (name.to_owned(), days);
    let first = version(&mona, one, "1.0").await;
    assert_eq!((first.made_by.id, first.sections[0].requirements[0].number.as_str()), (world.mona.person, "KR-10001"));
    let old =
        ("TAHF-Med-SP3-En".to_owned(), |brann| vec![("Første del".to_owned(), vec![brann, said("Evakuering", None)])]);
    assert_eq!(summary(&first), (old.0.clone(), old.1(said("Brann", None))));
    assert_eq!(summary(&version(&mona, one, "1.1").await), (old.0.clone(), old.1(said("Brannvern", Some(365)))));
    let now = vec![("Omdøpt".to_owned(), vec![said("Noe annet", None)]), ("Ny del".to_owned(), vec![])];
    assert_eq!(summary(&version(&mona, one, "1.2").await), ("TAHF-Med-SP3-Ny".to_owned(), now));

    for missing in ["1.3", "0.0", "1", "x", "99999999999.0", "4000000000.0"] {
        mona.get(&format!("{path}/versions/{missing}")).await.expect_problem(404, "not_found");
    }
    mona.get(&format!("/plans/{}/versions", Uuid::nil())).await.expect_problem(404, "not_found");
}

/// Proves PLN-5, ASG-8: what is activated appears at once for everybody who has the plan, and a complete plan is
/// no longer complete; what is inactive concerns nobody.
#[rstest]
#[actix_web::test]
async fn activation_reaches_those_who_have_the_plan(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let made = some(&mona, world.ward, &["A", "B"]).await;
    let id = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &made[..1]).await;
    has_plan(&app, world.ida, id).await;
    has_plan(&app, world.per, id).await;
    stands(&app, world.ida, made[0], "fulfilled", Some("2026-11-01")).await;
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 1);

    take_in(&mona, id, &made[1..]).await;
    assert_eq!(app.count("standing").await, 2);
    activate(&mona, id, &made[1..]).await;
    assert_eq!(app.count("standing").await, 4);
    assert_eq!(app.count("assignment WHERE completed_at IS NOT NULL").await, 0);
    app.assert_counters().await;
}

/// Proves FUL-6: a validity that is published, alone or with an activation, counts at once for everybody who has
/// fulfilled, whatever plan they have it in.
#[rstest]
#[actix_web::test]
async fn a_published_validity_counts_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let id = published(&mona, world.ward, saying("Brann")).await;
    let one = active_plan(&mona, world.ward, "TAHF-Med-SP3-En", &[id]).await;
    let two = active_plan(&mona, world.ward, "TAHF-Med-SP3-To", &[id]).await;
    has_plan(&app, world.ida, one).await;
    has_plan(&app, world.per, two).await;
    for someone in [world.ida, world.per] {
        stands(&app, someone, id, "fulfilled", Some("2026-11-01")).await;
    }
    assert_eq!(app.count("standing WHERE expires_on IS NOT NULL").await, 0);

    redraft(&mona, id, but(saying("Brann"), &json!({"validityDays": 365}))).await;
    publish(&mona, id).await;
    assert_eq!(app.count("standing WHERE status = 'fulfilled' AND expires_on = '2027-11-01'").await, 2);

    redraft(&mona, id, but(saying("Brann"), &json!({"validityDays": 10}))).await;
    activate(&mona, one, &[id]).await;
    assert_eq!(app.count("standing WHERE status = 'expired' AND expires_on = '2026-11-11'").await, 2);
    assert_eq!((versions(&mona, one).await.len(), versions(&mona, two).await.len()), (3, 3));

    // A plan that has let go of it leaves what was fulfilled, and the requirement's own validity still counts there.
    let held = place(&read(&mona, two).await, id).id;
    mona.delete(&format!("/plans/{two}/requirements/{held}")).await.expect(200);
    redraft(&mona, id, but(saying("Brann"), &json!({"validityDays": 365}))).await;
    publish(&mona, id).await;
    assert_eq!(app.count("standing WHERE status = 'fulfilled' AND expires_on = '2027-11-01'").await, 2);
    app.assert_counters().await;
}

/// Of PLN-6, REQ-7: one that cannot be published stops the whole approval.
#[rstest]
#[actix_web::test]
async fn an_approval_is_whole_or_not_at_all(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let signed = but(saying("Signert"), &json!({"documentationMethod": "signature", "needsSignature": true}));
    let id = published(&mona, world.ward, signed).await;
    let new = drafted(&mona, world.ward, saying("Nytt")).await.id;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Plan", &[id]).await;
    has_plan(&app, world.ida, plan).await;
    take_in(&mona, plan, &[new]).await;
    redraft(&mona, id, saying("Usignert")).await;
    stands(&app, world.ida, id, "started", None).await;
    let details = read(&mona, plan).await;
    let chosen = json!({"planRequirementIds": ([new, id].map(|r| place(&details, r).id))});
    let refused = mona.post_if(&format!("/plans/{plan}/activate"), details.version.into(), chosen).await;
    refused.expect_problem(409, "signature_locked");
    let still = read(&mona, plan).await;
    assert_eq!(still, details);
    app.assert_counters().await;
}

/// Of PLN-6: all that waits is approved in one go, however much it is.
#[actix_web::test]
async fn all_of_it_at_once() {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let names: Vec<String> = (1..=80).map(|number| format!("Krav {number}")).collect();
    let made = some(&mona, world.ward, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let id = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    take_in(&mona, id, &made).await;
    let after = activate(&mona, id, &made).await;
    assert_eq!(after.plan_version, "1.0");
    assert!(made.iter().all(|one| place(&after, *one).state == PlanRequirementState::Active));
}
