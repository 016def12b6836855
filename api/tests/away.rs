//! A database that is away: what is asked meanwhile is answered soon, and all is as before when it is back.

use std::time::{Duration, Instant};

use kyndig_db::Sql;

use crate::{
    session::{IDA, PASSWORD, try_from},
    support::{Answer, Cluster, Database, On, TestApp},
};

/// 503 and when to come again, in good time.
fn away(answer: Answer, asked: Instant) {
    let answer = answer.expect_problem(503, "busy");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    assert_eq!(answer.headers.get("retry-after").expect("when to come again"), "1");
    assert_eq!(answer.json()["retryAfter"], 1);
}

/// A PostgreSQL that is stopped, and started again.
#[actix_web::test]
async fn while_it_is_away() {
    let Some(cluster) = Cluster::start() else { return };
    let app = TestApp::on(Database::at(&cluster.url()).await, |_| {}).await;
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ask = || mona.get("/units");
    ask().await.expect(200);
    for _ in 0..2 {
        cluster.down();
        // Those who are signed in, and those who are not; whoever reads, and whoever writes.
        let asked = Instant::now();
        away(ask().await, asked);
        let asked = Instant::now();
        away(app.send(try_from(IDA, PASSWORD, "203.0.113.1")).await, asked);
        let asked = Instant::now();
        let sent = futures_util::future::join_all((0..30).map(|_| ask())).await;
        for answer in sent {
            away(answer, asked);
        }
        cluster.up();
        let back = Instant::now();
        ask().await.expect(200);
        app.send(try_from(IDA, PASSWORD, "203.0.113.1")).await.expect(401);
        assert!(back.elapsed() < Duration::from_secs(1), "{:?}", back.elapsed());
    }
}

/// Connections that were ended from the other side are passed over, whatever they had been for.
#[actix_web::test]
async fn connections_that_were_ended() {
    let Some(app) = TestApp::start(On::Postgres).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    futures_util::future::join_all((0..20).map(|_| mona.get("/units"))).await;
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for _ in 0..3 {
        app.system(async |work| Ok(work.tx.value::<i64>(Sql::new(end)).await?)).await;
        mona.get("/units").await.expect(200);
        app.send(try_from(IDA, PASSWORD, "203.0.113.1")).await.expect(401);
        app.clock.advance(chrono::TimeDelta::days(1));
    }
}
