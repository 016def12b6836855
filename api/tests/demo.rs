//! The demo of a region, as small as it can be made: it obeys every rule that what people do by hand obeys.

use kyndig_api::demo::{self, Loaded, Size, region};
use kyndig_db::Sql;
use kyndig_domain::ids::{PersonId, RequirementId};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use rstest::rstest;
use sea_orm::{ConnectionTrait, Statement};
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
    for (what, some) in [
        ("loans that are over", "SELECT 1 FROM loan WHERE state = 'finished'"),
        ("loans", "SELECT 1 FROM loan WHERE state = 'ongoing'"),
        ("loans to come", "SELECT 1 FROM loan WHERE state = 'future'"),
        ("times", "SELECT 1 FROM repetition WHERE request_id IS NULL"),
        ("times that are signed", "SELECT 1 FROM repetition WHERE request_id IS NOT NULL"),
        ("a validity of the plan's own", "SELECT 1 FROM plan_requirement WHERE validity_days IS NOT NULL"),
        (
            "filed",
            "SELECT 1 FROM requirement r JOIN category c ON c.id = r.category_id JOIN category t ON t.id = c.parent_id",
        ),
    ] {
        assert!(rows(&app, some).await > 0, "{what}");
    }
    for (what, wrong) in [
        (
            "loans and their positions",
            "SELECT l.id FROM loan l LEFT JOIN position p ON p.loan_id = l.id AND p.person_id = l.person_id \
             AND p.unit_id = l.unit_id AND p.starts_on = l.starts_on AND p.ends_on IS NOT DISTINCT FROM l.ends_on \
             AND p.state = CASE l.state WHEN 'future' THEN 'pending' WHEN 'ongoing' THEN 'open' ELSE 'closed' END \
             JOIN position home ON home.id = l.position_id WHERE p.id IS NULL OR home.unit_id = l.unit_id",
        ),
        ("loans of no loan", "SELECT id FROM position WHERE kind = 'loan' AND loan_id IS NULL"),
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
             AND r.repetitions IS NULL AND s.status IN ('fulfilled', 'expiring', 'expired') AND s.request_id IS NULL",
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
        gate::change(work, &Affected::people(people), async || Ok(())).await?;
        // what is done several times is as its times say
        let repeated = Sql::new("SELECT id FROM requirement WHERE repetitions IS NOT NULL ORDER BY id");
        let repeated: Vec<RequirementId> = work.tx.column(repeated).await?;
        gate::change(work, &Affected::requirements(repeated), async || Ok(())).await
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

/// Tables, indexes and references, each with its words.
async fn schema(app: &TestApp) -> Vec<String> {
    let all = if app.is_postgres() {
        "SELECT tablename || ': ' || indexdef FROM pg_indexes WHERE schemaname = 'public' \
         UNION ALL SELECT conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace \
         UNION ALL SELECT table_name || '.' || column_name || ': ' || data_type FROM information_schema.columns \
         WHERE table_schema = 'public' ORDER BY 1"
    } else {
        // what ANALYZE finds out is kept in tables of its own
        "SELECT tbl_name || '.' || name || ': ' || COALESCE(sql, '') FROM sqlite_schema WHERE tbl_name NOT LIKE 'sqlite_stat%' \
         ORDER BY 1"
    };
    app.system(async |work| Ok(work.tx.column(Sql::new(all)).await?)).await
}

/// How SQLite writes.
async fn pragmas(app: &TestApp) -> Vec<String> {
    let mut all = Vec::new();
    for pragma in
        ["synchronous", "foreign_keys", "cache_size", "wal_autocheckpoint", "temp_store", "threads", "analysis_limit"]
    {
        let statement = Statement::from_string(app.state.db.backend(), format!("PRAGMA {pragma}"));
        let row = app.state.db.for_migrations().query_one_raw(statement).await.expect("a setting").expect("a row");
        let value: i64 = row.try_get_by_index(0).expect("a number");
        all.push(format!("{pragma} {value}"));
    }
    all
}

/// What was taken away while it went in is there again, as in a database that was only migrated; and what nobody looked up
/// meanwhile is there.
#[rstest]
#[actix_web::test]
async fn nothing_is_missing_afterwards(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let before = schema(&app).await;
    assert!(before.len() > 100);
    let usual = if app.is_postgres() { Vec::new() } else { pragmas(&app).await };
    region::load(&app.state, &SMALL, &|_| {}).await.expect("a region");
    assert_eq!(schema(&app).await, before);
    if !app.is_postgres() {
        assert_eq!(pragmas(&app).await, usual);
        assert_eq!(rows(&app, "SELECT 1 FROM pragma_foreign_key_check").await, 0);
    }
}

/// Where it fails half way, SQLite writes carefully again.
#[rstest]
#[actix_web::test]
async fn a_failure_leaves_no_haste(#[values(On::Sqlite)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let usual = pragmas(&app).await;
    app.world().await;
    region::load(&app.state, &SMALL, &|_| {}).await.expect_err("there are people already");
    assert_eq!(pragmas(&app).await, usual);
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
    for (what, some) in [
        ("awaits approval", "SELECT 1 FROM assignment WHERE active AND ready_at IS NOT NULL AND completed_at IS NULL"),
        ("is approved", "SELECT 1 FROM assignment WHERE approved_by IS NOT NULL"),
        (
            "a goal that is begun",
            "SELECT 1 FROM assignment a JOIN plan ON plan.id = a.plan_id AND plan.kind = 'learning_goals' \
             JOIN plan_requirement pr ON pr.plan_id = plan.id JOIN standing s ON s.person_id = a.person_id \
             AND s.requirement_id = pr.requirement_id AND s.status = 'fulfilled'",
        ),
        (
            "a section's days",
            "SELECT 1 FROM follow_up_day d JOIN org_unit u ON u.id = d.subject_id AND u.kind = 'section'",
        ),
        ("a manager's days", "SELECT 1 FROM follow_up_day d JOIN person p ON p.id = d.subject_id"),
    ] {
        assert!(rows(&app, some).await > 0, "{what}");
    }
    assert_eq!(rows(&app, "SELECT DISTINCT day FROM follow_up_day").await, 85);
    let counts = ["not_started", "started", "awaiting_signature", "rejected", "fulfilled", "expiring", "expired"];
    let (total, least) = (counts.join(" + "), counts.map(|one| format!("{one} < 0")).join(" OR "));
    assert_eq!(rows(&app, &format!("SELECT 1 FROM follow_up_day WHERE {least}")).await, 0);
    let sums = format!("SELECT subject_id FROM follow_up_day GROUP BY subject_id HAVING min({total}) < max({total})");
    assert_eq!(rows(&app, &sums).await, 0);
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
