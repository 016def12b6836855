//! SIG: what waits for one's signature, and what one decided.

pub use kyndig_domain::signature::{RejectionReason, RequestStatus};

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_domain::{
    ids::{RepetitionId, RequirementId, SignatureRequestId},
    standing::Status,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    file::FileSummary,
    person::PersonRef,
    requirement::RequirementContent,
    standing::{Attachment, StandingEvent},
};

/// A line of the signer's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignatureRequestSummary {
    pub id: SignatureRequestId,
    pub person: PersonRef,
    pub person_title: String,
    pub requirement_id: RequirementId,
    pub requirement_name: String,
    /// FUL-8: it is about one of several times.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repetition_id: Option<RepetitionId>,
    /// The plans the requirement stands in, for this person.
    pub plan_names: Vec<String>,
    pub performed_on: NaiveDate,
    pub status: RequestStatus,
    pub sent_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decided_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignatureRequestDetails {
    #[serde(flatten)]
    pub summary: SignatureRequestSummary,
    pub requirement: RequirementContent,
    /// By name.
    pub files: Vec<FileSummary>,
    /// FUL-11: what the employee documents it with, by name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attachments: Vec<Attachment>,
    /// How the person stands on it now; not told of a request that was taken back.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub standing: Option<Status>,
    /// The employee's.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub comment: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rejection_reason: Option<RejectionReason>,
    /// The signer's.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub decision_comment: String,
    /// Newest first.
    pub history: Vec<StandingEvent>,
    /// Send it back as `If-Match`; also in the `ETag` header.
    pub version: i32,
}

/// SIG-2: seen, and done well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"comment": "Godt utført."}))]
pub struct Sign {
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
}

/// SIG-2: not signed; reason and comment are both seen by the employee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "practice_missing", "comment": "Mangler praktisk del."}))]
pub struct Reject {
    pub reason: RejectionReason,
    #[validate(length(min = 1, max = 2000), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SignatureRequestQuery {
    /// The tab: those awaiting (default), signed or rejected.
    pub status: Option<RequestStatus>,
}
