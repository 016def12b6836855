//! FUL, DLN: a person's standing on one requirement, what can be done about it, and what happened.

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_domain::{
    ids::{AssignmentId, EventId, PersonId, PlanId, PointId, RepetitionId, RequirementId, SignatureRequestId},
    signature::{RejectionReason, RequestStatus},
    standing::{EventKind, Status},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{file::FileSummary, person::PersonRef, requirement::RequirementContent};

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
    /// FUL-7: when it expires as the employee has it, where the requirement asks for that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub chosen_expiry: Option<NaiveDate>,
    /// The employee's comment on a draft.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub comment: String,
    /// FUL-8: of a requirement that repeats.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repetitions: Option<Repetitions>,
    /// FUL-9: the requirement's points, in its order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub checklist: Vec<ChecklistItem>,
    /// FUL-10: what must be fulfilled before it can be fulfilled or sent.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub prerequisites: Vec<Prerequisite>,
    /// FUL-11: what documents it, by name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attachments: Vec<Attachment>,
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
    Register,
    Tick,
    Attach,
    MarkNotRelevant,
    SetDeadline,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StandingPlan {
    pub assignment_id: AssignmentId,
    pub plan_id: PlanId,
    pub plan_name: String,
    /// FUL-12: it is not relevant to this person in this plan.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub not_relevant: Option<Irrelevance>,
}

/// FUL-12: why something of a plan is not relevant to the one who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Irrelevance {
    pub comment: String,
    pub marked_at: DateTime<Utc>,
    pub marked_by: PersonRef,
    /// The whole section is: it is marked relevant again there.
    pub by_section: bool,
}

/// FUL-8: n of N, and the times themselves, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Repetitions {
    pub required: i32,
    /// Those that count in the round under way: registered, or signed where somebody signs.
    pub counted: i32,
    pub items: Vec<Repetition>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Repetition {
    pub id: RepetitionId,
    pub performed_on: NaiveDate,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub comment: String,
    /// A new round begins when it is to be done again.
    pub round: i32,
    /// Where somebody signs it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub request: Option<StandingRequest>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub request_status: Option<RequestStatus>,
}

/// FUL-9: a point, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChecklistItem {
    pub id: PointId,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    pub must_be_done: bool,
    pub done: bool,
    /// The plans in which it is not relevant to this person.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub not_relevant_in: Vec<PointNotRelevantIn>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PointNotRelevantIn {
    pub plan_id: PlanId,
    pub comment: String,
}

/// FUL-10
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Prerequisite {
    pub requirement_id: RequirementId,
    pub number: String,
    pub name: String,
    pub status: Status,
    /// Where the person has it: in none, where no plan of theirs holds it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assignment_id: Option<AssignmentId>,
}

/// FUL-11: a file that documents it, to be fetched under `…/attachments/{fileId}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    #[serde(flatten)]
    pub file: FileSummary,
    pub description: String,
    pub added_at: DateTime<Utc>,
    pub added_by: PersonRef,
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
    /// FUL-12: the plan in which it is, or was, not relevant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan_name: Option<String>,
    /// The point of the checklist, or the file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub about: Option<String>,
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
    /// FUL-7
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_on: Option<NaiveDate>,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
    /// FUL-4: it is fulfilled, and this changes it; not asked for where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unlock: bool,
}

/// FUL-3: done on this date. Not later than today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"performedOn": "2026-11-20"}))]
pub struct Fulfil {
    pub performed_on: NaiveDate,
    /// FUL-7: given exactly where the requirement asks for it, and after `performedOn`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_on: Option<NaiveDate>,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
    /// FUL-4: it is fulfilled, and this changes it; not asked for where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unlock: bool,
}

/// FUL-5: to somebody who saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"performedOn": "2026-11-20", "signerId": "01890a5d-ac96-774b-bcce-b302099a8057", "comment": "Du var med."}))]
pub struct SendToSigner {
    pub performed_on: NaiveDate,
    pub signer_id: PersonId,
    /// FUL-7: given exactly where the requirement asks for it, and after `performedOn`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_on: Option<NaiveDate>,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
    /// FUL-4: it is fulfilled, and this changes it; not asked for where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub unlock: bool,
}

/// DLN-1: do it by this date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"deadline": "2027-01-15"}))]
pub struct SetDeadline {
    pub deadline: NaiveDate,
}

/// FUL-8: done so many times that day; each is signed by itself where somebody signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"performedOn": "2026-11-20", "count": 1}))]
pub struct RegisterRepetitions {
    pub performed_on: NaiveDate,
    #[validate(range(min = 1, max = 50))]
    #[schema(minimum = 1, maximum = 50, default = 1)]
    #[serde(default = "once")]
    pub count: i32,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
    /// Given exactly where the requirement needs a signature.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signer_id: Option<PersonId>,
}

fn once() -> i32 {
    1
}

/// FUL-9: these points are done, or no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"points": [{"id": "01890a5d-ac96-774b-bcce-b302099a8059", "done": true}]}))]
pub struct TickPoints {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub points: Vec<TickPoint>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TickPoint {
    /// As the requirement has it.
    pub id: PointId,
    pub done: bool,
}

/// FUL-12: why it is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"comment": "Vi har ikke dette utstyret."}))]
pub struct MarkNotRelevant {
    #[validate(length(min = 1, max = 2000), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: String,
}

/// FUL-9: a point that need not be done, in this plan; without a comment it is relevant again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"pointId": "01890a5d-ac96-774b-bcce-b302099a8059", "comment": "Vi har ikke bårevekt."}))]
pub struct MarkPoint {
    /// As the requirement has it.
    pub point_id: PointId,
    #[validate(length(min = 1, max = 2000), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 2000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comment: Option<String>,
}

/// FUL-11
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"description": "Kursbevis, side 1"}))]
pub struct DescribeAttachment {
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub description: String,
}

/// FUL-17: several at once, done on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"requirementIds": ["01890a5d-ac96-774b-bcce-b302099a8057"], "performedOn": "2026-11-20"}))]
pub struct FulfilMany {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub requirement_ids: Vec<RequirementId>,
    pub performed_on: NaiveDate,
}

/// FUL-17: several at once, to one signer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"requirementIds": ["01890a5d-ac96-774b-bcce-b302099a8057"], "performedOn": "2026-11-20",
    "signerId": "01890a5d-ac96-774b-bcce-b302099a8058"}))]
pub struct SendMany {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub requirement_ids: Vec<RequirementId>,
    pub performed_on: NaiveDate,
    pub signer_id: PersonId,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(default)]
    pub comment: String,
}

/// FUL-17: what was fulfilled or sent a moment ago, or what is to be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"requirementIds": ["01890a5d-ac96-774b-bcce-b302099a8057"]}))]
pub struct TakeBackMany {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub requirement_ids: Vec<RequirementId>,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ManyResult {
    pub done: Vec<RequirementId>,
    pub skipped: Vec<SkippedRequirement>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkippedRequirement {
    pub requirement_id: RequirementId,
    /// Absent where there is no such requirement to be seen.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// The code of the problem that it would have been by itself.
    pub code: String,
}
