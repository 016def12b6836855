//! The one gate (mechanism 3): every change to a standing, an assignment, a plan's content or a position goes
//! through `change`: lock the plan, then the people in id order; retract the counters of what is touched;
//! change; make the rows, expiries and completions follow from the facts; assert the counters again.

mod completion;
pub mod counters;
mod follow;
mod touched;

pub use touched::Touched;

use kyndig_db::Sql;

use crate::{auth::Work, http::Failure};

/// Runs a change of what `touched` names. `touched` is evaluated before and after and must mean the same
/// pairs both times.
pub async fn change<T>(
    work: &Work<'_>,
    touched: &Touched,
    change: impl AsyncFnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    if touched.is_empty() {
        return change().await;
    }
    lock(work, touched).await?;
    counters::retract(work, touched).await?;
    let value = change().await?;
    follow::rows(work, touched).await?;
    follow::expiries(work, touched).await?;
    completion::follow(work, touched).await?;
    counters::assert(work, touched).await?;
    Ok(value)
}

/// SQLite has one writer, so there is nothing to lock there.
async fn lock(work: &Work<'_>, touched: &Touched) -> Result<(), Failure> {
    if !work.tx.is_postgres() {
        return Ok(());
    }
    if let Some(plan) = touched.plan() {
        work.tx.execute(Sql::new("SELECT id FROM plan WHERE id = ").bind(plan).push(" FOR UPDATE")).await?;
    }
    let people = Sql::new("SELECT id FROM person WHERE id IN (")
        .append(&touched.people_sql())
        .push(") ORDER BY id FOR NO KEY UPDATE");
    work.tx.execute(people).await?;
    Ok(())
}
