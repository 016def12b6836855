//! What every error looks like on the wire: RFC 9457 with a stable code, which the browser translates.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
