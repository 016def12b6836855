//! SIG: what waits for one's signature, and what one decided.

pub use kyndig_domain::signature::{RejectionReason, RequestStatus};

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_domain::{
    ids::{AssignmentId, RepetitionId, RequirementId, SignatureRequestId},
    standing::Status,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    count::RepetitionCount,
    file::FileSummary,
    person::PersonRef,
    requirement::RequirementContent,
    standing::{Attachment, StandingEvent},
};

/// A line of the signer's list: a requirement of a person. Of one that is done several times all that await are one
/// line, which goes by the first that was sent (SIG-3).
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
    /// SIG-3: the times that await, by their day; each is signed or rejected by its own id.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub repetitions: Vec<RequestedRepetition>,
    /// The plans the requirement stands in, for this person.
    pub plan_names: Vec<String>,
    /// The goals that it serves in those of them that are goal plans.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub goal_names: Vec<String>,
    pub performed_on: NaiveDate,
    pub status: RequestStatus,
    pub sent_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decided_at: Option<DateTime<Utc>>,
    /// REQ-13: why the requirement was archived, where it was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub archived_because: Option<String>,
}

/// SIG-3: one of several times that the requirement was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestedRepetition {
    /// Of the request: each time has its own.
    pub id: SignatureRequestId,
    pub performed_on: NaiveDate,
    pub sent_at: DateTime<Utc>,
    /// The employee's.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub comment: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignatureRequestDetails {
    #[serde(flatten)]
    pub summary: SignatureRequestSummary,
    /// Absent once it has been archived (REQ-13).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub requirement: Option<RequirementContent>,
    /// By name.
    pub files: Vec<FileSummary>,
    /// FUL-11: what the employee documents it with, by name; of what was decided, what was there then, and nothing once
    /// another is asked.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attachments: Vec<Attachment>,
    /// How the person stands on it now, while that rests on this request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub standing: Option<Status>,
    /// FUL-7: the expiry date that the employee gave, while the standing rests on this request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub chosen_expiry: Option<NaiveDate>,
    /// FUL-8: how many times count, of how many, where it is done several times.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repetition_count: Option<RepetitionCount>,
    /// The employee's.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub comment: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rejection_reason: Option<RejectionReason>,
    /// The signer's.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub decision_comment: String,
    /// Newest first; of what was decided, until then.
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

/// SIG-6: many at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"ids": ["01890a5d-ac96-774b-bcce-b302099a8057"], "comment": "Godt utført."}))]
pub struct SignMany {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub ids: Vec<SignatureRequestId>,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
}

/// SIG-6, SIG-2: many at once, for one reason and with one comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "ids": ["01890a5d-ac96-774b-bcce-b302099a8057"], "reason": "not_observed", "comment": "Jeg var ikke på vakt."
}))]
pub struct RejectMany {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub ids: Vec<SignatureRequestId>,
    pub reason: RejectionReason,
    #[validate(length(min = 1, max = 2000), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: String,
}

/// SIG-4, SIG-6: many decisions taken back at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"ids": ["01890a5d-ac96-774b-bcce-b302099a8057"]}))]
pub struct CancelMany {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub ids: Vec<SignatureRequestId>,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DecidedMany {
    /// In the order in which they were named.
    pub done: Vec<SignatureRequestId>,
    pub skipped: Vec<SkippedRequest>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkippedRequest {
    pub id: SignatureRequestId,
    /// Absent where there is no such request, or none that you may see.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub requirement_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub person_name: Option<String>,
    /// Why, as in the `code` of a problem.
    pub code: String,
}

/// SIG-5: what has waited for somebody's signature for more than 14 days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LongAwaiting {
    /// A plan to open it in.
    pub assignment_id: AssignmentId,
    pub requirement_id: RequirementId,
    pub requirement_name: String,
    /// Times, where it is done several times.
    pub requests: i64,
    pub signer: PersonRef,
    /// Nobody is reminded: somebody else must be asked.
    pub signer_has_left: bool,
    /// The first of them.
    pub sent_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct SignatureRequestQuery {
    /// The tab: those awaiting (default), signed or rejected; or those of requirements archived meanwhile.
    pub status: Option<RequestStatus>,
}
