//! LOA-3, LOA-6: loans that begin and loans that have run out, by the day; LOA-1: and those whose receiver no longer
//! leads the unit. Each step processes a limited number and returns it: run again until it returns none. Idempotent.

use kyndig_db::entity::loan::Model as Loan;
use kyndig_domain::ids::{LoanId, PositionId};
use kyndig_platform::{audit, auth::Work, http::Failure};

use super::{service, store};
use crate::position;

/// Loans whose first day has come. One whose employment has closed meanwhile is cancelled.
pub async fn start(work: &Work<'_>, limit: u16) -> Result<usize, Failure> {
    let due = store::to_start(work, limit).await?;
    let (begin, void): (Vec<_>, Vec<_>) = due.iter().partition(|loan| loan.home_is_open);
    for loan in void {
        service::remove(work, loan.id).await?;
        audit::log(work, "loan", Some(loan.id.0), Some(loan.person_id)).await?;
    }
    let loans: Vec<LoanId> = begin.iter().map(|loan| loan.id).collect();
    let positions: Vec<PositionId> = begin.iter().map(|loan| loan.temporary_id).collect();
    store::set_ongoing(work, &loans).await?;
    position::service::open(work, &positions).await?;
    Ok(due.len())
}

/// Loans whose last day is over: the temporary position is closed, with its plans.
pub async fn finish(work: &Work<'_>, limit: u16) -> Result<usize, Failure> {
    let due = store::to_finish(work, limit).await?;
    let loans: Vec<LoanId> = due.iter().map(|loan| loan.id).collect();
    let positions: Vec<PositionId> = due.iter().map(|loan| loan.temporary_id).collect();
    store::set_finished(work, &loans).await?;
    position::service::close(work, &positions).await?;
    Ok(due.len())
}

/// LOA-1: loans whose receiver is still employed, and by HR leads neither the unit nor one above it any more, are
/// handed to the present manager, or to none. What was written to the first is not for the next, as where the unit
/// changes. A receiver who has left already counts as none, until another is named (POS-12).
pub async fn hand_over(work: &Work<'_>, limit: u16) -> Result<usize, Failure> {
    let due = store::led_no_more(work, limit).await?;
    for loan in &due {
        let manager_id = service::leads(work, loan.unit_id, loan.person_id).await?;
        let comment = if manager_id.is_some() { String::new() } else { loan.comment.clone() };
        service::update(work, loan, Loan { manager_id, comment, ..loan.clone() }).await?;
    }
    Ok(due.len())
}
