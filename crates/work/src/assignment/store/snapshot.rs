//! ASG-4: the lines of deactivated plans as they were.

use kyndig_db::{Sql, sql};
use kyndig_domain::ids::AssignmentId;
use kyndig_platform::{auth::Work, http::Failure};

use super::{FOUND, Line, line, line_tables};

pub async fn purge(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    let sql = Sql::new("DELETE FROM assignment_line WHERE assignment_id IN ").ids(assignments.iter().map(|id| id.0));
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn keep(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    let (line, tables) = (line(), line_tables(FOUND));
    // PostgreSQL joins so many tables in the order given, and would reach these only after all others.
    let first = if work.tx.is_postgres() { " OFFSET 0" } else { "" };
    let sql = Sql::new(&format!(
        "INSERT INTO assignment_line (assignment_id, ordinal, section_id, heading, goal_id, goal_code, goal_name, \
         requirement_id, number, name, learning_method, documentation_method, needs_signature, repetitions, counted, status, \
         performed_on, expires_on, out_at, out_by, out_reason) \
         SELECT assignment_id, ordinal, section_id, heading, goal_id, goal_code, goal_name, requirement_id, number, name, \
         learning_method, documentation_method, needs_signature, repetitions, counted, status, performed_on, expires_on, \
         out_at, out_by, out_reason FROM (SELECT a.id AS assignment_id, row_number() OVER (PARTITION BY a.id \
           ORDER BY sec.ordinal, sec.id, g.ordinal, g.id, pr.ordinal, pr.id) AS ordinal, {line} \
           FROM (SELECT * FROM assignment WHERE id IN "
    ))
    .ids(assignments.iter().map(|id| id.0))
    .push(&format!("{first}) a {tables}) lines"));
    work.tx.execute(sql).await?;
    Ok(())
}

/// In order, without those archived since (REQ-13); empty where it was deactivated before lines were stored.
pub async fn lines(work: &Work<'_>, assignment: AssignmentId) -> Result<Vec<Line>, Failure> {
    let sql = sql!(
        "SELECT section_id, heading, FALSE AS may_be_not_relevant, goal_id, goal_code, goal_name, \
         requirement_id, number, name, learning_method, documentation_method, needs_signature, repetitions, \
         counted, status, performed_on, expires_on, CAST(NULL AS date) AS deadline, CAST(NULL AS text) AS \
         signer_name, out_at, out_by, out_reason, (SELECT ob.name FROM person ob \
         WHERE ob.id = out_by) AS out_by_name FROM assignment_line l WHERE NOT EXISTS (SELECT 1 \
         FROM requirement r WHERE r.id = l.requirement_id AND r.archived_at IS NOT NULL) \
         AND assignment_id = {assignment} ORDER BY ordinal",
        assignment,
    );
    Ok(work.tx.all(sql).await?)
}
