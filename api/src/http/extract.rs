//! Bodies and queries that are read, then validated by the same rules as the browser's; what is wrong with
//! them is a problem that names the field.

use std::{future::Future, ops::Deref, pin::Pin};

use actix_multipart::{MultipartError, form::MultipartFormConfig};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    error::{JsonPayloadError, PathError, QueryPayloadError},
    web,
};
use kyndig_contract::problem::FieldProblem;
use serde::de::DeserializeOwned;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::{Code, Failure};

/// The largest file that is taken.
const MAX_UPLOAD: usize = 32 * 1024 * 1024;
/// The largest JSON body that is read.
const MAX_JSON: usize = 512 * 1024;

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
        let json = web::Json::<T>::from_request(req, payload);
        Box::pin(async move {
            let web::Json(value) = json.await.map_err(|error| known_or_internal(&error))?;
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
        std::future::ready(match web::Query::<T>::from_query(req.query_string()) {
            Ok(web::Query(value)) => match value.validate() {
                Ok(()) => Ok(Self(value)),
                Err(errors) => Err(invalid(&errors)),
            },
            Err(error) => Err(query_error(&error)),
        })
    }
}

/// Makes problems of what the framework's own extractors refuse.
pub fn configure(config: &mut actix_web::web::ServiceConfig) {
    config
        .app_data(web::JsonConfig::default().limit(MAX_JSON).error_handler(|error, _| json_error(&error).into()))
        .app_data(web::PathConfig::default().error_handler(|error, _| path_error(&error).into()))
        .app_data(
            MultipartFormConfig::default()
                .total_limit(MAX_UPLOAD)
                .memory_limit(MAX_UPLOAD)
                .error_handler(|error, _| upload_error(&error).into()),
        )
        .app_data(web::QueryConfig::default().error_handler(|error, _| query_error(&error).into()));
}

fn known_or_internal(error: &actix_web::Error) -> Failure {
    // The error handler of `configure` has made a Failure of it; it is only wrapped.
    match error.as_error::<Failure>() {
        Some(Failure::Known(known)) => Failure::Known(known.clone()),
        _ => Failure::Internal(anyhow::anyhow!("{error}")),
    }
}

fn json_error(error: &JsonPayloadError) -> Failure {
    match error {
        JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => {
            Code::PayloadTooLarge.into()
        }
        JsonPayloadError::ContentType => Code::UnsupportedMediaType.into(),
        // Line, column and the name of the field; never what stood there.
        JsonPayloadError::Deserialize(cause) => {
            Failure::new(Code::MalformedJson).detail(format!("line {}, column {}", cause.line(), cause.column()))
        }
        _ => Code::MalformedJson.into(),
    }
}

fn upload_error(error: &MultipartError) -> Failure {
    match error {
        MultipartError::Payload(actix_web::error::PayloadError::Overflow) => Code::PayloadTooLarge.into(),
        MultipartError::ContentTypeMissing | MultipartError::ContentTypeIncompatible => {
            Code::UnsupportedMediaType.into()
        }
        MultipartError::MissingField(name) | MultipartError::DuplicateField(name) => {
            Failure::field(Code::ValidationFailed, name)
        }
        MultipartError::Field { name, source } => {
            let too_large = matches!(
                source.as_error::<actix_web::error::PayloadError>(),
                Some(actix_web::error::PayloadError::Overflow)
            ) || matches!(
                source.as_error::<MultipartError>(),
                Some(MultipartError::Payload(actix_web::error::PayloadError::Overflow))
            );
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
    let mut fields = Vec::new();
    collect("", errors, &mut fields);
    fields.sort_by(|a, b| a.field.cmp(&b.field).then_with(|| a.code.cmp(&b.code)));
    fields.dedup_by(|a, b| a.field == b.field);
    Failure::new(Code::ValidationFailed).fields(fields)
}

/// Flattens nested errors into paths such as `content.links[0].url`, in the wire's camelCase.
fn collect(prefix: &str, errors: &ValidationErrors, into: &mut Vec<FieldProblem>) {
    for (name, kind) in errors.errors() {
        let path = format!("{prefix}{}", camel(name));
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(&format!("{path}."), inner, into),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(&format!("{path}[{index}]."), inner, into);
                }
            }
            ValidationErrorsKind::Field(found) => {
                for error in found {
                    let limit = ["max", "min"].into_iter().find_map(|key| error.params.get(key));
                    into.push(FieldProblem {
                        field: path.clone(),
                        code: error.code.to_string(),
                        limit: limit.map(ToString::to_string),
                    });
                }
            }
        }
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}
