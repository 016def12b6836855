//! ASG-4: a deactivated plan is shown as it was then, content and progress, regardless of later changes.

use kyndig_domain::ids::AssignmentId;
use kyndig_platform::{auth::Work, http::Failure};

use super::store::snapshot as store;

/// Stores the present content and progress of these; to be called once, when they are deactivated.
pub async fn freeze(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    if assignments.is_empty() {
        return Ok(());
    }
    store::keep(work, assignments).await
}

/// They are active again, and show the present state.
pub async fn thaw(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    if assignments.is_empty() {
        return Ok(());
    }
    store::purge(work, assignments).await
}
