//! Whatever is sent to whatever address: a clear problem that the documentation names, and nothing changed.

use actix_web::http::Method;
use kyndig_db::Sql;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Client, On, TestApp, World};

/// Rows of every table but those that only say that something was asked.
async fn rows(app: &TestApp) -> Vec<(String, i64)> {
    let names = if app.is_postgres() {
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    };
    let tx = app.state.db.read().await.expect("a transaction");
    let mut names: Vec<String> = tx.column(Sql::new(names)).await.expect("tables");
    drop(tx);
    names.sort();
    let mut counted = Vec::new();
    for name in names.into_iter().filter(|name| name != "sign_in_failure") {
        counted.push((name.clone(), app.count(&name).await));
    }
    counted
}

/// An address with ids in it that are real, of somebody else's, or of nothing.
fn addresses(template: &str, world: &World) -> Vec<String> {
    let nothing = "01890a5d-ac96-774b-bcce-b302099a8057".to_owned();
    let ids = [world.ida.position.to_string(), world.ida.person.to_string(), world.kari.position.to_string(), nothing];
    let fill = |id: &str| {
        let mut address = template.trim_start_matches("/api/v1").to_owned();
        while let (Some(from), Some(to)) = (address.find('{'), address.find('}')) {
            address.replace_range(from..=to, id);
        }
        address
    };
    let mut all: Vec<String> = ids.iter().map(|id| fill(id)).collect();
    all.extend(["not-an-id", "%00", "..%2f..%2fetc"].map(fill));
    all.dedup();
    all
}

fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    vec![
        ("nothing", Vec::new()),
        ("half an object", b"{\"name\": ".to_vec()),
        ("an array", b"[1, 2, 3]".to_vec()),
        ("null", b"null".to_vec()),
        ("an unknown field", json!({"no such field": true}).to_string().into_bytes()),
        (
            "wrong types",
            json!({"name": 7, "positionIds": "all", "planId": {}, "performedOn": true, "content": []})
                .to_string()
                .into_bytes(),
        ),
        ("no UTF-8", vec![b'"', 0xff, 0xfe, b'"']),
        ("a deep nest", deep.into_bytes()),
        ("600 kB", format!("{{\"name\": \"{}\"}}", "x".repeat(600_000)).into_bytes()),
    ]
}

/// The answer is one that the documentation of the operation names, and no failure of the server.
async fn send(
    app: &TestApp,
    who: &Client<'_>,
    method: &Method,
    path: &str,
    body: &[u8],
    operation: &Value,
    what: &str,
) {
    let request = who
        .request(method.clone(), path)
        .insert_header(("content-type", "application/json"))
        .insert_header(("if-match", "\"1\""))
        .set_payload(body.to_vec());
    let answer = app.send(request).await;
    let status = answer.status.as_u16();
    let name = format!("{method} {path} with {what}");
    assert!((400..500).contains(&status), "{name}: {status} {}", String::from_utf8_lossy(&answer.body));
    assert_eq!(
        answer.headers.get("content-type").map(actix_web::http::header::HeaderValue::as_bytes),
        Some(&b"application/problem+json"[..]),
        "{name}"
    );
    assert!(answer.json()["code"].is_string(), "{name}");
    let documented = operation["responses"].as_object().expect("answers");
    assert!(
        documented.contains_key(&status.to_string()),
        "{name}: {status} {} is not documented",
        answer.json()["code"]
    );
}

/// Bad input gets a clear problem, and nothing is lost or half done.
#[rstest]
#[actix_web::test]
async fn junk_changes_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let who = [
        app.sign_in(world.mona.person, world.mona.position).await,
        app.sign_in(world.admin.person, world.admin.position).await,
        app.sign_in(world.owner.person, world.owner.position).await,
    ];
    let before = rows(&app).await;
    let document = serde_json::to_value(kyndig_api::app::openapi()).expect("a document");
    let mut sent = 0;
    for (template, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            if operation.pointer("/requestBody/content/application~1json").is_none() || template.ends_with("/session") {
                continue;
            }
            let method: Method = method.to_uppercase().parse().expect("a method");
            for (index, path) in addresses(template, &world).into_iter().enumerate() {
                // The large ones once an operation; they are slow to send.
                for (what, body) in bodies().into_iter().filter(|(_, body)| index == 0 || body.len() < 2000) {
                    // The whole table as one role; the others in turn.
                    let who = &who[sent % who.len()];
                    // An operation whose body may be left out is no junk without one.
                    let optional = operation.pointer("/requestBody/required") != Some(&Value::Bool(true));
                    if !(optional && what == "nothing") {
                        send(&app, who, &method, &path, &body, operation, what).await;
                    }
                    sent += 1;
                }
            }
        }
    }
    assert!(sent > 100, "{sent}");
    assert_eq!(rows(&app).await, before);
}

/// Text for numbers, dates beyond the calendar, strange words in a query: 4xx each.
#[rstest]
#[actix_web::test]
async fn strange_queries_are_refused(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let who = app.sign_in(world.admin.person, world.admin.position).await;
    let document = serde_json::to_value(kyndig_api::app::openapi()).expect("a document");
    for (template, item) in document["paths"].as_object().expect("paths") {
        let Some(operation) = item.get("get").filter(|_| !template.contains('{')) else { continue };
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().expect("a name");
            for value in ["%00", "%ff", "'%20OR%201=1--", "%F0%9F%A6%A0", "-1", "99999999999999999999"] {
                let path = format!("{}?{name}={value}", template.trim_start_matches("/api/v1"));
                let answer = who.get(&path).await;
                let status = answer.status.as_u16();
                assert!(status < 500, "{path}: {status} {}", String::from_utf8_lossy(&answer.body));
                let documented = operation["responses"].as_object().expect("answers");
                assert!(documented.contains_key(&status.to_string()), "{path}: {status} is not documented");
            }
        }
    }
}
