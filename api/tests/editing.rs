//! Who else has a plan or a requirement open to edit.

use chrono::TimeDelta;
use kyndig_api::jobs::run_due;
use kyndig_contract::editing::Editors;
use kyndig_platform::background::Stop;
use rstest::rstest;
use serde_json::json;

use crate::support::{
    Answer, On, TestApp,
    writing::{plan, published, saying},
};

fn names(answer: &Answer) -> Vec<String> {
    answer.read_as::<Editors>().others.into_iter().map(|one| one.name).collect()
}

/// Each who edits sees the others, until they leave or have not been heard of for a minute by the server's clock. Who
/// may not edit may look, and is not seen.
#[rstest]
#[actix_web::test]
async fn who_edits_is_seen(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let requirement = published(&mona, world.ward, saying("Brann")).await;
    let plan = plan(&mona, world.ward, "TAHF-Med-SP3-Plan").await.id;
    for path in [format!("/requirements/{requirement}/editing"), format!("/plans/{plan}/editing")] {
        let here = async |client: &crate::support::Client<'_>| client.put(&path, json!(null)).await.expect(200);
        assert!(names(&here(&mona).await).is_empty(), "one is not told of oneself");
        assert_eq!(names(&here(&admin).await), ["Mona Leder"]);
        assert_eq!(names(&here(&mona).await), ["Ada Admin"]);
        siri.put(&path, json!(null)).await.expect_problem(403, "forbidden");
        assert_eq!(names(&siri.get(&path).await.expect(200)), ["Ada Admin", "Mona Leder"]);

        admin.delete(&path).await.expect(204);
        assert!(names(&here(&mona).await).is_empty(), "gone at once");
        here(&admin).await;
        app.clock.advance(TimeDelta::seconds(59));
        assert_eq!(names(&mona.get(&path).await.expect(200)), ["Ada Admin"]);
        app.clock.advance(TimeDelta::seconds(2));
        assert!(names(&mona.get(&path).await.expect(200)).is_empty(), "silent for more than a minute");
    }
    assert_eq!(app.count("editing").await, 4);
    app.clock.advance(TimeDelta::hours(1));
    run_due(&app.state, &Stop::never()).await;
    assert_eq!(app.count("editing").await, 0);
}
