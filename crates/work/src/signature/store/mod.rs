//! Queries on requests for a signature.

pub mod overdue;

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::signature::{RejectionReason, RequestStatus};
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    ids::{PersonId, RepetitionId, RequirementId, SignatureRequestId},
    standing::Status,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// A request in full.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub id: SignatureRequestId,
    pub person_id: PersonId,
    pub person_name: String,
    pub person_title: String,
    pub requirement_id: RequirementId,
    pub requirement_name: String,
    pub signer_id: PersonId,
    pub signer_name: String,
    pub performed_on: NaiveDate,
    pub comment: String,
    pub status: RequestStatus,
    pub sent_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    pub reason: Option<RejectionReason>,
    pub decision_comment: String,
    pub version: i32,
    /// FUL-8: the one repetition that it is about.
    pub repetition_id: Option<RepetitionId>,
    /// REQ-13: why its requirement was archived.
    pub archived_because: Option<String>,
    /// The person's standing, or the repetition, depends on this request at present.
    pub is_current: bool,
}

fn rows(work: &Work<'_>) -> Sql {
    let sql = Sql::new(
        "SELECT q.id, q.person_id, per.name AS person_name, q.requirement_id, r.name AS requirement_name, q.signer_id, \
         sig.name AS signer_name, q.performed_on, q.comment, q.status, q.sent_at, q.decided_at, q.reason, \
         q.decision_comment, q.version, q.repetition_id, \
         CASE WHEN r.archived_at IS NOT NULL THEN COALESCE(r.archive_reason, '') END AS archived_because, \
         CASE WHEN q.repetition_id IS NULL THEN EXISTS (SELECT 1 FROM standing s WHERE s.person_id = q.person_id \
           AND s.requirement_id = q.requirement_id AND s.request_id = q.id) ELSE EXISTS (SELECT 1 FROM repetition x \
           WHERE x.id = q.repetition_id AND x.request_id = q.id AND x.set_aside_at IS NULL) END AS is_current, \
         COALESCE((SELECT p.title FROM position p WHERE p.person_id = q.person_id AND p.state = 'open' \
           ORDER BY p.kind, p.id LIMIT 1), '') AS person_title \
         FROM signature_request q JOIN person per ON per.id = q.person_id JOIN person sig ON sig.id = q.signer_id \
         JOIN requirement r ON r.id = q.requirement_id WHERE ",
    );
    sql.append(&asked(work))
}

/// A condition on the request `q`: whether the actor is its signer.
fn asked(work: &Work<'_>) -> Sql {
    match work.scope.own {
        _ if work.scope.everything => Sql::new("TRUE"),
        Some(signer) => sql!("q.signer_id = {signer}", signer),
        None => Sql::new("FALSE"),
    }
}

/// One that the actor is asked to sign.
pub async fn find(work: &Work<'_>, id: SignatureRequestId) -> Result<Option<Row>, Failure> {
    Ok(all(work, &[id]).await?.pop())
}

/// Those of these that the actor is asked to sign, in the order given.
pub async fn all(work: &Work<'_>, ids: &[SignatureRequestId]) -> Result<Vec<Row>, Failure> {
    let sql = rows(work).push(" AND q.id IN ").list(ids.iter().copied());
    let mut rows: Vec<Row> = work.tx.all(sql).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

/// The order of the list.
pub type Key = (DateTime<Utc>, SignatureRequestId);

/// SIG-3: of the awaiting repetitions, of one requirement of one person, the first that was sent represents all.
const STANDS_FOR_ALL: &str = " AND (q.repetition_id IS NULL OR NOT EXISTS (SELECT 1 FROM signature_request e \
     WHERE e.person_id = q.person_id AND e.requirement_id = q.requirement_id AND e.signer_id = q.signer_id \
     AND e.status = 'awaiting' AND e.repetition_id IS NOT NULL AND (e.sent_at, e.id) < (q.sent_at, q.id)))";

/// Those awaiting by the day they were sent, oldest first; those decided by the day of the decision, newest first. One
/// row more than the limit: it says that there is another page.
pub async fn page(work: &Work<'_>, status: RequestStatus, after: Option<Key>, limit: u16) -> Result<Vec<Row>, Failure> {
    let (column, comparison, order, lines) = match status {
        RequestStatus::Awaiting => ("q.sent_at", ">", "", STANDS_FOR_ALL),
        _ => ("q.decided_at", "<", " DESC", ""),
    };
    let sql = rows(work)
        .push(" AND q.status = ")
        .bind(status)
        .push(lines)
        .when(after, |sql, (at, id)| {
            sql.push(&format!(" AND ({column}, q.id) {comparison} (")).bind(at).push(", ").bind(id).push(")")
        })
        .push(&format!(" ORDER BY {column}{order}, q.id{order} LIMIT "))
        .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

/// Lines, as in `page`.
pub async fn count(work: &Work<'_>, signer: PersonId, status: RequestStatus) -> Result<i64, Failure> {
    let line = if status == RequestStatus::Awaiting { "DISTINCT person_id, requirement_id" } else { "id" };
    let sql = Sql::new(&format!("SELECT count(*) FROM (SELECT {line} FROM signature_request WHERE signer_id = "))
        .bind(signer)
        .push(" AND status = ")
        .bind(status)
        .push(") lines");
    Ok(work.tx.value(sql).await?.unwrap_or_default())
}

/// One of the repetitions of a line.
#[derive(Debug, FromQueryResult)]
pub struct Time {
    pub id: SignatureRequestId,
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
    pub signer_id: PersonId,
    pub performed_on: NaiveDate,
    pub sent_at: DateTime<Utc>,
    pub comment: String,
}

/// The awaiting repetitions of these lines, by their day.
pub async fn times(work: &Work<'_>, lines: &[Row]) -> Result<Vec<Time>, Failure> {
    let sql = sql!(
        "SELECT q.id, q.person_id, q.requirement_id, q.signer_id, q.performed_on, q.sent_at, q.comment \
         FROM signature_request q WHERE q.status = 'awaiting' AND q.repetition_id IS NOT NULL AND {asked} \
         AND (q.person_id, q.requirement_id, q.signer_id) IN (VALUES ",
        asked = &asked(work),
    )
    .rows(lines.iter().map(|line| [line.person_id.into(), line.requirement_id.into(), line.signer_id.into()]))
    .push(") ORDER BY q.performed_on, q.id");
    Ok(work.tx.all(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct Place {
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
    pub plan_name: String,
    pub goal_code: Option<String>,
    pub goal_name: Option<String>,
}

/// The places of the requirement in the active plans of each person: the plan, and in a goal plan the goal.
pub async fn places(work: &Work<'_>, lines: &[Row]) -> Result<Vec<Place>, Failure> {
    let sql = Sql::new(
        "SELECT DISTINCT a.person_id, pr.requirement_id, pl.name AS plan_name, pl.sort_key, pl.id, \
         g.code AS goal_code, g.name AS goal_name, g.ordinal, g.id AS goal_id FROM assignment a \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         JOIN plan pl ON pl.id = a.plan_id LEFT JOIN goal g ON g.id = pr.goal_id \
         WHERE a.active AND (a.person_id, pr.requirement_id) IN (VALUES ",
    )
    .rows(lines.iter().map(|line| [line.person_id.into(), line.requirement_id.into()]))
    .push(") ORDER BY pl.sort_key, pl.id, g.ordinal, g.id");
    Ok(work.tx.all(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct Standing {
    pub status: Status,
    pub chosen_expiry: Option<NaiveDate>,
    pub request_id: Option<SignatureRequestId>,
}

/// The person's present standing on it.
pub async fn standing(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
) -> Result<Option<Standing>, Failure> {
    let sql = sql!(
        "SELECT status, chosen_expiry, request_id FROM standing WHERE person_id = {person} \
         AND requirement_id = {requirement}",
        person,
        requirement,
    );
    Ok(work.tx.one(sql).await?)
}

pub async fn content(work: &Work<'_>, requirement: RequirementId) -> Result<Option<String>, Failure> {
    Ok(work.tx.value(sql!("SELECT content FROM requirement WHERE id = {requirement}", requirement)).await?)
}
