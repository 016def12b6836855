//! The night run again: after a night that was whole, after nights that were missed, and after one that was killed.

use std::{future::poll_fn, task::Poll};

use chrono::{Days, NaiveDate};
use kyndig_api::jobs::night;
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, RequirementId, SignatureRequestId},
    standing::CutOffs,
};
use kyndig_gate as gate;
use kyndig_gate::{
    Affected,
    counters::{self, Wrong},
};
use kyndig_people::position::service;
use kyndig_platform::{auth::Work, background::Stop, clock, http::Failure};
use rstest::rstest;

use super::{
    day, employment,
    facts::{FACTS, dump, facts},
    lay_loan,
};
use crate::support::{
    On, TestApp, World,
    plans::{assign, fulfil, insert, plan},
};

/// A night to its end; what is counted of deadlines is that of the day then.
async fn run(app: &TestApp, date: NaiveDate) {
    assert!(night::run(&app.state, date, &Stop::never()).await.expect("a night"));
    let wrong = wrong(app, date).await;
    assert!(wrong.is_empty(), "{date}: {wrong:?}");
}

async fn wrong(app: &TestApp, date: NaiveDate) -> Vec<Wrong> {
    let tx = app.state.db.read().await.expect("a transaction");
    counters::check(&tx, CutOffs::of(date)).await.expect("a recount")
}

/// As the job does every second on PostgreSQL.
async fn fold(app: &TestApp, date: NaiveDate) {
    let tx = app.state.db.write().await.expect("a transaction");
    counters::fold(&tx, CutOffs::of(date)).await.expect("folded");
    tx.commit().await.expect("an end");
}

/// Everything that a night can move, within a week: positions that open and close, loans that begin and end, standings
/// that draw near their end and pass it, deadlines that come near and pass, and what waits long for a signature.
async fn a_week(app: &TestApp) -> World {
    let world = app.world().await;
    employment(app, &world, "Sykepleier", day("2026-12-24"), None).await;
    app.system(async |work| {
        let course = plan(work, world.region, world.mona, "Kurs", &[Some(31), Some(32), Some(33), Some(365)]).await;
        for (index, someone) in [world.ida, world.per, world.nils, world.kari].into_iter().enumerate() {
            assign(work, &course, someone).await;
            for (other, requirement) in course.requirements.iter().enumerate() {
                let on = work.today - Days::new(u64::try_from(index * 10 + other).expect("a number"));
                fulfil(work, someone.person, *requirement, on).await;
            }
        }
        let leaves = [(world.per, "2026-11-22"), (world.nils, "2026-11-23"), (world.siri, "2026-11-23")];
        for (someone, last) in leaves {
            let sql =
                Sql::new("UPDATE position SET ends_on = ").bind(day(last)).push(" WHERE id = ").bind(someone.position);
            work.tx.execute(sql).await?;
        }
        service::set_manager(work, world.kari.position, Some(world.siri.person)).await?;
        let due = plan(work, world.region, world.mona, "Frister", &[None, None, None]).await;
        assign(work, &due, world.kari).await;
        // one is passed on the 23rd, the other near from the 24th
        for (requirement, deadline) in due.requirements.iter().zip(["2026-11-22", "2026-12-24"]) {
            changed(work, world.kari.person, *requirement, Sql::new("deadline = ").bind(day(deadline))).await?;
        }
        waits(work, &world, due.requirements[2]).await?;
        lay_loan(work, &world, day("2026-11-22"), Some(day("2026-11-23"))).await?;
        lay_loan(work, &world, day("2026-11-23"), None).await?;
        lay_loan(work, &world, day("2026-11-24"), Some(day("2026-11-24"))).await
    })
    .await;
    fold(app, clock::today(app.now())).await;
    app.assert_counters().await;
    world
}

async fn changed(work: &Work<'_>, person: PersonId, requirement: RequirementId, set: Sql) -> Result<(), Failure> {
    gate::change(work, &Affected::one(person, requirement), async || {
        let sql = Sql::new("UPDATE standing SET ").append(&set).push(" WHERE person_id = ").bind(person);
        work.tx.execute(sql.push(" AND requirement_id = ").bind(requirement)).await?;
        Ok(())
    })
    .await
}

/// SIG-5: more than 14 days on the 25th.
async fn waits(work: &Work<'_>, world: &World, requirement: RequirementId) -> Result<(), Failure> {
    let id: SignatureRequestId = work.new_id();
    let sent = day("2026-11-10");
    insert(
        work,
        "signature_request",
        &[
            ("id", id.into()),
            ("person_id", world.kari.person.into()),
            ("requirement_id", requirement.into()),
            ("signer_id", world.mona.person.into()),
            ("performed_on", sent.into()),
            ("status", "awaiting".into()),
            ("sent_at", clock::midnight(sent).into()),
        ],
    )
    .await;
    let set = Sql::new("status = 'awaiting_signature', performed_on = ").bind(sent).push(", request_id = ").bind(id);
    changed(work, world.kari.person, requirement, set).await
}

/// Proves FUL-6, LOA-6, POS-5: run twice the night writes nothing.
#[rstest]
#[actix_web::test]
async fn run_twice(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    a_week(&app).await;
    for date in ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"] {
        let before = dump(&app).await;
        run(&app, day(date)).await;
        let after = dump(&app).await;
        assert_ne!(before, after, "{date}");
        run(&app, day(date)).await;
        assert_eq!(dump(&app).await, after, "{date}");
    }
    assert_eq!(app.count("outbox WHERE payload LIKE '%signatures_waiting%'").await, 1);
    // An earlier date changes nothing that a later one has made.
    let after = dump(&app).await;
    assert!(night::run(&app.state, day("2026-11-24"), &Stop::never()).await.expect("a night"));
    assert_eq!(dump(&app).await, after);
}

/// Proves FUL-6, LOA-6, POS-5, POS-7: three days skipped end where day by day ends, with the same history.
#[rstest]
#[actix_web::test]
async fn days_that_were_missed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(each) = TestApp::start(on).await else { return };
    a_week(&each).await;
    for date in ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"] {
        run(&each, day(date)).await;
    }
    let Some(skipped) = TestApp::start(on).await else { return };
    a_week(&skipped).await;
    for date in ["2026-11-22", "2026-11-25"] {
        run(&skipped, day(date)).await;
    }
    for app in [&each, &skipped] {
        fold(app, day("2026-11-25")).await;
    }
    let (each, skipped) = (facts(&each).await, facts(&skipped).await);
    for (query, (one, other)) in FACTS.iter().zip(each.iter().zip(&skipped)) {
        assert!(!one.is_empty(), "{query}");
        assert_eq!(one, other, "{query}");
    }
}

/// Where all of it is at once.
const NIGHT: &str = "2026-11-25";

/// Lets the night go on until `over` says so before one of its steps; false where it came to its end before.
async fn killed(app: &TestApp, mut over: impl FnMut() -> bool) -> bool {
    let stop = Stop::never();
    let mut night = Box::pin(night::run(&app.state, day(NIGHT), &stop));
    let ended =
        poll_fn(|context| if over() { Poll::Ready(None) } else { night.as_mut().poll(context).map(Some) }).await;
    drop(night);
    ended.inspect(|ended| assert!(ended.as_ref().expect("a night"))).is_none()
}

/// Half a night has counted the deadlines of some, and everything else of all.
async fn assert_in_order(app: &TestApp, at: impl std::fmt::Display) {
    let mut wrong = wrong(app, day(NIGHT)).await;
    wrong.retain(|one| !matches!(one, Wrong::Summary(_)));
    assert!(wrong.is_empty(), "killed at {at}: {wrong:?}");
}

async fn whole(on: On) -> Option<Vec<Vec<String>>> {
    let app = TestApp::start(on).await?;
    a_week(&app).await;
    run(&app, day(NIGHT)).await;
    fold(&app, day(NIGHT)).await;
    let facts = facts(&app).await;
    for (query, rows) in FACTS.iter().zip(&facts) {
        assert!(!rows.is_empty(), "{query}");
    }
    Some(facts)
}

async fn assert_ends_as(app: &TestApp, expected: &[Vec<String>], at: impl std::fmt::Display) {
    run(app, day(NIGHT)).await;
    fold(app, day(NIGHT)).await;
    for (query, (one, other)) in FACTS.iter().zip(facts(app).await.iter().zip(expected)) {
        assert_eq!(one, other, "killed at {at}: {query}");
    }
    let ended = dump(app).await;
    run(app, day(NIGHT)).await;
    assert_eq!(dump(app).await, ended, "killed at {at}, run twice");
}

/// Proves FUL-6, and of LOA-6, POS-6, SIG-5: killed anywhere, everything is in order, and the next run ends where it would
/// have.
#[rstest]
#[actix_web::test]
async fn killed_in_the_middle(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(expected) = whole(on).await else { return };
    let mut times = 0;
    for polls in [1, 4, 10, 20, 40, 80, 160, 320, 640] {
        let Some(app) = TestApp::start(on).await else { return };
        a_week(&app).await;
        let mut left = polls;
        let over = || {
            left -= 1;
            left < 0
        };
        times += i32::from(killed(&app, over).await);
        assert_in_order(&app, polls).await;
        assert_ends_as(&app, &expected, polls).await;
    }
    assert!(times >= 5, "{times}");
}

/// Proves FUL-6, and of LOA-6, POS-6, SIG-5: killed at its first statement, then at its second, and so on through every one
/// that it has, each of its steps and what notes the night among them: it ends where it would have, and has said all of it
/// once.
#[rstest]
#[actix_web::test]
async fn killed_at_every_statement(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(expected) = whole(on).await else { return };
    let Some(app) = TestApp::start(on).await else { return };
    a_week(&app).await;
    let mut times = 0;
    loop {
        let last = app.state.db.statements() + times + 1;
        if !killed(&app, || app.state.db.statements() >= last).await {
            break;
        }
        times += 1;
        assert_in_order(&app, times).await;
    }
    // as many as there are steps would be few
    assert!(times > 20, "{times}");
    assert_ends_as(&app, &expected, "every statement").await;
}
