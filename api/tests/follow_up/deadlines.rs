//! Deadlines for many.

use kyndig_contract::{follow_up::DeadlinesSet, standing::StandingDetails};
use kyndig_domain::standing::EventKind;
use rstest::rstest;
use serde_json::json;

use super::{Scene, in_days, scene};
use crate::support::{Client, On, TestApp};

async fn set(client: &Client<'_>, body: serde_json::Value) -> (i64, i64, i64) {
    let set: DeadlinesSet = client.post("/follow-up/deadlines", body).await.expect(200).read_as();
    (set.changed, set.unchanged, set.skipped)
}

/// Proves DLN-2: for requirements of all one follows up but those left out, or one by one; a new deadline replaces the old;
/// it says how many; and the history what was done to each.
#[rstest]
#[actix_web::test]
async fn for_many(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, brann, hlr, smitte, .. } = scene(&app).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let standing = async |person, requirement| -> StandingDetails {
        mona.get(&format!("/people/{person}/standings/{requirement}")).await.expect(200).read_as()
    };
    let (ida, per) = (world.ida.person, world.per.person);
    let (soon, later) = (in_days(&app, 14), in_days(&app, 60));
    let but_per = json!([{"personId": per, "requirementId": hlr}]);
    assert_eq!(
        set(&mona, json!({"requirementIds": [brann, hlr], "except": but_per, "deadline": soon})).await,
        (3, 0, 0)
    );
    assert_eq!(standing(per, hlr).await.deadline, None);
    for (person, requirement) in [(ida, brann), (ida, hlr), (per, brann)] {
        let details = standing(person, requirement).await;
        assert_eq!(details.deadline, Some(soon));
        assert_eq!((details.history[0].kind, details.history[0].date), (EventKind::DeadlineSet, Some(soon)));
        assert_eq!(details.history[0].by.as_ref().map(|by| by.id), Some(world.mona.person));
    }
    // of all of one; one has it already with another date
    assert_eq!(set(&mona, json!({"requirementIds": [hlr], "deadline": later})).await, (2, 0, 0));
    assert_eq!(set(&mona, json!({"requirementIds": [hlr], "deadline": later})).await, (0, 2, 0));
    assert_eq!(standing(ida, hlr).await.history[0].kind, EventKind::DeadlineChanged);
    assert_eq!(standing(per, hlr).await.history[0].kind, EventKind::DeadlineSet);
    // one by one, removed; those not seen, and what they do not have, are skipped
    let named = json!([{"personId": ida, "requirementId": hlr}, {"personId": ida, "requirementId": smitte},
        {"personId": world.nils.person, "requirementId": hlr}, {"personId": per, "requirementId": smitte}]);
    assert_eq!(set(&mona, json!({"standings": named})).await, (1, 1, 2));
    let details = standing(ida, hlr).await;
    assert_eq!(details.deadline, None);
    assert_eq!((details.history[0].kind, details.history[0].date), (EventKind::DeadlineRemoved, Some(later)));
    app.assert_counters().await;
}

/// Proves DLN-1, DLN-2: nobody's own, nobody whom one does not follow up, no day gone by, and nothing at all where it is not
/// said of whom.
#[rstest]
#[actix_web::test]
async fn and_not_for_these(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, hlr, brann, .. } = scene(&app).await;
    let soon = in_days(&app, 14);
    app.system(async |work| {
        crate::support::grant(work, world.ida.position, kyndig_domain::role::Role::SubjectLeadB, Some(world.ward))
            .await;
        Ok(())
    })
    .await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    assert_eq!(set(&ida, json!({"requirementIds": [hlr, brann], "deadline": soon})).await, (2, 0, 0));
    let own = json!([{"personId": world.ida.person, "requirementId": hlr}]);
    assert_eq!(set(&ida, json!({"standings": own, "deadline": soon})).await, (0, 0, 1));
    let per = app.sign_in(world.per.person, world.per.position).await;
    per.post("/follow-up/deadlines", json!({"requirementIds": [hlr], "deadline": soon}))
        .await
        .expect_problem(403, "forbidden");
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    assert_eq!(set(&ola, json!({"requirementIds": [hlr], "deadline": soon})).await, (0, 0, 0));
    let refused = async |body| ida.post("/follow-up/deadlines", body).await;
    refused(json!({"requirementIds": [hlr], "deadline": in_days(&app, -1)})).await.expect_problem(422, "past_date");
    refused(json!({"deadline": soon})).await.expect_problem(422, "validation_failed");
    refused(json!({"requirementIds": [hlr], "standings": own})).await.expect_problem(422, "validation_failed");
    app.assert_counters().await;
}
