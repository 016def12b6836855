//! FOL-4 to FOL-8, DLN-2, REP-4: requirements followed up over all the employees one has access to, as sums, person by person,
//! and day by day.

use chrono::NaiveDate;
use kyndig_domain::{
    follow_up::Deadline,
    ids::{AssignmentId, PersonId, PlanId, PositionId, RequirementId, UndoId, UnitId},
    standing::Status,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    assignment::StatusCounts, employee::EmployeeScope, list::AnyOf, person::PersonRef, plan::PlanRef, unit::UnitRef,
};

/// FOL-4: what the aggregated list is narrowed to, and ordered by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams, ToSchema)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct FollowUpQuery {
    /// Without it, all whom one has access to.
    pub scope: Option<EmployeeScope>,
    /// Only people in this unit and below.
    pub unit: Option<UnitId>,
    /// Part of a requirement's name.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    #[schema(max_length = 100)]
    pub search: Option<String>,
    /// Only what this plan holds.
    pub plan: Option<PlanId>,
    pub sort: Option<FollowUpSort>,
    /// From the last to the first, and those that are alike from the last name.
    pub descending: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpSort {
    #[default]
    Name,
    Number,
    People,
    Percent,
    NotStarted,
    Started,
    AwaitingSignature,
    Rejected,
    Expiring,
    Expired,
    DeadlineNear,
    DeadlinePassed,
}

/// A requirement, over all who have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowedRequirement {
    pub requirement_id: RequirementId,
    pub name: String,
    /// As in KR-10432.
    pub number: String,
    /// People who have it in an active plan; to whom it is not relevant is none of them.
    pub people: i64,
    pub counts: StatusCounts,
    /// Whole per cent of them who have fulfilled it.
    pub percent: i64,
    /// Those with a deadline in the next 30 days, and it not fulfilled.
    pub deadline_near: i64,
    /// Those whose deadline has passed, and it not fulfilled.
    pub deadline_passed: i64,
    /// The plans of theirs that it is in, by name.
    pub plans: Vec<PlanRef>,
}

/// FOL-5: what the list of people's requirements is narrowed to, and ordered by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams, ToSchema)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct FollowedStandingQuery {
    /// Without it, all whom one has access to.
    pub scope: Option<EmployeeScope>,
    /// Only people in this unit and below.
    pub unit: Option<UnitId>,
    /// Words of a person's name, each from its beginning.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    #[schema(max_length = 100)]
    pub person: Option<String>,
    /// Part of a requirement's name.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    #[schema(max_length = 100)]
    pub requirement: Option<String>,
    /// This requirement alone.
    pub requirement_id: Option<RequirementId>,
    /// Any of these, with commas between them.
    #[param(value_type = Option<Vec<Status>>, style = Form, explode = false)]
    #[schema(value_type = Option<String>)]
    pub status: Option<AnyOf<Status>>,
    pub deadline: Option<Deadline>,
    /// Only what this plan holds, of those who have it.
    pub plan: Option<PlanId>,
    pub sort: Option<FollowedStandingSort>,
    /// From the last to the first.
    pub descending: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowedStandingSort {
    /// By the person's name, and then the requirement's.
    #[default]
    Person,
    Requirement,
    /// From what has not been started to what has expired.
    Status,
    /// The next first; those without one last.
    Deadline,
    /// What expires, or has expired, first; what does not expire last.
    Expiry,
}

/// A person and a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowedStanding {
    pub person: PersonRef,
    /// Where the requirement can be opened: the position, and its plan.
    pub position_id: PositionId,
    pub assignment_id: AssignmentId,
    pub title: String,
    pub unit: UnitRef,
    pub requirement_id: RequirementId,
    pub requirement_name: String,
    /// As in KR-10432.
    pub number: String,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub performed_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_on: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deadline: Option<NaiveDate>,
}

/// One requirement of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StandingRef {
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
}

/// REP-4: of whom, and over which days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams, ToSchema)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct FollowUpHistoryQuery {
    /// Without it, all whom one has access to.
    pub scope: Option<EmployeeScope>,
    /// Only people in this unit and below.
    pub unit: Option<UnitId>,
    /// The first day; without it, 90 days before the last.
    pub from: Option<NaiveDate>,
    /// The last day, at most three years after the first; without it, today.
    pub to: Option<NaiveDate>,
}

/// REP-4: how all their requirements stand now, and how each night has left them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpHistory {
    pub now: StatusCounts,
    /// From the first to the last. A day is missing where no night has counted, and where nobody had a plan.
    pub days: Vec<FollowUpDay>,
}

/// How everything stood when a day began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpDay {
    pub day: NaiveDate,
    pub counts: StatusCounts,
}

/// DLN-2: a deadline for many. Named one by one (`standings`), or as requirements of all whom one has access to
/// (`requirementIds`) but those left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"requirementIds": ["01890a5d-ac96-774b-bcce-b302099a8057"], "deadline": "2027-01-15"}))]
pub struct SetDeadlines {
    #[validate(length(max = 5000))]
    #[schema(max_items = 5000)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub standings: Vec<StandingRef>,
    #[validate(length(max = 100))]
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub requirement_ids: Vec<RequirementId>,
    /// With `requirementIds`: only those who have not fulfilled it, and those that `also` names.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub only_open: bool,
    /// With `onlyOpen`: those meant although they have.
    #[validate(length(max = 5000))]
    #[schema(max_items = 5000)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub also: Vec<StandingRef>,
    /// With `requirementIds`: those who are not meant.
    #[validate(length(max = 5000))]
    #[schema(max_items = 5000)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub except: Vec<StandingRef>,
    /// With `requirementIds`: as the list was narrowed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scope: Option<EmployeeScope>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<UnitId>,
    /// Replaces the one there is; without it, the deadline is removed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deadline: Option<NaiveDate>,
    /// Only says whom it is about, and does nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub dry_run: bool,
}

/// What became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeadlinesSet {
    /// Whom it is about, and how many requirements of theirs.
    pub people: i64,
    pub requirements: i64,
    pub changed: i64,
    /// Had this deadline already, or none to remove.
    pub unchanged: i64,
    /// Named, but one's own, or not to be seen.
    pub skipped: i64,
    /// What undoes it, within ten seconds; absent where nothing was changed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub undo_id: Option<UndoId>,
}

/// FOL-6: an e-mail to several employees, with the sender's address to answer to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"positionIds": ["01890a5d-ac96-774b-bcce-b302099a8057"], "subject": "Brannvern", "text": "Husk kurset på torsdag."}))]
pub struct WriteToEmployees {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_items = 1, max_items = 1000)]
    pub position_ids: Vec<PositionId>,
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    pub subject: String,
    #[validate(length(min = 1, max = 10000), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 10000)]
    pub text: String,
}

/// To whom it goes, and to whom it cannot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WrittenToEmployees {
    pub sent: i64,
    /// Those whose address is not known, by name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub without_address: Vec<PersonRef>,
}
