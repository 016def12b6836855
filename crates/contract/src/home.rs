//! FOL-3 and the first page: what is urgent, one's plans, and all that waits for one.

use chrono::{DateTime, Utc};
use kyndig_domain::ids::{AssignmentId, PositionId, SignatureRequestId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    assignment::{AssignedRequirement, AssignmentSummary, StatusCounts},
    person::PersonRef,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HomeDetails {
    /// The active plans of the signed-in position.
    pub plans: Vec<AssignmentSummary>,
    /// Own requirements that call for something: expired, rejected, expiring, or with a deadline near or passed.
    pub urgent: Vec<UrgentRequirement>,
    pub tasks: TaskList,
    /// FOL-7: how all requirements of the employees one follows up stand; absent for those who follow nobody up.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub follow_up: Option<StatusCounts>,
    /// How many of their deadlines have passed, and it is not fulfilled.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub follow_up_overdue: Option<i64>,
}

/// A requirement, and a plan to open it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UrgentRequirement {
    pub assignment_id: AssignmentId,
    #[serde(flatten)]
    pub requirement: AssignedRequirement,
}

/// FOL-3: all that waits for the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskList {
    /// Requests that await one's signature.
    pub signatures: i64,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub oldest_signature: Option<DateTime<Utc>>,
    /// ASG-6: plans of those whose manager one is, that wait for approval.
    pub approvals: i64,
    /// The oldest of them.
    pub items: Vec<Task>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    pub kind: TaskKind,
    /// Of a signature.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signature_request_id: Option<SignatureRequestId>,
    /// Of a plan to approve: the position that has it, and the plan.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub position_id: Option<PositionId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assignment_id: Option<AssignmentId>,
    pub person: PersonRef,
    pub what: String,
    pub since: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    Signature,
    Approval,
}
