//! ASG-4: a plan that was deactivated is shown as it was then, content and progress, whatever has become of it since.

use kyndig_domain::ids::AssignmentId;
use kyndig_platform::{auth::Work, http::Failure};

use super::store::snapshot as store;

/// Keeps what these say now; to be called with their deactivation, and once.
pub async fn freeze(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    if assignments.is_empty() {
        return Ok(());
    }
    store::keep(work, assignments).await
}

/// They are active again, and say what holds.
pub async fn thaw(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    if assignments.is_empty() {
        return Ok(());
    }
    store::purge(work, assignments).await
}
