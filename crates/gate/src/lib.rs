//! The gate: every change to a standing, an assignment, a plan's content or a position goes through `change`: lock the
//! plan, the requirements, then the people in id order; retract the counters of what is touched; apply the change;
//! derive the rows, repetitions, expiries and completions from the facts; assert the counters again. Where only
//! standings change, the old standings are kept instead, and only those that moved are counted.

mod affected;
mod completion;
pub mod counters;
mod derive;
pub mod history;
mod impact;
pub mod lock;
pub mod relevance;
mod repetition;
mod snapshot;

pub use affected::Affected;
pub use completion::{Approval, approvals, open as open_work, restore_approvals};
pub use impact::foresee;

use kyndig_platform::{auth::Work, http::Failure};

tokio::task_local! {
    static INSIDE: ();
}

/// Runs a change of what `touched` names. `touched` is evaluated before and after, and the locks ensure that it means
/// the same pairs both times. Not reentrant: a gate inside a gate would retract the same cells twice, and is refused.
pub async fn change<T>(
    work: &Work<'_>,
    affected: &Affected,
    change: impl AsyncFnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    if INSIDE.try_with(|()| ()).is_ok() {
        return Err(Failure::Internal(anyhow::anyhow!("{} enters the gate inside the gate", work.permission)));
    }
    if affected.is_empty() {
        return change().await;
    }
    lock::all(work, affected).await?;
    let snapshot = snapshot::read(work, affected).await?;
    if snapshot.is_none() {
        counters::retract(work, affected).await?;
    }
    let value = INSIDE.scope((), change()).await?;
    derive::facts(work, affected).await?;
    completion::derive(work, affected, snapshot.as_deref()).await?;
    counters::assert(work, affected, snapshot.as_deref()).await?;
    Ok(value)
}
