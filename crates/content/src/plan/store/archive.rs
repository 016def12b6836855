//! Queries on archived plans (PLN-11).

use kyndig_db::Sql;
use kyndig_domain::ids::{PersonId, PlanId};
use kyndig_platform::{auth::Work, http::Failure};

pub async fn archive(work: &Work<'_>, plan: PlanId, by: PersonId, reason: &str) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE plan SET version = version + 1, archived_at = ")
        .bind(work.now)
        .push(", archived_by = ")
        .bind(by)
        .push(", archive_reason = ")
        .bind(reason)
        .push(" WHERE id = ")
        .bind(plan);
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn restore(work: &Work<'_>, plan: PlanId) -> Result<(), Failure> {
    let sql = Sql::new(
        "UPDATE plan SET version = version + 1, archived_at = NULL, archived_by = NULL, archive_reason = NULL WHERE id = ",
    )
    .bind(plan);
    work.tx.execute(sql).await?;
    Ok(())
}
