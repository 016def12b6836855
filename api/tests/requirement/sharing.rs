//! REQ-9: which plans can take a requirement in.

use kyndig_contract::requirement::RequirementDetails;
use kyndig_domain::ids::{RequirementId, UnitId};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    Client, On, TestApp,
    writing::{plan, published, read, saying, take_in},
};

async fn share(client: &Client<'_>, id: RequirementId, unit: UnitId, with_subunits: bool) -> RequirementDetails {
    let version = client.get(&format!("/requirements/{id}")).await.expect(200).version();
    let body = json!({"withSubunits": with_subunits});
    client.put_if(&format!("/requirements/{id}/shares/{unit}"), version, body).await.expect(200).read_as()
}

async fn end(client: &Client<'_>, id: RequirementId, unit: UnitId) -> RequirementDetails {
    let version = client.get(&format!("/requirements/{id}")).await.expect(200).version();
    client.delete_if(&format!("/requirements/{id}/shares/{unit}"), version).await.expect(200).read_as()
}

/// Proves REQ-9, PLN-4: shared with its own unit from the first; others' plans take it in once it is shared with
/// them, the units below where they are included; ending it leaves it where it is, struck through where it was used
/// and gone where it was not; and it can be renewed.
#[rstest]
#[actix_web::test]
async fn a_requirement_is_shared(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let id = published(&mona, world.ward, saying("Brann")).await;
    let theirs = plan(&siri, world.sibling, "TAHF-Med-SP4-Plan").await;
    let takes = async |client: &Client<'_>| {
        let section = theirs.sections[0].id;
        let path = format!("/plans/{}/sections/{section}/requirements", theirs.id);
        client.post(&path, json!({"requirementIds": [id]})).await
    };
    takes(&siri).await.expect_problem(422, "requirement_not_shared");
    let path = format!("/requirements/{id}/shares/{}", world.sibling);
    siri.put_if(&path, 2, json!({"withSubunits": true})).await.expect_problem(403, "forbidden");

    // With the clinic alone it does not reach the wards below, with its subunits it does.
    share(&mona, id, world.clinic, false).await;
    takes(&siri).await.expect_problem(422, "requirement_not_shared");
    share(&mona, id, world.clinic, true).await;
    takes(&siri).await.expect(201);
    let shared = share(&mona, id, world.trust_b, true).await;
    let shares: Vec<_> = shared.shares.iter().map(|s| (s.unit.id, s.with_subunits, s.ended, s.plans)).collect();
    assert!(shares.contains(&(world.clinic, true, false, 1)), "{shares:?}");
    assert_eq!(shares.len(), 3);

    let ended = end(&mona, id, world.clinic).await;
    assert!(ended.shares.iter().any(|s| s.unit.id == world.clinic && s.ended && s.plans == 1));
    let ended = end(&mona, id, world.trust_b).await;
    assert!(!ended.shares.iter().any(|s| s.unit.id == world.trust_b));
    assert_eq!(read(&siri, theirs.id).await.sections[0].requirements.len(), 1);
    let another = plan(&siri, world.sibling, "TAHF-Med-SP4-Nok en").await;
    let path = format!("/plans/{}/sections/{}/requirements", another.id, another.sections[0].id);
    let again = siri.post(&path, json!({"requirementIds": [id]})).await;
    again.expect_problem(422, "requirement_not_shared");
    share(&mona, id, world.clinic, true).await;
    take_in(&siri, another.id, &[id]).await;

    // With its own unit as well it can be ended.
    end(&mona, id, world.ward).await;
    let own = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await;
    share(&mona, id, world.clinic, false).await;
    let path = format!("/plans/{}/sections/{}/requirements", own.id, own.sections[0].id);
    mona.post(&path, json!({"requirementIds": [id]})).await.expect_problem(422, "requirement_not_shared");
}

/// Proves REQ-9: with several units at once, with or without those below; again for one that has it already says anew,
/// and renews what had ended; where one of them is no unit nothing is shared.
#[rstest]
#[actix_web::test]
async fn with_several_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let id = published(&mona, world.ward, saying("Brann")).await;
    let path = format!("/requirements/{id}/shares");
    let several = async |units: &[UnitId], below: bool| {
        let version = mona.get(&format!("/requirements/{id}")).await.expect(200).version();
        mona.post_if(&path, version, json!({"unitIds": units, "withSubunits": below})).await
    };
    let unknown = UnitId(uuid::Uuid::nil());
    let refused = several(&[world.sibling, unknown], true).await.expect_problem(422, "validation_failed").json();
    assert_eq!(refused["fields"][0]["field"], "unitIds[1]");
    several(&[], true).await.expect_problem(422, "validation_failed");
    let said = |details: &RequirementDetails| {
        let mut all: Vec<_> = details.shares.iter().map(|s| (s.unit.id, s.with_subunits, s.ended)).collect();
        all.sort_unstable();
        all
    };
    let sorted = |mut all: Vec<(UnitId, bool, bool)>| {
        all.sort_unstable();
        all
    };
    let first: RequirementDetails = mona.get(&format!("/requirements/{id}")).await.expect(200).read_as();
    assert_eq!(said(&first), [(world.ward, false, false)]);
    let shared: RequirementDetails =
        several(&[world.sibling, world.trust_b, world.sibling], true).await.expect(200).read_as();
    let expected = vec![(world.ward, false, false), (world.sibling, true, false), (world.trust_b, true, false)];
    assert_eq!(said(&shared), sorted(expected));
    let theirs = plan(&siri, world.sibling, "TAHF-Med-SP4-Plan").await;
    take_in(&siri, theirs.id, &[id]).await;
    end(&mona, id, world.sibling).await;
    let renewed: RequirementDetails = several(&[world.ward, world.sibling], false).await.expect(200).read_as();
    let expected = vec![(world.ward, false, false), (world.sibling, false, false), (world.trust_b, true, false)];
    assert_eq!(said(&renewed), sorted(expected));
    siri.post_if(&path, renewed.version.into(), json!({"unitIds": [world.ward], "withSubunits": true}))
        .await
        .expect_problem(403, "forbidden");
    mona.post_if(&path, 1, json!({"unitIds": [world.ward], "withSubunits": true}))
        .await
        .expect_problem(412, "version_conflict");
}
