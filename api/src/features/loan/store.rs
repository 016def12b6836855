//! Queries on loans.

use kyndig_db::Sql;
use kyndig_domain::ids::PositionId;

use crate::{auth::Work, http::Failure};

/// The temporary positions of the ongoing loans of these positions.
pub async fn temporary_positions(work: &Work<'_>, homes: &[PositionId]) -> Result<Vec<PositionId>, Failure> {
    let sql = Sql::new(
        "SELECT p.id FROM loan l JOIN position p ON p.loan_id = l.id WHERE l.state = 'ongoing' AND l.position_id IN ",
    )
    .list(homes.iter().copied())
    .push(" ORDER BY p.id");
    Ok(work.tx.column(sql).await?)
}

/// Ends the ongoing loans of these positions with yesterday, or with their first day where that is today.
pub async fn cut_short(work: &Work<'_>, homes: &[PositionId]) -> Result<(), Failure> {
    let yesterday = work.today.pred_opt().unwrap_or(work.today);
    let sql = Sql::new("UPDATE loan SET state = 'finished', version = version + 1, ends_on = CASE WHEN starts_on > ")
        .bind(yesterday)
        .push(" THEN starts_on WHEN ends_on < ")
        .bind(yesterday)
        .push(" THEN ends_on ELSE ")
        .push(if work.tx.is_postgres() { "CAST(" } else { "(" })
        .bind(yesterday)
        .push(if work.tx.is_postgres() { " AS date)" } else { ")" })
        .push(" END WHERE state = 'ongoing' AND position_id IN ")
        .list(homes.iter().copied());
    work.tx.execute(sql).await?;
    Ok(())
}
