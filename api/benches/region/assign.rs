//! ASG-1: plans given in a table of 100 employees x 10 plans, and one plan to thousands, beside INSERT … SELECT of the
//! same rows into the same tables with the same indexes; and what others notice of it meanwhile.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use kyndig_db::Sql;
use kyndig_domain::ids::{PlanId, PositionId, UnitId};
use serde_json::{Value, json};

use super::{
    server::{Server, Worker},
    table::{By, Case, Table, Taken},
};

const TABLE: Case =
    Case { workload: "table assignment, 100 x 10", beside: "INSERT … SELECT", by: By::Cpu, most: 1.5 };
const LINEAR: Case =
    Case { workload: "table assignment, 100 x 10, a cell", beside: "10 x 10, a cell", by: By::Cpu, most: 1.1 };
const WIDE: Case = Case { workload: "one plan to many", beside: "INSERT … SELECT", by: By::Cpu, most: 1.5 };
const READERS: Case =
    Case { workload: "others reading meanwhile", beside: "when nothing else goes on", by: By::P99, most: 2.0 };

/// The admin's.
async fn trust(server: &Server) -> UnitId {
    server
        .ask(async |work| {
            let sql = Sql::new("SELECT trust_id FROM position WHERE id = ").bind(server.admin.position);
            Ok(work.tx.value(sql).await?)
        })
        .await
        .expect("a trust")
}

/// Of other trusts' plans with such a name those that nobody of this trust has had, which can be given in it from now on.
async fn cast(server: &Server, trust: UnitId, name: &'static str, most: i64) -> Vec<PlanId> {
    server
        .ask(async |work| {
            let plans = Sql::new("SELECT id FROM plan WHERE name NOT LIKE 'SH01%' AND name LIKE ")
                .bind(name)
                .push(" AND NOT EXISTS (SELECT 1 FROM assignment a JOIN position p ON p.id = a.position_id WHERE a.plan_id = plan.id AND p.trust_id = ")
                .bind(trust)
                .push(") ORDER BY name LIMIT ")
                .bind(most);
            let plans: Vec<PlanId> = work.tx.column(plans).await?;
            for plan in &plans {
                let sql =
                    Sql::new("INSERT INTO plan_publication (plan_id, unit_id, with_subunits, published_at) VALUES ")
                        .rows([[(*plan).into(), trust.into(), true.into(), work.now.into()]])
                        .push(" ON CONFLICT DO NOTHING");
                work.tx.execute(sql).await?;
            }
            Ok(plans)
        })
        .await
}

/// One of everybody's, as people come, of those who have had none of the plans.
async fn without(server: &Server, trust: UnitId, plans: &[PlanId]) -> Vec<PositionId> {
    server
        .ask(async |work| {
            let sql =
                Sql::new("SELECT p.id FROM unit_member m JOIN position p ON p.id = m.position_id WHERE m.unit_id = ")
                    .bind(trust)
                    .push(
                        " AND p.opened_on = (SELECT min(o.opened_on) FROM position o WHERE o.person_id = p.person_id) \
                     AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.person_id = p.person_id AND a.plan_id IN ",
                    )
                    .list(plans.iter().copied())
                    .push(") ORDER BY p.id LIMIT 210");
            Ok(work.tx.column(sql).await?)
        })
        .await
}

fn cells(plans: &[PlanId], positions: &[PositionId]) -> Value {
    let cells = positions.iter().flat_map(|position| {
        plans.iter().map(move |plan| json!({"planId": plan, "positionId": position, "act": "assign"}))
    });
    json!({"cells": cells.collect::<Vec<_>>()})
}

pub async fn round(server: &Server, table: &mut Table) {
    let worker = Worker::of(&server.state).await;
    let trust = trust(server).await;
    let plans = cast(server, trust, "%-Grunnleggende-%", 10).await;
    assert_eq!(plans.len(), 10, "load the region anew");
    let positions = without(server, trust, &plans).await;
    let (many, rest) = positions.split_at(positions.len().min(100));
    let (few, others) = rest.split_at(rest.len().min(10));
    let give = async |positions: &[PositionId]| {
        let (status, body) = worker.post(server.admin, "/assignments/changes", &cells(&plans, positions)).await;
        assert!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&body));
        let body: Value = serde_json::from_slice(&body).expect("what was done");
        assert_eq!(
            body["done"].as_array().map(Vec::len),
            Some(positions.len() * plans.len()),
            "{}",
            body["skipped"][0]
        );
    };
    let sent = server.state.db.statements();
    let before = server.rows("standing").await;
    let counting = server.state.db.statements() - sent;
    let sent = server.state.db.statements();
    let statements = AtomicU64::new(0);
    let ours = Taken::of(server, 1, async |_| {
        give(many).await;
        statements.store(server.state.db.statements() - sent, SeqCst);
        server.fold().await;
    })
    .await;
    let statements = statements.into_inner();
    let made = server.rows("standing").await - before;
    let some = Taken::of(server, 1, async |_| {
        give(few).await;
        server.fold().await;
    })
    .await;
    let theirs = bare(server, &plans, others).await;
    let theirs_each = theirs.each(others.len().max(1));
    let note = format!("{made} standings, {statements} statements (counting takes {counting})");
    table.add(server, TABLE, ours.clone().each(many.len().max(1)), theirs_each, &note);
    table.add(server, LINEAR, ours.each(many.len().max(1)), some.each(few.len().max(1)), "");
}

/// The same rows written by hand, and taken away again.
async fn bare(server: &Server, plans: &[PlanId], positions: &[PositionId]) -> Taken {
    let before = server.rows("standing").await;
    let new = if server.is_postgres() { "gen_random_uuid()" } else { "randomblob(16)" };
    let now = server.state.clock.now();
    let taken = Taken::of(server, 1, async |_| {
        let tx = server.state.db.write().await.expect("a transaction");
        let kind = "timestamptz";
        let sql = Sql::new(&format!(
            "INSERT INTO assignment (id, plan_id, position_id, person_id, active, assigned_at) \
             SELECT {new}, pl.id, p.id, p.person_id, TRUE, "
        ))
        .bind_as(&tx, now, kind)
        .push(" FROM position p CROSS JOIN plan pl WHERE pl.id IN ")
        .ids(plans.iter().map(|id| id.0))
        .push(" AND p.id IN ")
        .ids(positions.iter().map(|id| id.0))
        .push(" ON CONFLICT DO NOTHING");
        tx.execute(sql).await.expect("assignments");
        let sql = Sql::new(
            "INSERT INTO standing (person_id, requirement_id, status, changed_at) \
             SELECT DISTINCT p.person_id, pr.requirement_id, 'not_started', ",
        )
        .bind_as(&tx, now, kind)
        .push(" FROM position p CROSS JOIN plan_requirement pr WHERE pr.state = 'active' AND pr.plan_id IN ")
        .ids(plans.iter().map(|id| id.0))
        .push(" AND p.id IN ")
        .ids(positions.iter().map(|id| id.0))
        .push(" ON CONFLICT DO NOTHING");
        tx.execute(sql).await.expect("standings");
        tx.commit().await.expect("a commit");
    })
    .await;
    assert!(server.rows("standing").await > before);
    server
        .ask(async |work| {
            for table in ["assignment", "standing"] {
                let column = if table == "assignment" { "assigned_at" } else { "changed_at" };
                let sql = Sql::new(&format!("DELETE FROM {table} WHERE {column} = ")).bind(now);
                work.tx.execute(sql).await?;
            }
            Ok(())
        })
        .await;
    taken
}

/// One plan to everybody of a trust; then another, while others read their own plans.
pub async fn wide(server: &Server, table: &mut Table) {
    let trust = trust(server).await;
    let plans = cast(server, trust, "%-Nyansatt-%", 3).await;
    let [first, second, third] = plans[..] else { panic!("too few plans are left: load the region anew") };
    let worker = Worker::of(&server.state).await;
    let give = async |plan: PlanId| {
        let body = json!({"planId": plan, "matching": {"scope": "all"}});
        let (status, body) = worker.post(server.admin, "/assignments/matching", &body).await;
        assert!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&body));
        server.fold().await;
    };
    let before = server.rows("standing").await;
    let sent = server.state.db.statements();
    let statements = AtomicU64::new(0);
    let ours = Taken::of(server, 1, async |_| {
        give(first).await;
        statements.store(server.state.db.statements() - sent, SeqCst);
    })
    .await;
    let made = server.rows("standing").await - before;
    let positions = server
        .ask(async |work| {
            let sql = Sql::new("SELECT position_id FROM assignment WHERE plan_id = ").bind(first);
            let sql = sql.push(" AND assigned_by = ").bind(server.admin.person);
            Ok(work.tx.column::<PositionId>(sql).await?)
        })
        .await;
    let theirs = bare(server, &[second], &positions).await;
    let note = format!("{} positions, {made} standings, {} statements", positions.len(), statements.into_inner());
    table.add(server, WIDE, ours, theirs, &note);
    let alone = readers(server, async || actix_web::rt::time::sleep(Duration::from_secs(1)).await).await;
    let meanwhile = readers(server, async || give(third).await).await;
    table.add(server, READERS, Taken::walls(meanwhile), Taken::walls(alone), "");
}

/// How long a nurse waits for the own plans, while something goes on.
async fn readers(server: &Server, meanwhile: impl AsyncFnOnce()) -> Vec<Duration> {
    let over = Arc::new(AtomicBool::new(false));
    let (nurse, ended) = (server.nurse, over.clone());
    let walls = server.cores[0].run(async move |worker| {
        let mut walls = Vec::new();
        while !ended.load(SeqCst) {
            let began = Instant::now();
            worker.get(nurse, "/my/assignments").await;
            walls.push(began.elapsed());
            actix_web::rt::time::sleep(Duration::from_millis(2)).await;
        }
        walls
    });
    meanwhile().await;
    over.store(true, SeqCst);
    walls.await
}
