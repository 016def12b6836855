//! PLN-2, REQ-15: the goals of a template, each in a theme, and what may be changed once it has been copied.

use kyndig_contract::{
    goal::{CreateGoal, PlanGoal},
    plan::{PlanDetails, SectionOrder},
    transfer::GoalReference,
};
use kyndig_domain::{
    ids::{GoalId, PlanId, SectionId},
    plan::{may_arrange, may_fill},
};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure, IfMatch, Versioned},
};

use super::{changed, editable, section_there, touch};
use crate::plan::store::{Row, content, goal as store, goal::GoalRow, transfer};

/// As many as an order of the whole plan can name.
const MOST_GOALS: usize = 500;

pub async fn add_goal(
    work: &Work<'_>,
    plan: PlanId,
    section: SectionId,
    request: &CreateGoal,
) -> Result<GoalId, Failure> {
    let row = arrangeable(work, plan, None).await?;
    section_there(work, plan, section).await?;
    if !row.kind.has_goals() {
        return Err(Failure::not_found());
    }
    let there = store::of_plan(work, plan).await?;
    if there.len() >= MOST_GOALS {
        return Err(Code::PlanFull.into());
    }
    let last = there.iter().filter(|goal| goal.section_id == section).map(|goal| goal.ordinal).max();
    let id = store::insert(work, plan, section, request, last.unwrap_or_default() + 1).await?;
    touch(work, plan).await?;
    Ok(id)
}

pub async fn update_goal(
    work: &Work<'_>,
    plan: PlanId,
    goal: GoalId,
    seen: IfMatch,
    request: &CreateGoal,
) -> Result<Versioned<PlanDetails>, Failure> {
    arrangeable(work, plan, Some(seen)).await?;
    goal_of(work, plan, goal).await?;
    store::update(work, goal, request).await?;
    changed(work, plan).await
}

pub async fn remove_goal(work: &Work<'_>, plan: PlanId, goal: GoalId) -> Result<Versioned<PlanDetails>, Failure> {
    arrangeable(work, plan, None).await?;
    goal_of(work, plan, goal).await?;
    if content::places(work, plan).await?.iter().any(|place| place.goal_id == Some(goal)) {
        return Err(Code::GoalNotEmpty.into());
    }
    transfer::forget_references(work, goal).await?;
    store::delete(work, goal).await?;
    changed(work, plan).await
}

/// As `editable`, and its sections and goals may be changed.
pub(super) async fn arrangeable(work: &Work<'_>, plan: PlanId, seen: Option<IfMatch>) -> Result<Row, Failure> {
    let row = fillable(work, plan, seen).await?;
    if may_arrange(row.kind, row.is_template, row.copies) { Ok(row) } else { Err(Code::FromTemplate.into()) }
}

/// As `editable`, and its content may be changed.
pub(super) async fn fillable(work: &Work<'_>, plan: PlanId, seen: Option<IfMatch>) -> Result<Row, Failure> {
    let row = editable(work, plan, seen).await?;
    if may_fill(row.is_template, row.copies) { Ok(row) } else { Err(Code::TemplateInUse.into()) }
}

pub(super) async fn goal_of(work: &Work<'_>, plan: PlanId, goal: GoalId) -> Result<GoalRow, Failure> {
    let goals = store::of_plan(work, plan).await?;
    goals.into_iter().find(|held| held.id == goal).ok_or_else(Failure::not_found)
}

/// The named goal where an activity is added to a goal plan; none for a competence plan.
pub(super) async fn named(
    work: &Work<'_>,
    plan: PlanId,
    row: &Row,
    section: SectionId,
    goal: Option<GoalId>,
) -> Result<Option<GoalId>, Failure> {
    let code = match (row.kind.has_goals(), goal) {
        (false, None) => return Ok(None),
        (false, Some(_)) => "invalid",
        (true, None) => "required",
        (true, Some(goal)) => {
            let goals = store::of_plan(work, plan).await?;
            if goals.iter().any(|held| held.id == goal && held.section_id == section) {
                return Ok(Some(goal));
            }
            "unknown"
        }
    };
    Err(Failure::invalid("goalId", code))
}

/// Whether an order keeps themes and goals where they must stay: an activity does not leave its theme, and where goals
/// are named, a theme names all of its own. In a copy themes and goals stay where they are.
pub(super) async fn in_order(
    work: &Work<'_>,
    plan: PlanId,
    row: &Row,
    sections: &[SectionId],
    order: &[SectionOrder],
) -> Result<bool, Failure> {
    if !row.kind.has_goals() {
        return Ok(order.iter().all(|section| section.goals.is_empty()));
    }
    let goals = store::of_plan(work, plan).await?;
    let places = content::places(work, plan).await?;
    let fixed = !may_arrange(row.kind, row.is_template, row.copies);
    if fixed && !order.iter().map(|section| section.id).eq(sections.iter().copied()) {
        return Ok(false);
    }
    Ok(order.iter().all(|section| {
        let stay = section
            .requirements
            .iter()
            .all(|id| places.iter().any(|place| place.id == *id && place.section_id == section.id));
        let own: Vec<GoalId> = goals.iter().filter(|goal| goal.section_id == section.id).map(|goal| goal.id).collect();
        let same = |named: &[GoalId]| {
            let (mut own, mut named) = (own.clone(), named.to_vec());
            own.sort_unstable();
            named.sort_unstable();
            own == named
        };
        stay && (section.goals.is_empty() || if fixed { section.goals == own } else { same(&section.goals) })
    }))
}

/// In the form shown to clients.
pub(super) fn shown(row: GoalRow, references: Vec<GoalReference>) -> PlanGoal {
    PlanGoal { id: row.id, code: row.code, name: row.name, description: row.description, references }
}
