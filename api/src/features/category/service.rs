//! CAT-1: branches of the trusts and of the region for requirements, and of the specialities for learning activities.

use kyndig_domain::{ids::CategoryId, requirement::RequirementKind};

use super::store;
use crate::{auth::Work, http::Failure};

/// Whether this kind of requirement can be filed there; a problem of the field where not.
pub async fn takes(work: &Work<'_>, category: CategoryId, kind: RequirementKind, field: &str) -> Result<(), Failure> {
    let row = store::one(work, category).await?.ok_or_else(|| Failure::invalid(field, "unknown"))?;
    // A speciality's branch is for activities; a unit's takes both.
    if row.speciality.is_some() && kind == RequirementKind::Requirement {
        return Err(Failure::invalid(field, "invalid"));
    }
    Ok(())
}
