//! Queries on assignments whose position or plan has changed.

use kyndig_db::Sql;
use kyndig_domain::{
    assignment::DeactivationReason,
    ids::{AssignmentId, PlanId, PositionId},
};
use kyndig_platform::{auth::Work, http::Failure};

use super::change::reactivate;

/// Deactivates the active ones on these, and returns them.
pub async fn position_closed(work: &Work<'_>, positions: &[PositionId]) -> Result<Vec<AssignmentId>, Failure> {
    let active = Sql::new("SELECT id FROM assignment WHERE active AND position_id IN ")
        .list(positions.iter().copied())
        .push(" ORDER BY id");
    let assignments: Vec<AssignmentId> = work.tx.column(active).await?;
    if assignments.is_empty() {
        return Ok(assignments);
    }
    let sql = Sql::new("UPDATE assignment SET active = FALSE, deactivated_at = ")
        .bind(work.now)
        .push(", deactivated_because = ")
        .bind(DeactivationReason::PositionClosed)
        .push(" WHERE id IN ")
        .ids(assignments.iter().map(|id| id.0));
    work.tx.execute(sql).await?;
    Ok(assignments)
}

/// Reactivates those that the closing of these deactivated, and returns them.
pub async fn position_reopened(work: &Work<'_>, positions: &[PositionId]) -> Result<Vec<AssignmentId>, Failure> {
    let by_closing = Sql::new("SELECT id FROM assignment WHERE NOT active AND deactivated_because = ")
        .bind(DeactivationReason::PositionClosed)
        .push(" AND position_id IN ")
        .list(positions.iter().copied())
        .push(" ORDER BY id");
    let assignments: Vec<AssignmentId> = work.tx.column(by_closing).await?;
    reactivate(work, &assignments).await?;
    Ok(assignments)
}

/// Returns those that were active until now.
pub async fn plan_archived(work: &Work<'_>, plan: PlanId) -> Result<Vec<AssignmentId>, Failure> {
    let active = Sql::new("SELECT id FROM assignment WHERE active AND plan_id = ").bind(plan).push(" ORDER BY id");
    let active: Vec<AssignmentId> = work.tx.column(active).await?;
    // Those of closed positions too, so that reopening one of them does not bring the plan back.
    let sql = Sql::new("UPDATE assignment SET active = FALSE, deactivated_at = ")
        .bind(work.now)
        .push(", deactivated_because = ")
        .bind(DeactivationReason::PlanArchived)
        .push(" WHERE plan_id = ")
        .bind(plan)
        .push(" AND (active OR deactivated_because = ")
        .bind(DeactivationReason::PositionClosed)
        .push(")");
    work.tx.execute(sql).await?;
    Ok(active)
}

/// Returns those that are active again: all whose employee still works in the position where they had it.
pub async fn plan_restored(work: &Work<'_>, plan: PlanId) -> Result<Vec<AssignmentId>, Failure> {
    let of_plan = |sql: Sql| sql.bind(DeactivationReason::PlanArchived).push(" AND plan_id = ").bind(plan);
    let open = "EXISTS (SELECT 1 FROM position p WHERE p.id = assignment.position_id AND p.state = 'open')";
    let back = of_plan(Sql::new(&format!("SELECT id FROM assignment WHERE {open} AND deactivated_because = ")));
    let back: Vec<AssignmentId> = work.tx.column(back.push(" ORDER BY id")).await?;
    reactivate(work, &back).await?;
    let sql = Sql::new("UPDATE assignment SET deactivated_because = ")
        .bind(DeactivationReason::PositionClosed)
        .push(" WHERE deactivated_because = ");
    work.tx.execute(of_plan(sql)).await?;
    Ok(back)
}
