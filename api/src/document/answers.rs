//! The answers of every operation, completed for all at once: descriptions of answers without one, the headers that are
//! sent with them, and general errors.

use std::collections::BTreeMap;

use kyndig_platform::http::responses;
use utoipa::openapi::{
    Components, ContentBuilder, OpenApi, PathItem, Ref, RefOr, Required, Response, Schema, Type, header::Header,
    header::HeaderBuilder, path::Operation, response::ResponseBuilder, schema::ObjectBuilder,
};

use super::walk;

/// Bodies sent with their version as `ETag`.
const VERSIONED: &[&str] = &[
    "CategorySummary",
    "EmployeeDetails",
    "LoanChanged",
    "LoanDetails",
    "PlanDetails",
    "RequirementDetails",
    "SignatureRequestDetails",
    "StandingDetails",
];

pub fn finish(document: &mut OpenApi) {
    let about = document.components.as_ref().map(descriptions).unwrap_or_default();
    let read: Vec<String> = document.paths.paths.iter().filter(|(_, item)| item.get.is_some()).map(one_of).collect();
    for (path, item) in &mut document.paths.paths {
        if let Some(get) = &mut item.get {
            same(get);
        }
        if let Some(post) = item.post.as_mut().filter(|_| read.contains(path)) {
            place(post);
        }
        for change in [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten() {
            may(change, &REFUSED);
        }
    }
    for operation in walk::all_operations(document) {
        // without this, the document's default applies
        operation.security.get_or_insert_default();
        may(operation, &FAILED);
        let responses = &mut operation.responses.responses;
        for (status, response) in responses.iter_mut() {
            let RefOr::T(response) = response else { continue };
            if response.description.is_empty() {
                let text = body(response).and_then(|name| about.get(name));
                response.description = text.cloned().unwrap_or_else(|| "It is done".to_owned());
            }
            headers(status, response);
        }
    }
}

/// The path of a list, from that of one of its items.
fn one_of((path, _): (&String, &PathItem)) -> String {
    path.strip_suffix('}').and_then(|path| path.rsplit_once("/{")).map(|(list, _)| list.to_owned()).unwrap_or_default()
}

/// A created resource has a `Location`.
fn place(post: &mut Operation) {
    if let Some(RefOr::T(made)) = post.responses.responses.get_mut("201")
        && body(made).is_some_and(|name| VERSIONED.contains(&name))
    {
        header(made, "Location", Type::String, "Its address");
    }
}

/// A client may ask whether what it has read is still the same.
fn same(get: &mut Operation) {
    let Some(RefOr::T(found)) = get.responses.responses.get_mut("200") else { return };
    let Some(name) = body(found) else { return };
    if !VERSIONED.contains(&name) {
        let text = if found.content.len() == 1 {
            "By it the same is told from another"
        } else {
            "Of JSON: by it the same is told from another"
        };
        header(found, "ETag", Type::String, text);
    }
    let text = "The `ETag` of what one has already, or several";
    let header = responses::header("If-None-Match", Required::False, text, None);
    get.parameters.get_or_insert_default().extend(header.into_iter().map(RefOr::T));
    let same = ResponseBuilder::new().description("It is what was named in `If-None-Match`").build();
    get.responses.responses.insert("304".to_owned(), same.into());
}

/// The first sentence or so of each schema.
fn descriptions(components: &Components) -> BTreeMap<String, String> {
    let first = |schema: &RefOr<Schema>| {
        let RefOr::T(schema) = schema else { return None };
        let text = match schema {
            Schema::Object(object) => object.description.as_deref(),
            Schema::OneOf(one) => one.description.as_deref(),
            _ => None,
        };
        text.and_then(|text| text.split("\n\n").next()).map(|text| text.trim().replace('\n', " "))
    };
    components.schemas.iter().filter_map(|(name, schema)| Some((name.clone(), first(schema)?))).collect()
}

/// The name of the schema of its JSON.
fn body(response: &Response) -> Option<&str> {
    let RefOr::T(content) = response.content.get("application/json")? else { return None };
    match content.schema.as_ref()? {
        RefOr::Ref(to) => to.ref_location.rsplit('/').next(),
        RefOr::T(_) => None,
    }
}

/// Answers that any operation may give.
const FAILED: [(&str, &str); 4] = [
    ("400", "`malformed_query`: a parameter that is not known here, or given twice; `fields` names it"),
    ("415", "`unsupported_media_type`: a body is sent as it is, without `Content-Encoding`"),
    ("500", "`internal`: our fault; `traceId` finds it in the log"),
    ("503", "`busy`: try again"),
];

/// Answers that any change may give.
const REFUSED: [(&str, &str); 2] = [
    ("409", "The code says what is in the way"),
    ("422", "Understood, and not valid: `validation_failed` with the fields, or a code of its own"),
];

/// Adds these answers, where the operation does not define them.
fn may(operation: &mut Operation, answers: &[(&str, &str)]) {
    let problem = |text: &str| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        ResponseBuilder::new().description(text).content("application/problem+json", content).build()
    };
    let all = &mut operation.responses.responses;
    for (status, text) in answers {
        all.entry((*status).to_owned()).or_insert_with(|| problem(text).into());
    }
}

fn headers(status: &str, response: &mut Response) {
    if matches!(status, "200" | "201") && body(response).is_some_and(|name| VERSIONED.contains(&name)) {
        header(response, "ETag", Type::String, "Its version: give it as `If-Match` when changing it");
    }
    if status == "304" {
        header(response, "ETag", Type::String, "The one that was named");
    }
    if matches!(status, "429" | "503") {
        header(response, "Retry-After", Type::Integer, "Seconds until another try makes sense");
    }
}

fn header(response: &mut Response, name: &str, kind: Type, text: &str) {
    response.headers.entry(name.to_owned()).or_insert_with(|| {
        let header: Header = HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(kind).build()))
            .description(Some(text))
            .build();
        header.into()
    });
}
