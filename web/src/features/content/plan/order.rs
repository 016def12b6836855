//! PLN-3: the order of sections and requirements, and what it becomes when one is moved: the same for dragging, arrow
//! keys and buttons.

use kyndig_contract::api_path;
use kyndig_contract::plan::{PlanDetails, PlanRequirement, ReorderPlan, SectionOrder};
use kyndig_domain::ids::{GoalId, PlanRequirementId, SectionId};

use super::words::is_in_use;
use crate::transport::{self, AppError};

/// What is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    Section(SectionId),
    Goal(GoalId),
    Requirement(PlanRequirementId),
}

/// A move somebody asked for; can be made again in a plan that others have changed meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    pub moved: Moved,
    pub to: To,
}

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Up,
    Down,
    Before(Moved),
    After(Moved),
}

/// The plan as it would be; `None` where nothing changes, or where what it is about is gone.
pub fn grant(plan: &PlanDetails, wish: Wish) -> Option<PlanDetails> {
    let Wish { moved, to } = wish;
    let (beside, after) = match to {
        To::Up => return step(plan, moved, false),
        To::Down => return step(plan, moved, true),
        To::Before(beside) => (beside, false),
        To::After(beside) => (beside, true),
    };
    match (moved, beside) {
        (Moved::Requirement(id), Moved::Requirement(beside)) => {
            let (section, at) = find(plan, beside)?;
            if !same_goal(plan, id, beside) {
                return None;
            }
            let section = &plan.sections[section];
            let before = if after { section.requirements.get(at + 1).map(|next| next.id) } else { Some(beside) };
            put(plan, id, section.id, before)
        }
        (Moved::Requirement(id), Moved::Section(section)) => {
            // in a goal plan a theme holds goals
            if plan.kind.has_goals() {
                return None;
            }
            let first = plan.sections.iter().find(|one| one.id == section)?.requirements.first().map(|one| one.id);
            put(plan, id, section, first.filter(|_| !after))
        }
        (Moved::Section(id), Moved::Section(beside)) => {
            let at = plan.sections.iter().position(|one| one.id == beside)?;
            let before = if after { plan.sections.get(at + 1).map(|next| next.id) } else { Some(beside) };
            put_section(plan, id, before)
        }
        (Moved::Goal(id), Moved::Goal(beside)) => put_goal(plan, id, beside, after),
        (Moved::Section(_) | Moved::Goal(_), _) | (_, Moved::Goal(_)) => None,
    }
}

/// The plan with one place in it further up, or down; `None` at the end of the way.
fn step(plan: &PlanDetails, moved: Moved, down: bool) -> Option<PlanDetails> {
    let mut plan = plan.clone();
    match moved {
        Moved::Section(id) => {
            let at = plan.sections.iter().position(|section| section.id == id)?;
            let to = neighbour(at, down, plan.sections.len())?;
            plan.sections.swap(at, to);
        }
        Moved::Goal(id) => {
            let (section, at) = find_goal(&plan, id)?;
            let goals = &mut plan.sections[section].goals;
            let to = neighbour(at, down, goals.len())?;
            goals.swap(at, to);
        }
        Moved::Requirement(id) if plan.kind.has_goals() => {
            let (section, at) = find(&plan, id)?;
            let places = &mut plan.sections[section].requirements;
            let goal = places[at].goal_id;
            let same = |place: &PlanRequirement| place.goal_id == goal && is_in_use(place);
            let to = if down {
                places.iter().skip(at + 1).position(same).map(|ahead| at + 1 + ahead)
            } else {
                places[..at].iter().rposition(same)
            };
            places.swap(at, to?);
        }
        Moved::Requirement(id) => {
            let (section, at) = find(&plan, id)?;
            if let Some(to) = neighbour(at, down, plan.sections[section].requirements.len()) {
                plan.sections[section].requirements.swap(at, to);
            } else {
                // out of the section: into the end of the one above, or the beginning of the one below
                let next = neighbour(section, down, plan.sections.len())?;
                let place = plan.sections[section].requirements.remove(at);
                let to = if down { 0 } else { plan.sections[next].requirements.len() };
                plan.sections[next].requirements.insert(to, place);
            }
        }
    }
    Some(plan)
}

/// The plan with a requirement put before another, or last in a section; `None` where nothing changes.
fn put(
    plan: &PlanDetails,
    id: PlanRequirementId,
    section: SectionId,
    before: Option<PlanRequirementId>,
) -> Option<PlanDetails> {
    if before == Some(id) {
        return None;
    }
    let mut changed = plan.clone();
    let (from, at) = find(&changed, id)?;
    let place = changed.sections[from].requirements.remove(at);
    let target = changed.sections.iter_mut().find(|one| one.id == section)?;
    let to = before
        .and_then(|before| target.requirements.iter().position(|one| one.id == before))
        .unwrap_or(target.requirements.len());
    target.requirements.insert(to, place);
    (order(&changed) != order(plan)).then_some(changed)
}

/// The plan with a goal put beside another of its theme; `None` where nothing changes.
fn put_goal(plan: &PlanDetails, id: GoalId, beside: GoalId, after: bool) -> Option<PlanDetails> {
    let mut changed = plan.clone();
    let (section, at) = find_goal(&changed, id)?;
    let goals = &mut changed.sections[section].goals;
    let goal = goals.remove(at);
    let to = goals.iter().position(|one| one.id == beside)? + usize::from(after);
    goals.insert(to, goal);
    (order(&changed) != order(plan)).then_some(changed)
}

/// The plan with a section put before another, or last; `None` where nothing changes.
fn put_section(plan: &PlanDetails, id: SectionId, before: Option<SectionId>) -> Option<PlanDetails> {
    if before == Some(id) {
        return None;
    }
    let mut changed = plan.clone();
    let at = changed.sections.iter().position(|section| section.id == id)?;
    let section = changed.sections.remove(at);
    let to = before
        .and_then(|before| changed.sections.iter().position(|one| one.id == before))
        .unwrap_or(changed.sections.len());
    changed.sections.insert(to, section);
    (order(&changed) != order(plan)).then_some(changed)
}

/// Saves the plan's order, if nobody has changed the plan since.
pub async fn save(plan: &PlanDetails) -> Result<PlanDetails, AppError> {
    transport::put(&api_path!("/plans/{}/order", plan.id), &order(plan), Some(plan.version)).await
}

/// The order as it is sent.
fn order(plan: &PlanDetails) -> ReorderPlan {
    let sections = plan
        .sections
        .iter()
        .map(|section| SectionOrder {
            id: section.id,
            goals: section.goals.iter().map(|goal| goal.id).collect(),
            requirements: section.requirements.iter().map(|place| place.id).collect(),
        })
        .collect();
    ReorderPlan { sections }
}

/// Section and place of a requirement.
pub fn find(plan: &PlanDetails, id: PlanRequirementId) -> Option<(usize, usize)> {
    plan.sections
        .iter()
        .enumerate()
        .find_map(|(index, section)| section.requirements.iter().position(|place| place.id == id).map(|at| (index, at)))
}

/// Section and place of a goal.
pub fn find_goal(plan: &PlanDetails, id: GoalId) -> Option<(usize, usize)> {
    plan.sections
        .iter()
        .enumerate()
        .find_map(|(index, section)| section.goals.iter().position(|goal| goal.id == id).map(|at| (index, at)))
}

/// Whether both serve the same goal, or none.
fn same_goal(plan: &PlanDetails, one: PlanRequirementId, other: PlanRequirementId) -> bool {
    let goal = |id| find(plan, id).and_then(|(section, at)| plan.sections[section].requirements[at].goal_id);
    goal(one) == goal(other)
}

fn neighbour(at: usize, down: bool, len: usize) -> Option<usize> {
    if down { Some(at + 1).filter(|next| *next < len) } else { at.checked_sub(1) }
}
