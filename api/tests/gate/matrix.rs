//! Mechanism 4: the rule that days move is one table, evaluated in Rust and rendered to SQL. Both databases and Rust
//! are asked for every status and distance.

use chrono::{NaiveDate, TimeDelta};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::RequirementId,
    standing::{CutOffs, Status, effective, effective_sql},
};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::clock::today;
use kyndig_work::standing::service::expire;
use rstest::rstest;
use sea_orm::FromQueryResult;

use crate::support::{On, TestApp, content};

/// Days from today: all that are near, some that are far, and none.
fn distances() -> Vec<Option<i64>> {
    let near = -100..=130;
    near.chain([-40_000, -366, 365, 20_000]).map(Some).chain([None]).collect()
}

#[derive(FromQueryResult)]
struct Cell {
    status: Status,
    expires_on: Option<NaiveDate>,
    effective: Status,
}

/// Proves FUL-1, FUL-6: no disagreement in any of the cells.
#[rstest]
#[actix_web::test]
async fn rust_and_sql_agree(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let at = CutOffs::of(today(app.now()));
    let tx = app.state.db.read().await.expect("a transaction");
    let (text, date) = if app.is_postgres() { ("CAST(", " AS date)") } else { ("(", ")") };
    let typed = |sql: Sql, value: Option<NaiveDate>| sql.push(text).bind(value).push(date);
    let mut cells = 0;
    for &status in Status::ALL {
        let mut rows = Sql::new("");
        for (index, distance) in distances().into_iter().enumerate() {
            let expires = distance.map(|days| at.today + TimeDelta::days(days));
            rows = rows.push(if index == 0 { "SELECT " } else { " UNION ALL SELECT " });
            rows = rows.push(&format!("'{status}' AS status, "));
            rows = typed(rows, expires).push(" AS expires_on");
        }
        let rule = effective_sql("c.status", "c.expires_on", "cut.today", "cut.soon");
        let sql = Sql::new(&format!("SELECT c.status, c.expires_on, {rule} AS effective FROM (")).append(&rows);
        let sql = typed(sql.push(") c CROSS JOIN (SELECT "), Some(at.today)).push(" AS today, ");
        let sql = typed(sql, Some(at.soon)).push(" AS soon) cut");
        for cell in tx.all::<Cell>(sql).await.expect("the cells") {
            cells += 1;
            let expected = effective(cell.status, cell.expires_on, at);
            assert_eq!(cell.effective, expected, "{status} expiring on {:?}", cell.expires_on);
        }
    }
    assert_eq!(cells, Status::ALL.len() * distances().len());
    assert!(cells > 1_800);
}

/// Proves FUL-6: the night finds exactly those that the rule moves, and moves them as the rule says.
#[rstest]
#[actix_web::test]
async fn the_night_moves_what_the_rule_moves(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let at = CutOffs::of(today(app.now()));
    let stored = Status::ALL.iter().copied().filter(|status| *status != Status::NotRelevant);
    let mut expected: Vec<(RequirementId, Status)> = Vec::new();
    for status in stored {
        for days in [-400, -2, -1, 0, 1, 29, 30, 31, 32, 400] {
            let expires = at.today + TimeDelta::days(days);
            let id = app
                .system(async |work| {
                    let by = world.admin.person;
                    let id = content::requirement(work, world.trust_a, by, "Krav", false, None).await;
                    let sql = Sql::new(
                        "INSERT INTO standing (person_id, requirement_id, status, performed_on, expires_on, \
                         expiry_is_manual, changed_at) VALUES ",
                    );
                    let row = [
                        world.ida.person.into(),
                        id.into(),
                        status.into(),
                        (at.today - TimeDelta::days(500)).into(),
                        expires.into(),
                        true.into(),
                        work.now.into(),
                    ];
                    work.tx.execute(sql.rows([row])).await?;
                    Ok(id)
                })
                .await;
            expected.push((id, effective(status, Some(expires), at)));
        }
    }
    let moved = app.system(async |work| expire(work, 1000).await).await;
    assert_eq!(app.system(async |work| expire(work, 1000).await).await, 0);
    // Of the three that days move, each has ten distances; those that stand right already stay.
    assert_eq!(moved, 20);
    let tx = app.state.db.read().await.expect("a transaction");
    for (id, status) in expected {
        let sql = Sql::new("SELECT status FROM standing WHERE requirement_id = ").bind(id);
        assert_eq!(tx.value::<Status>(sql).await.expect("a status"), Some(status));
    }
}

/// A gate inside a gate would count twice: refused.
#[rstest]
#[actix_web::test]
async fn no_gate_inside_the_gate(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let outcome = kyndig_platform::auth::as_system(app.state.system(), "test", async |work| {
        let affected = Affected::people(vec![world.ida.person]);
        gate::change(work, &affected, async || gate::change(work, &affected, async || Ok(())).await).await
    });
    let error = outcome.await.expect_err("a refusal").to_string();
    assert!(error.contains("inside the gate"), "{error}");
}
