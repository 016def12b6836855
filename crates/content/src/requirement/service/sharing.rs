//! REQ-9: which units' plans can add a requirement. Ending a share changes nothing for the plans that have it.

use std::collections::BTreeSet;

use kyndig_contract::requirement::{RequirementDetails, ShareWithUnits};
use kyndig_domain::{
    ids::{RequirementId, UnitId},
    requirement::RequirementKind,
};
use kyndig_people::unit;
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Failure, IfMatch, Versioned},
};

use super::{editable, get};
use crate::requirement::store;

/// With any unit of the region: renews an ended share, or changes whether the units below are included.
pub async fn share(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
    unit: UnitId,
    with_subunits: bool,
) -> Result<Versioned<RequirementDetails>, Failure> {
    editable(work, id, seen).await?;
    if !unit::service::exists(work, unit).await? {
        return Err(Failure::not_found());
    }
    store::sharing::share(work, id, &[unit], with_subunits).await?;
    changed(work, id).await
}

/// With several units at once.
pub async fn share_with(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
    request: &ShareWithUnits,
) -> Result<Versioned<RequirementDetails>, Failure> {
    editable(work, id, seen).await?;
    let units: BTreeSet<UnitId> = request.unit_ids.iter().copied().collect();
    unit::service::all_exist(work, &request.unit_ids, "unitIds").await?;
    store::sharing::share(work, id, &units.into_iter().collect::<Vec<_>>(), request.with_subunits).await?;
    changed(work, id).await
}

pub async fn end_share(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
    unit: UnitId,
) -> Result<Versioned<RequirementDetails>, Failure> {
    editable(work, id, seen).await?;
    if !store::sharing::end(work, id, unit).await? {
        return Err(Failure::not_found());
    }
    changed(work, id).await
}

async fn changed(work: &Work<'_>, id: RequirementId) -> Result<Versioned<RequirementDetails>, Failure> {
    store::bump(work, id).await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    get(work, id).await
}

/// Which of these a plan of this unit and this kind may add (PLN-4).
pub async fn shared(
    work: &Work<'_>,
    requirements: &[RequirementId],
    unit: UnitId,
    kind: RequirementKind,
) -> Result<Vec<RequirementId>, Failure> {
    store::sharing::shared(work, requirements, unit, kind).await
}
