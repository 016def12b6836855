//! Walks the documentation: every operation x {anonymous, wrong role, other trust, sibling unit, right}.
//!
//! An operation without an entry in `entries` fails here: whoever adds one says who may call it, and from whom its
//! things are hidden. What anybody may call stands in `OPEN`, which may only shrink.

mod entries;
mod things;
mod time;

use actix_web::{
    http::{Method, header},
    test::TestRequest,
};
use kyndig_platform::auth::{
    Actor, actor, permissions,
    policy::{self, Rule},
};
use rstest::rstest;
use serde_json::Value;

use self::{
    entries::Entry,
    things::{EVERYBODY, Things, Who},
};
use crate::support::{Answer, Client, Database, On, TestApp};

/// May only shrink.
const OPEN: [&str; 3] = ["listSignInMethods", "refreshSession", "signIn"];

/// One operation of the document.
struct Operation {
    id: String,
    method: Method,
    path: String,
    permission: String,
    has_security: bool,
    /// An example of its JSON body.
    body: Option<Value>,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(kyndig_api::app::openapi()).expect("a document");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            let Some(id) = operation["operationId"].as_str() else { continue };
            let schema = operation.pointer("/requestBody/content/application~1json/schema/$ref");
            let body = schema.and_then(Value::as_str).map(|reference| {
                let name = reference.rsplit('/').next().expect("a name");
                document["components"]["schemas"][name]["example"].clone()
            });
            found.push(Operation {
                id: id.to_owned(),
                method: method.to_uppercase().parse().expect("a method"),
                path: path.trim_start_matches("/api/v1").to_owned(),
                permission: operation["x-permission"].as_str().unwrap_or_default().to_owned(),
                has_security: operation["security"].as_array().is_some_and(|all| !all.is_empty()),
                body,
            });
        }
    }
    assert!(found.len() > 30, "{}", found.len());
    found
}

impl Operation {
    fn rule(&self) -> Rule {
        let known = permissions::ALL.iter().find(|(name, _)| *name == self.permission);
        known.unwrap_or_else(|| panic!("{}: there is no permission {:?}", self.id, self.permission)).1
    }

    fn entry(&self, things: &Things) -> Entry {
        let found = entries::ENTRIES.iter().find(|(id, _)| *id == self.id);
        let missing = || panic!("{} has no entry in tests/authorization/entries.rs: who may call it?", self.id);
        found.unwrap_or_else(missing).1(things)
    }

    /// The address with its ids, in the order of the path.
    fn address(&self, entry: &Entry) -> String {
        let mut ids = entry.ids.iter();
        let segments: Vec<_> = self
            .path
            .split('/')
            .map(|segment| {
                if segment.starts_with('{') {
                    ids.next().unwrap_or_else(|| panic!("{} has more ids than its entry", self.id)).as_str()
                } else {
                    segment
                }
            })
            .collect();
        assert!(ids.next().is_none(), "{} has fewer ids than its entry", self.id);
        format!("{}{}", segments.join("/"), entry.query)
    }

    fn request(&self, client: &Client<'_>, entry: &Entry, things: &Things) -> TestRequest {
        self.request_with(client, entry, things, "\"1\"")
    }

    /// With the version that was seen.
    fn request_with(&self, client: &Client<'_>, entry: &Entry, things: &Things, seen: &str) -> TestRequest {
        let request = client.request(self.method.clone(), &self.address(entry));
        let request = request.insert_header((header::IF_MATCH, seen.to_owned()));
        if let Some((kind, body)) = &entry.upload {
            return request.insert_header((header::CONTENT_TYPE, kind.clone())).set_payload(body.clone());
        }
        match &self.body {
            Some(example) => {
                let mut body = things.with_real_ids(example);
                for (field, value) in &entry.fields {
                    body[*field] = value.clone();
                }
                request.set_json(body)
            }
            None => request,
        }
    }
}

/// The scene and everybody in it, signed in.
struct Scene {
    app: TestApp,
    things: Things,
}

impl Scene {
    async fn make(on: On) -> Option<Self> {
        let app = TestApp::start(on).await?;
        let things = Things::make(&app).await;
        Some(Self { app, things })
    }

    /// On a copy of what was made once.
    async fn again(prepared: &Database, things: &Things) -> Self {
        Self { app: TestApp::on(prepared.copy().await, |_| {}).await, things: things.clone() }
    }

    async fn client(&self, who: Who) -> Client<'_> {
        let someone = self.things.of(who);
        let client = self.app.sign_in(someone.person, someone.position).await;
        if who == Who::Undecided {
            self.app
                .system(async |work| {
                    let sql = kyndig_db::Sql::new("UPDATE session SET position_id = NULL WHERE id = ");
                    Ok(work.tx.execute(sql.bind(client.session())).await?)
                })
                .await;
        }
        client
    }

    async fn actor(&self, client: &Client<'_>) -> Actor {
        let tx = self.app.state.db.read().await.expect("a transaction");
        let now = self.app.now();
        let found = actor::load(&tx, client.session(), now, kyndig_platform::clock::today(now)).await;
        found.expect("an answer").expect("an actor")
    }
}

#[track_caller]
fn refused(operation: &Operation, who: Who, answer: &Answer, status: u16) {
    let (id, text) = (&operation.id, String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.status.as_u16(), status, "{id} as {who:?}: {text}");
    assert_eq!(answer.guarded, Some(operation.permission.as_str()), "{id}: the guard is not that of x-permission");
}

/// Proves ACC-3, ACC-5: without a session there is nothing but the way in, whatever else is wrong with the request.
#[rstest]
#[actix_web::test]
async fn anonymous_gets_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let nobody = scene.app.anonymous();
    let mut open = Vec::new();
    for operation in operations() {
        let entry = operation.entry(&scene.things);
        let is_open = operation.rule() == Rule::Anyone;
        assert_eq!(operation.has_security, !is_open, "{}: its documentation says otherwise", operation.id);
        if is_open {
            open.push(operation.id);
            continue;
        }
        let answer = scene.app.send(operation.request(&nobody, &entry, &scene.things)).await;
        refused(&operation, Who::Nobody, &answer, 401);
        assert_eq!(answer.json()["code"], "not_signed_in", "{}", operation.id);
        // Neither a token that is not ours nor junk for a body changes that.
        let path = operation.address(&entry);
        let forged = nobody.request(operation.method.clone(), &path);
        let forged = forged.insert_header(("authorization", "Bearer e30.e30.e30")).set_payload(vec![0xff; 100]);
        let answer = scene.app.send(forged).await;
        refused(&operation, Who::Nobody, &answer, 401);
    }
    open.sort();
    assert_eq!(open, OPEN);
}

/// Proves ACC-4, ACC-5: whoever the policy does not give the permission is refused, before anything else is looked at.
#[rstest]
#[actix_web::test]
async fn wrong_roles_are_forbidden(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    let mut people = Vec::new();
    for who in EVERYBODY {
        let client = scene.client(*who).await;
        people.push((*who, scene.actor(&client).await, client));
    }
    for operation in operations() {
        let entry = operation.entry(&scene.things);
        let rule = operation.rule();
        let wrong: Vec<_> = people.iter().filter(|(_, actor, _)| policy::decide(rule, actor).is_none()).collect();
        let for_all = matches!(rule, Rule::Anyone | Rule::SignedIn);
        assert_eq!(wrong.is_empty(), for_all, "{}: nobody here lacks {}", operation.id, operation.permission);
        for (who, actor, client) in wrong {
            let answer = scene.app.send(operation.request(client, &entry, &scene.things)).await;
            refused(&operation, *who, &answer, 403);
            let code = if actor.acting.is_some() { "forbidden" } else { "choose_position" };
            assert_eq!(answer.json()["code"], code, "{} as {who:?}", operation.id);
        }
    }
}

/// Proves ACC-5, ACC-6: who has the permission, and not over this, is told that it does not exist; content of other
/// units can be read by those who write their own, and not changed.
#[rstest]
#[actix_web::test]
async fn other_units_and_trusts_see_nothing(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(scene) = Scene::make(on).await else { return };
    for operation in operations() {
        let entry = operation.entry(&scene.things);
        if entry.ids.is_empty() {
            assert!(entry.hidden_from.is_empty() && entry.forbidden_to.is_empty(), "{}: from what?", operation.id);
            continue;
        }
        // One from beside and one from afar, unless the permission reaches everything or all may read it.
        let outsiders = entry.hidden_from.len() + entry.forbidden_to.len();
        let reaches_all = operation.rule() == Rule::SystemOwner || entry.readable_by_all;
        assert_eq!(outsiders < 2, reaches_all, "{}: from whom is it hidden?", operation.id);
        let hidden = entry.hidden_from.iter().map(|who| (*who, 404));
        for (who, status) in hidden.chain(entry.forbidden_to.iter().map(|who| (*who, 403))) {
            let client = scene.client(who).await;
            let allowed = policy::decide(operation.rule(), &scene.actor(&client).await);
            assert!(allowed.is_some(), "{}: {who:?} has not even the permission", operation.id);
            let answer = scene.app.send(operation.request(&client, &entry, &scene.things)).await;
            refused(&operation, who, &answer, status);
        }
    }
}

/// Who may, can: with the documentation's own example for a body.
#[rstest]
#[actix_web::test]
async fn the_right_ones_are_let_in(#[values(On::Sqlite, On::Postgres)] on: On) {
    let Some(Scene { app, things }) = Scene::make(on).await else { return };
    let prepared = app.into_database();
    let scene = Scene::again(&prepared, &things).await;
    let operations = operations();
    // Reading first, then in the order of the registry.
    let mut ordered: Vec<_> =
        entries::ENTRIES.iter().filter_map(|(id, _)| operations.iter().find(|operation| operation.id == *id)).collect();
    ordered.sort_by_key(|operation| operation.method != Method::GET);
    for operation in ordered {
        let alone = operation.entry(&things).alone;
        let own = if alone { Some(Scene::again(&prepared, &things).await) } else { None };
        let scene = own.as_ref().unwrap_or(&scene);
        let entry = operation.entry(&scene.things);
        assert!(!entry.rights.is_empty(), "{}: nobody may", operation.id);
        for who in &entry.rights {
            let client = if *who == Who::Nobody { scene.app.anonymous() } else { scene.client(*who).await };
            let seen = match &entry.seen {
                Some(path) => client.get(path).await.expect(200).headers.get(header::ETAG).cloned(),
                None => None,
            };
            let seen = seen.as_ref().map_or("\"1\"", |etag| etag.to_str().expect("a version"));
            let answer = scene.app.send(operation.request_with(&client, &entry, &scene.things, seen)).await;
            let text = String::from_utf8_lossy(&answer.body);
            assert!(answer.status.is_success(), "{} as {who:?}: {} {text}", operation.id, answer.status);
            assert_eq!(answer.guarded, Some(operation.permission.as_str()), "{}", operation.id);
        }
    }
}

/// Every permission is used by some operation, and each operation names one there is.
#[test]
fn every_permission_has_its_operation() {
    let operations = operations();
    for (name, _) in permissions::ALL {
        assert!(operations.iter().any(|operation| operation.permission == *name), "nothing needs {name}");
    }
    for operation in &operations {
        operation.rule();
    }
}

/// The registry has no entry for what there is no more.
#[test]
fn no_entry_is_left_over() {
    let operations = operations();
    for (id, _) in entries::ENTRIES {
        assert!(operations.iter().any(|operation| operation.id == *id), "there is no operation {id}");
        assert_eq!(entries::ENTRIES.iter().filter(|(other, _)| other == id).count(), 1, "{id} stands twice");
    }
}
