//! Applies what was checked to be allowed, in one transaction: categories, requirements, the plan, and last, in the
//! gate, what people see.

use std::collections::HashMap;

use kyndig_contract::{
    goal::CreateGoal,
    plan::{PlanRef, SectionOrder},
    requirement::RequirementContent,
    transfer::{ContentImport, ImportChange, ImportSubject, TransferPlace, TransferSection},
};
use kyndig_domain::{
    ids::{GoalId, PlanId, PlanRequirementId, RequirementId, SectionId, UnitId},
    plan::PlanRequirementState as State,
    requirement::Level,
};
use kyndig_platform::{auth::Work, http::Failure};

use super::{
    intent::{Branches, GoalIntent, Intent, PlaceIntent, PlanIntent, RequirementIntent, SectionIntent},
    place,
};
use crate::{
    plan::service::{
        transfer as plans,
        transfer::{Change, NewGoal, NewPlace, NewSection, ReferenceRow},
    },
    requirement::service::{transfer as requirements, transfer::New},
};

pub async fn apply(work: &Work<'_>, intent: Intent, report: &mut ContentImport) -> Result<(), Failure> {
    let Intent { owner, requirements, mut branches, plan, .. } = intent;
    let Some(owner) = owner else { return Ok(()) };
    let (ids, drafted) = bring_in(work, owner, &requirements, &mut branches).await?;
    for (requirement, entry) in requirements.iter().map(|intent| (intent, intent.entry)) {
        if let Some(entry) = report.entries.get_mut(entry) {
            entry.requirement_id = ids.get(&requirement.wanted.id).copied();
        }
    }
    let Some(plan) = plan else {
        return plans::publish_with(work, None, &drafted, &mut Vec::new(), async |_| Ok(())).await;
    };
    let id = if let Some(held) = &plan.held {
        if plan.becomes == ImportChange::Update {
            plans::restate(work, held.id, &plan.wanted).await?;
        }
        held.id
    } else {
        let level = if plan.wanted.is_template { Level::Central } else { plan.wanted.level };
        plans::create(work, &plan.wanted, level, owner).await?
    };
    let mut making = Making { work, ids: &ids, change: Change::default(), goals: HashMap::new() };
    making.plan(&plan)?;
    let change = making.change;
    let untouched = report.entries.iter().all(|entry| {
        entry.subject == ImportSubject::Plan || !matches!(entry.change, ImportChange::Create | ImportChange::Update)
    });
    if !untouched {
        plans::change(work, id, &change, &drafted).await?;
    }
    report.plan = Some(named(id, &plan));
    Ok(())
}

fn named(id: PlanId, plan: &PlanIntent) -> PlanRef {
    let kept = plan.held.as_ref().filter(|_| plan.becomes == ImportChange::Keep);
    PlanRef { id, name: kept.map_or(&plan.wanted.name, |held| &held.name).clone() }
}

/// New requirements, and drafts of those that change. Returns the id here of each in the file, and which are drafted.
async fn bring_in(
    work: &Work<'_>,
    owner: UnitId,
    intents: &[RequirementIntent],
    branches: &mut Branches,
) -> Result<(HashMap<RequirementId, RequirementId>, Vec<RequirementId>), Failure> {
    let mut ids: HashMap<RequirementId, RequirementId> = HashMap::new();
    for intent in intents {
        match (&intent.known, intent.becomes) {
            (Some(known), _) => ids.insert(intent.wanted.id, known.id),
            (None, Ok(ImportChange::Create)) => ids.insert(intent.wanted.id, work.new_id()),
            (None, _) => None,
        };
    }
    let outside: Vec<RequirementId> = intents
        .iter()
        .flat_map(|intent| intent.wanted.content.prerequisites.iter().copied())
        .filter(|on| !ids.contains_key(on))
        .collect();
    // Requirements outside the file that it depends on exist here, as was checked.
    for known in requirements::known_as(work, &outside).await?.iter().rev() {
        ids.insert(known.name, known.id);
    }
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for intent in intents {
        let Some(id) = ids.get(&intent.wanted.id).copied() else { continue };
        match intent.becomes {
            Ok(ImportChange::Create) => new.push(New {
                id,
                origin: intent.wanted.id,
                number: 0,
                owner,
                kind: intent.wanted.kind,
                level: intent.wanted.level,
                published: intent.wanted.published,
                content: content(work, intent, &ids, branches).await?,
            }),
            Ok(ImportChange::Update) => changed.push((id, content(work, intent, &ids, branches).await?)),
            _ => {}
        }
    }
    requirements::bring_in(work, new).await?;
    requirements::redraft(work, &changed).await?;
    Ok((ids, changed.into_iter().map(|(id, _)| id).collect()))
}

/// Its content, with the ids of this system.
async fn content(
    work: &Work<'_>,
    intent: &RequirementIntent,
    ids: &HashMap<RequirementId, RequirementId>,
    branches: &mut Branches,
) -> Result<RequirementContent, Failure> {
    let mut content = intent.wanted.content.clone();
    for on in &mut content.prerequisites {
        *on = ids.get(on).copied().unwrap_or(*on);
    }
    let Some(category) = &intent.wanted.category else { return Ok(content) };
    let branch = branches.get_mut(&(category.branch, category.speciality.clone())).and_then(Option::as_mut);
    content.category_id = match branch {
        Some(branch) => branch.make(work, &category.path).await?,
        // It stays where it is filed now.
        None => intent.known.as_ref().and_then(|known| known.content.category_id),
    };
    Ok(content)
}

/// The change of a plan, assembled from the file.
struct Making<'a> {
    work: &'a Work<'a>,
    ids: &'a HashMap<RequirementId, RequirementId>,
    change: Change,
    /// The goals of the file that exist, or will.
    goals: HashMap<String, GoalId>,
}

impl Making<'_> {
    fn plan(&mut self, plan: &PlanIntent) -> Result<(), Failure> {
        let held = plan.held.as_ref();
        let mut ordinal = held.map_or(0, |held| count(held.sections.len()));
        let mut order = Vec::new();
        for (wanted, intent) in plan.wanted.sections.iter().zip(&plan.sections) {
            let id = match (intent.known, intent.becomes) {
                (Some(id), becomes) => {
                    if becomes == Ok(ImportChange::Update) {
                        self.change.sections.push((id, wanted.name.clone(), wanted.may_be_not_relevant));
                    }
                    id
                }
                (None, Ok(ImportChange::Create)) => {
                    ordinal += 1;
                    let id: SectionId = self.work.new_id();
                    self.change.new_sections.push(NewSection {
                        id,
                        name: wanted.name.clone(),
                        may_be_not_relevant: wanted.may_be_not_relevant,
                        origin: wanted.id.clone(),
                        ordinal,
                    });
                    id
                }
                _ => continue,
            };
            order.push(self.section(plan, wanted, intent, id)?);
        }
        self.references(plan);
        self.change.order = plan.reorder.then(|| with_the_rest(plan, order));
        Ok(())
    }

    fn section(
        &mut self,
        plan: &PlanIntent,
        wanted: &TransferSection,
        intent: &SectionIntent,
        id: SectionId,
    ) -> Result<SectionOrder, Failure> {
        let held = plan.held.as_ref();
        let mut last_goal = held.map_or(0, |held| count(held.goals.len()));
        let mut last = held.map_or(0, |held| count(held.places.len()));
        let mut order = SectionOrder { id, goals: Vec::new(), requirements: Vec::new() };
        for (wanted, intent) in wanted.goals.iter().zip(&intent.goals) {
            let goal = match (intent.known, intent.becomes) {
                (Some(goal), becomes) => {
                    if becomes == Ok(ImportChange::Update) && intent.says_other {
                        self.change.goals.push((goal, says(wanted)));
                    }
                    goal
                }
                (None, Ok(ImportChange::Create)) => {
                    last_goal += 1;
                    let goal: GoalId = self.work.new_id();
                    self.change.new_goals.push(NewGoal {
                        id: goal,
                        section: id,
                        code: wanted.code.clone(),
                        name: wanted.name.clone(),
                        description: wanted.description.clone(),
                        origin: wanted.id.clone(),
                        ordinal: last_goal,
                    });
                    goal
                }
                _ => continue,
            };
            self.goals.insert(wanted.id.clone(), goal);
            if intent.becomes.is_ok() {
                order.goals.push(goal);
            }
            self.places(&wanted.requirements, &intent.places, (id, Some(goal)), &mut last, &mut order)?;
        }
        self.places(&wanted.requirements, &intent.places, (id, None), &mut last, &mut order)?;
        Ok(order)
    }

    fn places(
        &mut self,
        wanted: &[TransferPlace],
        intents: &[PlaceIntent],
        (section, goal): (SectionId, Option<GoalId>),
        last: &mut i32,
        order: &mut SectionOrder,
    ) -> Result<(), Failure> {
        for (wanted, intent) in wanted.iter().zip(intents) {
            let Ok(becomes) = intent.becomes else { continue };
            let requirement = self.ids.get(&wanted.requirement).copied();
            let requirement = requirement
                .ok_or_else(|| Failure::Internal(anyhow::anyhow!("{} was not brought in", wanted.requirement)))?;
            let reason = || wanted.reason.clone().unwrap_or_default();
            let place: PlanRequirementId = if let Some(known) = &intent.known {
                if becomes == ImportChange::Update && known.state != wanted.state {
                    match wanted.state {
                        State::Active if known.state == State::Inactive => {
                            self.change.activate.push((known.id, requirement));
                        }
                        State::Active => self.change.reactivate.push((known.id, requirement, section)),
                        _ => self.change.deactivate.push((known.id, requirement, reason())),
                    }
                }
                known.id
            } else {
                *last += 1;
                let id: PlanRequirementId = self.work.new_id();
                self.change.new_places.push(NewPlace {
                    id,
                    section,
                    goal,
                    requirement,
                    ordinal: *last,
                    deactivated: (wanted.state == State::Deactivated).then(reason),
                });
                if wanted.state == State::Active {
                    self.change.activate.push((id, requirement));
                }
                id
            };
            if intent.adapts {
                self.change.adapt.push((place, requirement, wanted.adapted.clone()));
            }
            order.requirements.push(place);
        }
        Ok(())
    }

    fn references(&mut self, plan: &PlanIntent) {
        for (wanted, intent) in plan.wanted.sections.iter().zip(&plan.sections) {
            let goals = wanted.goals.iter().zip(&intent.goals);
            let changing = |(_, intent): &(_, &GoalIntent)| {
                intent.refers_other && matches!(intent.becomes, Ok(ImportChange::Create | ImportChange::Update))
            };
            for (wanted, _) in goals.filter(changing) {
                let Some(goal) = self.goals.get(&wanted.id).copied() else { continue };
                self.change.referring.push(goal);
                for reference in place::inside(&wanted.references, &plan.wanted) {
                    self.change.references.push(ReferenceRow {
                        goal_id: goal,
                        kind: reference.kind,
                        target_goal_id: self.goals.get(&reference.to).copied(),
                        target: reference.to,
                        title: reference.title,
                        address: reference.address,
                    });
                }
            }
        }
    }
}

fn says(wanted: &kyndig_contract::transfer::TransferGoal) -> CreateGoal {
    CreateGoal { code: wanted.code.clone(), name: wanted.name.clone(), description: wanted.description.clone() }
}

/// As in the file, followed by what the file does not name.
fn with_the_rest(plan: &PlanIntent, mut order: Vec<SectionOrder>) -> Vec<SectionOrder> {
    let Some(held) = &plan.held else { return order };
    for section in &held.sections {
        if !order.iter().any(|named| named.id == section.id) {
            order.push(SectionOrder { id: section.id, goals: Vec::new(), requirements: Vec::new() });
        }
    }
    let goals: Vec<GoalId> = order.iter().flat_map(|section| section.goals.clone()).collect();
    let places: Vec<PlanRequirementId> = order.iter().flat_map(|section| section.requirements.clone()).collect();
    for section in &mut order {
        let more = held.goals.iter().filter(|goal| goal.section_id == section.id && !goals.contains(&goal.id));
        section.goals.extend(more.map(|goal| goal.id));
        let more = held.places.iter().filter(|place| place.section_id == section.id && !places.contains(&place.id));
        section.requirements.extend(more.map(|place| place.id));
    }
    order
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
