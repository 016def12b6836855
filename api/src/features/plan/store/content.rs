//! Queries on what a plan holds: its sections, and the places of requirements in them.

use chrono::{DateTime, Utc};
use kyndig_contract::plan::SectionOrder;
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PlanId, PlanRequirementId, RequirementId, SectionId},
    plan::PlanRequirementState,
};
use sea_orm::FromQueryResult;

use crate::{auth::Work, http::Failure};

#[derive(Debug, FromQueryResult)]
pub struct SectionRow {
    pub id: SectionId,
    pub name: String,
}

/// A requirement's place in a plan.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Place {
    pub id: PlanRequirementId,
    pub section_id: SectionId,
    pub requirement_id: RequirementId,
    pub state: PlanRequirementState,
    pub added_at: DateTime<Utc>,
}

/// In their order.
pub async fn sections(work: &Work<'_>, plan: PlanId) -> Result<Vec<SectionRow>, Failure> {
    let sql = Sql::new("SELECT id, name FROM section WHERE plan_id = ").bind(plan).push(" ORDER BY ordinal, id");
    Ok(work.tx.all(sql).await?)
}

/// In their order within each section.
pub async fn places(work: &Work<'_>, plan: PlanId) -> Result<Vec<Place>, Failure> {
    let sql = Sql::new("SELECT id, section_id, requirement_id, state, added_at FROM plan_requirement WHERE plan_id = ")
        .bind(plan)
        .push(" ORDER BY ordinal, id");
    Ok(work.tx.all(sql).await?)
}

pub async fn insert_section(work: &Work<'_>, plan: PlanId, name: &str, ordinal: i32) -> Result<SectionId, Failure> {
    let id: SectionId = work.new_id();
    let sql = Sql::new("INSERT INTO section (id, plan_id, name, ordinal) VALUES ").rows([[
        id.into(),
        plan.into(),
        name.into(),
        ordinal.into(),
    ]]);
    work.tx.execute(sql).await?;
    Ok(id)
}

pub async fn rename_section(work: &Work<'_>, section: SectionId, name: &str) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE section SET name = ").bind(name).push(" WHERE id = ").bind(section);
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn delete_section(work: &Work<'_>, section: SectionId) -> Result<(), Failure> {
    work.tx.execute(Sql::new("DELETE FROM section WHERE id = ").bind(section)).await?;
    Ok(())
}

/// The last ordinal of a plan's sections, or of the places in a section: what is added comes after.
pub async fn last_ordinal(work: &Work<'_>, plan: PlanId, section: Option<SectionId>) -> Result<i32, Failure> {
    let sql = match section {
        None => Sql::new("SELECT COALESCE(max(ordinal), 0) FROM section WHERE plan_id = ").bind(plan),
        Some(section) => {
            Sql::new("SELECT COALESCE(max(ordinal), 0) FROM plan_requirement WHERE section_id = ").bind(section)
        }
    };
    Ok(work.tx.value(sql).await?.unwrap_or_default())
}

/// Takes requirements in, inactive, after those with this ordinal.
pub async fn insert_places(
    work: &Work<'_>,
    plan: PlanId,
    section: SectionId,
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
            (*requirement).into(),
            ordinal.into(),
            PlanRequirementState::Inactive.into(),
            work.now.into(),
            by.into(),
        ]
    });
    let sql = Sql::new(
        "INSERT INTO plan_requirement (id, plan_id, section_id, requirement_id, ordinal, state, added_at, added_by) VALUES ",
    )
    .rows(rows);
    work.tx.execute(sql).await?;
    Ok(added)
}

pub async fn delete_place(work: &Work<'_>, place: PlanRequirementId) -> Result<(), Failure> {
    work.tx.execute(Sql::new("DELETE FROM plan_requirement WHERE id = ").bind(place)).await?;
    Ok(())
}

pub async fn activate(work: &Work<'_>, places: &[PlanRequirementId]) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE plan_requirement SET state = ")
        .bind(PlanRequirementState::Active)
        .push(" WHERE id IN ")
        .list(places.iter().copied());
    work.tx.execute(sql).await?;
    Ok(())
}

/// Puts every section and every place where the order says. The caller has seen that it names each once.
pub async fn reorder(work: &Work<'_>, order: &[SectionOrder]) -> Result<(), Failure> {
    let sections: Vec<_> = order.iter().zip(1_i32..).map(|(section, ordinal)| (section.id, ordinal)).collect();
    for chunk in sections.chunks(500) {
        let rows = chunk.iter().map(|(section, ordinal)| [(*section).into(), (*ordinal).into()]);
        let sql = Sql::new("UPDATE section SET ordinal = n.column2 FROM (VALUES ")
            .rows(rows)
            .push(") n WHERE section.id = n.column1");
        work.tx.execute(sql).await?;
    }
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

/// The plans in which any of these is active.
pub async fn plans_with_active(work: &Work<'_>, requirements: &[RequirementId]) -> Result<Vec<PlanId>, Failure> {
    let sql = Sql::new("SELECT DISTINCT plan_id FROM plan_requirement WHERE state = 'active' AND requirement_id IN ")
        .list(requirements.iter().copied());
    Ok(work.tx.column(sql).await?)
}
