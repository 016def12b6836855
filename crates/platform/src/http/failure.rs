//! What a handler or service can fail with, and its form on the wire. A known problem says what is wrong; anything else
//! is a 500 without details, with the cause in the log.

use std::fmt;

use actix_web::{HttpResponse, ResponseError, http::StatusCode, http::header};
use kyndig_contract::problem::{FieldProblem, Problem};
use sea_orm::DbErr;

use super::code::Code;

#[derive(Debug)]
pub enum Failure {
    Known(Box<Known>),
    Database(DbErr),
    Internal(anyhow::Error),
}

/// Seconds after which a busy or unavailable service may be tried again.
const SOON: u64 = 1;

/// A problem with a code of its own.
#[derive(Clone, Debug)]
pub struct Known {
    pub code: Code,
    pub detail: Option<String>,
    pub fields: Vec<FieldProblem>,
    pub current: Option<serde_json::Value>,
    pub retry_after: Option<u64>,
}

impl Failure {
    pub fn new(code: Code) -> Self {
        Self::Known(Box::new(Known { code, detail: None, fields: Vec::new(), current: None, retry_after: None }))
    }

    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// One invalid field, with its own code.
    pub fn field(code: Code, field: &str) -> Self {
        Self::new(code).with(|known| {
            known.fields.push(FieldProblem { field: field.to_owned(), code: code.as_str().to_owned(), limit: None });
        })
    }

    /// 422, with what is wrong with one field.
    pub fn invalid(field: impl Into<String>, code: &str) -> Self {
        let problem = FieldProblem { field: field.into(), code: code.to_owned(), limit: None };
        Self::new(Code::ValidationFailed).fields(vec![problem])
    }

    #[must_use]
    pub fn detail(self, text: impl Into<String>) -> Self {
        self.with(|known| known.detail = Some(text.into()))
    }

    #[must_use]
    pub fn fields(self, fields: Vec<FieldProblem>) -> Self {
        self.with(|known| known.fields = fields)
    }

    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.with(|known| known.retry_after = Some(seconds))
    }

    /// 412, with the current state.
    pub fn conflict(current: &impl serde::Serialize) -> Self {
        match serde_json::to_value(current) {
            Ok(value) => Self::new(Code::VersionConflict).with(|known| known.current = Some(value)),
            Err(error) => Self::Internal(error.into()),
        }
    }

    pub fn code(&self) -> Code {
        match self {
            Self::Known(known) => known.code,
            Self::Database(error) if kyndig_db::is_transient(error) || kyndig_db::is_away(error) => Code::Busy,
            Self::Database(_) | Self::Internal(_) => Code::Internal,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Known)) -> Self {
        if let Self::Known(known) = &mut self {
            change(known);
        }
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(known) => f.write_str(known.code.as_str()),
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Internal(error) => write!(f, "{error:#}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.code().status()
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Known(known) => {
                tracing::debug!(code = known.code.as_str(), detail = known.detail, "refused");
            }
            other => tracing::error!(cause = %other, "request failed"),
        }
        problem_response(self)
    }
}

/// The answer for a failure; the trace id is that of the current span.
pub fn problem_response(failure: &Failure) -> HttpResponse {
    let code = failure.code();
    let mut problem = Problem {
        kind: "about:blank".to_owned(),
        title: code.title().to_owned(),
        status: code.status().as_u16(),
        code: code.as_str().to_owned(),
        detail: None,
        trace_id: crate::telemetry::trace_id(),
        fields: Vec::new(),
        current: None,
        retry_after: None,
    };
    if code.status() == StatusCode::SERVICE_UNAVAILABLE {
        problem.retry_after = Some(SOON);
    }
    if let Failure::Known(known) = failure {
        problem.detail.clone_from(&known.detail);
        problem.fields.clone_from(&known.fields);
        problem.current.clone_from(&known.current);
        problem.retry_after = known.retry_after.or(problem.retry_after);
    }
    let mut response = HttpResponse::build(code.status());
    if let Some(seconds) = problem.retry_after {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    match serde_json::to_string(&problem) {
        Ok(body) => response.content_type("application/problem+json").body(body),
        Err(error) => {
            tracing::error!(%error, "the problem response could not be serialized");
            response.finish()
        }
    }
}
