//! PLN-17: what goes out of one place comes in at another as it was, and nothing else does.

mod foreign;
mod refused;
mod round_trip;

use kyndig_contract::transfer::{ContentImport, ContentImportEntry, ImportChange, ImportSubject, PlanDocument};
use kyndig_domain::ids::{PlanId, UnitId};
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp};

/// Sends a file with these parts.
async fn send(app: &TestApp, client: &Client<'_>, path: &str, parts: &[(&str, String)], file: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in parts {
        let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.as_bytes());
    }
    body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"fil\"\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--edge--\r\n");
    let request = client
        .request(actix_web::http::Method::POST, path)
        .insert_header(("content-type", "multipart/form-data; boundary=edge"))
        .set_payload(body);
    app.send(request).await
}

/// Tries a file at a unit.
async fn attempt(app: &TestApp, client: &Client<'_>, unit: UnitId, more: &[(&str, String)], file: &[u8]) -> Answer {
    let parts: Vec<_> = [("ownerUnitId", unit.to_string())].into_iter().chain(more.iter().cloned()).collect();
    send(app, client, "/content-imports/dry-run", &parts, file).await
}

async fn attempted(app: &TestApp, client: &Client<'_>, unit: UnitId, file: &[u8]) -> ContentImport {
    attempt(app, client, unit, &[], file).await.expect(200).read_as()
}

/// Carries out what was shown.
async fn carry_out(
    app: &TestApp,
    client: &Client<'_>,
    unit: UnitId,
    more: &[(&str, String)],
    file: &[u8],
    digest: &str,
) -> Answer {
    let parts = [("ownerUnitId", unit.to_string()), ("digest", digest.to_owned())];
    let parts: Vec<_> = parts.into_iter().chain(more.iter().cloned()).collect();
    send(app, client, "/content-imports", &parts, file).await
}

/// Tries it and does it.
async fn import(app: &TestApp, client: &Client<'_>, unit: UnitId, file: &[u8]) -> ContentImport {
    let tried = attempted(app, client, unit, file).await;
    assert!(tried.faults.is_empty(), "{:?}", tried.faults);
    let done: ContentImport = carry_out(app, client, unit, &[], file, &tried.digest).await.expect(200).read_as();
    assert!(done.carried_out && !tried.carried_out);
    // What was shown is what was done: only the ids of what was made were not known before.
    let shown = |import: &ContentImport| {
        let without = |entry: &ContentImportEntry| ContentImportEntry { requirement_id: None, ..entry.clone() };
        import.entries.iter().map(without).collect::<Vec<_>>()
    };
    assert_eq!(shown(&done), shown(&tried));
    done
}

async fn export(client: &Client<'_>, plan: PlanId) -> Vec<u8> {
    client.get(&format!("/plans/{plan}/export")).await.expect(200).body
}

/// A document without what each system gives by itself.
fn unnumbered(document: &[u8]) -> String {
    let mut value: Value = serde_json::from_slice(document).expect("a document");
    for requirement in value["requirements"].as_array_mut().expect("requirements") {
        requirement["number"] = json!("");
    }
    serde_json::to_string_pretty(&value).expect("JSON")
}

fn document(bytes: &[u8]) -> PlanDocument {
    serde_json::from_slice(bytes).expect("a document")
}

/// How many entries of each change, of one subject.
fn counted(import: &ContentImport, subject: ImportSubject) -> [usize; 4] {
    let of = |change: ImportChange| {
        import.entries.iter().filter(|entry| entry.subject == subject && entry.change == change).count()
    };
    [ImportChange::Create, ImportChange::Update, ImportChange::Keep, ImportChange::Refuse].map(of)
}

fn refusals(import: &ContentImport) -> Vec<(ImportSubject, String, String)> {
    let refused = import.entries.iter().filter(|entry| entry.change == ImportChange::Refuse);
    refused.map(|entry| (entry.subject, entry.name.clone(), entry.reason.expect("a reason").to_string())).collect()
}

/// Everything there is of content, but for the log.
async fn dump(app: &TestApp) -> Vec<String> {
    let tx = app.state.db.read().await.expect("a transaction");
    let mut all = Vec::new();
    let tables = [
        ("requirement", "id, number, content, published_version, version"),
        ("requirement_draft", "requirement_id, content"),
        ("requirement_version", "requirement_id, version, content"),
        ("requirement_prerequisite", "requirement_id, prerequisite_id"),
        ("requirement_share", "requirement_id, unit_id"),
        ("category", "id, name"),
        ("plan", "id, name, description, major, minor, version, status"),
        ("section", "id, name, ordinal"),
        ("goal", "id, code, name, description, ordinal"),
        ("goal_reference", "goal_id, kind, target, target_goal_id"),
        ("plan_requirement", "id, section_id, state, ordinal, validity_days"),
        ("plan_version", "plan_id, major, minor, content"),
        ("counter_cell", "unit_id, people"),
    ];
    for (table, columns) in tables {
        let sql = kyndig_db::Sql::new(&format!("SELECT {columns} FROM {table} ORDER BY {columns}"));
        let rows = tx.rows(sql).await.expect("rows");
        all.extend(rows.into_iter().map(|row| format!("{table} {row:?}")));
    }
    all
}
