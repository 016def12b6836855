//! Rights that begin and end: a second before, at the moment, and after; with tokens that were issued earlier.

use chrono::{DateTime, TimeDelta, Utc};
use kyndig_api::jobs::run_due;
use kyndig_db::Sql;
use kyndig_domain::ids::{PlanId, RequirementId};
use kyndig_platform::{
    background::Stop,
    clock::{self, Clock},
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, On, Someone, TestApp, content, writing::has_plan};

/// What somebody is given to do.
#[derive(Clone, Copy)]
struct Given {
    plan: PlanId,
    requirement: RequirementId,
}

/// Whether each of these operations reaches somebody's work; either all of them do, or none.
async fn reaches(client: &Client<'_>, who: Someone, Given { plan, requirement }: Given) -> bool {
    let found = async |path: String| {
        let answer = client.get(&path).await;
        match answer.status.as_u16() {
            200 => answer.json()["items"].as_array().is_none_or(|items| !items.is_empty()),
            403 | 404 => false,
            status => panic!("{path}: {status}"),
        }
    };
    let done = async |path: &str, body: Value, is_done: fn(&Value) -> bool| {
        let answer = client.post(path, body).await;
        match answer.status.as_u16() {
            200 => is_done(&answer.json()),
            403 | 404 => false,
            status => panic!("{path}: {status}"),
        }
    };
    let (person, position) = (who.person, who.position);
    let named = json!([{"personId": person, "requirementId": requirement}]);
    let day = |day: &str| json!({"standings": named, "deadline": day});
    let all = [
        ("getEmployee", found(format!("/employees/{position}")).await),
        ("listEmployees", found("/employees?scope=all&search=ida".to_owned()).await),
        ("listPositionAssignments", found(format!("/positions/{position}/assignments")).await),
        ("getStanding", found(format!("/people/{person}/standings/{requirement}")).await),
        ("followUpRequirements", found("/follow-up/requirements".to_owned()).await),
        ("followUpStandings", found("/follow-up/standings?person=ida".to_owned()).await),
        ("listPlansInUse", found("/plan-status".to_owned()).await),
        ("getPlanStatus", found(format!("/plan-status/{plan}")).await),
        ("setDeadlines", done("/follow-up/deadlines", day("2027-06-01"), |set| set["skipped"] == 0).await),
        (
            "writeToEmployees",
            done(
                "/employees/messages",
                json!({"positionIds": [position], "subject": "Hei", "text": "Hei."}),
                |written| written["sent"] == 1,
            )
            .await,
        ),
    ];
    assert!(all.iter().all(|(_, reached)| *reached == all[0].1), "{all:?}");
    all[0].1
}

/// A plan with one requirement.
async fn given(app: &TestApp, world: &crate::support::World, to: Someone) -> Given {
    let (plan, requirements) = app
        .system(async |work| {
            let one = [("Brann", false, None)];
            Ok(content::plan_with(work, world.region, world.admin.person, "Brann", &one).await)
        })
        .await;
    has_plan(app, to, plan.id).await;
    Given { plan: plan.id, requirement: requirements[0] }
}

/// Proves POS-12: whoever was the manager loses sight at once, and whoever is now gains it.
#[rstest]
#[actix_web::test]
async fn another_manager(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let work = given(&app, &world, world.ida).await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let siri = app.sign_in(world.siri.person, world.siri.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    assert!(reaches(&mona, world.ida, work).await);
    assert!(!reaches(&siri, world.ida, work).await);
    let path = format!("/employees/{}", world.ida.position);
    let version = admin.get(&path).await.version();
    let to = json!({"managerId": world.siri.person});
    admin.put_if(&format!("{path}/manager"), version, to).await.expect(200);
    assert!(!reaches(&mona, world.ida, work).await);
    assert!(reaches(&siri, world.ida, work).await);
    assert!(reaches(&admin, world.ida, work).await);
}

/// Proves DEP-2: a deputy reaches what the manager does; until midnight in Oslo, and not a second longer (of DEP-5, whose
/// notice comes with the naming of deputies).
#[rstest]
#[actix_web::test]
async fn a_deputy_until_midnight(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let work = given(&app, &world, world.ida).await;
    app.system(async |work| {
        let sql = Sql::new("INSERT INTO deputy (manager_id, deputy_id, ends_on, named_at) VALUES (")
            .bind(world.mona.person)
            .push(", ")
            .bind(world.per.person)
            .push(", ")
            .bind("2026-11-21".parse::<chrono::NaiveDate>().expect("a date"))
            .push(", ")
            .bind(work.now)
            .push(")");
        Ok(work.tx.execute(sql).await?)
    })
    .await;
    let per = app.sign_in(world.per.person, world.per.position).await;
    assert!(!reaches(&per, world.ida, work).await);
    let acting = json!({"positionId": world.per.position, "deputyFor": world.mona.person});
    per.put("/session/acting-as", acting).await.expect(200);
    let last: DateTime<Utc> = "2026-11-21T22:59:59Z".parse().expect("a time");
    app.clock.set(last);
    assert!(reaches(&per, world.ida, work).await);
    for after in [1, 2] {
        app.clock.set(last + TimeDelta::seconds(after));
        assert!(!reaches(&per, world.ida, work).await, "{after}");
    }
}

/// Proves LOA-3, LOA-6: who borrows reaches the temporary position from its first second to its last.
#[rstest]
#[actix_web::test]
async fn a_loan_from_midnight_to_midnight(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    let loan = json!({"unitId": world.other, "startsOn": "2026-11-23", "endsOn": "2026-11-24"});
    mona.post(&format!("/employees/{}/loans", world.ida.position), loan).await.expect(201);
    let there = {
        let tx = app.state.db.read().await.expect("a transaction");
        let sql = Sql::new("SELECT id FROM position WHERE loan_id IS NOT NULL AND person_id = ").bind(world.ida.person);
        let there = tx.value(sql).await.expect("a query").expect("the temporary position");
        Someone { person: world.ida.person, position: there }
    };
    let work = given(&app, &world, there).await;
    let begins = clock::midnight("2026-11-23".parse().expect("a date"));
    let ends = clock::midnight("2026-11-25".parse().expect("a date"));
    for (at, seen) in [
        (begins - TimeDelta::seconds(1), false),
        (begins, true),
        (ends - TimeDelta::seconds(1), true),
        (ends, false),
        (ends + TimeDelta::seconds(1), false),
    ] {
        app.clock.set(at);
        run_due(&app.state, &Stop::never()).await;
        assert_eq!(reaches(&ola, there, work).await, seen, "{at}");
        app.assert_counters().await;
    }
}
