//! FOL-2: a plan with all who have it.

use chrono::NaiveDate;
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    ids::{AssignmentId, GoalId, PlanId, PlanRequirementId, PositionId, RequirementId, SectionId},
    standing::Status,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use super::{COUNTED, status};

/// The place of an active requirement in the plan.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Place {
    pub id: PlanRequirementId,
    pub section_id: SectionId,
    pub heading: String,
    pub goal_id: Option<GoalId>,
    pub goal_code: Option<String>,
    pub goal_name: Option<String>,
    pub requirement_id: RequirementId,
    pub number: i32,
    pub name: String,
    pub repetitions: Option<i32>,
}

/// In the order in which employees who have the plan see them.
pub async fn places(work: &Work<'_>, plan: PlanId) -> Result<Vec<Place>, Failure> {
    let sql = sql!(
        "SELECT pr.id, sec.id AS section_id, sec.name AS heading, g.id AS goal_id, g.code AS goal_code, \
         g.name AS goal_name, r.id AS requirement_id, r.number, r.name, r.repetitions \
         FROM plan_requirement pr JOIN section sec ON sec.id = pr.section_id \
         LEFT JOIN goal g ON g.id = pr.goal_id JOIN requirement r ON r.id = pr.requirement_id \
         WHERE pr.state = 'active' AND pr.plan_id = {plan} \
         ORDER BY sec.ordinal, sec.id, g.ordinal, g.id, pr.ordinal, pr.id",
        plan,
    );
    Ok(work.tx.all(sql).await?)
}

/// The standing on one place of one position; without a place where the plan is empty.
#[derive(Debug, FromQueryResult)]
pub struct Cell {
    pub assignment_id: AssignmentId,
    pub position_id: PositionId,
    pub place_id: Option<PlanRequirementId>,
    pub status: Status,
    pub deadline: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    /// FUL-8: of the current round.
    pub counted: i32,
}

/// Without checking access: the caller has checked the positions.
pub async fn cells(
    work: &Work<'_>,
    plan: PlanId,
    positions: impl Iterator<Item = PositionId>,
) -> Result<Vec<Cell>, Failure> {
    let status = status();
    let sql = Sql::new(&format!(
        "SELECT a.id AS assignment_id, a.position_id, pr.id AS place_id, {status} AS status, s.deadline, s.expires_on, \
         {COUNTED} AS counted FROM assignment a \
         LEFT JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         LEFT JOIN requirement r ON r.id = pr.requirement_id \
         LEFT JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
         WHERE a.active AND a.plan_id = "
    ))
    .bind(plan)
    .push(" AND a.position_id IN ")
    .list(positions);
    Ok(work.tx.all(sql).await?)
}
