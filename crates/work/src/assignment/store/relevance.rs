//! FUL-12, FUL-9: what of a plan is not relevant to an employee who has it.

use chrono::{DateTime, Utc};
use kyndig_contract::{person::PersonRef, requirement::RequirementContent, standing::Irrelevance};
use kyndig_db::{Sql, sql};
use kyndig_domain::ids::{AssignmentId, PersonId, PlanId, PointId, RequirementId, SectionId};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// Who has which plan.
#[derive(Debug, FromQueryResult)]
pub struct Held {
    pub person_id: PersonId,
    pub plan_id: PlanId,
    pub active: bool,
}

/// Where the scope sees its position; an archived plan has no holders.
pub async fn held(work: &Work<'_>, assignment: AssignmentId) -> Result<Option<Held>, Failure> {
    let sql = sql!(
        "SELECT a.person_id, a.plan_id, a.active FROM assignment a \
         JOIN position p ON p.id = a.position_id JOIN plan pl ON pl.id = a.plan_id \
         AND pl.archived_at IS NULL WHERE a.id = {assignment} AND {sees_open_position}",
        assignment,
        sees_open_position = &work.scope.sees_open_position("p"),
    );
    Ok(work.tx.one(sql).await?)
}

/// The content of an active requirement of the plan.
pub async fn content(
    work: &Work<'_>,
    held: &Held,
    requirement: RequirementId,
) -> Result<Option<RequirementContent>, Failure> {
    let sql = sql!(
        "SELECT r.content FROM requirement r WHERE EXISTS (SELECT 1 FROM plan_requirement pr \
         WHERE pr.requirement_id = r.id AND pr.state = 'active' AND pr.plan_id = {plan_id}) \
         AND r.id = {requirement}",
        plan_id = held.plan_id,
        requirement,
    );
    let content: Option<String> = work.tx.value(sql).await?;
    Ok(content.map(|content| serde_json::from_str(&content)).transpose()?)
}

/// Whether a section of the plan may be marked as not relevant; none where it has no such section.
pub async fn section_allows(work: &Work<'_>, held: &Held, section: SectionId) -> Result<Option<bool>, Failure> {
    let sql = sql!(
        "SELECT may_be_not_relevant FROM section WHERE id = {section} AND plan_id = {plan_id}",
        section,
        plan_id = held.plan_id,
    );
    Ok(work.tx.value(sql).await?)
}

pub async fn of_section(work: &Work<'_>, held: &Held, section: SectionId) -> Result<Vec<RequirementId>, Failure> {
    let sql = sql!(
        "SELECT DISTINCT requirement_id FROM plan_requirement WHERE state = 'active' \
         AND plan_id = {plan_id} AND section_id = {section} AND NOT EXISTS (SELECT 1 \
         FROM not_relevant n WHERE n.subject_id = plan_requirement.requirement_id \
         AND n.plan_id = plan_requirement.plan_id AND n.person_id = {person_id}) ORDER BY requirement_id",
        plan_id = held.plan_id,
        section,
        person_id = held.person_id,
    );
    Ok(work.tx.column(sql).await?)
}

pub async fn mark(work: &Work<'_>, held: &Held, subject: Uuid, comment: &str) -> Result<(), Failure> {
    let sql =
        Sql::new("INSERT INTO not_relevant (person_id, plan_id, subject_id, comment, marked_at, marked_by) VALUES ")
            .rows([[
                held.person_id.into(),
                held.plan_id.into(),
                subject.into(),
                comment.into(),
                work.now.into(),
                work.person()?.person_id.into(),
            ]])
            .push(
                " ON CONFLICT (person_id, plan_id, subject_id) DO UPDATE SET comment = excluded.comment, \
             marked_at = excluded.marked_at, marked_by = excluded.marked_by",
            );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Returns whether it was marked.
pub async fn unmark(work: &Work<'_>, held: &Held, subject: Uuid) -> Result<bool, Failure> {
    let sql = sql!(
        "DELETE FROM not_relevant WHERE person_id = {person_id} AND plan_id = {plan_id} \
         AND subject_id = {subject}",
        person_id = held.person_id,
        plan_id = held.plan_id,
        subject,
    );
    Ok(work.tx.execute(sql).await? > 0)
}

pub async fn mark_point(
    work: &Work<'_>,
    held: &Held,
    requirement: RequirementId,
    point: PointId,
    comment: &str,
) -> Result<(), Failure> {
    let sql = Sql::new(
        "INSERT INTO checklist_not_relevant (person_id, plan_id, requirement_id, point_id, comment, marked_at, marked_by) \
         VALUES ",
    )
    .rows([[
        held.person_id.into(),
        held.plan_id.into(),
        requirement.into(),
        point.into(),
        comment.into(),
        work.now.into(),
        work.person()?.person_id.into(),
    ]])
    .push(
        " ON CONFLICT (person_id, requirement_id, plan_id, point_id) DO UPDATE SET comment = excluded.comment, \
         marked_at = excluded.marked_at, marked_by = excluded.marked_by",
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Returns whether it was marked.
pub async fn unmark_point(
    work: &Work<'_>,
    held: &Held,
    requirement: RequirementId,
    point: PointId,
) -> Result<bool, Failure> {
    let sql = sql!(
        "DELETE FROM checklist_not_relevant WHERE person_id = {person_id} AND plan_id = {plan_id} \
         AND requirement_id = {requirement} AND point_id = {point}",
        person_id = held.person_id,
        plan_id = held.plan_id,
        requirement,
        point,
    );
    Ok(work.tx.execute(sql).await? > 0)
}

#[derive(Debug, FromQueryResult)]
struct SectionRow {
    subject_id: Uuid,
    comment: String,
    marked_at: DateTime<Utc>,
    by_id: PersonId,
    by_name: String,
}

/// The sections of an assignment that are not relevant, with the comments.
pub async fn sections(work: &Work<'_>, assignment: AssignmentId) -> Result<Vec<(SectionId, Irrelevance)>, Failure> {
    let sql = sql!(
        "SELECT nr.subject_id, nr.comment, nr.marked_at, p.id AS by_id, p.name AS by_name \
         FROM assignment a JOIN not_relevant nr ON nr.person_id = a.person_id AND nr.plan_id = a.plan_id \
         JOIN section sec ON sec.id = nr.subject_id JOIN person p ON p.id = nr.marked_by \
         WHERE a.id = {assignment}",
        assignment,
    );
    let rows: Vec<SectionRow> = work.tx.all(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let marked_by = PersonRef { id: row.by_id, name: row.by_name };
            let why = Irrelevance { comment: row.comment, marked_at: row.marked_at, marked_by, by_section: true };
            (SectionId(row.subject_id), why)
        })
        .collect())
}
