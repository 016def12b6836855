//! Queries on taking requirements out of use: reset, archived, deleted.

use kyndig_db::{Sql, sql};
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    standing::Status,
};
use kyndig_platform::{auth::Work, http::Failure};

/// The number of people who have started it.
pub async fn started(work: &Work<'_>, requirement: RequirementId) -> Result<i64, Failure> {
    let sql = sql!(
        "SELECT count(*) FROM standing WHERE requirement_id = {requirement} AND status <> {status}",
        requirement,
        status = Status::NotStarted,
    );
    Ok(work.tx.value(sql).await?.unwrap_or_default())
}

/// Out of use. To be run inside the gate.
pub async fn archive(work: &Work<'_>, requirement: RequirementId, by: PersonId, reason: &str) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE requirement SET version = version + 1, archived_at = {now}, archived_by = {by}, \
         archive_reason = {reason} WHERE id = {requirement}",
        now = work.now,
        by,
        reason,
        requirement,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Restores the previous state. To be run inside the gate.
pub async fn restore(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE requirement SET version = version + 1, archived_at = NULL, archived_by = NULL, archive_reason \
         = NULL WHERE id = {requirement}",
        requirement,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Whether anything refers to it: a plan, a version of one, a person's standing.
pub async fn is_remembered(work: &Work<'_>, requirement: RequirementId) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT 1 FROM plan_requirement WHERE requirement_id = {requirement} UNION ALL SELECT 1 \
         FROM standing WHERE requirement_id = {requirement} UNION ALL SELECT 1 FROM plan_version \
         WHERE content LIKE {content}",
        requirement,
        content = format!("%{requirement}%"),
    );
    Ok(work.tx.exists(sql).await?)
}

/// The number of a requirement that depends on it.
pub async fn rested_on_by(work: &Work<'_>, requirement: RequirementId) -> Result<Option<i32>, Failure> {
    let sql = sql!(
        "SELECT r.number FROM requirement_prerequisite p JOIN requirement r ON r.id = p.requirement_id \
         WHERE p.prerequisite_id = {requirement} ORDER BY r.number LIMIT 1",
        requirement,
    );
    Ok(work.tx.value(sql).await?)
}

/// Deletes it entirely. The caller has checked that nothing refers to it.
pub async fn delete(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    for table in [
        "requirement_description",
        "requirement_prerequisite",
        "requirement_share",
        "requirement_draft",
        "requirement_version",
    ] {
        let sql = Sql::new(&format!("DELETE FROM {table} WHERE requirement_id = ")).bind(requirement);
        work.tx.execute(sql).await?;
    }
    work.tx.execute(sql!("DELETE FROM requirement WHERE id = {requirement}", requirement)).await?;
    Ok(())
}
