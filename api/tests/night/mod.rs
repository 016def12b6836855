//! The night run and the clockwork around it.

mod again;
pub mod facts;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use kyndig_api::jobs::{Jobs, night, run_due};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{OutboxId, PositionId},
    loan::LoanState,
    position::PositionState,
};
use kyndig_people::{loan, position::service};
use kyndig_platform::{
    auth::Work,
    background::Stop,
    clock::{self, Clock},
    http::Failure,
};
use rstest::rstest;

use self::facts::{dump, rows};
use crate::support::{
    On, Someone, TestApp, World,
    plans::{assign, insert, plan},
    position,
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

async fn run(app: &TestApp, date: NaiveDate) {
    assert!(night::run(&app.state, date, &Stop::never()).await.expect("a night"));
    app.assert_counters().await;
}

async fn state(app: &TestApp, position: PositionId) -> PositionState {
    app.system(async |work| {
        let sql = Sql::new("SELECT state FROM position WHERE id = ").bind(position);
        Ok(work.tx.value(sql).await?.expect("the position"))
    })
    .await
}

/// An employment of Ida's in the other trust, as HR would lay it in.
async fn employment(
    app: &TestApp,
    world: &World,
    title: &str,
    starts: NaiveDate,
    ends: Option<NaiveDate>,
) -> PositionId {
    app.system(async |work| {
        let id = position(work, world.ida.person, world.trust_b, world.other, Some(world.ola.person)).await;
        let sql = Sql::new("UPDATE position SET state = 'pending', opened_on = NULL, manager_id = NULL, title = ")
            .bind(title)
            .push(", starts_on = ")
            .bind(starts)
            .push(", ends_on = ")
            .bind(ends)
            .push(" WHERE id = ")
            .bind(id);
        work.tx.execute(sql).await?;
        service::refresh_membership(work, &[id]).await?;
        Ok(id)
    })
    .await
}

/// Proves POS-5: open from thirty days before its start, with sign-in and manager; one that was over before
/// it could open is closed.
#[rstest]
#[actix_web::test]
async fn positions_open(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let starts = day("2026-12-25");
    let new = employment(&app, &world, "Sykepleier", starts, None).await;
    let ola = app.sign_in(world.ola.person, world.ola.position).await;
    run(&app, starts - Days::new(31)).await;
    assert_eq!(state(&app, new).await, PositionState::Pending);
    ola.get(&format!("/employees/{new}")).await.expect_problem(404, "not_found");
    run(&app, starts - Days::new(30)).await;
    assert_eq!(state(&app, new).await, PositionState::Open);
    ola.get(&format!("/employees/{new}")).await.expect(200);
    let ida = app.sign_in(world.ida.person, new).await;
    ida.get("/units").await.expect(200);

    let over = {
        app.system(async |work| service::close(work, &[new]).await).await;
        employment(&app, &world, "Vikar", day("2026-10-01"), Some(day("2026-10-31"))).await
    };
    run(&app, day("2026-11-26")).await;
    assert_eq!(state(&app, over).await, PositionState::Closed);
}

/// Proves POS-7, and of POS-6: closed the day after the last; a LIS1 thirty days later.
#[rstest]
#[case("Sykepleier", 1)]
#[case("Lege i spesialisering (LIS 1)", 31)]
#[actix_web::test]
async fn positions_close(#[values(On::Sqlite, On::Postgres)] on: On, #[case] title: &str, #[case] after: u64) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let last = day("2026-11-30");
    let new = employment(&app, &world, title, day("2026-01-01"), Some(last)).await;
    run(&app, day("2026-11-22")).await;
    app.system(async |work| {
        let plan = plan(work, world.other, world.ola, "Brann", &[None]).await;
        assign(work, &plan, Someone { position: new, ..world.ida }).await;
        Ok(())
    })
    .await;
    run(&app, last + Days::new(after - 1)).await;
    assert_eq!(state(&app, new).await, PositionState::Open);
    // Until then with sign-in and plans.
    let ida = app.sign_in(world.ida.person, new).await;
    assert_eq!(
        ida.get("/my/assignments?active=true").await.expect(200).json()["items"].as_array().map(Vec::len),
        Some(1)
    );
    run(&app, last + Days::new(after)).await;
    ida.get("/my/assignments").await.expect_problem(403, "choose_position");
    assert_eq!(state(&app, new).await, PositionState::Closed);
    assert_eq!(app.count("assignment WHERE active").await, 0);
    assert_eq!(state(&app, world.ida.position).await, PositionState::Open);
}

/// Proves LOA-6: the end of the employment is the end of what hangs on it; what has not begun comes to nothing.
#[rstest]
#[actix_web::test]
async fn loans_of_those_who_leave(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        lay_loan(work, &world, day("2026-11-22"), None).await?;
        lay_loan(work, &world, day("2026-11-30"), None).await
    })
    .await;
    run(&app, day("2026-11-23")).await;
    assert_eq!(app.count("position WHERE kind = 'loan' AND state = 'open'").await, 1);
    let ends = Sql::new("UPDATE position SET ends_on = ")
        .bind(day("2026-11-24"))
        .push(" WHERE id = ")
        .bind(world.ida.position);
    app.system(async |work| Ok(work.tx.execute(ends.clone()).await?)).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    run(&app, day("2026-11-25")).await;
    ida.get("/units").await.expect_problem(401, "not_signed_in");
    assert_eq!(app.count("position WHERE kind = 'loan' AND state = 'open'").await, 0);
    assert_eq!(app.count("loan WHERE state = 'finished' AND ends_on = '2026-11-24'").await, 1);
    run(&app, day("2026-11-30")).await;
    assert_eq!((app.count("loan").await, app.count("position WHERE kind = 'loan'").await), (1, 1));
}

/// Ida to the other trust, laid in by the feature itself through its API.
async fn lay_loan(work: &Work<'_>, world: &World, starts: NaiveDate, ends: Option<NaiveDate>) -> Result<(), Failure> {
    let (loan, temporary): (kyndig_domain::ids::LoanId, PositionId) = (work.new_id(), work.new_id());
    insert(
        work,
        "loan",
        &[
            ("id", loan.into()),
            ("position_id", world.ida.position.into()),
            ("person_id", world.ida.person.into()),
            ("unit_id", world.other.into()),
            ("starts_on", starts.into()),
            ("ends_on", ends.into()),
            ("manager_id", world.ola.person.into()),
            ("comment", "".into()),
            ("comment_by", world.mona.person.into()),
            ("state", LoanState::Future.into()),
            ("registered_by", world.mona.person.into()),
            ("registered_by_unit", "Sengepost 3".into()),
            ("registered_at", work.now.into()),
        ],
    )
    .await;
    insert(
        work,
        "position",
        &[
            ("id", temporary.into()),
            ("person_id", world.ida.person.into()),
            ("kind", "loan".into()),
            ("trust_id", world.trust_b.into()),
            ("cost_centre", "".into()),
            ("unit_id", world.other.into()),
            ("title", "Sykepleier".into()),
            ("sort_key", "nilsen!ida".into()),
            ("starts_on", starts.into()),
            ("ends_on", ends.into()),
            ("state", "pending".into()),
            ("hr_manager_id", world.ola.person.into()),
            ("loan_id", loan.into()),
        ],
    )
    .await;
    Ok(())
}

/// Proves LOA-3: due at midnight in Oslo and not a second before, done once, and caught up with at the start.
#[rstest]
#[actix_web::test]
async fn by_the_clock(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let due =
        async || rows(&app, "SELECT due_at FROM job_run WHERE job = 'night' AND finished_at IS NOT NULL").await.len();
    let open = async || app.count("position WHERE kind = 'loan' AND state = 'open'").await;
    app.system(async |work| lay_loan(work, &world, day("2026-11-22"), None).await).await;
    let never = Stop::never();
    // What was due this morning.
    run_due(&app.state, &never).await;
    assert_eq!((due().await, open().await), (1, 0));
    let midnight: DateTime<Utc> = "2026-11-21T23:00:00Z".parse().expect("a time");
    app.clock.set(midnight - TimeDelta::seconds(1));
    run_due(&app.state, &never).await;
    assert_eq!((due().await, open().await), (1, 0));
    app.clock.set(midnight);
    run_due(&app.state, &never).await;
    assert_eq!((due().await, open().await), (2, 1));
    app.clock.set(midnight + TimeDelta::seconds(1));
    let after = dump(&app).await;
    run_due(&app.state, &never).await;
    assert_eq!(dump(&app).await, after);
    // Two nights without a server: one run, and both are noted.
    app.clock.set(midnight + TimeDelta::days(2));
    run_due(&app.state, &never).await;
    assert_eq!(due().await, 4);
}

/// A job that fails is due again; one that is done by another process is not.
#[rstest]
#[actix_web::test]
async fn claims(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| lay_loan(work, &world, day("2026-11-21"), None).await).await;
    let never = Stop::never();
    // Somebody was killed at it.
    app.system(async |work| {
        insert(
            work,
            "job_run",
            &[
                ("job", "night".into()),
                ("due_at", clock::midnight(day("2026-11-21")).into()),
                ("started_at", work.now.into()),
            ],
        )
        .await;
        Ok(())
    })
    .await;
    // Several at once: it is run once.
    tokio::join!(run_due(&app.state, &never), run_due(&app.state, &never), run_due(&app.state, &never));
    run_due(&app.state, &never).await;
    assert_eq!(app.count("job_run WHERE job = 'night' AND finished_at IS NOT NULL AND outcome = 'done'").await, 1);
    assert_eq!(app.count("position WHERE kind = 'loan' AND state = 'open'").await, 1);
    assert_eq!(app.count("loan WHERE version = 2 AND state = 'ongoing'").await, 1);
    // Loans are the night's own business.
    let left = app.system(async |work| loan::night::start(work, 10).await).await;
    assert_eq!(left, 0);
}

/// Every hour what has served its time goes: sessions, idempotency keys, mails that were sent, runs of jobs; what
/// still waits stays, and so does the last run of each job.
#[rstest]
#[actix_web::test]
async fn the_sweep(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.sign_in(world.ida.person, world.ida.position).await;
    let long_ago = app.now() - TimeDelta::days(100);
    app.system(async |work| {
        let mails = [(long_ago, None, 1), (long_ago, Some(work.now + TimeDelta::days(1)), 2), (work.now, None, 3)];
        for (made, next, attempts) in mails {
            let mail = [
                ("id", work.new_id::<OutboxId>().into()),
                ("kind", "mail".into()),
                ("payload", "{}".into()),
                ("made_at", made.into()),
                ("attempts", attempts.into()),
                ("next_at", next.into()),
            ];
            insert(work, "outbox", &mail).await;
        }
        for (key, made) in [("old", work.now - TimeDelta::days(3)), ("new", work.now)] {
            let row = [
                ("person_id", world.ida.person.into()),
                ("key", key.into()),
                ("operation", "assignPlan".into()),
                ("fingerprint", "".into()),
                ("answer", "{}".into()),
                ("made_at", made.into()),
            ];
            insert(work, "idempotency_key", &row).await;
        }
        // The last of these jobs ran long ago.
        for (job, due) in [("tidy", long_ago), ("tidy", long_ago - TimeDelta::days(1)), ("sweep", long_ago)] {
            let run =
                [("job", job.into()), ("due_at", due.into()), ("started_at", due.into()), ("finished_at", due.into())];
            insert(work, "job_run", &run).await;
        }
        let over = Sql::new("UPDATE session SET started_at = ").bind(work.now - TimeDelta::days(500));
        work.tx.execute(over.push(", ended_at = ").bind(long_ago)).await?;
        Ok(())
    })
    .await;
    assert_eq!(app.count("session").await, 1);
    run_due(&app.state, &Stop::never()).await;
    assert_eq!(app.count("session").await, 0);
    assert_eq!(app.count("outbox WHERE attempts = 1").await, 0);
    assert_eq!(app.count("outbox").await, 2);
    assert_eq!(app.count("idempotency_key WHERE key = 'new'").await, 1);
    assert_eq!(app.count("idempotency_key").await, 1);
    assert_eq!(app.count("job_run WHERE job = 'tidy'").await, 1);
    // This hour's own is not done before it is noted.
    run_due(&app.state, &Stop::never()).await;
    app.clock.advance(TimeDelta::hours(1));
    run_due(&app.state, &Stop::never()).await;
    assert_eq!(app.count("job_run WHERE job = 'sweep'").await, 2);
}

/// From start to stop: what was missed is caught up with, the counters are folded, and everything ends.
#[rstest]
#[actix_web::test]
async fn the_jobs_of_a_server(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        let plan = plan(work, world.ward, world.mona, "Brann", &[Some(30)]).await;
        assign(work, &plan, world.ida).await;
        lay_loan(work, &world, day("2026-11-21"), None).await
    })
    .await;
    let jobs = Jobs::start(app.state.clone()).await.expect("the jobs");
    assert_eq!(app.count("loan WHERE state = 'ongoing'").await, 1);
    jobs.stop().await;
    assert_eq!(app.count("counter_delta").await, 0);
    assert!(app.count("counter_cell").await > 0);
    app.assert_counters().await;
}
