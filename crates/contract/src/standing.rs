//! FUL, DLN: a person's standing on one requirement, what can be done about it, and what happened.

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_domain::{
    ids::{AssignmentId, EventId, PersonId, RequirementId, SignatureRequestId},
    standing::{EventKind, Status},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{file::FileSummary, person::PersonRef, requirement::RequirementContent, signature::RejectionReason};

/// Everything about one requirement of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StandingDetails {
    pub person: PersonRef,
    pub requirement_id: RequirementId,
    pub number: String,
    pub requirement: RequirementContent,
    /// By name.
    pub files: Vec<FileSummary>,
    /// The validity that rules: the shortest of the active plans' (FUL-6).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub validity_days: Option<i32>,
    pub status: Status,
    /// When it was done; on a draft or a request, the date given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub performed_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deadline: Option<NaiveDate>,
    /// The employee's comment on a draft.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub comment: String,
    /// The request that waits, or was decided last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub request: Option<StandingRequest>,
    /// The active plans that hold it.
    pub plans: Vec<StandingPlan>,
    /// Newest first.
    pub history: Vec<StandingEvent>,
    /// What the signed-in position may do now.
    pub actions: Vec<StandingAction>,
    /// Send it back as `If-Match`; also in the `ETag` header.
    pub version: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StandingAction {
    SaveDraft,
    Fulfil,
    Unlock,
    Send,
    Recall,
    SetDeadline,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StandingPlan {
    pub assignment_id: AssignmentId,
    pub plan_name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StandingRequest {
    pub id: SignatureRequestId,
    pub signer: PersonRef,
    /// SIG-5: the signer has no open position any more; recall it and choose another.
    pub signer_has_left: bool,
    pub sent_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rejection_reason: Option<RejectionReason>,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub decision_comment: String,
}

/// FUL-14: one line of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StandingEvent {
    pub id: EventId,
    pub kind: EventKind,
    pub at: DateTime<Utc>,
    /// Absent where the system did it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<PersonRef>,
    /// The manager whose deputy did it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deputy_for: Option<PersonRef>,
    /// The date the event is about: performed on, deadline, expiry.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<NaiveDate>,
    /// The other person in it: the signer it was sent to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub other: Option<PersonRef>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<RejectionReason>,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub comment: String,
}

/// FUL-3: saved, not fulfilled; the standing is "started".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"performedOn": "2026-11-20", "comment": "Gjenstår: to pasienter"}))]
pub struct SaveDraft {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub performed_on: Option<NaiveDate>,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
}

/// FUL-3: done on this date. Not later than today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"performedOn": "2026-11-20"}))]
pub struct Fulfil {
    pub performed_on: NaiveDate,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
}

/// FUL-5: to somebody who saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"performedOn": "2026-11-20", "signerId": "01890a5d-ac96-774b-bcce-b302099a8057", "comment": "Du var med."}))]
pub struct SendToSigner {
    pub performed_on: NaiveDate,
    pub signer_id: PersonId,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
}

/// DLN-1: do it by this date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"deadline": "2027-01-15"}))]
pub struct SetDeadline {
    pub deadline: NaiveDate,
}
