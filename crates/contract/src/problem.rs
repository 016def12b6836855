//! What every error looks like on the wire: RFC 9457 with a stable code, which the browser translates.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{ValidationErrors, ValidationErrorsKind};

/// `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "type": "about:blank", "title": "Something in the request is not valid", "status": 422,
    "code": "validation_failed", "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
    "fields": [{"field": "name", "code": "required"}]
}))]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: String,
    /// For people who read logs; the code is for programs.
    pub title: String,
    pub status: u16,
    /// Stable; translated by the reader.
    pub code: String,
    /// More about this very case, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub detail: Option<String>,
    /// Find the request in the log by this.
    pub trace_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fields: Vec<FieldProblem>,
    /// On 412: what stands now, beside what was sent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schema(value_type = Option<Object>)]
    pub current: Option<serde_json::Value>,
    /// On 429 and 503: seconds until another try makes sense.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_after: Option<u64>,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// The path of the field, as in `content.links[0].url`.
    pub field: String,
    pub code: String,
    /// The limit that was passed, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<String>,
}

/// What `validator` found, as the API sends it and the SPA shows it: paths as on the wire, one problem a field.
pub fn field_problems(errors: &ValidationErrors) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    collect(errors, "", &mut found);
    found.sort_by(|a, b| a.field.cmp(&b.field));
    found
}

fn collect(errors: &ValidationErrors, above: &str, found: &mut Vec<FieldProblem>) {
    for (name, kind) in errors.errors() {
        let path = if above.is_empty() { camel_case(name) } else { format!("{above}.{}", camel_case(name)) };
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(inner, &path, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{path}[{index}]"), found);
                }
            }
            ValidationErrorsKind::Field(problems) => {
                if let Some(problem) = problems.first() {
                    let (code, limit) = told(problem);
                    found.push(FieldProblem { field: path, code, limit });
                }
            }
        }
    }
}

/// `length` and `range` do not say which limit was passed; these codes do, with the limit.
fn told(problem: &validator::ValidationError) -> (String, Option<String>) {
    let number = |name: &str| problem.params.get(name).and_then(serde_json::Value::as_f64);
    let text = |name: &str| problem.params.get(name).map(|limit| limit.to_string().trim_matches('"').to_owned());
    match problem.code.as_ref() {
        "length" => {
            let long = problem.params.get("value").map_or(0, |value| match value {
                serde_json::Value::String(text) => text.chars().count(),
                serde_json::Value::Array(items) => items.len(),
                _ => 0,
            });
            match number("max") {
                #[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^52")]
                Some(max) if long as f64 > max => ("too_long".to_owned(), text("max")),
                _ if long == 0 => ("required".to_owned(), None),
                _ => ("too_short".to_owned(), text("min")),
            }
        }
        "range" => match (number("value"), number("max")) {
            (Some(value), Some(max)) if value > max => ("too_large".to_owned(), text("max")),
            _ => ("too_small".to_owned(), text("min")),
        },
        other => (other.to_owned(), None),
    }
}

fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for letter in name.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            out.extend(letter.to_uppercase());
            upper = false;
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::requirement::{DocumentationMethod, LearningMethod};
    use crate::requirement::{Link, RequirementContent, SaveRequirementDraft};

    use super::*;
    use validator::Validate;

    #[test]
    fn rules_of_the_contract_become_problems_at_wire_paths() {
        let request = SaveRequirementDraft {
            owner_unit_id: None,
            content: RequirementContent {
                name: String::new(),
                description: "x".repeat(10_001),
                learning_method: LearningMethod::ALL[0],
                documentation_method: DocumentationMethod::ALL[0],
                needs_signature: false,
                validity_days: Some(0),
                links: vec![Link { title: "a".to_owned(), url: "javascript:alert(1)".to_owned(), ..Link::default() }],
                ..RequirementContent::default()
            },
        };
        let problems: Vec<_> = field_problems(&request.validate().unwrap_err())
            .into_iter()
            .map(|problem| (problem.field, problem.code, problem.limit))
            .collect();
        let expected = [
            ("content.description", "too_long", Some("10000")),
            ("content.links[0].url", "web_address", None),
            ("content.name", "required", None),
            ("content.validityDays", "too_small", Some("1")),
        ];
        assert_eq!(problems.len(), expected.len());
        for ((field, code, limit), wanted) in problems.iter().zip(expected) {
            assert_eq!((field.as_str(), code.as_str(), limit.as_deref()), wanted);
        }
    }
}
