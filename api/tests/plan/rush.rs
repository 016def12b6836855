//! Many who write, publish, approve, assign and fulfil at the same time.

use futures_util::future::{LocalBoxFuture, join_all};
use kyndig_contract::{
    page::Page,
    plan::{PlanState, PlanVersionSummary},
};
use kyndig_domain::ids::{PlanId, RequirementId};
use rstest::rstest;
use serde_json::json;

use crate::support::{
    Client, On, TestApp,
    writing::{active_plan, but, drafted, place, published, read, saying, take_in},
};

/// Saves a draft and publishes it; somebody else may be first with either.
async fn republish(client: &Client<'_>, requirement: RequirementId, days: i32) {
    let path = format!("/requirements/{requirement}");
    let seen = client.get(&path).await.expect(200).version();
    let content = but(saying("Brann"), &json!({"validityDays": days}));
    let saved = client.put_if(&format!("{path}/draft"), seen, json!({"content": content})).await;
    if saved.status == 200 {
        let answer = client.post_if(&format!("{path}/publish"), saved.version(), json!(null)).await;
        assert!([200, 409, 412].contains(&answer.status.as_u16()), "{answer:?}");
    } else {
        saved.expect_problem(412, "version_conflict");
    }
}

async fn approve(client: &Client<'_>, plan: PlanId, requirements: &[RequirementId]) {
    let details = read(client, plan).await;
    let ids: Vec<_> = requirements.iter().map(|requirement| place(&details, *requirement).id).collect();
    let body = json!({"planRequirementIds": ids});
    let answer = client.post_if(&format!("/plans/{plan}/activate"), details.version.into(), body).await;
    assert!([200, 412].contains(&answer.status.as_u16()), "{answer:?}");
}

/// Proves PLN-7, FUL-6: at the same time or one after the other, versions have no gap, nothing is counted twice,
/// and the last publication holds for everybody. Nobody waits in a ring: no transaction had to be run again.
#[rstest]
#[actix_web::test]
async fn many_at_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let mut nurses = Vec::new();
    for someone in [world.ida, world.per] {
        nurses.push((app.sign_in(someone.person, someone.position).await, someone));
    }
    let mut requirements = Vec::new();
    for _ in 0..3 {
        requirements.push(published(&admin, world.ward, saying("Brann")).await);
    }
    let mut plans = Vec::new();
    for index in 0..3 {
        let plan = active_plan(&admin, world.ward, &format!("TAHF-Med-SP3-{index}"), &requirements).await;
        let later = drafted(&admin, world.ward, saying("Senere")).await.id;
        take_in(&admin, plan, &[later]).await;
        let seen = read(&admin, plan).await.version;
        let owners = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.mona.person});
        admin.put_if(&format!("/plans/{plan}/owners"), seen.into(), owners).await.expect(200);
        plans.push((plan, later));
    }
    for round in 0..4 {
        let mut rush: Vec<LocalBoxFuture<'_, ()>> = Vec::new();
        for (index, requirement) in requirements.iter().enumerate() {
            let days = 100 + round * 10 + i32::try_from(index).expect("small");
            rush.push(Box::pin(republish(&admin, *requirement, days)));
            rush.push(Box::pin(republish(&mona, *requirement, days + 300)));
        }
        for (plan, later) in &plans {
            let chosen = [requirements[0], *later, requirements[1]];
            rush.push(Box::pin(async move { approve(&admin, *plan, &chosen).await }));
            rush.push(Box::pin(async move {
                let body = json!({"planId": plan, "positionIds": [world.ida.position, world.per.position]});
                mona.post("/assignments", body).await.expect(201);
            }));
        }
        for (index, (nurse, someone)) in nurses.iter().enumerate() {
            let requirement = requirements[(index + usize::try_from(round).expect("small")) % 3];
            rush.push(Box::pin(async move {
                let path = format!("/people/{}/standings/{requirement}/fulfil", someone.person);
                let answer = nurse.post(&path, json!({"performedOn": "2026-11-20"})).await;
                // Not assigned yet, or fulfilled already.
                assert!([200, 404, 409].contains(&answer.status.as_u16()), "{answer:?}");
            }));
        }
        join_all(rush).await;
    }

    assert_eq!(app.state.db.retries(), 0);
    app.assert_counters().await;
    for (plan, _) in &plans {
        let details = read(&admin, *plan).await;
        assert_eq!(details.state, PlanState::Published);
        let page: Page<PlanVersionSummary> =
            admin.get(&format!("/plans/{plan}/versions?limit=100")).await.expect(200).read_as();
        assert_eq!(page.items[0].version, details.plan_version);
        let versions: Vec<(u32, u32)> = page
            .items
            .iter()
            .rev()
            .map(|version| version.version.split_once('.').expect("two parts"))
            .map(|(major, minor)| (major.parse().expect("a number"), minor.parse().expect("a number")))
            .collect();
        assert_eq!(versions[0], (1, 0));
        for pair in versions.windows(2) {
            let ((major, minor), next) = (pair[0], pair[1]);
            assert!(next == (major, minor + 1) || next == (major + 1, 0), "{versions:?}");
        }
    }
    let last = if app.is_postgres() {
        "s.performed_on + r.validity_days"
    } else {
        "date(s.performed_on, '+' || r.validity_days || ' days')"
    };
    let fulfilled = "standing s JOIN requirement r ON r.id = s.requirement_id WHERE s.performed_on IS NOT NULL";
    assert_eq!(app.count(&format!("{fulfilled} AND s.expires_on IS DISTINCT FROM {last}")).await, 0);
    assert_eq!(app.count(fulfilled).await, 6);
}
