//! Deadlines for many.

use kyndig_contract::{follow_up::DeadlinesSet, standing::StandingDetails};
use kyndig_domain::standing::EventKind;
use rstest::rstest;
use serde_json::json;

use super::{Scene, in_days, is, scene};
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

/// Proves DLN-2: only those who have not fulfilled it, but whom one names besides; how many people and requirements it is
/// about is said before and after; and nothing happens where that alone is asked.
#[rstest]
#[actix_web::test]
async fn those_who_have_not_fulfilled_it(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, brann, hlr, .. } = scene(&app).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let (ida, per, soon) = (world.ida.person, world.per.person, in_days(&app, 14));
    is(&app, per, hlr, "fulfilled", None).await;
    let post = async |body| -> DeadlinesSet { mona.post("/follow-up/deadlines", body).await.expect(200).read_as() };
    let asked = json!({"requirementIds": [hlr, brann], "onlyOpen": true, "deadline": soon, "dryRun": true});
    let about = post(asked.clone()).await;
    assert_eq!((about.people, about.requirements, about.changed, about.undo_id), (2, 2, 3, None));
    let deadlines = async || app.count("standing WHERE deadline IS NOT NULL").await;
    assert_eq!((deadlines().await, app.count("standing_event").await), (0, 0));
    let of_hlr = post(json!({"requirementIds": [hlr], "onlyOpen": true, "dryRun": true})).await;
    assert_eq!((of_hlr.people, of_hlr.requirements), (1, 1));
    let also = json!({"requirementIds": [hlr], "onlyOpen": true, "dryRun": true,
        "also": [{"personId": per, "requirementId": hlr}], "except": [{"personId": ida, "requirementId": hlr}]});
    assert_eq!((post(also).await.people, deadlines().await), (1, 0));
    let done = json!({"requirementIds": [hlr, brann], "onlyOpen": true, "deadline": soon});
    let set = post(done).await;
    assert_eq!((set.people, set.requirements, set.changed, deadlines().await), (2, 2, 3, 3));
    assert_eq!(app.count("standing WHERE deadline IS NOT NULL AND status = 'fulfilled'").await, 0);
    app.assert_counters().await;
}

/// Proves DLN-2: undone for ten seconds, by whoever did it: each has the deadline it had, unless it has been given another
/// since.
#[rstest]
#[actix_web::test]
async fn undone_for_ten_seconds(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let Scene { world, brann, hlr, .. } = scene(&app).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let (ida, per) = (world.ida.person, world.per.person);
    let (soon, later, last) = (in_days(&app, 14), in_days(&app, 60), in_days(&app, 90));
    let post = async |body| -> DeadlinesSet { mona.post("/follow-up/deadlines", body).await.expect(200).read_as() };
    let deadline = async |person, requirement| {
        let path = format!("/people/{person}/standings/{requirement}");
        let now: StandingDetails = mona.get(&path).await.expect(200).read_as();
        (now.deadline, now.history.first().map(|event| event.kind))
    };
    post(json!({"standings": [{"personId": ida, "requirementId": hlr}], "deadline": soon})).await;
    let set = post(json!({"requirementIds": [hlr, brann], "deadline": later})).await;
    assert_eq!(set.changed, 4);
    let undo = format!("/follow-up/deadlines/{}/undo", set.undo_id.expect("what undoes it"));
    app.clock.advance(chrono::TimeDelta::seconds(5));
    post(json!({"standings": [{"personId": per, "requirementId": hlr}], "deadline": last})).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    admin.post(&undo, ()).await.expect_problem(404, "not_found");
    app.clock.advance(chrono::TimeDelta::seconds(5));
    let back: DeadlinesSet = mona.post(&undo, ()).await.expect(200).read_as();
    assert_eq!((back.changed, back.skipped, back.people, back.requirements), (3, 1, 2, 2));
    assert_eq!(deadline(ida, hlr).await, (Some(soon), Some(EventKind::DeadlineChanged)));
    assert_eq!(deadline(ida, brann).await, (None, Some(EventKind::DeadlineRemoved)));
    assert_eq!(deadline(per, hlr).await.0, Some(last));
    mona.post(&undo, ()).await.expect_problem(404, "not_found");
    app.assert_counters().await;

    // what was removed comes back; later it does not
    let gone = post(json!({"standings": [{"personId": ida, "requirementId": hlr}]})).await;
    let undo = format!("/follow-up/deadlines/{}/undo", gone.undo_id.expect("what undoes it"));
    app.clock.advance(chrono::TimeDelta::seconds(13));
    mona.post(&undo, ()).await.expect_problem(409, "too_late_to_undo");
    assert_eq!(post(json!({"standings": [{"personId": ida, "requirementId": hlr}]})).await.undo_id, None);
    app.assert_counters().await;
}
