//! PLN-17: a plan as read for export, and the changes of an import. What may be imported is decided by the feature that
//! reads the file; here it is applied.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kyndig_contract::{
    goal::CreateGoal,
    plan::{AdaptedValidity, Completion, CreatePlan, SectionOrder, UpdatePlan},
    transfer::{GoalReference, TransferPlan},
};
use kyndig_domain::{
    ids::{GoalId, PlanId, PlanRequirementId, RequirementId, SectionId, UnitId},
    plan::{InPlan, PlanKind, PlanRequirementState, may_arrange, may_fill},
    requirement::{Level, RequirementKind},
    version::after_approval,
};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::{audit, auth::Work, http::Failure};

use super::{person, row, touch, version};
use crate::{
    plan::store::{self, content, goal, transfer as queries, version::stored},
    requirement::service as requirements,
};

pub use crate::plan::store::{
    content::Place,
    transfer::{NewGoal, NewPlace, NewSection, ReferenceRow},
};

/// A plan as it is here, each part with the id that it keeps across systems.
#[derive(Debug)]
pub struct Held {
    pub id: PlanId,
    pub name: String,
    /// The id of the plan across systems.
    pub known: String,
    /// The id across systems of the template that it is a copy of.
    pub template: Option<String>,
    pub kind: PlanKind,
    pub level: Level,
    pub is_template: bool,
    pub description: String,
    pub time_frame: String,
    pub literature: String,
    pub completion: Completion,
    pub owner: UnitId,
    pub archived: bool,
    pub can_edit: bool,
    pub can_archive: bool,
    pub may_fill: bool,
    pub may_arrange: bool,
    pub ever_assigned: bool,
    pub changed_at: DateTime<Utc>,
    pub version: i32,
    pub sections: Vec<HeldSection>,
    pub goals: Vec<HeldGoal>,
    /// In order within each section.
    pub places: Vec<Place>,
}

#[derive(Clone, Debug)]
pub struct HeldSection {
    pub id: SectionId,
    pub known: String,
    pub name: String,
    pub may_be_not_relevant: bool,
}

#[derive(Clone, Debug)]
pub struct HeldGoal {
    pub id: GoalId,
    pub section_id: SectionId,
    pub known: String,
    pub code: String,
    pub name: String,
    pub description: String,
    pub references: Vec<ReferenceRow>,
}

impl Held {
    /// What the rules need to know where a requirement is in it.
    pub fn standing(&self, place: &Place, kind: RequirementKind, level: Level) -> InPlan {
        InPlan {
            kind,
            level,
            state: place.state,
            added_at: place.added_at,
            in_template: self.is_template,
            ever_assigned: self.ever_assigned,
        }
    }
}

pub async fn held(work: &Work<'_>, id: PlanId) -> Result<Held, Failure> {
    let row = row(work, id).await?;
    let template = match row.template_id {
        Some(template) => Some(queries::of_plan(work, template).await?.unwrap_or_else(|| template.to_string())),
        None => None,
    };
    let mut origins = queries::of_sections(work, id).await?;
    let sections = content::sections(work, id).await?.into_iter().map(|section| HeldSection {
        known: origins.remove(&section.id).unwrap_or_else(|| section.id.to_string()),
        id: section.id,
        name: section.name,
        may_be_not_relevant: section.may_be_not_relevant,
    });
    let mut references: HashMap<GoalId, Vec<ReferenceRow>> = HashMap::new();
    let mut origins = queries::of_goals(work, id).await?;
    let mut goals = Vec::new();
    if row.kind.has_goals() {
        for reference in queries::references(work, id).await? {
            references.entry(reference.goal_id).or_default().push(reference);
        }
        goals.extend(goal::of_plan(work, id).await?.into_iter().map(|goal| HeldGoal {
            known: origins.remove(&goal.id).unwrap_or_else(|| goal.id.to_string()),
            references: references.remove(&goal.id).unwrap_or_default(),
            id: goal.id,
            section_id: goal.section_id,
            code: goal.code,
            name: goal.name,
            description: goal.description,
        }));
    }
    Ok(Held {
        id,
        known: queries::of_plan(work, id).await?.unwrap_or_else(|| id.to_string()),
        template,
        may_fill: may_fill(row.is_template, row.copies),
        may_arrange: may_arrange(row.kind, row.is_template, row.copies),
        name: row.name,
        kind: row.kind,
        level: row.level,
        is_template: row.is_template,
        description: row.description,
        time_frame: row.time_frame,
        literature: row.literature,
        completion: row.completion,
        owner: row.unit_id,
        archived: row.archived_at.is_some(),
        can_edit: row.can_edit,
        can_archive: row.can_archive,
        ever_assigned: row.ever_assigned,
        changed_at: row.changed_at,
        version: row.version,
        sections: sections.collect(),
        goals,
        places: content::places(work, id).await?,
    })
}

/// The references of a plan's goals, in the form shown to clients.
pub async fn shown(work: &Work<'_>, plan: PlanId) -> Result<HashMap<GoalId, Vec<GoalReference>>, Failure> {
    let mut found: HashMap<GoalId, Vec<GoalReference>> = HashMap::new();
    for row in queries::references(work, plan).await? {
        let title = if row.target_goal_id.is_none() && row.title.is_empty() { row.target } else { row.title };
        let reference = GoalReference { kind: row.kind, goal_id: row.target_goal_id, title, address: row.address };
        found.entry(row.goal_id).or_default().push(reference);
    }
    Ok(found)
}

/// The plan of a unit with the id across systems that a document names: a copy, by its template.
pub async fn find(work: &Work<'_>, plan: &TransferPlan, owner: UnitId) -> Result<Option<PlanId>, Failure> {
    match &plan.template {
        Some(template) => queries::copy_of(work, template, owner).await,
        None => queries::find(work, &plan.id, owner, plan.kind, plan.is_template).await,
    }
}

/// Locks it, so that it stays as it is read from now on.
pub async fn lock(work: &Work<'_>, plan: PlanId) -> Result<(), Failure> {
    Ok(work.tx.lock("plan", &[plan]).await?)
}

/// A new, empty plan. The caller has checked that the unit is within scope.
pub async fn create(work: &Work<'_>, plan: &TransferPlan, level: Level, owner: UnitId) -> Result<PlanId, Failure> {
    let id: PlanId = work.new_id();
    let request = CreatePlan {
        owner_unit_id: owner,
        level,
        kind: plan.kind,
        is_template: plan.is_template,
        template_id: None,
        name: plan.name.clone(),
        description: plan.description.clone(),
        time_frame: plan.time_frame.clone(),
        literature: plan.literature.clone(),
        completion: plan.completion,
    };
    store::insert(work, id, &request, level, person(work)?).await?;
    queries::set_origin(work, id, &plan.id).await?;
    audit::log(work, "plan", Some(id.0), None).await?;
    Ok(id)
}

/// Updates the plan's own fields.
pub async fn restate(work: &Work<'_>, id: PlanId, plan: &TransferPlan) -> Result<(), Failure> {
    let request = UpdatePlan {
        name: Some(plan.name.clone()),
        description: Some(plan.description.clone()),
        time_frame: Some(plan.time_frame.clone()),
        literature: Some(plan.literature.clone()),
        completion: Some(plan.completion),
        owner_unit_id: None,
    };
    store::update(work, id, &request).await
}

/// The changes to a plan, all of them checked to be allowed.
#[derive(Debug, Default)]
pub struct Change {
    pub new_sections: Vec<NewSection>,
    pub sections: Vec<(SectionId, String, bool)>,
    pub new_goals: Vec<NewGoal>,
    pub goals: Vec<(GoalId, CreateGoal)>,
    /// The goals whose references are replaced by those below.
    pub referring: Vec<GoalId>,
    pub references: Vec<ReferenceRow>,
    pub new_places: Vec<NewPlace>,
    /// Inactive ones to activate.
    pub activate: Vec<(PlanRequirementId, RequirementId)>,
    /// Deactivated ones to reactivate.
    pub reactivate: Vec<(PlanRequirementId, RequirementId, SectionId)>,
    pub deactivate: Vec<(PlanRequirementId, RequirementId, String)>,
    pub adapt: Vec<(PlanRequirementId, RequirementId, Option<AdaptedValidity>)>,
    /// The whole order, where it changes.
    pub order: Option<Vec<SectionOrder>>,
}

/// Applies all of it, and publishes the drafts of these requirements with it; the plan gets one version for all.
pub async fn change(work: &Work<'_>, id: PlanId, change: &Change, drafted: &[RequirementId]) -> Result<(), Failure> {
    let by = person(work)?;
    queries::insert_sections(work, id, &change.new_sections).await?;
    for (section, name, may) in &change.sections {
        content::update_section(work, *section, Some(name), Some(*may)).await?;
    }
    queries::insert_goals(work, id, &change.new_goals).await?;
    for (goal, says) in &change.goals {
        goal::update(work, *goal, says).await?;
    }
    queries::replace_references(work, &change.referring, &change.references).await?;
    // Inactive, as all that is added; their visibility is for the gate.
    queries::insert_places(work, id, &change.new_places, by).await?;
    let appearing: Vec<RequirementId> = change.activate.iter().map(|(_, requirement)| *requirement).collect();
    let back = change.reactivate.iter().map(|(_, requirement, _)| *requirement);
    let gone = change.deactivate.iter().map(|(_, requirement, _)| *requirement);
    let adapted = change.adapt.iter().map(|(_, requirement, _)| *requirement);
    let mut seen: Vec<RequirementId> = appearing.iter().copied().chain(back).chain(gone).chain(adapted).collect();
    publish_with(work, Some(id), drafted, &mut seen, async |drafts| {
        let row = row(work, id).await?;
        let held = content::places(work, id).await?;
        let active = |requirement: &RequirementId| {
            held.iter().any(|p| p.requirement_id == *requirement && p.state == PlanRequirementState::Active)
        };
        let approved = appearing.len() + change.reactivate.len() + drafts.iter().filter(|id| active(id)).count();
        let places: Vec<PlanRequirementId> = change.activate.iter().map(|(place, _)| *place).collect();
        content::activate(work, &places).await?;
        for (place, _, section) in &change.reactivate {
            let after = content::last_ordinal(work, id, Some(*section)).await?;
            content::reactivate(work, *place, *section, after + 1).await?;
        }
        for (place, _, reason) in &change.deactivate {
            content::deactivate(work, *place, by, reason).await?;
        }
        for (place, _, adapted) in &change.adapt {
            let (days, reason) = (adapted.as_ref().map(|a| a.validity_days), adapted.as_ref().map(|a| &*a.reason));
            content::adapt(work, *place, days, reason).await?;
        }
        if let Some(order) = &change.order {
            content::reorder(work, order).await?;
        }
        version::make(work, id, after_approval(stored(row.major, row.minor), approved).filter(|_| approved > 0)).await
    })
    .await?;
    touch(work, id).await
}

/// Publishes the drafts of these in the gate, in every plan that has them, and runs a further change there.
pub async fn publish_with(
    work: &Work<'_>,
    plan: Option<PlanId>,
    drafted: &[RequirementId],
    seen: &mut Vec<RequirementId>,
    more: impl AsyncFnOnce(&[RequirementId]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut elsewhere = gate::lock::for_publication(work, drafted, plan).await?;
    elsewhere.retain(|other| Some(*other) != plan);
    let drafts = requirements::drafts(work, drafted).await?;
    let moving = requirements::moving(&drafts);
    let affected = match plan {
        Some(plan) if moving.is_empty() => Affected::in_plan(plan, std::mem::take(seen)),
        _ => Affected::requirements(seen.drain(..).chain(moving).collect()),
    };
    gate::change(work, &affected, async || {
        requirements::publish_drafts(work, &drafts).await?;
        more(&drafts.iter().map(requirements::Drafted::id).collect::<Vec<_>>()).await?;
        version::move_minor(work, &elsewhere).await
    })
    .await
}
