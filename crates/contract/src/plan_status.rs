//! FOL-2: how a plan stands with everybody who has it: employees x requirements.

pub use kyndig_domain::plan_status::PlanStatusView;

use std::ops::Range;

use chrono::NaiveDate;
use kyndig_domain::{
    assignment::Progress,
    ids::{AssignmentId, PersonId, PlanId, PositionId, RequirementId},
    plan_status::of_letter,
    standing::Status,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{employee::Availability, plan::PlanKind, unit::UnitRef};

/// A plan that some of those one follows up have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanInUse {
    pub id: PlanId,
    pub kind: PlanKind,
    pub name: String,
    pub owner_unit: UnitRef,
    /// Positions within one's reach that have it, active.
    pub employees: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PlanInUseQuery {
    /// Part of a name.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub search: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PlanStatusQuery {
    /// Of xlsx and csv alone: what the columns are of. JSON has all of it.
    #[param(inline)]
    pub view: Option<PlanStatusView>,
}

/// A page of the employees who have a plan, and what stands above them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanStatusPage {
    pub plan: PlanInUse,
    /// The active requirements of the plan, in its order.
    pub groups: Vec<PlanStatusGroup>,
    pub items: Vec<PlanStatusRow>,
    /// Give this as `cursor` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_cursor: Option<String>,
}

impl PlanStatusPage {
    /// The columns, across the groups.
    pub fn columns(&self) -> impl Iterator<Item = &PlanStatusColumn> {
        self.groups.iter().flat_map(|group| &group.columns)
    }
}

/// A section of the plan; in a goal plan, the part of a theme that serves one goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanStatusGroup {
    pub name: String,
    /// With its number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub goal: Option<String>,
    pub columns: Vec<PlanStatusColumn>,
}

/// The goals among the groups, each with the columns that serve it.
pub fn goals(groups: &[PlanStatusGroup]) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut begin = 0;
    groups.iter().filter_map(move |group| {
        let columns = begin..begin + group.columns.len();
        begin = columns.end;
        group.goal.as_deref().map(|goal| (goal, columns))
    })
}

/// A requirement of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanStatusColumn {
    pub requirement_id: RequirementId,
    pub number: String,
    pub name: String,
    /// FUL-8: how many times, where more than once.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repetitions: Option<i32>,
}

/// How the plan stands on one position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanStatusRow {
    pub assignment_id: AssignmentId,
    pub position_id: PositionId,
    pub person_id: PersonId,
    pub name: String,
    pub title: String,
    pub unit: UnitRef,
    pub availability: Availability,
    /// Of the requirements, fulfilled or not relevant.
    pub percent: i64,
    /// A letter for each column: `n` not started, `s` started, `a` awaiting signature, `r` rejected, `f` fulfilled,
    /// `e` expiring, `x` expired, `o` not relevant.
    #[schema(pattern = "^[nsarfexo]*$", example = "fnsarfexo")]
    pub statuses: String,
    /// For each column that is done several times, in their order: how many of them count.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub repetitions: Vec<i32>,
    /// For those columns that have any.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub dates: Vec<PlanStatusDates>,
}

/// What else there is to say of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanStatusDates {
    /// Which column, from 0.
    pub column: usize,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deadline: Option<NaiveDate>,
    /// Of what expires soon, or has expired.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires_on: Option<NaiveDate>,
}

impl PlanStatusRow {
    /// What stands in a column.
    pub fn status(&self, column: usize) -> Option<Status> {
        self.statuses.as_bytes().get(column).and_then(|letter| of_letter(char::from(*letter)))
    }

    /// How far a goal is, by what stands in its columns.
    pub fn progress(&self, columns: Range<usize>) -> Progress {
        Progress::of(&columns.filter_map(|column| self.status(column)).collect::<Vec<_>>())
    }

    pub fn dates(&self, column: usize) -> Option<&PlanStatusDates> {
        self.dates.iter().find(|dates| dates.column == column)
    }
}
