//! What went wrong with a call, as pages and forms see it.

use kyndig_contract::problem::{FieldProblem, Problem};

use crate::{browser, t};

/// A problem of the API, or the lack of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct AppError {
    /// Stable; `text` translates it.
    pub code: String,
    /// 0 when there was no answer.
    pub status: u16,
    pub fields: Vec<FieldProblem>,
    /// For whoever is asked for help.
    pub trace_id: Option<String>,
    /// On 412: what stands now.
    pub current: Option<Box<serde_json::Value>>,
    /// On 429: seconds.
    pub retry_after: Option<u64>,
}

impl AppError {
    fn local(code: &str) -> Self {
        Self { code: code.to_owned(), status: 0, fields: Vec::new(), trace_id: None, current: None, retry_after: None }
    }

    /// No answer came: no network, or no server.
    pub(super) fn unreachable() -> Self {
        Self::local(if browser::is_online() { "unreachable" } else { "offline" })
    }

    /// A part of the application could not be fetched.
    pub fn part_missing() -> Self {
        Self::unreachable()
    }

    /// The two halves do not understand each other: most likely a new version was put in place.
    pub(super) fn broken(why: &str) -> Self {
        leptos::logging::error!("unreadable answer: {why}");
        Self::local("unreadable")
    }

    /// Known to be refused before it was sent, by the code that the API would have given.
    pub fn refused(code: &str) -> Self {
        Self::local(code)
    }

    /// An answer that is not what was promised.
    pub fn unreadable() -> Self {
        Self::local("unreadable")
    }

    /// From a form's own check, before anything was sent.
    pub fn invalid(fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::local("validation_failed") }
    }

    pub(super) fn from_answer(status: u16, body: &str) -> Self {
        match serde_json::from_str::<Problem>(body) {
            Ok(problem) => Self {
                code: problem.code,
                status,
                fields: problem.fields,
                trace_id: Some(problem.trace_id).filter(|id| !id.is_empty()),
                current: problem.current.map(Box::new),
                retry_after: problem.retry_after,
            },
            // something between us and the API answered
            Err(_) => Self { status, ..Self::local(if status >= 500 { "internal" } else { "unreadable" }) },
        }
    }

    /// What to tell the user.
    pub fn text(&self) -> String {
        let text = t::problem::find(&self.code).unwrap_or_else(|| match self.status {
            403 => t::problem::forbidden(),
            404 => t::problem::not_found(),
            409 | 412 => t::problem::conflict(),
            400..500 => t::problem::refused(),
            _ => t::problem::internal(),
        });
        let seconds = self.retry_after.unwrap_or_default();
        t::filled(text, &[("seconds", &seconds)])
    }

    /// Whether the code has a text of its own.
    pub fn is_known(&self) -> bool {
        t::problem::find(&self.code).is_some()
    }

    /// Somebody else changed it first.
    pub fn is_conflict(&self) -> bool {
        self.status == 412
    }

    /// It is not there, or not for us to see.
    pub fn is_missing(&self) -> bool {
        self.status == 404
    }

    /// Trying the same again may help.
    pub fn is_passing(&self) -> bool {
        (self.status == 0 && matches!(self.code.as_str(), "unreachable" | "offline" | "unreadable"))
            || self.status >= 500
            || self.status == 429
    }
}

/// What to tell the user about one field.
pub fn field_text(problem: &FieldProblem) -> String {
    let text = t::problem::find(&format!("field.{}", problem.code))
        .or_else(|| t::problem::find(&problem.code))
        .unwrap_or_else(|| t::problem::field_invalid());
    let limit = problem.limit.clone().unwrap_or_default();
    t::filled(text, &[("limit", &limit)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_is_no_problem_is_still_an_error() {
        assert_eq!(AppError::from_answer(502, "<html>").code, "internal");
        assert!(AppError::from_answer(502, "<html>").is_passing());
    }

    #[test]
    fn a_problem_keeps_code_fields_and_trace() {
        let body = r#"{"type":"about:blank","title":"x","status":422,"code":"validation_failed","traceId":"t1",
            "fields":[{"field":"content.name","code":"required"}]}"#;
        let error = AppError::from_answer(422, body);
        assert_eq!((error.code.as_str(), error.trace_id.as_deref()), ("validation_failed", Some("t1")));
        assert_eq!(error.fields[0].field, "content.name");
    }
}
