//! FUL-15 and FUL-16 through the API.

use kyndig_contract::assignment::{ArchivedRequirement, OwnRequirements, Progress};
use rstest::rstest;
use serde_json::json;

use super::*;

fn shown(found: &OwnRequirements) -> Vec<(&str, &str)> {
    found.items.iter().map(|one| (one.requirement.name.as_str(), one.plan_name.as_str())).collect()
}

/// Proves FUL-15: by name and number, one line a plan, what is the same together, with how far each plan is; narrowed by
/// method and status; empty, what one did last comes first.
#[rstest]
#[actix_web::test]
async fn found_in_ones_own_plans(#[values(On::Sqlite, On::Postgres)] on: On) {
    let course = json!({"learningMethod": "course"});
    let several = [("Brannvern", course), ("Håndhygiene", json!({})), ("Håndtering av smitte", json!({}))];
    let Some(scene) = Scene::make(on, &several).await else { return };
    let other = scene
        .app
        .system(async |work| {
            let plan = content::plan(work, scene.world.trust_a, scene.world.admin.person, "Felles").await;
            let by = scene.world.admin.person;
            content::take_in(work, plan, by, scene.ids[1], PlanRequirementState::Active, None).await;
            // of somebody else, and not Ida's
            content::published(work, scene.world.trust_a, by, "Håndvask", json!({})).await;
            Ok(plan)
        })
        .await;
    give(&scene.app, &scene.world, other).await;
    let ida = scene.ida().await;
    let find = async |query: &str| -> OwnRequirements {
        ida.get(&format!("/my/requirements?{query}")).await.expect(200).read_as()
    };
    assert_eq!(shown(&find("").await), []);
    let hand = [("Håndhygiene", "Felles"), ("Håndhygiene", "Ny sykepleier"), ("Håndtering av smitte", "Ny sykepleier")];
    assert_eq!(shown(&find("search=H%C3%85ND").await), hand);
    assert_eq!(shown(&find("search=smitte%20h%C3%A5nd").await), hand[2..]);
    assert_eq!(shown(&find("search=KR-10001").await), [("Brannvern", "Ny sykepleier")]);
    assert_eq!(shown(&find("search=vask").await), []);
    details(ida.post(&scene.at(1, "/fulfil"), json!({"performedOn": "2026-11-20"})).await);
    scene.app.clock.advance(chrono::TimeDelta::seconds(1));
    details(ida.put(&scene.at(0, "/draft"), json!({"performedOn": "2026-11-20"})).await);
    let last = find("").await;
    assert_eq!(shown(&last), [("Brannvern", "Ny sykepleier"), hand[0], hand[1]]);
    let progress: Vec<Progress> = last.items.iter().map(|one| one.progress).collect();
    assert_eq!(progress, [Progress::Started, Progress::Completed, Progress::Started]);
    assert_eq!(shown(&find("search=n&status=started").await), [("Brannvern", "Ny sykepleier")]);
    assert_eq!(shown(&find("search=n&learningMethod=course").await), [("Brannvern", "Ny sykepleier")]);
    assert_eq!(shown(&find("search=brann&status=fulfilled").await), []);
    let per = scene.app.sign_in(scene.world.per.person, scene.world.per.position).await;
    assert_eq!(shown(&per.get("/my/requirements?search=brann").await.expect(200).read_as()), []);
}

/// Proves FUL-16: of what was archived the name is left, to those who had it.
#[rstest]
#[actix_web::test]
async fn what_was_archived(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on, &[("Gammel pumpe", json!({})), ("Ny pumpe", json!({}))]).await else { return };
    let admin = scene.app.sign_in(scene.world.admin.person, scene.world.admin.position).await;
    let path = format!("/requirements/{}", scene.ids[0]);
    let version = admin.get(&path).await.expect(200).version();
    admin.post_if(&format!("{path}/archive"), version, json!({"reason": "Utgått"})).await.expect(200);
    let listed = async |client: &Client<'_>| -> Vec<ArchivedRequirement> {
        client.get("/my/archived-requirements").await.expect(200).read_as()
    };
    let of_ida = listed(&scene.ida().await).await;
    assert_eq!(of_ida.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Gammel pumpe"]);
    let per = scene.app.sign_in(scene.world.per.person, scene.world.per.position).await;
    assert_eq!(listed(&per).await, []);
}
