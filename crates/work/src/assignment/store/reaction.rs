//! Queries on assignments whose position or plan has changed.

use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    assignment::DeactivationReason,
    ids::{AssignmentId, PlanId, PositionId},
};
use kyndig_platform::{auth::Work, http::Failure};

use super::change::reactivate;

/// Deactivates the active ones on these, and returns them.
pub async fn position_closed(work: &Work<'_>, positions: &[PositionId]) -> Result<Vec<AssignmentId>, Failure> {
    let active = sql!(
        "SELECT id FROM assignment WHERE active AND position_id IN {positions} ORDER BY id",
        positions = list(positions.iter().copied()),
    );
    let assignments: Vec<AssignmentId> = work.tx.column(active).await?;
    if assignments.is_empty() {
        return Ok(assignments);
    }
    let sql = sql!(
        "UPDATE assignment SET active = FALSE, deactivated_at = {now}, deactivated_because = \
         {deactivated_because} WHERE id IN ",
        now = work.now,
        deactivated_because = DeactivationReason::PositionClosed,
    )
    .ids(assignments.iter().map(|id| id.0));
    work.tx.execute(sql).await?;
    Ok(assignments)
}

/// Reactivates those that the closing of these deactivated, and returns them.
pub async fn position_reopened(work: &Work<'_>, positions: &[PositionId]) -> Result<Vec<AssignmentId>, Failure> {
    let by_closing = sql!(
        "SELECT id FROM assignment WHERE NOT active AND deactivated_because = {deactivated_because} \
         AND position_id IN {positions} ORDER BY id",
        deactivated_because = DeactivationReason::PositionClosed,
        positions = list(positions.iter().copied()),
    );
    let assignments: Vec<AssignmentId> = work.tx.column(by_closing).await?;
    reactivate(work, &assignments).await?;
    Ok(assignments)
}

/// Returns those that were active until now.
pub async fn plan_archived(work: &Work<'_>, plan: PlanId) -> Result<Vec<AssignmentId>, Failure> {
    let active = sql!("SELECT id FROM assignment WHERE active AND plan_id = {plan} ORDER BY id", plan);
    let active: Vec<AssignmentId> = work.tx.column(active).await?;
    // Those of closed positions too, so that reopening one of them does not bring the plan back.
    let sql = sql!(
        "UPDATE assignment SET active = FALSE, deactivated_at = {now}, deactivated_because = \
         {deactivated_because} WHERE plan_id = {plan} AND (active \
         OR deactivated_because = {position_closed})",
        now = work.now,
        deactivated_because = DeactivationReason::PlanArchived,
        plan,
        position_closed = DeactivationReason::PositionClosed,
    );
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
    let sql = sql!(
        "UPDATE assignment SET deactivated_because = {deactivated_because} WHERE deactivated_because = ",
        deactivated_because = DeactivationReason::PositionClosed,
    );
    work.tx.execute(of_plan(sql)).await?;
    Ok(back)
}
