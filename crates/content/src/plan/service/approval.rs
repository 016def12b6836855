//! PLN-5 to PLN-7: pending changes are approved in one transaction, and the plan gets the version that follows from
//! their number.

use std::collections::HashSet;

use kyndig_contract::{impact::Impact, plan::PlanDetails};
use kyndig_domain::{
    ids::{PlanId, PlanRequirementId, RequirementId},
    plan::PlanRequirementState,
    version::after_approval,
};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Failure, IfMatch, Versioned},
};

use super::{goal::fillable, version, within_reach};
use crate::{
    plan::store::{content as store, content::Place, version::stored},
    requirement::service as requirements,
};

/// Activates the inactive ones of these, and first publishes the drafts of those that have one.
///
/// Locks as the gate does: plans, requirements, people.
pub async fn activate(
    work: &Work<'_>,
    plan: PlanId,
    seen: IfMatch,
    places: &[PlanRequirementId],
) -> Result<Versioned<PlanDetails>, Failure> {
    within_reach(work, plan).await?;
    let wanted: Vec<RequirementId> =
        chosen(work, plan, places).await?.iter().map(|place| place.requirement_id).collect();
    let mut elsewhere = gate::lock::for_publication(work, &wanted, Some(plan)).await?;
    let drafts = requirements::drafts(work, &wanted).await?;
    let drafted: Vec<RequirementId> = drafts.iter().map(requirements::Drafted::id).collect();
    elsewhere.retain(|other| *other != plan);
    let row = fillable(work, plan, Some(seen)).await?;

    let chosen = chosen(work, plan, places).await?;
    let inactive: Vec<&Place> = chosen.iter().filter(|place| place.state == PlanRequirementState::Inactive).collect();
    let approved = chosen
        .iter()
        .filter(|place| place.state == PlanRequirementState::Inactive || drafted.contains(&place.requirement_id))
        .count();
    if approved == 0 {
        return super::get(work, plan).await;
    }
    let appearing: Vec<RequirementId> = inactive.iter().map(|place| place.requirement_id).collect();
    let moving = requirements::moving(&drafts);
    let affected = if moving.is_empty() {
        Affected::in_plan(plan, appearing)
    } else {
        // People who have them in other plans are touched as well.
        Affected::requirements(appearing.into_iter().chain(moving).collect())
    };
    gate::change(work, &affected, async || {
        requirements::publish_drafts(work, &drafts).await?;
        store::activate(work, &inactive.iter().map(|place| place.id).collect::<Vec<_>>()).await?;
        let next = after_approval(stored(row.major, row.minor), approved);
        version::make(work, plan, next).await?;
        version::move_minor(work, &elsewhere).await
    })
    .await?;
    audit::log(work, "plan", Some(plan.0), None).await?;
    super::get(work, plan).await
}

/// What `activate` would mean to those who have the plan, or a requirement with a draft in any plan.
pub async fn foresee_activation(
    work: &Work<'_>,
    plan: PlanId,
    seen: IfMatch,
    places: &[PlanRequirementId],
) -> Result<Impact, Failure> {
    let wanted: Vec<RequirementId> =
        chosen(work, plan, places).await?.iter().map(|place| place.requirement_id).collect();
    let affected = if requirements::with_draft(work, &wanted).await?.is_empty() {
        Affected::in_plan(plan, wanted)
    } else {
        Affected::requirements(wanted)
    };
    gate::foresee(work, &affected, async || activate(work, plan, seen, places).await).await
}

/// These places of the plan; each must exist, and not be deactivated.
async fn chosen(work: &Work<'_>, plan: PlanId, places: &[PlanRequirementId]) -> Result<Vec<Place>, Failure> {
    let held = store::places(work, plan).await?;
    let mut named = HashSet::new();
    let mut found = Vec::with_capacity(places.len());
    for (index, id) in places.iter().enumerate() {
        let place = held.iter().find(|place| place.id == *id);
        match place.filter(|place| matches!(place.state, PlanRequirementState::Inactive | PlanRequirementState::Active))
        {
            None => return Err(Failure::invalid(format!("planRequirementIds[{index}]"), "unknown")),
            Some(place) if named.insert(place.id) => found.push(place.clone()),
            Some(_) => {}
        }
    }
    Ok(found)
}
