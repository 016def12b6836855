//! Queries of the usage report (REP-2): only counts of people are read; grouped in SQL.

use kyndig_db::sql;
use kyndig_domain::{
    ids::{PlanId, RequirementId, UnitId},
    standing::Status,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

#[derive(Debug, FromQueryResult)]
pub struct UnitRow {
    pub id: UnitId,
    pub name: String,
    pub assigned: i64,
}

/// The units whose people have the plan.
pub async fn units(work: &Work<'_>, plan: PlanId) -> Result<Vec<UnitRow>, Failure> {
    let sql = sql!(
        "SELECT u.id, u.name, count(DISTINCT a.person_id) AS assigned FROM assignment a \
         JOIN position p ON p.id = a.position_id JOIN org_unit u ON u.id = p.unit_id WHERE a.active \
         AND a.plan_id = {plan} GROUP BY u.id, u.name, u.sort_key ORDER BY u.sort_key, u.id",
        plan,
    );
    Ok(work.tx.all(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct RequirementRow {
    pub id: RequirementId,
    pub number: i32,
    pub name: String,
    pub section: String,
}

/// The active requirements of the plan, in its order.
pub async fn requirements(work: &Work<'_>, plan: PlanId) -> Result<Vec<RequirementRow>, Failure> {
    let sql = sql!(
        "SELECT r.id, r.number, r.name, s.name AS section FROM plan_requirement pr \
         JOIN section s ON s.id = pr.section_id JOIN requirement r ON r.id = pr.requirement_id \
         WHERE pr.state = 'active' AND pr.plan_id = {plan} ORDER BY s.ordinal, pr.ordinal, pr.id",
        plan,
    );
    Ok(work.tx.all(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct CountRow {
    pub unit_id: UnitId,
    pub requirement_id: RequirementId,
    pub status: Status,
    pub people: i64,
}

/// The number of people per unit, requirement and status.
pub async fn counts(work: &Work<'_>, plan: PlanId) -> Result<Vec<CountRow>, Failure> {
    let sql = sql!(
        "SELECT p.unit_id, s.requirement_id, s.status, count(DISTINCT s.person_id) AS people \
         FROM assignment a JOIN position p ON p.id = a.position_id \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
         WHERE a.active AND a.plan_id = {plan} GROUP BY p.unit_id, s.requirement_id, s.status",
        plan,
    );
    Ok(work.tx.all(sql).await?)
}
