//! PLN-3, PLN-4, PLN-8: sections, and requirements added and removed. Nothing here makes a version, since employees see
//! only what is activated.

use std::collections::HashSet;

use kyndig_contract::plan::{AdaptedValidity, AddRequirements, PlanDetails, ReorderPlan, UpdateSection};
use kyndig_domain::{
    ids::{PlanId, PlanRequirementId, RequirementId, SectionId},
    plan::{InPlan, PlanRequirementState},
    requirement::Level,
    version::after_approval,
};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure, IfMatch, Versioned},
};

use super::{
    changed,
    goal::{self, arrangeable, fillable},
    person, section_there, touch, version,
};
use crate::{
    plan::store::{Row, content as store, content::Place, goal as goals, version::stored},
    requirement,
};

/// As many as an order of the whole plan can name.
const MOST_SECTIONS: usize = 200;
/// As many as can be approved at once.
const MOST_REQUIREMENTS: usize = 1000;

pub async fn add_section(
    work: &Work<'_>,
    plan: PlanId,
    name: &str,
    may_be_not_relevant: bool,
) -> Result<SectionId, Failure> {
    arrangeable(work, plan, None).await?;
    if store::sections(work, plan).await?.len() >= MOST_SECTIONS {
        return Err(Code::PlanFull.into());
    }
    let after = store::last_ordinal(work, plan, None).await?;
    let id = store::insert_section(work, plan, (name.trim(), may_be_not_relevant), after + 1).await?;
    touch(work, plan).await?;
    Ok(id)
}

/// Neither makes a version (PLN-3).
pub async fn update_section(
    work: &Work<'_>,
    plan: PlanId,
    section: SectionId,
    seen: IfMatch,
    request: &UpdateSection,
) -> Result<Versioned<PlanDetails>, Failure> {
    arrangeable(work, plan, Some(seen)).await?;
    section_there(work, plan, section).await?;
    store::update_section(work, section, request.name.as_deref().map(str::trim), request.may_be_not_relevant).await?;
    changed(work, plan).await
}

pub async fn remove_section(
    work: &Work<'_>,
    plan: PlanId,
    section: SectionId,
) -> Result<Versioned<PlanDetails>, Failure> {
    arrangeable(work, plan, None).await?;
    section_there(work, plan, section).await?;
    let goals = goals::of_plan(work, plan).await?;
    if goals.iter().any(|goal| goal.section_id == section)
        || store::places(work, plan).await?.iter().any(|place| place.section_id == section)
    {
        return Err(Code::SectionNotEmpty.into());
    }
    store::delete_section(work, section).await?;
    changed(work, plan).await
}

/// The order must name every section and every requirement of the plan exactly once.
pub async fn reorder(
    work: &Work<'_>,
    plan: PlanId,
    seen: IfMatch,
    order: &ReorderPlan,
) -> Result<Versioned<PlanDetails>, Failure> {
    let row = fillable(work, plan, Some(seen)).await?;
    let mut sections: Vec<SectionId> =
        store::sections(work, plan).await?.into_iter().map(|section| section.id).collect();
    let within = goal::in_order(work, plan, &row, &sections, &order.sections).await?;
    let mut places: Vec<PlanRequirementId> =
        store::places(work, plan).await?.into_iter().map(|place| place.id).collect();
    let mut named_sections: Vec<SectionId> = order.sections.iter().map(|section| section.id).collect();
    let mut named_places: Vec<PlanRequirementId> =
        order.sections.iter().flat_map(|section| section.requirements.iter().copied()).collect();
    sections.sort_unstable();
    named_sections.sort_unstable();
    places.sort_unstable();
    named_places.sort_unstable();
    if !within || sections != named_sections || places != named_places {
        return Err(Failure::invalid("sections", "invalid"));
    }
    store::reorder(work, &order.sections).await?;
    changed(work, plan).await
}

/// Existing requirements, or a new one of the plan's unit; inactive until they are activated (PLN-5).
pub async fn add_requirements(
    work: &Work<'_>,
    plan: PlanId,
    section: SectionId,
    request: &AddRequirements,
) -> Result<Vec<PlanRequirementId>, Failure> {
    let row = fillable(work, plan, None).await?;
    section_there(work, plan, section).await?;
    let goal = goal::named(work, plan, &row, section, request.goal_id).await?;
    let held = store::places(work, plan).await?;
    let requirements = match &request.new {
        Some(_) if !request.requirement_ids.is_empty() => return Err(Failure::invalid("new", "invalid")),
        None if request.requirement_ids.is_empty() => return Err(Failure::invalid("requirementIds", "required")),
        Some(new) => {
            vec![requirement::service::create_owned(work, row.unit_id, row.kind.holds(), row.level, new).await?]
        }
        None => {
            let held: HashSet<RequirementId> =
                held.iter().filter(|place| place.goal_id == goal).map(|place| place.requirement_id).collect();
            existing(work, &row, &held, &request.requirement_ids).await?;
            request.requirement_ids.clone()
        }
    };
    if held.len() + requirements.len() > MOST_REQUIREMENTS {
        return Err(Code::PlanFull.into());
    }
    let after = store::last_ordinal(work, plan, Some(section)).await?;
    let added = store::insert_places(work, plan, (section, goal), &requirements, after, person(work)?).await?;
    touch(work, plan).await?;
    Ok(added)
}

/// PLN-4: not the same one twice in a plan, or in a goal, and only those shared with the plan's unit.
async fn existing(
    work: &Work<'_>,
    plan: &Row,
    held: &HashSet<RequirementId>,
    requirements: &[RequirementId],
) -> Result<(), Failure> {
    let shared: HashSet<RequirementId> =
        requirement::service::shared(work, requirements, plan.unit_id, plan.kind.holds()).await?.into_iter().collect();
    let levels = requirement::service::held(work, requirements).await?;
    let mut named = HashSet::new();
    for (index, requirement) in requirements.iter().enumerate() {
        let field = format!("requirementIds[{index}]");
        if !shared.contains(requirement) {
            return Err(Failure::field(Code::RequirementNotInPlanScope, &field));
        }
        // PLN-2
        if levels.get(requirement).is_some_and(|one| !plan.kind.takes(one.level)) {
            return Err(Failure::field(Code::NationalForResidents, &field));
        }
        if held.contains(requirement) || !named.insert(*requirement) {
            return Err(Failure::field(Code::AlreadyInPlan, &field));
        }
    }
    Ok(())
}

pub async fn remove_requirement(
    work: &Work<'_>,
    plan: PlanId,
    place: PlanRequirementId,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (row, place) = place_of(work, plan, place, None).await?;
    if !in_plan(work, &row, &place).await?.may_be_removed(work.now) {
        return Err(Code::CannotRemove.into());
    }
    // An inactive one is not visible to employees.
    let seen = (place.state == PlanRequirementState::Active).then_some(place.requirement_id);
    gate::change(work, &Affected::in_plan(plan, seen.into_iter().collect()), async || {
        store::delete_place(work, place.id).await
    })
    .await?;
    changed(work, plan).await
}

/// PLN-8: out of use in this plan; those who have it see that it was there, and their progress.
pub async fn deactivate_requirement(
    work: &Work<'_>,
    plan: PlanId,
    place: PlanRequirementId,
    seen: IfMatch,
    reason: &str,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (row, place) = place_of(work, plan, place, Some(seen)).await?;
    let there = in_plan(work, &row, &place).await?;
    if !there.may_be_deactivated() {
        return Err(match place.state {
            PlanRequirementState::Deactivated | PlanRequirementState::Archived => Code::AlreadyDeactivated,
            _ if there.level == Level::National => Code::National,
            _ if row.is_template => Code::IsTemplate,
            _ => Code::NotActive,
        }
        .into());
    }
    let by = person(work)?;
    gate::change(work, &Affected::in_plan(plan, vec![place.requirement_id]), async || {
        store::deactivate(work, place.id, by, reason.trim()).await
    })
    .await?;
    changed(work, plan).await
}

/// PLN-8: into the chosen section, or the goal that it was in. It reappears for all who have the plan, which makes a
/// version.
pub async fn reactivate_requirement(
    work: &Work<'_>,
    plan: PlanId,
    place: PlanRequirementId,
    seen: IfMatch,
    section: Option<SectionId>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (row, place) = place_of(work, plan, place, Some(seen)).await?;
    if place.state != PlanRequirementState::Deactivated {
        return Err(Code::NotDeactivated.into());
    }
    let section = match (section, place.goal_id) {
        (Some(section), None) => section,
        (None, Some(_)) => place.section_id,
        (None, None) => return Err(Failure::invalid("sectionId", "required")),
        (Some(_), Some(_)) => return Err(Failure::invalid("sectionId", "invalid")),
    };
    if !store::sections(work, plan).await?.iter().any(|held| held.id == section) {
        return Err(Failure::invalid("sectionId", "unknown"));
    }
    let after = store::last_ordinal(work, plan, Some(section)).await?;
    gate::change(work, &Affected::in_plan(plan, vec![place.requirement_id]), async || {
        store::reactivate(work, place.id, section, after + 1).await?;
        version::make(work, plan, after_approval(stored(row.major, row.minor), 1)).await
    })
    .await?;
    audit::log(work, "plan", Some(plan.0), None).await?;
    super::get(work, plan).await
}

/// REQ-14: a validity of the plan's own, where the requirement allows one; without days, the requirement's.
pub async fn adapt_validity(
    work: &Work<'_>,
    plan: PlanId,
    place: PlanRequirementId,
    seen: IfMatch,
    to: Option<&AdaptedValidity>,
) -> Result<Versioned<PlanDetails>, Failure> {
    let (_, place) = place_of(work, plan, place, Some(seen)).await?;
    if to.is_some()
        && !requirement::service::held(work, &[place.requirement_id]).await?.values().any(|held| held.adaptable)
    {
        return Err(Code::NothingToAdapt.into());
    }
    gate::change(work, &Affected::in_plan(plan, vec![place.requirement_id]), async || {
        store::adapt(work, place.id, to.map(|to| to.validity_days), to.map(|to| to.reason.trim())).await
    })
    .await?;
    changed(work, plan).await
}

async fn in_plan(work: &Work<'_>, plan: &Row, place: &Place) -> Result<InPlan, Failure> {
    let (kind, level) = requirement::service::made_as(work, place.requirement_id).await?;
    Ok(place.in_plan(plan, kind, level))
}

async fn place_of(
    work: &Work<'_>,
    plan: PlanId,
    place: PlanRequirementId,
    seen: Option<IfMatch>,
) -> Result<(Row, Place), Failure> {
    let row = fillable(work, plan, seen).await?;
    let places = store::places(work, plan).await?;
    let place = places.into_iter().find(|held| held.id == place).ok_or_else(Failure::not_found)?;
    Ok((row, place))
}
