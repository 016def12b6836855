//! Queries on imported plans (PLN-17), and on the references between goals.

use std::collections::HashMap;

use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{GoalId, PersonId, PlanId, PlanRequirementId, RequirementId, SectionId, UnitId},
    plan::{PlanKind, PlanRequirementState},
    transfer::ReferenceKind,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

const CHUNK: usize = 500;

/// The relation of one goal to another.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ReferenceRow {
    pub goal_id: GoalId,
    pub kind: ReferenceKind,
    /// The id of the goal referred to.
    pub target: String,
    pub target_goal_id: Option<GoalId>,
    pub title: String,
    pub address: Option<String>,
}

/// The id across systems of a plan, a section or a goal; none where that is its own id.
#[derive(FromQueryResult)]
struct OriginRow<I: sea_orm::TryGetable> {
    id: I,
    origin: Option<String>,
}

pub async fn references(work: &Work<'_>, plan: PlanId) -> Result<Vec<ReferenceRow>, Failure> {
    let sql = sql!(
        "SELECT gr.goal_id, gr.kind, gr.target, gr.target_goal_id, gr.title, gr.address \
         FROM goal_reference gr JOIN goal g ON g.id = gr.goal_id WHERE g.plan_id = {plan} \
         ORDER BY gr.goal_id, gr.ordinal",
        plan,
    );
    Ok(work.tx.all(sql).await?)
}

/// Of a deleted goal: its references, and the references to it.
pub async fn forget_references(work: &Work<'_>, goal: GoalId) -> Result<(), Failure> {
    let sql = sql!("DELETE FROM goal_reference WHERE goal_id = {goal} OR target_goal_id = {goal}", goal);
    work.tx.execute(sql).await?;
    Ok(())
}

/// Replaces all references of these goals, each in its order.
pub async fn replace_references(work: &Work<'_>, goals: &[GoalId], to: &[ReferenceRow]) -> Result<(), Failure> {
    for chunk in goals.chunks(CHUNK) {
        work.tx
            .execute(sql!("DELETE FROM goal_reference WHERE goal_id IN {chunk}", chunk = list(chunk.iter().copied())))
            .await?;
    }
    let mut ordinals: HashMap<GoalId, i32> = HashMap::new();
    let mut rows = Vec::with_capacity(to.len());
    for row in to {
        let ordinal = ordinals.entry(row.goal_id).or_default();
        *ordinal += 1;
        rows.push([
            row.goal_id.into(),
            row.kind.into(),
            row.target.as_str().into(),
            row.target_goal_id.into(),
            row.title.as_str().into(),
            row.address.clone().into(),
            (*ordinal).into(),
        ]);
    }
    for chunk in rows.chunks(CHUNK) {
        let sql = Sql::new(
            "INSERT INTO goal_reference (goal_id, kind, target, target_goal_id, title, address, ordinal) VALUES ",
        );
        work.tx.execute(sql.rows(chunk.iter().cloned())).await?;
    }
    Ok(())
}

async fn origins<I>(work: &Work<'_>, table: &str, plan: PlanId) -> Result<HashMap<I, String>, Failure>
where
    I: sea_orm::TryGetable + std::hash::Hash + Eq,
    OriginRow<I>: FromQueryResult,
{
    let of = if table == "plan" { "id" } else { "plan_id" };
    let sql = Sql::new(&format!("SELECT id, origin FROM {table} WHERE {of} = ")).bind(plan);
    let rows = work.tx.all::<OriginRow<I>>(sql).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.origin?))).collect())
}

/// The id that the plan itself was imported with.
pub async fn of_plan(work: &Work<'_>, plan: PlanId) -> Result<Option<String>, Failure> {
    Ok(origins::<PlanId>(work, "plan", plan).await?.remove(&plan))
}

pub async fn of_sections(work: &Work<'_>, plan: PlanId) -> Result<HashMap<SectionId, String>, Failure> {
    origins(work, "section", plan).await
}

pub async fn of_goals(work: &Work<'_>, plan: PlanId) -> Result<HashMap<GoalId, String>, Failure> {
    origins(work, "goal", plan).await
}

/// The plan of a unit with this id across systems; the oldest, should there be several.
pub async fn find(
    work: &Work<'_>,
    name: &str,
    owner: UnitId,
    kind: PlanKind,
    template: bool,
) -> Result<Option<PlanId>, Failure> {
    let sql = sql!(
        "SELECT id FROM plan WHERE archived_at IS NULL AND owner_unit_id = {owner} AND kind = {kind} \
         AND is_template = {template} AND (origin = {name}",
        owner,
        kind,
        template,
        name,
    )
    .when(name.parse::<PlanId>().ok(), |sql, id| sql.push(" OR id = ").bind(id))
    .push(") ORDER BY id LIMIT 1");
    Ok(work.tx.value(sql).await?)
}

/// A unit's copy of the template with this id across systems.
pub async fn copy_of(work: &Work<'_>, template: &str, owner: UnitId) -> Result<Option<PlanId>, Failure> {
    let sql = sql!(
        "SELECT c.id FROM plan c JOIN plan t ON t.id = c.template_id WHERE c.archived_at IS NULL \
         AND c.owner_unit_id = {owner} AND (t.origin = {template}",
        owner,
        template,
    )
    .when(template.parse::<PlanId>().ok(), |sql, id| sql.push(" OR t.id = ").bind(id))
    .push(") ORDER BY c.id LIMIT 1");
    Ok(work.tx.value(sql).await?)
}

pub async fn set_origin(work: &Work<'_>, plan: PlanId, name: &str) -> Result<(), Failure> {
    let sql = sql!("UPDATE plan SET origin = {name} WHERE id = {plan}", name, plan);
    work.tx.execute(sql).await?;
    Ok(())
}

/// An imported section.
#[derive(Clone, Debug)]
pub struct NewSection {
    pub id: SectionId,
    pub name: String,
    pub may_be_not_relevant: bool,
    pub origin: String,
    pub ordinal: i32,
}

pub async fn insert_sections(work: &Work<'_>, plan: PlanId, sections: &[NewSection]) -> Result<(), Failure> {
    for chunk in sections.chunks(CHUNK) {
        let rows = chunk.iter().map(|new| {
            let (name, origin) = (new.name.as_str(), new.origin.as_str());
            [new.id.into(), plan.into(), name.into(), new.ordinal.into(), new.may_be_not_relevant.into(), origin.into()]
        });
        let sql = Sql::new("INSERT INTO section (id, plan_id, name, ordinal, may_be_not_relevant, origin) VALUES ");
        work.tx.execute(sql.rows(rows)).await?;
    }
    Ok(())
}

/// An imported goal.
#[derive(Clone, Debug)]
pub struct NewGoal {
    pub id: GoalId,
    pub section: SectionId,
    pub code: String,
    pub name: String,
    pub description: String,
    pub origin: String,
    pub ordinal: i32,
}

pub async fn insert_goals(work: &Work<'_>, plan: PlanId, goals: &[NewGoal]) -> Result<(), Failure> {
    for chunk in goals.chunks(CHUNK) {
        let rows = chunk.iter().map(|new| {
            [
                new.id.into(),
                plan.into(),
                new.section.into(),
                new.code.as_str().into(),
                new.name.as_str().into(),
                new.description.as_str().into(),
                new.ordinal.into(),
                new.origin.as_str().into(),
            ]
        });
        let sql =
            Sql::new("INSERT INTO goal (id, plan_id, section_id, code, name, description, ordinal, origin) VALUES ");
        work.tx.execute(sql.rows(rows)).await?;
    }
    Ok(())
}

/// An imported requirement's place: inactive, or already deactivated.
#[derive(Clone, Debug)]
pub struct NewPlace {
    pub id: PlanRequirementId,
    pub section: SectionId,
    pub goal: Option<GoalId>,
    pub requirement: RequirementId,
    pub ordinal: i32,
    /// Why it was deactivated.
    pub deactivated: Option<String>,
}

pub async fn insert_places(work: &Work<'_>, plan: PlanId, places: &[NewPlace], by: PersonId) -> Result<(), Failure> {
    for chunk in places.chunks(CHUNK) {
        let rows = chunk.iter().map(|new| {
            let out = new.deactivated.is_some();
            let state = if out { PlanRequirementState::Deactivated } else { PlanRequirementState::Inactive };
            [
                new.id.into(),
                plan.into(),
                new.section.into(),
                new.goal.into(),
                new.requirement.into(),
                new.ordinal.into(),
                state.into(),
                work.now.into(),
                by.into(),
                out.then_some(work.now).into(),
                out.then_some(by).into(),
                new.deactivated.clone().into(),
            ]
        });
        let sql = Sql::new(
            "INSERT INTO plan_requirement (id, plan_id, section_id, goal_id, requirement_id, ordinal, state, added_at, \
             added_by, deactivated_at, deactivated_by, deactivation_reason) VALUES ",
        );
        work.tx.execute(sql.rows(rows)).await?;
    }
    Ok(())
}
