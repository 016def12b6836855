//! Queries on the goals of goal plans.

use kyndig_contract::goal::CreateGoal;
use kyndig_db::{Sql, sql};
use kyndig_domain::ids::{GoalId, PlanId, SectionId};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

#[derive(Debug, FromQueryResult)]
pub struct GoalRow {
    pub id: GoalId,
    pub section_id: SectionId,
    pub code: String,
    pub name: String,
    pub description: String,
    pub ordinal: i32,
}

/// In order within each theme.
pub async fn of_plan(work: &Work<'_>, plan: PlanId) -> Result<Vec<GoalRow>, Failure> {
    let sql = sql!(
        "SELECT id, section_id, code, name, description, ordinal FROM goal WHERE plan_id = {plan} \
         ORDER BY ordinal, id",
        plan,
    );
    Ok(work.tx.all(sql).await?)
}

/// After the existing ones.
pub async fn insert(
    work: &Work<'_>,
    plan: PlanId,
    section: SectionId,
    goal: &CreateGoal,
    ordinal: i32,
) -> Result<GoalId, Failure> {
    let id: GoalId = work.new_id();
    let sql =
        Sql::new("INSERT INTO goal (id, plan_id, section_id, code, name, description, ordinal) VALUES ").rows([[
            id.into(),
            plan.into(),
            section.into(),
            goal.code.trim().into(),
            goal.name.trim().into(),
            goal.description.as_str().into(),
            ordinal.into(),
        ]]);
    work.tx.execute(sql).await?;
    Ok(id)
}

pub async fn update(work: &Work<'_>, id: GoalId, goal: &CreateGoal) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE goal SET code = {code}, name = {name}, description = {description} WHERE id = {id}",
        code = goal.code.trim(),
        name = goal.name.trim(),
        description = goal.description.as_str(),
        id,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn delete(work: &Work<'_>, id: GoalId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM goal WHERE id = {id}", id)).await?;
    Ok(())
}

/// In the order named. The caller has checked that all goals of each theme are named.
pub async fn put_in_order(work: &Work<'_>, goals: &[GoalId]) -> Result<(), Failure> {
    let numbered: Vec<_> = goals.iter().zip(1_i32..).collect();
    for chunk in numbered.chunks(500) {
        let rows = chunk.iter().map(|(goal, ordinal)| [(**goal).into(), (*ordinal).into()]);
        let sql = Sql::new("UPDATE goal SET ordinal = n.column2 FROM (VALUES ")
            .rows(rows)
            .push(") n WHERE goal.id = n.column1");
        work.tx.execute(sql).await?;
    }
    Ok(())
}
