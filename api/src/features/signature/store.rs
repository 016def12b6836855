//! Queries on requests for a signature.

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::signature::{RejectionReason, RequestStatus};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, RepetitionId, RequirementId, SignatureRequestId},
    standing::Status,
};
use sea_orm::FromQueryResult;

use crate::{auth::Work, http::Failure};

/// Whether a person has an open position under the same top of the tree as another: in the same region.
pub async fn works_in_region_of(work: &Work<'_>, signer: PersonId, person: PersonId) -> Result<bool, Failure> {
    let sql = Sql::new(
        "SELECT 1 FROM position sp JOIN org_unit_closure sc ON sc.descendant_id = sp.unit_id \
         JOIN org_unit top ON top.id = sc.ancestor_id AND top.parent_id IS NULL \
         JOIN org_unit_closure c ON c.ancestor_id = top.id JOIN position p ON p.unit_id = c.descendant_id \
         WHERE sp.state = 'open' AND p.state = 'open' AND sp.person_id = ",
    )
    .bind(signer)
    .push(" AND p.person_id = ")
    .bind(person)
    .push(" LIMIT 1");
    Ok(work.tx.exists(sql).await?)
}

/// What mails call them.
pub async fn person_name(work: &Work<'_>, person: PersonId) -> Result<String, Failure> {
    let sql = Sql::new("SELECT name FROM person WHERE id = ").bind(person);
    work.tx.value(sql).await?.ok_or_else(Failure::not_found)
}

/// By name.
pub async fn requirement_names(work: &Work<'_>, requirements: &[RequirementId]) -> Result<Vec<String>, Failure> {
    let sql = Sql::new("SELECT name FROM requirement WHERE id IN ")
        .list(requirements.iter().copied())
        .push(" ORDER BY sort_key, id");
    Ok(work.tx.column(sql).await?)
}

/// A request that is to be.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    pub person: PersonId,
    pub requirement: RequirementId,
    pub signer: PersonId,
    pub performed_on: NaiveDate,
    pub comment: &'a str,
    /// FUL-8: the one time that is asked about.
    pub repetition: Option<RepetitionId>,
}

pub async fn insert(work: &Work<'_>, new: &[New<'_>]) -> Result<Vec<SignatureRequestId>, Failure> {
    let ids: Vec<SignatureRequestId> = new.iter().map(|_| work.new_id()).collect();
    let rows = new.iter().zip(&ids).map(|(new, id)| {
        [
            (*id).into(),
            new.person.into(),
            new.requirement.into(),
            new.signer.into(),
            new.performed_on.into(),
            new.comment.into(),
            RequestStatus::Awaiting.into(),
            work.now.into(),
            new.repetition.into(),
        ]
    });
    let sql = Sql::new(
        "INSERT INTO signature_request (id, person_id, requirement_id, signer_id, performed_on, comment, status, \
         sent_at, repetition_id) VALUES ",
    )
    .rows(rows);
    work.tx.execute(sql).await?;
    Ok(ids)
}

/// What a decision writes.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    pub from: RequestStatus,
    pub to: RequestStatus,
    pub reason: Option<RejectionReason>,
    pub comment: &'a str,
}

/// Decides, where the request still is what it was; false where somebody was first.
pub async fn decide(work: &Work<'_>, id: SignatureRequestId, decision: &Decision<'_>) -> Result<bool, Failure> {
    let decided_at = (decision.to != RequestStatus::Awaiting).then_some(work.now);
    let sql = Sql::new("UPDATE signature_request SET status = ")
        .bind(decision.to)
        .push(", decided_at = ")
        .bind(decided_at)
        .push(", reason = ")
        .bind(decision.reason)
        .push(", decision_comment = ")
        .bind(decision.comment)
        .push(", version = version + 1 WHERE id = ")
        .bind(id)
        .push(" AND status = ")
        .bind(decision.from);
    Ok(work.tx.execute(sql).await? == 1)
}

/// Takes back those of these that await; gives whom each was sent to, in the order of what is given.
pub async fn recall(work: &Work<'_>, ids: &[SignatureRequestId]) -> Result<Vec<Recalled>, Failure> {
    let sql = Sql::new("UPDATE signature_request SET status = 'recalled', decided_at = ")
        .bind(work.now)
        .push(", version = version + 1 WHERE status = 'awaiting' AND id IN ")
        .list(ids.iter().copied())
        .push(" RETURNING id, signer_id, person_id, requirement_id");
    let mut rows: Vec<Recalled> = work.tx.all(sql).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}

#[derive(Debug, FromQueryResult)]
pub struct Recalled {
    pub id: SignatureRequestId,
    pub signer_id: PersonId,
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
}

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
    pub performed_on: NaiveDate,
    pub comment: String,
    pub status: RequestStatus,
    pub sent_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    pub reason: Option<RejectionReason>,
    pub decision_comment: String,
    pub version: i32,
    /// FUL-8: the one time that is asked about.
    pub repetition_id: Option<RepetitionId>,
}

fn rows(work: &Work<'_>) -> Sql {
    let sql = Sql::new(
        "SELECT q.id, q.person_id, per.name AS person_name, q.requirement_id, r.name AS requirement_name, q.signer_id, \
         q.performed_on, q.comment, q.status, q.sent_at, q.decided_at, q.reason, q.decision_comment, q.version, \
         q.repetition_id, \
         COALESCE((SELECT p.title FROM position p WHERE p.person_id = q.person_id AND p.state = 'open' \
           ORDER BY p.kind, p.id LIMIT 1), '') AS person_title \
         FROM signature_request q JOIN person per ON per.id = q.person_id \
         JOIN requirement r ON r.id = q.requirement_id WHERE ",
    );
    match work.scope.own {
        _ if work.scope.everything => sql.push("TRUE"),
        Some(signer) => sql.push("q.signer_id = ").bind(signer),
        None => sql.push("FALSE"),
    }
}

/// One that one is asked to sign.
pub async fn find(work: &Work<'_>, id: SignatureRequestId) -> Result<Option<Row>, Failure> {
    Ok(work.tx.one(rows(work).push(" AND q.id = ").bind(id)).await?)
}

/// What the list is ordered by.
pub type Key = (DateTime<Utc>, SignatureRequestId);

/// Those awaiting by the day they were sent, oldest first; those decided by the day of that, newest first. One
/// row more than the limit says that there is another page.
pub async fn page(work: &Work<'_>, status: RequestStatus, after: Option<Key>, limit: u16) -> Result<Vec<Row>, Failure> {
    let (column, comparison, order) = match status {
        RequestStatus::Awaiting => ("q.sent_at", ">", ""),
        _ => ("q.decided_at", "<", " DESC"),
    };
    let sql = rows(work)
        .push(" AND q.status = ")
        .bind(status)
        .when(after, |sql, (at, id)| {
            sql.push(&format!(" AND ({column}, q.id) {comparison} (")).bind(at).push(", ").bind(id).push(")")
        })
        .push(&format!(" ORDER BY {column}{order}, q.id{order} LIMIT "))
        .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

pub async fn count(work: &Work<'_>, signer: PersonId, status: RequestStatus) -> Result<i64, Failure> {
    let sql = Sql::new("SELECT count(*) FROM signature_request WHERE signer_id = ")
        .bind(signer)
        .push(" AND status = ")
        .bind(status);
    Ok(work.tx.value(sql).await?.unwrap_or_default())
}

#[derive(Debug, FromQueryResult)]
pub struct PlanName {
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
    pub name: String,
}

/// The active plans of each person that hold the requirement.
pub async fn plan_names(
    work: &Work<'_>,
    pairs: impl Iterator<Item = (PersonId, RequirementId)>,
) -> Result<Vec<PlanName>, Failure> {
    let sql = Sql::new(
        "SELECT DISTINCT a.person_id, pr.requirement_id, pl.name, pl.sort_key, pl.id FROM assignment a \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         JOIN plan pl ON pl.id = a.plan_id WHERE a.active AND (a.person_id, pr.requirement_id) IN (VALUES ",
    )
    .rows(pairs.map(|(person, requirement)| [person.into(), requirement.into()]))
    .push(") ORDER BY pl.sort_key, pl.id");
    Ok(work.tx.all(sql).await?)
}

/// A request as the employee sees it.
#[derive(Debug, FromQueryResult)]
pub struct Sent {
    pub signer_id: PersonId,
    pub signer_name: String,
    pub signer_has_left: bool,
    pub at: DateTime<Utc>,
    pub reason: Option<RejectionReason>,
    pub decision_comment: String,
}

pub async fn sent(work: &Work<'_>, id: SignatureRequestId) -> Result<Option<Sent>, Failure> {
    let sql = Sql::new(
        "SELECT q.signer_id, s.name AS signer_name, q.sent_at AS at, q.reason, q.decision_comment, \
         NOT EXISTS (SELECT 1 FROM position p WHERE p.person_id = q.signer_id AND p.state = 'open') AS signer_has_left \
         FROM signature_request q JOIN person s ON s.id = q.signer_id WHERE q.id = ",
    )
    .bind(id);
    Ok(work.tx.one(sql).await?)
}

/// How the person stands on it now.
pub async fn standing(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
) -> Result<Option<Status>, Failure> {
    let sql = Sql::new("SELECT status FROM standing WHERE person_id = ")
        .bind(person)
        .push(" AND requirement_id = ")
        .bind(requirement);
    Ok(work.tx.value(sql).await?)
}

pub async fn content(work: &Work<'_>, requirement: RequirementId) -> Result<Option<String>, Failure> {
    Ok(work.tx.value(Sql::new("SELECT content FROM requirement WHERE id = ").bind(requirement)).await?)
}
