//! Queries for resetting a requirement.

use kyndig_db::sql;
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    standing::Status,
};
use kyndig_platform::{auth::Work, http::Failure};

/// The people whose standing on it is other than not started.
pub async fn started_by(work: &Work<'_>, requirement: RequirementId) -> Result<Vec<PersonId>, Failure> {
    let sql = sql!(
        "SELECT person_id FROM standing WHERE requirement_id = {requirement} AND status <> {status} \
         ORDER BY person_id",
        requirement,
        status = Status::NotStarted,
    );
    Ok(work.tx.column(sql).await?)
}

/// All people back to not started: repetitions are set aside, points are to be ticked again. To be run inside the gate.
pub async fn reset(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    let repetitions = sql!(
        "UPDATE repetition SET set_aside_at = {now} WHERE set_aside_at IS NULL \
         AND requirement_id = {requirement}",
        now = work.now,
        requirement,
    );
    work.tx.execute(repetitions).await?;
    let ticks = sql!("DELETE FROM checklist_tick WHERE requirement_id = {requirement}", requirement);
    work.tx.execute(ticks).await?;
    let standings = sql!(
        "UPDATE standing SET status = 'not_started', performed_on = NULL, expires_on = NULL, expiry_is_manual \
         = FALSE, chosen_expiry = NULL, done_at = NULL, comment = '', request_id = NULL, before = NULL, \
         version = version + 1, changed_at = {now} WHERE status <> 'not_started' \
         AND requirement_id = {requirement}",
        now = work.now,
        requirement,
    );
    work.tx.execute(standings).await?;
    Ok(())
}
