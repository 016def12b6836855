//! The contract: checked in, whole, and limited where the validation limits.

use std::collections::BTreeSet;

use serde_json::Value;

fn document() -> Value {
    serde_json::to_value(kyndig_api::app::openapi()).expect("a document")
}

fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            if ["get", "put", "post", "delete", "patch"].contains(&method.as_str()) {
                found.push((method.to_uppercase(), path.clone(), operation.clone()));
            }
        }
    }
    found
}

/// Every operation says what it is, and has an id of its own.
#[test]
fn every_operation_is_described() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let name = format!("{method} {path}");
        for part in ["operationId", "summary", "description"] {
            assert!(operation[part].as_str().is_some_and(|text| !text.is_empty()), "{name} has no {part}");
        }
        assert!(
            ids.insert(operation["operationId"].as_str().expect("an id").to_owned()),
            "{name}: the id stands twice"
        );
        assert!(path.starts_with("/api/v1/"), "{name}");
    }
    assert!(!ids.is_empty());
}
