//! What all operations have in common on the wire: versions, names of parameters, fields that are at fault, keys.

use std::collections::HashMap;

use actix_web::http::Method;
use kyndig_api::demo;
use kyndig_db::Sql;
use kyndig_domain::role::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Answer, Client, On, TestApp, grant,
    writing::{active_plan, but, drafted, has_plan, published, saying},
};

async fn with(app: &TestApp, client: &Client<'_>, method: Method, path: &str, header: (&str, &str)) -> Answer {
    app.send(client.request(method, path).insert_header(header)).await
}

/// Who has it already is told so, until what is there is another: by its version, or because something else in it changed.
#[rstest]
#[actix_web::test]
async fn what_one_has_already_is_not_sent_again(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let category = json!({"unitId": world.trust_a, "name": "Brann"});
    let admin = app.sign_in(world.admin.person, world.admin.position).await;
    let made = admin.post("/categories", category).await.expect(201);
    let path = format!("/categories/{}", made.json()["id"].as_str().expect("an id"));
    assert_eq!(made.headers.get("location").expect("a place"), format!("/api/v1{path}").as_str());

    let seen = mona.get(&path).await.expect(200).tag();
    for tag in [seen.clone(), format!("W/{seen}"), format!("\"other\", {seen}"), "*".to_owned()] {
        let same = with(&app, &mona, Method::GET, &path, ("if-none-match", &tag)).await.expect(304);
        assert_eq!((same.body.len(), same.tag()), (0, seen.clone()), "{tag}");
    }
    with(&app, &mona, Method::GET, &path, ("if-none-match", "\"other\"")).await.expect(200);
    // of one version two people may see two things
    let hers = admin.get(&path).await.expect(200).tag();
    assert_ne!(hers, seen, "she may change it");
    with(&app, &admin, Method::GET, &path, ("if-none-match", &seen)).await.expect(200);

    admin.patch_if(&path, 1, json!({"name": "Brannvern"})).await.expect(200);
    let other = with(&app, &mona, Method::GET, &path, ("if-none-match", &seen)).await.expect(200);
    assert!(other.tag().starts_with("\"2-") && other.tag() != seen);
}

/// So it is with lists and all else that is read: the same is not sent twice, what changed is, and nobody is told of what
/// another sees that it is what they have.
#[rstest]
#[actix_web::test]
async fn lists_one_has_already_are_not_sent_again(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    drafted(&mona, world.ward, saying("Brann")).await;
    for path in ["/requirements", "/units?limit=2", "/my/profile", "/session", "/home"] {
        let first = mona.get(path).await.expect(200);
        let seen = first.tag();
        assert!(seen.starts_with("W/\""), "{path}: {seen}");
        for tag in [seen.clone(), format!("\"other\", {seen}"), "*".to_owned()] {
            let same = with(&app, &mona, Method::GET, path, ("if-none-match", &tag)).await.expect(304);
            assert_eq!((same.body.len(), same.tag()), (0, seen.clone()), "{path} {tag}");
            assert!(!same.headers.contains_key("content-type"), "{path}");
        }
        let other = with(&app, &mona, Method::GET, path, ("if-none-match", "\"other\"")).await.expect(200);
        assert_eq!((other.json(), other.tag()), (first.json(), seen), "{path}");
    }
    // what somebody else sees is another thing, and so is another page
    for path in ["/my/profile", "/session"] {
        let hers = mona.get(path).await.expect(200).tag();
        let seen = with(&app, &ida, Method::GET, path, ("if-none-match", &hers)).await.expect(200);
        assert_ne!(seen.tag(), hers, "{path}");
    }
    let path = "/requirements";
    let seen = mona.get(path).await.expect(200).tag();
    drafted(&mona, world.ward, saying("Gass")).await;
    let changed = with(&app, &mona, Method::GET, path, ("if-none-match", &seen)).await.expect(200);
    assert_ne!(changed.tag(), seen);
    with(&app, &mona, Method::GET, "/requirements?limit=1", ("if-none-match", &changed.tag())).await.expect(200);
    // files of it, refusals and what changes something have none
    let file = with(&app, &mona, Method::GET, path, ("accept", "text/csv")).await.expect(200);
    assert!(!file.headers.contains_key("etag"));
    let refused = with(&app, &mona, Method::GET, "/requirements?x=1", ("if-none-match", "*")).await;
    assert!(!refused.expect(400).headers.contains_key("etag"));
    let anonymous = app.anonymous().request(Method::GET, path).insert_header(("if-none-match", changed.tag()));
    assert!(!app.send(anonymous).await.expect(401).headers.contains_key("etag"));
}

/// `If-Match`: the tag as it was given, one of several, or whatever stands there; and what is none of ours is not it.
#[rstest]
#[actix_web::test]
async fn if_match_is_understood_whole(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let path = format!("/requirements/{}", drafted(&mona, world.ward, saying("Brann")).await.id);
    let save = async |tag: Option<&str>| {
        let request = mona.request(Method::PUT, &format!("{path}/draft"));
        let request = tag.into_iter().fold(request, |request, tag| request.insert_header(("if-match", tag)));
        app.send(request.set_json(json!({"content": saying("Brannvern")}))).await
    };
    save(None).await.expect_problem(428, "if_match_required");
    for none in ["\"other\"", "", "\"77\", \"78-00\"", "W/\"77-ab\""] {
        let current = save(Some(none)).await.expect_problem(412, "version_conflict").json();
        assert_eq!(current["current"]["version"], 1, "{none}");
    }
    let tag = mona.get(&path).await.expect(200).tag();
    for one in [tag, "\"77\", \"2\"".to_owned(), "W/\"3-0000000000000000\"".to_owned(), "*".to_owned()] {
        save(Some(&one)).await.expect(200);
    }
    assert_eq!(mona.get(&path).await.expect(200).version(), 5);
    save(Some(&"\"7\",".repeat(9))).await.expect_problem(422, "validation_failed");
}

fn fields(answer: &Answer) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let problem = answer.json();
    problem["fields"].as_array().into_iter().flatten().map(|one| (text(&one["field"]), text(&one["code"]))).collect()
}

/// A name in a query that the operation does not know is refused and named, and so is one given twice or left out.
#[rstest]
#[actix_web::test]
async fn strange_names_are_refused(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let named = async |path: &str| {
        let answer = mona.get(path).await.expect_problem(400, "malformed_query");
        (fields(&answer), answer.json()["detail"].as_str().unwrap_or_default().to_owned())
    };
    let one = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
    let (at_fault, known) = named("/plans?serach=brann").await;
    assert_eq!(at_fault, one("serach", "unknown"));
    assert!(known.starts_with("takes ") && known.contains("search") && known.contains("cursor"), "{known}");
    assert_eq!(named("/plans?limit=2&limit=3").await.0, one("limit", "twice"));
    assert_eq!(named("/people").await.0, one("search", "required"));
    assert_eq!(named("/home?unit=1").await, (one("unit", "unknown"), "takes no parameters".to_owned()));
    assert_eq!(named(&format!("/plans?{}=1", "x".repeat(300))).await.0, one(&"x".repeat(100), "unknown"));
    // several values may stand in one, or each in its own
    let both = mona.get("/plans?kind=competence,learning_goals&limit=2").await.expect(200).json();
    assert_eq!(mona.get("/plans?kind=competence&kind=learning_goals&limit=2").await.expect(200).json(), both);
    // every operation, whatever its method
    mona.post("/requirements?x=1", json!({})).await.expect_problem(400, "malformed_query");
    mona.get("/plans?limit=2&search=%C3%A6&cursor=").await.expect_problem(400, "invalid_cursor");
    // who must sign in is told that first; who need not is told this
    app.anonymous().get("/plans?x=1").await.expect_problem(401, "not_signed_in");
    app.anonymous().get("/sign-in-methods?x=1").await.expect_problem(400, "malformed_query");
}

/// What is of the wrong type is named, in a query and in a body; what stood there is not repeated.
#[rstest]
#[actix_web::test]
async fn the_field_at_fault_is_named(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    for (query, field) in [
        ("limit=all", "limit"),
        ("owner=secret", "owner"),
        ("status=secret", "status"),
        ("descending=secret", "descending"),
        ("sort=secret", "sort"),
    ] {
        let answer = mona.get(&format!("/plans?{query}")).await.expect_problem(400, "malformed_query");
        assert_eq!(fields(&answer), [(field.to_owned(), "type".to_owned())], "{query}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    }
    let good = json!({"ownerUnitId": world.ward, "content": saying("Brann")});
    for (change, field, code) in [
        (json!({"ownerUnitId": "secret"}), "ownerUnitId", "type"),
        (json!({"content": but(saying("Brann"), &json!({"name": 7}))}), "content.name", "type"),
        (json!({"content": but(saying("Brann"), &json!({"links": ["x"]}))}), "content.links[0]", "type"),
        (json!({"secret": 7}), "secret", "unknown"),
        (json!({"content": but(saying("Brann"), &json!({"secret": 7}))}), "content.secret", "unknown"),
        (json!({"content": {}}), "content.name", "required"),
    ] {
        let answer = mona.post("/requirements", but(good.clone(), &change)).await.expect_problem(400, "malformed_json");
        assert_eq!(fields(&answer), [(field.to_owned(), code.to_owned())], "{change}");
        assert!(answer.json()["detail"].as_str().expect("a place").starts_with("line 1, column "));
    }
    let answer =
        mona.post("/requirements", json!({"content": saying("Brann")})).await.expect_problem(400, "malformed_json");
    assert_eq!(fields(&answer), [("ownerUnitId".to_owned(), "required".to_owned())]);
}

/// A column that a list does not have is refused, with those it has; the documentation of the list has them too.
#[rstest]
#[actix_web::test]
async fn columns_are_listed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let document = serde_json::to_value(kyndig_api::app::openapi()).expect("a document");
    let mut lists = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let Some(columns) = parameters.iter().find(|one| one["name"] == "columns") else { continue };
        let text = columns["description"].as_str().expect("a text");
        let (_, names) = text.split_once("They are ").unwrap_or_else(|| panic!("{path}: {text}"));
        let first = names.split('`').nth(1).expect("a column");
        lists += 1;
        let path = path.trim_start_matches("/api/v1");
        if path.contains('{') || path == "/follow-up/history" {
            continue;
        }
        let taken = async |columns: &str| {
            let path = format!("{path}?columns={columns}");
            with(&app, &mona, Method::GET, &path, ("accept", "text/csv")).await
        };
        let answer = taken("nothing").await;
        if answer.status == 403 {
            continue;
        }
        let detail =
            answer.expect_problem(422, "validation_failed").json()["detail"].as_str().expect("columns").to_owned();
        assert!(detail.starts_with(&format!("columns: {first}")), "{path}: {detail}");
        assert!(
            detail.trim_start_matches("columns: ").split(", ").all(|name| text.contains(&format!("`{name}`"))),
            "{path}"
        );
        taken(first).await.expect(200);
    }
    assert!(lists >= 8, "{lists}");
}

/// Sending for signature makes a request: with the same key it is made once, however often it is sent.
#[rstest]
#[actix_web::test]
async fn what_is_sent_again_is_made_once(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    app.system(async |work| {
        grant(work, world.mona.position, Role::SubjectLeadB, Some(world.ward)).await;
        Ok(())
    })
    .await;
    let mona = app.sign_in(world.mona.person, world.mona.position).await;
    let ida = app.sign_in(world.ida.person, world.ida.position).await;
    let signed = json!({"documentationMethod": "signature", "needsSignature": true});
    let one = published(&mona, world.ward, but(saying("Brann"), &signed)).await;
    let two = published(&mona, world.ward, but(saying("Gass"), &signed)).await;
    let plan = active_plan(&mona, world.ward, "TAHF-Med-SP3-Brann", &[one, two]).await;
    has_plan(&app, world.ida, plan).await;
    let person = format!("/people/{}/standings", world.ida.person);
    let send = json!({"signerId": world.per.person, "performedOn": "2026-11-01"});
    let many = but(send.clone(), &json!({"requirementIds": [two]}));
    for (path, body) in [(format!("{person}/{one}/send"), send), (format!("{person}/send"), many)] {
        let post = async |key: &str| {
            let request = ida.request(Method::POST, &path).insert_header(("idempotency-key", key));
            app.send(request.set_json(&body)).await
        };
        let before = app.count("signature_request").await;
        let first = post(&path[path.len() - 30..]).await.expect(200);
        let again = post(&path[path.len() - 30..]).await.expect(200);
        assert_eq!(first.json(), again.json(), "{path}");
        assert_eq!(app.count("signature_request").await, before + 1, "{path}");
    }
}

/// The address of an operation with all the examples of its parameters in it; none where one that must be there has none.
fn pressed(path: &str, operation: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let mut address = path.trim_start_matches("/api/v1").to_owned();
    let mut query = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().expect("a name");
        match (parameter["in"].as_str(), &parameter["example"]) {
            (Some("path"), Value::Null) => match parameter["schema"]["$ref"].as_str() {
                // the page offers what there is
                Some(list) if list.ends_with("/ListName") => address = address.replace(&format!("{{{name}}}"), "plans"),
                _ => return None,
            },
            (Some("path"), example) => address = address.replace(&format!("{{{name}}}"), &text(example)),
            (Some("query"), Value::Null) => assert!(parameter["required"] != true, "{path}: {name} has no example"),
            (Some("query"), example) => query.push(format!("{name}={}", text(example))),
            _ => {}
        }
    }
    Some(format!("{address}?{}", query.join("&")))
}

/// At the demo hospital the examples of the page are of what is there: pressed as they stand they are answered.
#[rstest]
#[actix_web::test]
async fn examples_work_when_pressed(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(app) = TestApp::start(on).await else { return };
    let get = async |path: &str| app.send(actix_web::test::TestRequest::get().uri(path)).await.expect(200).json();
    assert_eq!(
        get("/swagger/openapi.json").await,
        get("/api/openapi.json").await,
        "no demo hospital, no examples of it"
    );
    demo::load(&app.state, demo::Size::Ward, &|_| {}).await.expect("a hospital");
    let document = get("/swagger/openapi.json").await;
    let body = |name: &str| document["components"]["schemas"][name]["example"].clone();
    app.anonymous().post("/session", body("SignIn")).await.expect(201);

    let mut people = HashMap::new();
    for name in ["ida.nilsen", "mona.haugen", "lars.berg", "liv.asheim", "berit.vold", "sofie.lunde"] {
        let (person, position) = app
            .system(async |work| {
                let sql = Sql::new(
                    "SELECT p.person_id, p.id FROM position p JOIN person ON person.id = p.person_id \
                     WHERE p.state = 'open' AND person.email = ",
                );
                let rows = work.tx.rows(sql.bind(format!("{name}@example.org"))).await?;
                Ok((rows[0].try_get_by_index(0)?, rows[0].try_get_by_index(1)?))
            })
            .await;
        people.insert(name, app.sign_in(person, position).await);
    }
    let mut operations = HashMap::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            let id = operation["operationId"].as_str().expect("an id");
            operations.insert(id, (method.to_uppercase(), path, operation));
        }
    }
    let mut unanswered = Vec::new();
    for (id, (_, path, operation)) in operations.iter().filter(|(_, (method, ..))| method == "GET") {
        let mut answered = Vec::new();
        if let Some(address) = pressed(path, operation) {
            for client in people.values() {
                answered.push(client.get(&address).await.status.as_u16());
            }
        }
        if !answered.contains(&200) {
            unanswered.push((*id, answered));
        }
    }
    unanswered.sort();
    assert!(unanswered.is_empty(), "{unanswered:?}");

    for (who, id, schema) in [
        ("ida.nilsen", "saveStandingDraft", "SaveDraft"),
        ("ida.nilsen", "fulfilRequirement", "Fulfil"),
        ("ida.nilsen", "sendToSigner", "SendToSigner"),
        ("ida.nilsen", "registerRepetitions", "RegisterRepetitions"),
        ("ida.nilsen", "changeSettings", "Settings"),
        ("mona.haugen", "sign", "Sign"),
        ("mona.haugen", "createRequirement", "CreateRequirement"),
        ("mona.haugen", "createPlan", "CreatePlan"),
        ("mona.haugen", "addSection", "CreateSection"),
        ("lars.berg", "assignPlan", "AssignPlan"),
        ("lars.berg", "setDeadlines", "SetDeadlines"),
        ("lars.berg", "lendEmployee", "CreateLoan"),
        ("lars.berg", "writeToEmployees", "WriteToEmployees"),
        ("berit.vold", "createCategory", "CreateCategory"),
    ] {
        let (method, path, operation) = &operations[id];
        let address = pressed(path, operation).unwrap_or_else(|| panic!("{id} has no examples"));
        let request = people[who].request(method.parse().expect("a method"), address.trim_end_matches('?'));
        let answer = app.send(request.insert_header(("if-match", "*")).set_json(body(schema))).await;
        assert!(answer.status.is_success(), "{who} {id}: {}", String::from_utf8_lossy(&answer.body));
    }
}

/// The page for trying the API is found with and without the last slash.
#[actix_web::test]
async fn swagger_is_found() {
    let Some(app) = TestApp::start(On::Sqlite).await else { return };
    let get = async |path: &str| app.send(actix_web::test::TestRequest::get().uri(path)).await;
    let answer = get("/swagger").await.expect(308);
    assert_eq!(answer.headers.get("location").expect("a place"), "/swagger/");
    assert!(String::from_utf8_lossy(&get("/swagger/").await.expect(200).body).contains("swagger-ui"));
}
