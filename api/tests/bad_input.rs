//! Whatever is sent to whatever address: a clear problem that the documentation names, and nothing changed.

use actix_web::http::Method;
use kyndig_db::Sql;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Client, On, TestApp, World,
    writing::{active_plan, has_plan, published, saying},
};

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

/// A NUL, no UTF-8, SQL, a letter of four bytes, numbers that are none or too many, dates of a calendar that only one
/// database knows, more than anybody types.
const STRANGE: [&str; 13] = [
    "%00",
    "a%00b",
    "%ff",
    "'%20OR%201=1--",
    "%F0%9F%A6%A0",
    "-1",
    "99999999999999999999",
    "-262143-01-01",
    "%2B262142-12-31",
    "-262143-01-01T00:00:00Z",
    "0000-00-00",
    "%E2%80%AE",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

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
            for value in STRANGE {
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

/// Every leaf of a cursor that a list gave, written otherwise.
fn bent(key: &Value) -> Vec<Value> {
    let strange = [
        json!("\u{0}"),
        json!("a\u{0}"),
        json!("-262143-01-01"),
        json!("-262143-01-01T00:00:00Z"),
        json!("+262142-12-31T23:59:59Z"),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(-1.5e300),
        json!(null),
        json!([]),
        json!("\u{202e}"),
    ];
    match key {
        Value::Array(items) => (0..items.len())
            .flat_map(|at| {
                bent(&items[at]).into_iter().map(move |leaf| {
                    let mut items = items.clone();
                    items[at] = leaf;
                    Value::Array(items)
                })
            })
            .collect(),
        Value::Object(fields) => fields
            .keys()
            .flat_map(|name| {
                bent(&fields[name]).into_iter().map(move |leaf| {
                    let mut fields = fields.clone();
                    fields[name] = leaf;
                    Value::Object(fields)
                })
            })
            .collect(),
        _ => strange.to_vec(),
    }
}

/// A cursor that no list gave is a 400 wherever it is sent, and never a failure.
#[rstest]
#[actix_web::test]
async fn cursors_that_no_list_gave(#[values(On::Sqlite, On::Postgres)] on: On) {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let who = [
        app.sign_in(world.mona.person, world.mona.position).await,
        app.sign_in(world.owner.person, world.owner.position).await,
        app.sign_in(world.ida.person, world.ida.position).await,
    ];
    for name in ["Brann", "Fall"] {
        let requirement = published(&who[0], world.ward, saying(name)).await;
        let plan = active_plan(&who[0], world.ward, name, &[requirement]).await;
        has_plan(&app, world.ida, plan).await;
        has_plan(&app, world.per, plan).await;
    }
    let document = serde_json::to_value(kyndig_api::app::openapi()).expect("a document");
    let (mut lists, mut bad) = (0, Vec::new());
    for (template, item) in document["paths"].as_object().expect("paths") {
        let Some(operation) = item.get("get").filter(|_| !template.contains('{')) else { continue };
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        if !parameters.iter().any(|parameter| parameter["name"] == "cursor") {
            continue;
        }
        let orders = parameters.iter().find(|parameter| parameter["name"] == "sort").map(|sort| &sort["schema"]);
        let orders = orders.map(|schema| words(schema, &document)).unwrap_or_default();
        let orders = orders.into_iter().map(|order| format!("&sort={order}")).chain([String::new()]);
        for order in orders {
            let path = format!("{}?limit=1{order}", template.trim_start_matches("/api/v1"));
            for who in &who {
                let Some(cursor) = who.get(&path).await.json()["nextCursor"].as_str().map(ToOwned::to_owned) else {
                    continue;
                };
                lists += 1;
                let key: Value =
                    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).expect("base64")).expect("JSON");
                for bent in bent(&key) {
                    let cursor = URL_SAFE_NO_PAD.encode(bent.to_string());
                    let answer = who.get(&format!("{path}&cursor={cursor}")).await;
                    // What has the shape of a cursor is taken for one.
                    if !matches!(answer.status.as_u16(), 200 | 400) {
                        bad.push(format!("{path} {bent}: {}", answer.status));
                    }
                }
                break;
            }
        }
    }
    assert!(lists > 20, "{lists}");
    assert_eq!(bad, Vec::<String>::new());
    let nul = URL_SAFE_NO_PAD.encode(json!(["\u{0}", world.ward]).to_string());
    who[0].get(&format!("/plans?cursor={nul}")).await.expect_problem(400, "invalid_cursor");
}

/// The words of an enum, by reference or in place.
fn words(schema: &Value, document: &Value) -> Vec<String> {
    let by_name = |name: &Value| {
        let pointer = name.as_str().map(|name| name.trim_start_matches('#').to_owned());
        pointer.and_then(|pointer| document.pointer(&pointer))
    };
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().filter_map(|word| word.as_str().map(ToOwned::to_owned)).collect();
    }
    let inner = by_name(&schema["$ref"]).into_iter();
    let alternatives = ["oneOf", "anyOf", "allOf"].iter().filter_map(|of| schema[*of].as_array()).flatten();
    inner.chain(alternatives).flat_map(|schema| words(schema, document)).collect()
}

/// Marks that turn the direction of writing leave names, wherever they are given; other texts keep what was typed.
#[rstest]
#[actix_web::test]
async fn names_are_written_straight_on(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let plan =
        json!({"ownerUnitId": world.ward, "name": "Br\u{202e}nna\u{202c} pl\u{200f}an", "description": "\u{202e}x"});
    let made = mona.post("/plans", plan).await.expect(201).json();
    assert_eq!((made["name"].as_str(), made["description"].as_str()), (Some("Brnna plan"), Some("\u{202e}x")));
    let content = saying("\u{2066}Sår\u{2069}");
    let made = mona.post("/requirements", json!({"ownerUnitId": world.ward, "content": content})).await.expect(201);
    assert_eq!(made.json()["draft"]["name"], "Sår", "{}", made.json());
    // Nothing but such marks is no name.
    let nameless = json!({"ownerUnitId": world.ward, "name": "\u{202e}\u{200f}"});
    mona.post("/plans", nameless).await.expect_problem(422, "validation_failed");
}
