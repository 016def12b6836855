//! Reads and writes for assigning, deactivating and reactivating plans; each for any number at once.

use kyndig_content::plan;
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    assignment::DeactivationReason,
    ids::{AssignmentId, PersonId, PlanId, PositionId},
};
use kyndig_platform::{
    auth::{Scope, Work},
    http::Failure,
};
use sea_orm::FromQueryResult;

/// A plan and an open position within the scope, and the state of the plan on the position.
#[derive(Debug, FromQueryResult)]
pub struct Cell {
    pub plan_id: PlanId,
    pub position_id: PositionId,
    pub person_id: PersonId,
    pub name: String,
    pub assignment_id: Option<AssignmentId>,
    pub active: Option<bool>,
    /// A requirement of it was acted on since it was assigned.
    pub started: bool,
    pub published: bool,
}

/// ASG-2: whether the employee's requirements of the plan were acted on since the assignment `a`; changes by others'
/// actions or by dates do not count.
pub const STARTED: &str = "EXISTS (SELECT 1 FROM standing_event e JOIN plan_requirement pr ON pr.plan_id = a.plan_id \
     AND pr.requirement_id = e.requirement_id WHERE e.person_id = a.person_id AND e.at >= a.assigned_at \
     AND e.kind NOT IN ('expiring', 'expired', 'reset', 'deadline_set', 'deadline_changed', 'deadline_removed'))";

pub async fn read(work: &Work<'_>, cells: impl Iterator<Item = (PlanId, PositionId)>) -> Result<Vec<Cell>, Failure> {
    let published = plan::service::is_published_to("pl.id", "p.unit_id");
    let sql = Sql::new(&format!(
        "SELECT pl.id AS plan_id, p.id AS position_id, p.person_id, per.name, a.id AS assignment_id, a.active, \
         (a.id IS NOT NULL AND {STARTED}) AS started, {published} AS published FROM "
    ))
    .uuids(cells.map(|(plan, position)| [plan.0, position.0]))
    .push(
        " JOIN plan pl ON pl.id = given.column1 AND pl.archived_at IS NULL \
         JOIN position p ON p.id = given.column2 AND p.state = 'open' JOIN person per ON per.id = p.person_id \
         LEFT JOIN assignment a ON a.position_id = p.id AND a.plan_id = pl.id WHERE ",
    )
    .append(&work.scope.sees_open_position("p"));
    Ok(work.tx.all(sql).await?)
}

/// A new assignment.
#[derive(Clone, Copy, Debug)]
pub struct New {
    pub id: AssignmentId,
    pub plan_id: PlanId,
    pub position_id: PositionId,
    pub person_id: PersonId,
}

/// None where there are no new ones.
pub fn insert(work: &Work<'_>, new: &[New]) -> Option<Sql> {
    if new.is_empty() {
        return None;
    }
    let sql = Sql::new(
        "INSERT INTO assignment (id, plan_id, position_id, person_id, active, assigned_at, assigned_by) \
         SELECT column1, column2, column3, column4, TRUE, ",
    )
    .bind_as(work.tx, work.now, "timestamptz")
    .push(", ")
    .bind_as(work.tx, work.person_id(), "uuid")
    .push(" FROM ")
    .uuids(new.iter().map(|one| [one.id.0, one.plan_id.0, one.position_id.0, one.person_id.0]));
    Some(sql)
}

pub async fn deactivate(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    if assignments.is_empty() {
        return Ok(());
    }
    let sql = sql!(
        "UPDATE assignment SET active = FALSE, deactivated_at = {now}, deactivated_because = \
         {deactivated_because} WHERE id IN ",
        now = work.now,
        deactivated_because = DeactivationReason::ByHand,
    )
    .ids(assignments.iter().map(|id| id.0));
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn reactivate(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    if assignments.is_empty() {
        return Ok(());
    }
    let sql =
        Sql::new("UPDATE assignment SET active = TRUE, deactivated_at = NULL, deactivated_because = NULL WHERE id IN ")
            .ids(assignments.iter().map(|id| id.0));
    work.tx.execute(sql).await?;
    Ok(())
}

/// ASG-4: the open positions of a person, within a scope, on which a plan can be activated: those that do not have it.
pub async fn places(
    work: &Work<'_>,
    scope: &Scope,
    person: PersonId,
    plan: PlanId,
) -> Result<Vec<PositionId>, Failure> {
    let sql = sql!(
        "SELECT p.id FROM position p WHERE p.state = 'open' AND p.person_id = {person} AND {sees_open_position} \
         AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.active AND a.position_id = p.id \
         AND a.plan_id = {plan}) ORDER BY p.id",
        person,
        sees_open_position = &scope.sees_open_position("p"),
        plan,
    );
    Ok(work.tx.column(sql).await?)
}

/// ASG-4: moves an assignment from a closed position to an open one; returns whether it was there to be moved.
pub async fn take_along(work: &Work<'_>, assignment: AssignmentId, to: PositionId) -> Result<bool, Failure> {
    let sql = sql!(
        "UPDATE assignment SET active = TRUE, deactivated_at = NULL, deactivated_because = NULL, position_id \
         = {to} WHERE NOT active AND id = {assignment} AND EXISTS (SELECT 1 FROM position p \
         WHERE p.id = assignment.position_id AND p.state = 'closed')",
        to,
        assignment,
    );
    Ok(work.tx.execute(sql).await? == 1)
}

/// As though they had never existed; the audit log keeps them.
pub async fn delete(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    if assignments.is_empty() {
        return Ok(());
    }
    for (table, column) in [("assignment_event", "assignment_id"), ("assignment", "id")] {
        let sql = Sql::new(&format!("DELETE FROM {table} WHERE {column} IN ")).ids(assignments.iter().map(|id| id.0));
        work.tx.execute(sql).await?;
    }
    Ok(())
}
