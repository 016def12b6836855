//! ASG: plans given to positions, and a plan as the one who has it sees it.

pub use kyndig_domain::assignment::{AssignmentAct, AssignmentEventKind, AssignmentStatus, Progress, SkipReason};

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_domain::{
    ids::{AssignmentId, PersonId, PlanId, PositionId, RequirementId, SectionId},
    standing::Status,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

pub use crate::count::{RepetitionCount, StatusCounts};
use crate::{
    list::AnyOf,
    person::PersonRef,
    plan::{Completion, Deactivated},
    requirement::{DocumentationMethod, LearningMethod},
    standing::Irrelevance,
    unit::UnitRef,
};

/// ASG-1: one plan to the ticked employees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"planId": "01890a5d-ac96-774b-bcce-b302099a8057", "positionIds": ["01890a5d-ac96-774b-bcce-b302099a8058"]}))]
pub struct AssignPlan {
    pub plan_id: PlanId,
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_items = 1, max_items = 2000)]
    pub position_ids: Vec<PositionId>,
}

/// Who got it, and who did not and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentResult {
    pub assigned: Vec<AssignedTo>,
    pub skipped: Vec<SkippedPosition>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignedTo {
    pub assignment_id: AssignmentId,
    pub position_id: PositionId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkippedPosition {
    pub position_id: PositionId,
    /// Absent where the position is outside what one may see.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    pub reason: SkipReason,
}

/// ASG-1, ASG-2: plans x employees in one go: each cell with what is asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"cells": [{"planId": "01890a5d-ac96-774b-bcce-b302099a8057",
    "positionId": "01890a5d-ac96-774b-bcce-b302099a8058", "act": "assign"}]}))]
pub struct ChangeAssignments {
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_items = 1, max_items = 2000)]
    pub cells: Vec<AssignmentCell>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssignmentCell {
    pub plan_id: PlanId,
    pub position_id: PositionId,
    pub act: AssignmentAct,
}

/// What was done, and what was not and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedAssignments {
    pub done: Vec<ChangedAssignment>,
    pub skipped: Vec<SkippedAssignment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedAssignment {
    #[serde(flatten)]
    pub cell: AssignmentCell,
    pub assignment_id: AssignmentId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkippedAssignment {
    #[serde(flatten)]
    pub cell: AssignmentCell,
    /// Absent where the position is outside what one may see.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    pub reason: SkipReason,
}

/// ASG-1: which part of the table of plans and employees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AssignmentTableQuery {
    /// Up to 100 positions, with commas between them.
    #[param(value_type = Vec<PositionId>, style = Form, explode = false)]
    pub positions: AnyOf<PositionId>,
    /// Up to 20 plans, with commas between them.
    #[param(value_type = Vec<PlanId>, style = Form, explode = false)]
    pub plans: AnyOf<PlanId>,
}

/// How a plan stands on a position, and what can be asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentTableCell {
    pub plan_id: PlanId,
    pub position_id: PositionId,
    /// Absent where the position has never had the plan.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub active: Option<bool>,
    pub acts: Vec<AssignmentAct>,
}

/// How many, by what became of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignedToMatching {
    pub assigned: usize,
    pub skipped: Vec<SkippedCount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkippedCount {
    pub reason: SkipReason,
    pub count: usize,
}

/// What the one who looks may do with an assignment now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentAction {
    Deactivate,
    Reactivate,
    Delete,
    Approve,
    WithdrawApproval,
}

/// ASG-6: a plan that a manager is to approve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaitingAssignment {
    pub assignment_id: AssignmentId,
    pub position_id: PositionId,
    pub person: PersonRef,
    pub unit: UnitRef,
    pub plan_name: String,
    /// Since when nothing is left to do.
    pub ready_at: DateTime<Utc>,
}

/// A plan that a position has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentSummary {
    pub id: AssignmentId,
    pub plan_id: PlanId,
    pub plan_name: String,
    pub owner_unit: UnitRef,
    pub position_id: PositionId,
    pub active: bool,
    /// ASG-4: of an earlier position, which is closed.
    #[serde(default)]
    pub earlier: bool,
    pub completed: bool,
    /// Nothing is left to do, and a manager is to approve it.
    pub awaits_approval: bool,
    pub assigned_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deactivated_at: Option<DateTime<Utc>>,
    /// The plan itself has been archived: nobody who had it sees more than that (PLN-11).
    pub archived: bool,
    pub counts: StatusCounts,
}

/// A plan as the one who has it sees it: what is active, and after it what has been taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentDetails {
    #[serde(flatten)]
    pub summary: AssignmentSummary,
    pub person: PersonRef,
    pub person_id: PersonId,
    pub description: String,
    pub time_frame: String,
    pub literature: String,
    pub completion: Completion,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document_owner: Option<PersonRef>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document_author: Option<PersonRef>,
    pub sections: Vec<AssignmentSection>,
    /// PLN-8: what has been taken out of the plan, in its order; its content and progress can still be read.
    pub deactivated: Vec<DeactivatedRequirement>,
    pub actions: Vec<AssignmentAction>,
    /// Newest first.
    pub history: Vec<AssignmentEvent>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentSection {
    pub id: SectionId,
    pub name: String,
    /// FUL-12: all of it can be marked as not relevant.
    pub may_be_not_relevant: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub not_relevant: Option<Irrelevance>,
    /// In a goal plan, the goal of the theme that these activities serve, with its number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal: Option<String>,
    pub requirements: Vec<AssignedRequirement>,
}

/// A line of a plan: the requirement, and how the person stands on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignedRequirement {
    pub requirement_id: RequirementId,
    pub number: String,
    pub name: String,
    pub learning_method: LearningMethod,
    pub documentation_method: DocumentationMethod,
    pub needs_signature: bool,
    /// FUL-8: how many times, where more than once.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repetitions: Option<RepetitionCount>,
    /// In this plan: not relevant too.
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fulfilled_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deadline: Option<NaiveDate>,
    /// Whom it was sent to, while it waits or was rejected.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signer_name: Option<String>,
}

/// PLN-8: a line that is out of the plan: who took it out, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeactivatedRequirement {
    /// Where it stood.
    pub section: String,
    /// In a goal plan, the goal it served, with its number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal: Option<String>,
    pub deactivated: Deactivated,
    #[serde(flatten)]
    pub requirement: AssignedRequirement,
}

/// ASG-7: who, when, status after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssignmentEvent {
    pub kind: AssignmentEventKind,
    /// What the plan was then.
    pub status: AssignmentStatus,
    pub at: DateTime<Utc>,
    /// Absent where the system did it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<PersonRef>,
    /// The manager whose deputy did it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deputy_for: Option<PersonRef>,
}

/// ASG-4: where a plan of an earlier position becomes active.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct ReactivateQuery {
    /// An open position of the employee. Without it: of your own plans the position you act as, of another's the only one
    /// that you follow up.
    pub position_id: Option<PositionId>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct AssignmentQuery {
    /// Only the active plans (true), or only the deactivated ones (false). Archived plans are neither.
    pub active: Option<bool>,
    /// Only the plans that have been archived (true), of which the name is left, or all but those (false).
    pub archived: Option<bool>,
}

/// FUL-15: what to look for in one's own plans; without anything, what one did last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct OwnRequirementQuery {
    /// In the names and numbers of requirements and activities, and the names of goals; every word.
    #[validate(length(max = 200))]
    #[param(max_length = 200)]
    pub search: Option<String>,
    /// How it is learnt.
    pub learning_method: Option<LearningMethod>,
    /// How one stands on it, in that plan.
    pub status: Option<Status>,
}

/// FUL-15: at most 50, and whether there are more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnRequirements {
    /// One for each plan or goal that holds it; those of one requirement stand together.
    pub items: Vec<OwnRequirement>,
    pub has_more: bool,
}

/// A requirement in one of one's plans, or under one of its goals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnRequirement {
    pub assignment_id: AssignmentId,
    pub plan_name: String,
    /// The goal that the activity serves, with its number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal: Option<String>,
    /// How far the goal is, or the plan where there is none.
    pub progress: Progress,
    /// PLN-8: it has been taken out of the plan, and can be read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deactivated: Option<Deactivated>,
    #[serde(flatten)]
    pub requirement: AssignedRequirement,
}

/// FUL-16, REQ-13: the name, where it stood and how one stood on it are all that is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArchivedRequirement {
    pub requirement_id: RequirementId,
    pub name: String,
    /// By name: those of one's plans that held it.
    pub plan_names: Vec<String>,
    /// The last standing.
    pub status: Status,
    /// Why, where it waited for a signature that will not be given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}
