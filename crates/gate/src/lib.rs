//! The one gate (mechanism 3): every change to a standing, an assignment, a plan's content or a position goes
//! through `change`: lock the plan, the requirements, then the people in id order; retract the counters of what
//! is touched; change; make the rows, what repeats, expiries and completions follow from the facts; assert the counters
//! again. Where nothing but standings changes, how they stood is kept instead, and only those that moved are counted.

mod completion;
pub mod counters;
mod follow;
pub mod history;
mod impact;
pub mod lock;
pub mod relevance;
mod repetition;
mod stood;
mod touched;

pub use completion::{Approval, approvals, open as open_work, restore_approvals};
pub use impact::foresee;
pub use touched::Touched;

use kyndig_platform::{auth::Work, http::Failure};

tokio::task_local! {
    static INSIDE: ();
}

/// Runs a change of what `touched` names. `touched` is evaluated before and after, and the locks see to it that it
/// means the same pairs both times. One change at a time: a gate inside a gate would retract the same cells twice,
/// and is refused.
pub async fn change<T>(
    work: &Work<'_>,
    touched: &Touched,
    change: impl AsyncFnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    if INSIDE.try_with(|()| ()).is_ok() {
        return Err(Failure::Internal(anyhow::anyhow!("{} enters the gate inside the gate", work.permission)));
    }
    if touched.is_empty() {
        return change().await;
    }
    lock::all(work, touched).await?;
    let stood = stood::read(work, touched).await?;
    if stood.is_none() {
        counters::retract(work, touched).await?;
    }
    let value = INSIDE.scope((), change()).await?;
    follow::facts(work, touched).await?;
    completion::follow(work, touched, stood.as_deref()).await?;
    counters::assert(work, touched, stood.as_deref()).await?;
    Ok(value)
}
