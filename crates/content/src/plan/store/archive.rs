//! Queries on archived plans (PLN-11).

use kyndig_db::sql;
use kyndig_domain::ids::{PersonId, PlanId};
use kyndig_platform::{auth::Work, http::Failure};

pub async fn archive(work: &Work<'_>, plan: PlanId, by: PersonId, reason: &str) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE plan SET version = version + 1, archived_at = {now}, archived_by = {by}, archive_reason = \
         {reason} WHERE id = {plan}",
        now = work.now,
        by,
        reason,
        plan,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn restore(work: &Work<'_>, plan: PlanId) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE plan SET version = version + 1, archived_at = NULL, archived_by = NULL, archive_reason = NULL \
         WHERE id = {plan}",
        plan,
    );
    work.tx.execute(sql).await?;
    Ok(())
}
