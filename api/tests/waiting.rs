//! What happens while a request waits for another.

use actix_web::http::Method;
use futures_util::future::{join, join_all};
use kyndig_db::Sql;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    On, TestApp,
    writing::{active_plan, published, saying},
};

/// Proves ACC-4: a role that is taken away while a request waits for a lock is not used any more. (SQLite has one writer: there
/// nothing comes between.)
#[actix_web::test]
async fn a_role_taken_away_meanwhile() {
    let Some(app) = TestApp::start(On::Postgres).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let owner = app.sign_in(world.owner.person, world.owner.position).await;
    let requirement = published(&mona, world.ward, saying("Brann")).await;
    let plan = active_plan(&mona, world.ward, "Brann", &[requirement]).await;
    let path = format!("/plans/{plan}/owners");
    let owners = json!({"documentOwnerId": world.mona.person, "documentAuthorId": world.mona.person});
    let version = admin.get(&format!("/plans/{plan}")).await.version();
    let grants: Value = owner.get("/role-grants").await.expect(200).json();
    let grants = grants["items"].as_array().expect("grants").iter();
    let of_admin = grants.filter(|grant| grant["role"] == "trust_admin").map(|grant| grant["id"].clone());
    let of_admin: Vec<_> = of_admin.filter_map(|id| id.as_str().map(ToOwned::to_owned)).collect();
    assert!(!of_admin.is_empty());

    // Somebody holds the plan; the request waits for it, and meanwhile the role goes.
    let held = app.state.db.write().await.expect("a transaction");
    held.execute(Sql::new("SELECT 1 FROM plan WHERE id = ").bind(plan).push(" FOR UPDATE")).await.expect("a lock");
    let waiting = "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let meanwhile = async {
        while app.count(waiting).await == 0 {
            tokio::task::yield_now().await;
        }
        for id in &of_admin {
            owner.delete(&format!("/role-grants/{id}")).await.expect(204);
        }
        held.rollback().await.expect("the end");
    };
    let (answer, ()) = join(admin.put_if(&path, version, &owners), meanwhile).await;
    answer.expect_problem(403, "access_changed");
    assert_eq!(mona.get(&format!("/plans/{plan}")).await.version(), version);

    // What the request itself changes is no reason to refuse it.
    owner.delete("/session").await.expect(204);
}

/// Of many requests with one idempotency key at once, one creates, and all have its answer.
#[rstest]
#[actix_web::test]
async fn one_key_creates_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let plan = json!({"ownerUnitId": world.ward, "name": "Brann"});
    let create = |key: &str, body: &Value| {
        let request = mona.request(Method::POST, "/plans").insert_header(("idempotency-key", key.to_owned()));
        app.send(request.set_json(body))
    };
    let before = app.count("plan").await;
    let answers = join_all((0..8).map(|_| create("one", &plan))).await;
    let mut made: Vec<String> =
        answers.into_iter().map(|answer| answer.expect(201).json()["id"].as_str().expect("an id").to_owned()).collect();
    made.dedup();
    assert_eq!((made.len(), app.count("plan").await - before), (1, 1));
    // What fails is not remembered, whoever else waited for it.
    let nameless = json!({"ownerUnitId": world.other, "name": "Brann"});
    for answer in join_all((0..4).map(|_| create("two", &nameless))).await {
        assert!(answer.status.is_client_error(), "{}", answer.status);
    }
    create("two", &plan).await.expect(201);
    assert_eq!(app.count("idempotency_key").await, 2);
}

/// Of one person so many keys are remembered, for a day, and no answer that is too long.
#[rstest]
#[actix_web::test]
async fn keys_are_bounded(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let create = |name: &str, key: &str| {
        let request = mona.request(Method::POST, "/plans").insert_header(("idempotency-key", key.to_owned()));
        app.send(request.set_json(json!({"ownerUnitId": world.ward, "name": name})))
    };
    let first = create("Brann", "first").await.expect(201);
    app.system(async |work| {
        for number in 0..600 {
            let sql = Sql::new(
                "INSERT INTO idempotency_key (person_id, key, operation, fingerprint, answer, made_at) VALUES (",
            )
            .bind(world.mona.person)
            .push(", ")
            .bind(format!("{number}"))
            .push(", 'x', 'x', 'x', ")
            .bind(work.now + chrono::TimeDelta::milliseconds(number))
            .push(")");
            work.tx.execute(sql).await?;
        }
        Ok(())
    })
    .await;
    app.clock.advance(chrono::TimeDelta::seconds(1));
    create("Fall", "last").await.expect(201);
    assert_eq!(app.count("idempotency_key").await, 500);
    assert_eq!(app.count("idempotency_key WHERE key = 'last'").await, 1);
    // Forgotten, the key of the first creates anew.
    assert_ne!(create("Brann", "first").await.expect(201).json()["id"], first.json()["id"]);
    app.clock.advance(chrono::TimeDelta::hours(25));
    app.system(async |work| kyndig_people::session::service::purge(work).await).await;
    assert_eq!(app.count("idempotency_key").await, 0);
    // An answer that was not kept is not made up.
    let kept = create("Hygiene", "long").await.expect(201);
    app.system(async |work| Ok(work.tx.execute(Sql::new("UPDATE idempotency_key SET answer = ''")).await?)).await;
    create("Hygiene", "long").await.expect_problem(409, "answer_not_kept");
    assert_eq!(app.count(&format!("plan WHERE name = '{}'", kept.json()["name"].as_str().expect("a name"))).await, 1);
}
