//! Bodies and queries are read, then validated by the same rules as the browser's; an error is a problem that names the
//! field.

use std::{borrow::Cow, future::Future, ops::Deref, pin::Pin};

use actix_multipart::{
    MultipartError,
    form::{MultipartCollect, MultipartForm, MultipartFormConfig},
};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::{PathError, PayloadError, QueryPayloadError},
    web,
};
use kyndig_contract::problem::{FieldProblem, field_problems};
use serde::de::DeserializeOwned;
use validator::{Validate, ValidationErrors};

use super::{Code, Failure, beyond, names, slow};
use crate::listing;

/// The largest file that is accepted.
const MAX_UPLOAD: usize = 32 * 1024 * 1024;
/// The largest JSON body that is read.
const MAX_JSON: usize = 512 * 1024;

/// Characters of a field's path that are repeated in the answer.
const LONGEST_FIELD: usize = 200;

/// A JSON body that has passed its validation.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T> Deref for Body<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mime = req.mime_type().ok().flatten();
        let is_json = mime.is_some_and(|m| m.subtype() == "json" || m.suffix().is_some_and(|suffix| suffix == "json"));
        let bytes = web::Bytes::from_request(req, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Code::UnsupportedMediaType.into());
            }
            let bytes = bytes.await.map_err(|error| body_error(&error))?;
            let bytes = names::straightened(&bytes);
            let value: T = read_json(&bytes)?;
            without_nul(&bytes)?;
            value.validate().map_err(|errors| invalid(&errors))?;
            Ok(Self(value))
        })
    }
}

/// A query string that has passed its validation.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T> Deref for Params<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Params<T> {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        // As in a body, no text has the character NUL.
        if req.query_string().contains("%00") {
            return std::future::ready(Err(Code::MalformedQuery.into()));
        }
        if let Some(field) = beyond::in_query(req.query_string()) {
            return std::future::ready(Err(Failure::field(Code::DateOutOfRange, &field)));
        }
        std::future::ready(read_query::<T>(req.query_string()).and_then(|value| match value.validate() {
            Ok(()) => Ok(Self(value)),
            Err(errors) => Err(invalid(&errors)),
        }))
    }
}

/// A form with files. What is refused before its first part is read never reaches the form's own error handler.
#[derive(Debug)]
pub struct Upload<T: MultipartCollect>(pub T);

impl<T: MultipartCollect + 'static> FromRequest for Upload<T> {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = MultipartForm::<T>::from_request(req, payload);
        Box::pin(async move {
            match form.await {
                Ok(MultipartForm(form)) => Ok(Self(form)),
                Err(error) => Err(match error.as_error::<MultipartError>() {
                    Some(cause) => upload_error(cause).into(),
                    None => error,
                }),
            }
        })
    }
}

/// Turns the errors of the framework's own extractors into problems.
pub fn configure(config: &mut actix_web::web::ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(MAX_JSON))
        .app_data(web::PathConfig::default().error_handler(|error, _| path_error(&error).into()))
        .app_data(
            MultipartFormConfig::default()
                .total_limit(MAX_UPLOAD)
                .memory_limit(MAX_UPLOAD)
                .error_handler(|error, _| upload_error(&error).into()),
        )
        .app_data(web::QueryConfig::default().error_handler(|error, _| query_error(&error).into()));
}

fn body_error(error: &actix_web::Error) -> Failure {
    match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => Code::PayloadTooLarge.into(),
        Some(error) if slow::is_late(error) => Code::BodyTooSlow.into(),
        // Truncated, or not compressed as declared.
        _ => Code::MalformedJson.into(),
    }
}

fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.inner().is_data().then(|| field_at(error.path(), &error.inner().to_string()));
        json_error(error.inner()).fields(field.flatten().into_iter().collect())
    })?;
    reader.end().map_err(|error| json_error(&error))?;
    Ok(value)
}

fn read_query<T: DeserializeOwned>(query: &str) -> Result<T, Failure> {
    let query = together(query);
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let field = field_at(error.path(), &error.inner().to_string());
        Failure::new(Code::MalformedQuery).fields(field.into_iter().collect())
    })
}

/// A repeated parameter is joined with commas. One that takes a single value has been refused by then.
fn together(query: &str) -> String {
    let mut values: Vec<(Cow<'_, str>, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => *all = format!("{all},{value}"),
            None => values.push((name, value.into_owned())),
        }
    }
    form_urlencoded::Serializer::new(String::new()).extend_pairs(values).finish()
}

/// The field that has the wrong type, is missing, or is unknown. For the latter two, serde gives the name in its error
/// message only.
fn field_at(path: &serde_path_to_error::Path, words: &str) -> Option<FieldProblem> {
    let said = [("missing field `", "required"), ("unknown field `", "unknown"), ("duplicate field `", "twice")];
    let named =
        said.into_iter().find_map(|(before, code)| Some((words.strip_prefix(before)?.split('`').next()?, code)));
    let above = path.iter().next().map(|_| path.to_string()).filter(|path| path != "?");
    let (field, code) = match (named, above) {
        // serde enters a field before it reports it as unknown
        (Some((name, code)), Some(above)) if above.rsplit('.').next() != Some(name) => {
            (format!("{above}.{name}"), code)
        }
        (Some((name, code)), None) => (name.to_owned(), code),
        (Some((_, code)), Some(above)) => (above, code),
        (None, above) => (above?, "type"),
    };
    Some(FieldProblem { field: listing::begins(&field, LONGEST_FIELD).to_owned(), code: code.to_owned(), limit: None })
}

/// Line and column; never the content.
fn json_error(error: &serde_json::Error) -> Failure {
    Failure::new(Code::MalformedJson).detail(format!("line {}, column {}", error.line(), error.column()))
}

/// Texts cannot contain NUL: PostgreSQL stores none, and it cannot be typed.
fn without_nul(bytes: &[u8]) -> Result<(), Failure> {
    // In JSON it can only be written like this; a backslash before it may change its meaning.
    if !bytes.windows(6).any(|six| six == b"\\u0000") {
        return Ok(());
    }
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| json_error(&error))?;
    let mut fields = Vec::new();
    find_nul(String::new(), &value, &mut fields);
    if fields.is_empty() { Ok(()) } else { Err(Failure::new(Code::ValidationFailed).fields(fields)) }
}

fn find_nul(path: String, value: &serde_json::Value, into: &mut Vec<FieldProblem>) {
    use serde_json::Value;
    match value {
        Value::String(text) if text.contains('\0') => {
            into.push(FieldProblem { field: path, code: "invalid".to_owned(), limit: None });
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find_nul(format!("{path}[{index}]"), item, into);
            }
        }
        Value::Object(fields) => {
            for (name, inner) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                find_nul(format!("{path}{dot}{name}"), inner, into);
            }
        }
        _ => {}
    }
}

pub fn upload_error(error: &MultipartError) -> Failure {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => Code::PayloadTooLarge.into(),
        MultipartError::Payload(error) if slow::is_late(error) => Code::BodyTooSlow.into(),
        MultipartError::ContentTypeMissing | MultipartError::ContentTypeIncompatible => {
            Code::UnsupportedMediaType.into()
        }
        MultipartError::MissingField(name) | MultipartError::DuplicateField(name) => {
            Failure::field(Code::ValidationFailed, name)
        }
        MultipartError::Field { name, source } => {
            let too_large = matches!(source.as_error::<PayloadError>(), Some(PayloadError::Overflow))
                || matches!(source.as_error::<MultipartError>(), Some(MultipartError::Payload(PayloadError::Overflow)));
            if too_large { Code::PayloadTooLarge.into() } else { Failure::field(Code::ValidationFailed, name) }
        }
        _ => Code::MalformedUpload.into(),
    }
}

fn path_error(_: &PathError) -> Failure {
    Failure::not_found()
}

fn query_error(_: &QueryPayloadError) -> Failure {
    Code::MalformedQuery.into()
}

fn invalid(errors: &ValidationErrors) -> Failure {
    Failure::new(Code::ValidationFailed).fields(field_problems(errors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_has_a_nul() {
        let fields = |text: &str| match without_nul(text.as_bytes()) {
            Ok(()) => Vec::new(),
            Err(Failure::Known(known)) => known.fields.into_iter().map(|field| field.field).collect(),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(fields(r#"{"a": "b\\u0000", "c": "\u0001"}"#), Vec::<String>::new());
        assert_eq!(fields(r#"{"a": "b\u0000", "c": [{"d": "\u0000"}]}"#), ["a", "c[0].d"]);
    }
}
