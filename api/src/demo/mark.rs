//! Records that a demo was begun, and that it was finished: as a run in `job_run`, whose end is written last.

use kyndig_db::{Sql, sql};
use kyndig_platform::{auth::as_system, http::Failure, state::State};
use sea_orm::FromQueryResult;

use super::Size;

const JOB: &str = "demo";

#[derive(FromQueryResult)]
struct Row {
    outcome: Option<String>,
    finished: bool,
}

/// The demo that was begun here, and whether it was finished.
pub async fn read(state: &State) -> Result<Option<(Size, bool)>, Failure> {
    let row: Option<Row> = as_system(state.system(), JOB, async |work| {
        let sql = sql!("SELECT outcome, finished_at IS NOT NULL AS finished FROM job_run WHERE job = {JOB}", JOB);
        Ok(work.tx.one(sql.push(" ORDER BY due_at DESC LIMIT 1")).await?)
    })
    .await?;
    Ok(row.and_then(|row| {
        let size = Size::ALL.into_iter().find(|size| row.outcome.as_deref() == Some(size.name()))?;
        Some((size, row.finished))
    }))
}

pub async fn begin(state: &State, size: Size) -> Result<(), Failure> {
    as_system(state.system(), JOB, async |work| {
        // one that wrote nothing does not count
        work.tx.execute(sql!("DELETE FROM job_run WHERE job = {JOB}", JOB)).await?;
        let sql = Sql::new("INSERT INTO job_run (job, due_at, started_at, outcome) VALUES ").rows([[
            JOB.into(),
            work.now.into(),
            work.now.into(),
            size.name().into(),
        ]]);
        work.tx.execute(sql).await?;
        Ok(())
    })
    .await
}

pub async fn finish(state: &State, size: Size) -> Result<(), Failure> {
    as_system(state.system(), JOB, async |work| {
        let sql = sql!("UPDATE job_run SET finished_at = {now} WHERE outcome = ", now = work.now);
        work.tx.execute(sql.bind(size.name()).push(" AND job = ").bind(JOB)).await?;
        Ok(())
    })
    .await
}
