//! Queries on the content of a plan: its sections, and the places of requirements in them.

use chrono::{DateTime, Utc};
use kyndig_contract::plan::SectionOrder;
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{GoalId, PersonId, PlanId, PlanRequirementId, RequirementId, SectionId},
    plan::{InPlan, PlanRequirementState},
    requirement::{Level, RequirementKind},
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use super::{Row, goal};

#[derive(Debug, FromQueryResult)]
pub struct SectionRow {
    pub id: SectionId,
    pub name: String,
    pub may_be_not_relevant: bool,
}

/// A requirement's place in a plan.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Place {
    pub id: PlanRequirementId,
    pub section_id: SectionId,
    pub goal_id: Option<GoalId>,
    pub requirement_id: RequirementId,
    pub state: PlanRequirementState,
    pub added_at: DateTime<Utc>,
    pub validity_days: Option<i32>,
    pub validity_reason: Option<String>,
    pub deactivated_at: Option<DateTime<Utc>>,
    pub deactivated_by: Option<PersonId>,
    pub deactivated_by_name: Option<String>,
    pub deactivation_reason: Option<String>,
}

impl Place {
    /// What the rules need to know. The caller knows what is in this place.
    pub fn in_plan(&self, plan: &Row, kind: RequirementKind, level: Level) -> InPlan {
        InPlan {
            kind,
            level,
            state: self.state,
            added_at: self.added_at,
            in_template: plan.is_template,
            ever_assigned: plan.ever_assigned,
        }
    }
}

/// In order.
pub async fn sections(work: &Work<'_>, plan: PlanId) -> Result<Vec<SectionRow>, Failure> {
    let sql =
        sql!("SELECT id, name, may_be_not_relevant FROM section WHERE plan_id = {plan} ORDER BY ordinal, id", plan);
    Ok(work.tx.all(sql).await?)
}

/// In order within each section; deactivated ones come last.
pub async fn places(work: &Work<'_>, plan: PlanId) -> Result<Vec<Place>, Failure> {
    let sql = sql!(
        "SELECT pr.id, pr.section_id, pr.goal_id, pr.requirement_id, pr.state, pr.added_at, pr.validity_days, \
         pr.validity_reason, pr.deactivated_at, pr.deactivated_by, p.name AS deactivated_by_name, \
         pr.deactivation_reason FROM plan_requirement pr LEFT JOIN person p ON p.id = pr.deactivated_by \
         WHERE pr.plan_id = {plan} ORDER BY CASE WHEN pr.state IN ('deactivated', 'archived') THEN 1 ELSE 0 \
         END, pr.ordinal, pr.id",
        plan,
    );
    Ok(work.tx.all(sql).await?)
}

pub async fn insert_section(
    work: &Work<'_>,
    plan: PlanId,
    (name, may_be_not_relevant): (&str, bool),
    ordinal: i32,
) -> Result<SectionId, Failure> {
    let id: SectionId = work.new_id();
    let sql = Sql::new("INSERT INTO section (id, plan_id, name, may_be_not_relevant, ordinal) VALUES ").rows([[
        id.into(),
        plan.into(),
        name.into(),
        may_be_not_relevant.into(),
        ordinal.into(),
    ]]);
    work.tx.execute(sql).await?;
    Ok(id)
}

/// Only the given fields.
pub async fn update_section(
    work: &Work<'_>,
    section: SectionId,
    name: Option<&str>,
    may_be_not_relevant: Option<bool>,
) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE section SET plan_id = plan_id")
        .when(name, |sql, name| sql.push(", name = ").bind(name))
        .when(may_be_not_relevant, |sql, may| sql.push(", may_be_not_relevant = ").bind(may))
        .push(" WHERE id = ")
        .bind(section);
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn delete_section(work: &Work<'_>, section: SectionId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM section WHERE id = {section}", section)).await?;
    Ok(())
}

/// The last ordinal of a plan's sections, or of the places in a section: new ones come after.
pub async fn last_ordinal(work: &Work<'_>, plan: PlanId, section: Option<SectionId>) -> Result<i32, Failure> {
    let sql = match section {
        None => sql!("SELECT COALESCE(max(ordinal), 0) FROM section WHERE plan_id = {plan}", plan),
        Some(section) => {
            sql!("SELECT COALESCE(max(ordinal), 0) FROM plan_requirement WHERE section_id = {section}", section)
        }
    };
    Ok(work.tx.value(sql).await?.unwrap_or_default())
}

/// Adds requirements, inactive, after those with this ordinal.
pub async fn insert_places(
    work: &Work<'_>,
    plan: PlanId,
    (section, goal): (SectionId, Option<GoalId>),
    requirements: &[RequirementId],
    after: i32,
    by: PersonId,
) -> Result<Vec<PlanRequirementId>, Failure> {
    let added: Vec<PlanRequirementId> = requirements.iter().map(|_| work.new_id()).collect();
    let rows = added.iter().zip(requirements).zip(after + 1..).map(|((id, requirement), ordinal)| {
        [
            (*id).into(),
            plan.into(),
            section.into(),
            goal.into(),
            (*requirement).into(),
            ordinal.into(),
            PlanRequirementState::Inactive.into(),
            work.now.into(),
            by.into(),
        ]
    });
    let sql = Sql::new(
        "INSERT INTO plan_requirement (id, plan_id, section_id, goal_id, requirement_id, ordinal, state, added_at, added_by) VALUES ",
    )
    .rows(rows);
    work.tx.execute(sql).await?;
    Ok(added)
}

pub async fn delete_place(work: &Work<'_>, place: PlanRequirementId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM plan_requirement WHERE id = {place}", place)).await?;
    Ok(())
}

pub async fn activate(work: &Work<'_>, places: &[PlanRequirementId]) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE plan_requirement SET state = {state} WHERE EXISTS (SELECT 1 FROM requirement r \
         WHERE r.id = plan_requirement.requirement_id AND r.archived_at IS NULL) AND id IN {places}",
        state = PlanRequirementState::Active,
        places = list(places.iter().copied()),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// PLN-8. To be run inside the gate.
pub async fn deactivate(work: &Work<'_>, place: PlanRequirementId, by: PersonId, reason: &str) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE plan_requirement SET state = {state}, deactivated_at = {now}, deactivated_by = {by}, \
         deactivation_reason = {reason} WHERE id = {place}",
        state = PlanRequirementState::Deactivated,
        now = work.now,
        by,
        reason,
        place,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// PLN-8: into this section, at its end. To be run inside the gate.
pub async fn reactivate(
    work: &Work<'_>,
    place: PlanRequirementId,
    section: SectionId,
    ordinal: i32,
) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE plan_requirement SET state = {state}, deactivated_at = NULL, deactivated_by = NULL, \
         deactivation_reason = NULL, section_id = {section}, ordinal = {ordinal} WHERE id = {place}",
        state = PlanRequirementState::Active,
        section,
        ordinal,
        place,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// REQ-14: a validity of the plan's own, or none. To be run inside the gate.
pub async fn adapt(
    work: &Work<'_>,
    place: PlanRequirementId,
    days: Option<i32>,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE plan_requirement SET validity_days = {days}, validity_reason = {reason} WHERE id = {place}",
        days,
        reason,
        place,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Puts every section and every place where the order says. The caller has checked that it names each once.
pub async fn reorder(work: &Work<'_>, order: &[SectionOrder]) -> Result<(), Failure> {
    let sections: Vec<_> = order.iter().zip(1_i32..).map(|(section, ordinal)| (section.id, ordinal)).collect();
    for chunk in sections.chunks(500) {
        let rows = chunk.iter().map(|(section, ordinal)| [(*section).into(), (*ordinal).into()]);
        let sql = Sql::new("UPDATE section SET ordinal = n.column2 FROM (VALUES ")
            .rows(rows)
            .push(") n WHERE section.id = n.column1");
        work.tx.execute(sql).await?;
    }
    let goals: Vec<GoalId> = order.iter().flat_map(|section| section.goals.iter().copied()).collect();
    goal::put_in_order(work, &goals).await?;
    let places: Vec<_> = order
        .iter()
        .flat_map(|section| {
            section.requirements.iter().zip(1_i32..).map(|(place, ordinal)| (*place, section.id, ordinal))
        })
        .collect();
    for chunk in places.chunks(500) {
        let rows =
            chunk.iter().map(|(place, section, ordinal)| [(*place).into(), (*section).into(), (*ordinal).into()]);
        let sql = Sql::new("UPDATE plan_requirement SET section_id = n.column2, ordinal = n.column3 FROM (VALUES ")
            .rows(rows)
            .push(") n WHERE plan_requirement.id = n.column1");
        work.tx.execute(sql).await?;
    }
    Ok(())
}

/// A requirement goes out of use in every plan that holds it; each place remembers what it was. To be run inside the gate.
pub async fn archive_places(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    let places = sql!(
        "UPDATE plan_requirement SET state_before = state, state = {state} \
         WHERE requirement_id = {requirement}",
        state = PlanRequirementState::Archived,
        requirement,
    );
    work.tx.execute(places).await?;
    Ok(())
}

/// The places are what they were before it was archived. To be run inside the gate.
pub async fn restore_places(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    let places = sql!(
        "UPDATE plan_requirement SET state = state_before, state_before = NULL \
         WHERE state_before IS NOT NULL AND requirement_id = {requirement}",
        requirement,
    );
    work.tx.execute(places).await?;
    Ok(())
}
