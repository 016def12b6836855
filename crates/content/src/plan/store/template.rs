//! Queries that make a trust's own copy of a template (PLN-2).

use std::collections::HashMap;

use kyndig_db::{Sql, sql};
use kyndig_domain::{
    ids::{GoalId, PersonId, PlanId, PlanRequirementId, RequirementId, SectionId, UnitId},
    plan::PlanRequirementState,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use super::{content, goal, transfer};

const CHUNK: usize = 500;

#[derive(FromQueryResult)]
struct ActiveRow {
    section_id: SectionId,
    goal_id: Option<GoalId>,
    requirement_id: RequirementId,
    ordinal: i32,
}

pub async fn is_copied(work: &Work<'_>, template: PlanId, unit: UnitId) -> Result<bool, Failure> {
    let sql = sql!("SELECT 1 FROM plan WHERE template_id = {template} AND owner_unit_id = {unit}", template, unit);
    Ok(work.tx.exists(sql).await?)
}

/// Copies themes, goals, and their active activities; returns the number of activities.
pub async fn copy(work: &Work<'_>, from: PlanId, to: PlanId, by: PersonId) -> Result<usize, Failure> {
    let mut sections: HashMap<SectionId, SectionId> = HashMap::new();
    let mut rows = Vec::new();
    // A copy's themes and goals have the ids across systems of the template's (PLN-17).
    let mut origins = transfer::of_sections(work, from).await?;
    for (section, ordinal) in content::sections(work, from).await?.into_iter().zip(1_i32..) {
        let id: SectionId = work.new_id();
        sections.insert(section.id, id);
        let origin = origins.remove(&section.id).unwrap_or_else(|| section.id.to_string());
        rows.push([
            id.into(),
            to.into(),
            section.name.into(),
            ordinal.into(),
            section.may_be_not_relevant.into(),
            origin.into(),
        ]);
    }
    for chunk in rows.chunks(CHUNK) {
        let sql = Sql::new("INSERT INTO section (id, plan_id, name, ordinal, may_be_not_relevant, origin) VALUES ");
        work.tx.execute(sql.rows(chunk.iter().cloned())).await?;
    }
    let mut goals: HashMap<GoalId, GoalId> = HashMap::new();
    let mut rows = Vec::new();
    let mut origins = transfer::of_goals(work, from).await?;
    for goal in goal::of_plan(work, from).await? {
        let id: GoalId = work.new_id();
        goals.insert(goal.id, id);
        let origin = origins.remove(&goal.id).unwrap_or_else(|| goal.id.to_string());
        rows.push([
            id.into(),
            to.into(),
            there(&sections, &goal.section_id)?.into(),
            goal.code.into(),
            goal.name.into(),
            goal.description.into(),
            goal.ordinal.into(),
            goal.id.into(),
            origin.into(),
        ]);
    }
    for chunk in rows.chunks(CHUNK) {
        let sql = Sql::new(
            "INSERT INTO goal (id, plan_id, section_id, code, name, description, ordinal, template_goal_id, \
             origin) VALUES ",
        );
        work.tx.execute(sql.rows(chunk.iter().cloned())).await?;
    }
    let mut references = transfer::references(work, from).await?;
    for row in &mut references {
        row.goal_id = there(&goals, &row.goal_id)?;
        row.target_goal_id = row.target_goal_id.map(|goal| there(&goals, &goal)).transpose()?;
    }
    transfer::replace_references(work, &[], &references).await?;
    let active = sql!(
        "SELECT section_id, goal_id, requirement_id, ordinal FROM plan_requirement WHERE state = 'active' \
         AND plan_id = {from} ORDER BY ordinal, id",
        from,
    );
    let mut rows = Vec::new();
    for place in work.tx.all::<ActiveRow>(active).await? {
        let goal = place.goal_id.map(|goal| there(&goals, &goal)).transpose()?;
        rows.push([
            work.new_id::<PlanRequirementId>().into(),
            to.into(),
            there(&sections, &place.section_id)?.into(),
            goal.into(),
            place.requirement_id.into(),
            place.ordinal.into(),
            PlanRequirementState::Active.into(),
            work.now.into(),
            by.into(),
        ]);
    }
    for chunk in rows.chunks(CHUNK) {
        let sql = Sql::new(
            "INSERT INTO plan_requirement (id, plan_id, section_id, goal_id, requirement_id, ordinal, state, added_at, \
             added_by) VALUES ",
        );
        work.tx.execute(sql.rows(chunk.iter().cloned())).await?;
    }
    Ok(rows.len())
}

fn there<T: std::hash::Hash + Eq + std::fmt::Display, U: Copy>(made: &HashMap<T, U>, id: &T) -> Result<U, Failure> {
    made.get(id).copied().ok_or_else(|| Failure::Internal(anyhow::anyhow!("{id} stands in what was not copied")))
}
