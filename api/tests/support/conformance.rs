//! Every answer that a test gets is one that the contract tells of: its status, and the headers that others build on.

use std::sync::LazyLock;

use actix_web::http::{Method, header::HeaderMap};
use serde_json::Value;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(kyndig_api::app::CONTRACT).expect("a document"));

pub fn check(method: &Method, pattern: Option<&str>, status: u16, headers: &HeaderMap) {
    let Some(pattern) = pattern else { return };
    let operation = &DOCUMENT["paths"][pattern][method.as_str().to_lowercase()];
    if operation.is_null() {
        return;
    }
    let name = format!("{method} {pattern}");
    let answer = &operation["responses"][status.to_string()];
    assert!(!answer.is_null(), "{name} answers {status}, which the contract does not tell of");
    for header in ["ETag", "Location", "Retry-After"] {
        let (sent, told) = (headers.contains_key(header.to_lowercase()), !answer["headers"][header].is_null());
        assert!(told || !sent, "{name} sends {header} with {status}, which the contract does not tell of");
        // a list that is taken out as a file has none
        let json = headers.get("content-type").is_some_and(|kind| kind == "application/json");
        let always = header == "ETag" && status < 300 && json;
        assert!(sent || !told || !always, "{name} sends no {header} with {status}, as the contract says it does");
    }
}
