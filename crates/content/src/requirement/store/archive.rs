//! Queries on what is taken out of use: reset, archived, deleted.

use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    standing::Status,
};
use kyndig_platform::{auth::Work, http::Failure};

/// How many they are.
pub async fn started(work: &Work<'_>, requirement: RequirementId) -> Result<i64, Failure> {
    let sql = Sql::new("SELECT count(*) FROM standing WHERE requirement_id = ")
        .bind(requirement)
        .push(" AND status <> ")
        .bind(Status::NotStarted);
    Ok(work.tx.value(sql).await?.unwrap_or_default())
}

/// Out of use. To be run inside the gate.
pub async fn archive(work: &Work<'_>, requirement: RequirementId, by: PersonId, reason: &str) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE requirement SET version = version + 1, archived_at = ")
        .bind(work.now)
        .push(", archived_by = ")
        .bind(by)
        .push(", archive_reason = ")
        .bind(reason)
        .push(" WHERE id = ")
        .bind(requirement);
    work.tx.execute(sql).await?;
    Ok(())
}

/// As it was before. To be run inside the gate.
pub async fn restore(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    let sql = Sql::new(
        "UPDATE requirement SET version = version + 1, archived_at = NULL, archived_by = NULL, archive_reason = NULL \
         WHERE id = ",
    )
    .bind(requirement);
    work.tx.execute(sql).await?;
    Ok(())
}

/// Whether anything remembers it: a plan, a version of one, somebody's standing.
pub async fn is_remembered(work: &Work<'_>, requirement: RequirementId) -> Result<bool, Failure> {
    let sql = Sql::new("SELECT 1 FROM plan_requirement WHERE requirement_id = ")
        .bind(requirement)
        .push(" UNION ALL SELECT 1 FROM standing WHERE requirement_id = ")
        .bind(requirement)
        .push(" UNION ALL SELECT 1 FROM plan_version WHERE content LIKE ")
        .bind(format!("%{requirement}%"));
    Ok(work.tx.exists(sql).await?)
}

/// The number of one that rests on it.
pub async fn rested_on_by(work: &Work<'_>, requirement: RequirementId) -> Result<Option<i32>, Failure> {
    let sql = Sql::new(
        "SELECT r.number FROM requirement_prerequisite p JOIN requirement r ON r.id = p.requirement_id \
         WHERE p.prerequisite_id = ",
    )
    .bind(requirement)
    .push(" ORDER BY r.number LIMIT 1");
    Ok(work.tx.value(sql).await?)
}

/// Altogether. The caller has seen that nothing remembers it.
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
    work.tx.execute(Sql::new("DELETE FROM requirement WHERE id = ").bind(requirement)).await?;
    Ok(())
}
