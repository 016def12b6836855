//! What happens to loans.

use kyndig_domain::ids::PositionId;

use super::store;
use crate::{auth::Work, http::Failure};

/// These employments close: their ongoing loans have run out. Gives the temporary positions to close with them.
/// Loans that have not begun wait for their first day, when they come to nothing unless the employment is open
/// again.
pub async fn end_with_employment(work: &Work<'_>, homes: &[PositionId]) -> Result<Vec<PositionId>, Failure> {
    let temporary = store::temporary_positions(work, homes).await?;
    if !temporary.is_empty() {
        store::cut_short(work, homes).await?;
    }
    Ok(temporary)
}
