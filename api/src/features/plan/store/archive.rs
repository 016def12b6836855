//! Queries on plans taken out of use (PLN-11).

use kyndig_db::Sql;
use kyndig_domain::{
    assignment::DeactivationReason,
    ids::{AssignmentId, PersonId, PlanId},
};

use crate::{auth::Work, http::Failure};

/// To be run inside the gate; gives the assignments that were active until now.
pub async fn archive(work: &Work<'_>, plan: PlanId, by: PersonId, reason: &str) -> Result<Vec<AssignmentId>, Failure> {
    let active = Sql::new("SELECT id FROM assignment WHERE active AND plan_id = ").bind(plan).push(" ORDER BY id");
    let active: Vec<AssignmentId> = work.tx.column(active).await?;
    // Those of closed positions too, so that opening one of them again does not bring the plan back.
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
    let sql = Sql::new("UPDATE plan SET version = version + 1, archived_at = ")
        .bind(work.now)
        .push(", archived_by = ")
        .bind(by)
        .push(", archive_reason = ")
        .bind(reason)
        .push(" WHERE id = ")
        .bind(plan);
    work.tx.execute(sql).await?;
    Ok(active)
}

/// To be run inside the gate; gives the assignments that are active again.
pub async fn restore(work: &Work<'_>, plan: PlanId) -> Result<Vec<AssignmentId>, Failure> {
    let of_plan = |sql: Sql| sql.bind(DeactivationReason::PlanArchived).push(" AND plan_id = ").bind(plan);
    let open = "EXISTS (SELECT 1 FROM position p WHERE p.id = assignment.position_id AND p.state = 'open')";
    let back = of_plan(Sql::new(&format!("SELECT id FROM assignment WHERE {open} AND deactivated_because = ")));
    let back: Vec<AssignmentId> = work.tx.column(back.push(" ORDER BY id")).await?;
    let sql = Sql::new(&format!(
        "UPDATE assignment SET active = TRUE, deactivated_at = NULL, deactivated_because = NULL WHERE {open} \
         AND deactivated_because = "
    ));
    work.tx.execute(of_plan(sql)).await?;
    let sql = Sql::new("UPDATE assignment SET deactivated_because = ")
        .bind(DeactivationReason::PositionClosed)
        .push(" WHERE deactivated_because = ");
    work.tx.execute(of_plan(sql)).await?;
    let sql = Sql::new(
        "UPDATE plan SET version = version + 1, archived_at = NULL, archived_by = NULL, archive_reason = NULL WHERE id = ",
    )
    .bind(plan);
    work.tx.execute(sql).await?;
    Ok(back)
}
