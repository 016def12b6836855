//! Queries on what is taken out of use: reset, archived, deleted.

use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, RequirementId, SignatureRequestId},
    plan::PlanRequirementState,
    signature::RequestStatus,
    standing::Status,
};
use sea_orm::FromQueryResult;

use crate::{auth::Work, http::Failure};

/// The people whose standing on it is anything but not started.
pub async fn started_by(work: &Work<'_>, requirement: RequirementId) -> Result<Vec<PersonId>, Failure> {
    let sql = Sql::new("SELECT person_id FROM standing WHERE requirement_id = ")
        .bind(requirement)
        .push(" AND status <> ")
        .bind(Status::NotStarted)
        .push(" ORDER BY person_id");
    Ok(work.tx.column(sql).await?)
}

/// How many they are.
pub async fn started(work: &Work<'_>, requirement: RequirementId) -> Result<i64, Failure> {
    let sql = Sql::new("SELECT count(*) FROM standing WHERE requirement_id = ")
        .bind(requirement)
        .push(" AND status <> ")
        .bind(Status::NotStarted);
    Ok(work.tx.value(sql).await?.unwrap_or_default())
}

/// Everybody back to not started: repetitions are set aside, points are to be ticked again. To be run inside the gate.
pub async fn reset(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    let repetitions = Sql::new("UPDATE repetition SET set_aside_at = ")
        .bind(work.now)
        .push(" WHERE set_aside_at IS NULL AND requirement_id = ")
        .bind(requirement);
    work.tx.execute(repetitions).await?;
    let ticks = Sql::new("DELETE FROM checklist_tick WHERE requirement_id = ").bind(requirement);
    work.tx.execute(ticks).await?;
    let requests = Sql::new("UPDATE signature_request SET status = 'recalled', version = version + 1, decided_at = ")
        .bind(work.now)
        .push(" WHERE status = 'awaiting' AND requirement_id = ")
        .bind(requirement);
    work.tx.execute(requests).await?;
    let standings = Sql::new(
        "UPDATE standing SET status = 'not_started', performed_on = NULL, expires_on = NULL, expiry_is_manual = FALSE, \
         chosen_expiry = NULL, done_at = NULL, comment = '', request_id = NULL, before = NULL, version = version + 1, changed_at = ",
    )
    .bind(work.now)
    .push(" WHERE status <> 'not_started' AND requirement_id = ")
    .bind(requirement);
    work.tx.execute(standings).await?;
    Ok(())
}

/// Out of use in every plan that holds it; each place remembers what it was. To be run inside the gate.
pub async fn archive(work: &Work<'_>, requirement: RequirementId, by: PersonId, reason: &str) -> Result<(), Failure> {
    let places = Sql::new("UPDATE plan_requirement SET state_before = state, state = ")
        .bind(PlanRequirementState::Archived)
        .push(" WHERE requirement_id = ")
        .bind(requirement);
    work.tx.execute(places).await?;
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

/// What mails call it.
pub async fn name(work: &Work<'_>, requirement: RequirementId) -> Result<String, Failure> {
    let sql = Sql::new("SELECT name FROM requirement WHERE id = ").bind(requirement);
    work.tx.value(sql).await?.ok_or_else(Failure::not_found)
}

/// A request that is not to be decided any more.
#[derive(Debug, FromQueryResult)]
pub struct Withdrawn {
    pub id: SignatureRequestId,
    pub person_id: PersonId,
    pub signer_id: PersonId,
}

/// REQ-13: what waits for a signature on it leaves the signers' lists; comes back with it, if it does. To be run inside
/// the gate.
pub async fn withdraw_requests(work: &Work<'_>, requirement: RequirementId) -> Result<Vec<Withdrawn>, Failure> {
    let sql = Sql::new("UPDATE signature_request SET status = ")
        .bind(RequestStatus::Withdrawn)
        .push(", decided_at = ")
        .bind(work.now)
        .push(", version = version + 1 WHERE status = ")
        .bind(RequestStatus::Awaiting)
        .push(" AND requirement_id = ")
        .bind(requirement)
        .push(" RETURNING id, person_id, signer_id");
    let mut rows: Vec<Withdrawn> = work.tx.all(sql).await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// As it was before. To be run inside the gate.
pub async fn restore(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    let places = Sql::new(
        "UPDATE plan_requirement SET state = state_before, state_before = NULL WHERE state_before IS NOT NULL \
         AND requirement_id = ",
    )
    .bind(requirement);
    work.tx.execute(places).await?;
    let requests = Sql::new("UPDATE signature_request SET status = ")
        .bind(RequestStatus::Awaiting)
        .push(", decided_at = NULL, version = version + 1 WHERE status = ")
        .bind(RequestStatus::Withdrawn)
        .push(" AND requirement_id = ")
        .bind(requirement);
    work.tx.execute(requests).await?;
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
