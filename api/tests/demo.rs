//! The demo of a region, as small as it can be made: it obeys every rule that what people do by hand obeys.

use kyndig_api::{
    demo::{self, Loaded, Size, region},
    gate::{self, Touched},
};
use kyndig_db::Sql;
use kyndig_domain::ids::PersonId;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{On, TestApp};

const SMALL: region::Scale = region::Scale::SMALL;

/// How many rows each of these gives.
async fn rows(app: &TestApp, sql: &str) -> i64 {
    app.system(async |work| Ok(work.tx.value(Sql::new(&format!("SELECT count(*) FROM ({sql}) rows_of"))).await?))
        .await
        .expect("a count")
}

#[rstest]
#[actix_web::test]
async fn a_region_hangs_together(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    region::load(&app.state, &SMALL, &|_| {}).await.expect("a region");
    app.assert_counters().await;
    let people = i64::try_from(SMALL.people).expect("a number");
    assert_eq!(app.count("person").await, people);
    assert!(app.count("position").await > people * 3 / 2);
    assert!(app.count("standing").await > people * 18);
    for status in ["not_started", "started", "awaiting_signature", "rejected", "fulfilled", "expiring", "expired"] {
        assert!(rows(&app, &format!("SELECT 1 FROM standing WHERE status = '{status}'")).await > 5, "{status}");
    }
    for table in ["not_relevant", "plan_version", "requirement_description", "credential", "outbox", "job_run"] {
        assert!(app.count(table).await > 0, "{table}");
    }
    for (what, wrong) in [
        (
            "members",
            "SELECT p.id FROM position p JOIN org_unit_closure c ON c.descendant_id = p.unit_id WHERE p.state = 'open' \
             AND NOT EXISTS (SELECT 1 FROM unit_member m WHERE m.unit_id = c.ancestor_id AND m.sort_key = p.sort_key \
             AND m.position_id = p.id) UNION ALL SELECT m.position_id FROM unit_member m JOIN position p \
             ON p.id = m.position_id WHERE p.state <> 'open'",
        ),
        (
            "positions in order of their people's names",
            "SELECT p.id FROM position p JOIN person ON person.id = p.person_id WHERE person.sort_key <> p.sort_key",
        ),
        (
            "requests",
            "SELECT s.person_id FROM standing s LEFT JOIN signature_request q ON q.id = s.request_id \
             AND q.person_id = s.person_id AND q.requirement_id = s.requirement_id AND q.signer_id <> s.person_id \
             WHERE s.request_id IS NOT NULL AND (q.id IS NULL OR (q.status = 'awaiting') <> (s.status = 'awaiting_signature'))",
        ),
        (
            "signed by somebody",
            "SELECT s.person_id FROM standing s JOIN requirement r ON r.id = s.requirement_id WHERE r.needs_signature \
             AND s.status IN ('fulfilled', 'expiring', 'expired') AND s.request_id IS NULL",
        ),
        (
            "histories",
            "SELECT s.person_id FROM standing s WHERE s.status <> 'not_started' AND NOT EXISTS (SELECT 1 \
             FROM standing_event e WHERE e.person_id = s.person_id AND e.requirement_id = s.requirement_id)",
        ),
        ("what is done before today", "SELECT s.person_id FROM standing s WHERE s.performed_on > s.changed_at"),
    ] {
        if what.starts_with("what is done") && !app.is_postgres() {
            continue;
        }
        assert_eq!(rows(&app, wrong).await, 0, "{what}");
    }
}

/// Expiry, completion and counters follow from the facts: the gate finds nothing to lay right.
#[rstest]
#[actix_web::test]
async fn the_gate_finds_nothing_to_change(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    region::load(&app.state, &SMALL, &|_| {}).await.expect("a region");
    let before = (
        app.count("standing").await,
        app.count("standing_event").await,
        app.count("assignment_event").await,
        rows(&app, "SELECT 1 FROM assignment WHERE ready_at IS NOT NULL").await,
    );
    assert!(before.3 > 0, "some plans are complete");
    app.system(async |work| {
        let people: Vec<PersonId> = work.tx.column(Sql::new("SELECT id FROM person ORDER BY id")).await?;
        gate::change(work, &Touched::people(people), async || Ok(())).await
    })
    .await;
    let after = (
        app.count("standing").await,
        app.count("standing_event").await,
        app.count("assignment_event").await,
        rows(&app, "SELECT 1 FROM assignment WHERE ready_at IS NOT NULL").await,
    );
    assert_eq!(before, after);
    app.assert_counters().await;
}

#[rstest]
#[actix_web::test]
async fn one_signs_in_as_a_manager_a_nurse_and_an_administrator(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    region::load(&app.state, &SMALL, &|_| {}).await.expect("a region");
    for (email, path, least) in [
        ("trust.admin@example.org", "/employees?scope=all&limit=100", 100),
        ("ward.manager@example.org", "/employees?limit=100", 20),
        ("nurse@example.org", "/my/assignments", 5),
        ("nurse@example.org", "/signature-requests", 1),
    ] {
        let credentials = json!({"email": email, "password": demo::PASSWORD});
        let person: Vec<(PersonId, kyndig_domain::ids::PositionId)> = app
            .system(async |work| {
                let sql = Sql::new(
                    "SELECT p.person_id, p.id FROM position p JOIN person ON person.id = p.person_id \
                     WHERE p.state = 'open' AND person.email = ",
                );
                let rows = work.tx.rows(sql.bind(email).push(" ORDER BY p.id")).await?;
                rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
            })
            .await;
        app.anonymous().post("/session", credentials).await.expect(201);
        let client = app.sign_in(person[0].0, person[0].1).await;
        let page: Value = client.get(path).await.expect(200).json();
        assert!(page["items"].as_array().expect("a page").len() >= least, "{email} {path}");
    }
}

/// What failed half way is not taken for whole.
#[rstest]
#[actix_web::test]
async fn half_a_demo_is_known_again(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let quiet = |_: &str| {};
    assert_eq!(demo::load(&app.state, Size::Ward, &quiet).await.expect("a ward"), Loaded::Now);
    assert_eq!(demo::load(&app.state, Size::Region, &quiet).await.expect("nothing"), Loaded::Before(Size::Ward));
    app.system(async |work| {
        Ok(work.tx.execute(Sql::new("UPDATE job_run SET finished_at = NULL WHERE job = 'demo'")).await?)
    })
    .await;
    let error = demo::load(&app.state, Size::Ward, &quiet).await.expect_err("half a demo");
    assert!(error.to_string().contains("never finished"), "{error}");
    // loaded before it was noted
    app.system(async |work| Ok(work.tx.execute(Sql::new("DELETE FROM job_run WHERE job = 'demo'")).await?)).await;
    assert_eq!(demo::load(&app.state, Size::Ward, &quiet).await.expect("nothing"), Loaded::Before(Size::Ward));
}
