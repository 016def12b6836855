//! Writes of requests, and reads for those who send them.

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::signature::{RejectionReason, RequestStatus};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::{PersonId, RepetitionId, RequirementId, SignatureRequestId};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// Whether a person has an open position under the same root of the tree as another: in the same region.
pub async fn works_in_region_of(work: &Work<'_>, signer: PersonId, person: PersonId) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT 1 FROM position sp JOIN org_unit_closure sc ON sc.descendant_id = sp.unit_id \
         JOIN org_unit top ON top.id = sc.ancestor_id AND top.parent_id IS NULL \
         JOIN org_unit_closure c ON c.ancestor_id = top.id \
         JOIN position p ON p.unit_id = c.descendant_id WHERE sp.state = 'open' AND p.state = 'open' \
         AND sp.person_id = {signer} AND p.person_id = {person} LIMIT 1",
        signer,
        person,
    );
    Ok(work.tx.exists(sql).await?)
}

/// The name used in mails.
pub async fn person_name(work: &Work<'_>, person: PersonId) -> Result<String, Failure> {
    let sql = sql!("SELECT name FROM person WHERE id = {person}", person);
    work.tx.value(sql).await?.ok_or_else(Failure::not_found)
}

/// By name.
pub async fn requirement_names(work: &Work<'_>, requirements: &[RequirementId]) -> Result<Vec<String>, Failure> {
    let sql = sql!(
        "SELECT name FROM requirement WHERE id IN {requirements} ORDER BY sort_key, id",
        requirements = list(requirements.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}

/// The name used in mails.
pub async fn requirement_name(work: &Work<'_>, requirement: RequirementId) -> Result<String, Failure> {
    let sql = sql!("SELECT name FROM requirement WHERE id = {requirement}", requirement);
    work.tx.value(sql).await?.ok_or_else(Failure::not_found)
}

/// A new request.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    pub person: PersonId,
    pub requirement: RequirementId,
    pub signer: PersonId,
    pub performed_on: NaiveDate,
    pub comment: &'a str,
    /// FUL-8: the one repetition that it is about.
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

/// The values that a decision writes.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    pub from: RequestStatus,
    pub to: RequestStatus,
    pub reason: Option<RejectionReason>,
    pub comment: &'a str,
}

/// Decides those of these that are still in the expected state; returns how many.
pub async fn decide(work: &Work<'_>, ids: &[SignatureRequestId], decision: &Decision<'_>) -> Result<u64, Failure> {
    let decided_at = (decision.to != RequestStatus::Awaiting).then_some(work.now);
    let sql = sql!(
        "UPDATE signature_request SET status = {to}, decided_at = {decided_at}, reason = {reason}, \
         decision_comment = {comment}, version = version + 1 WHERE status = {from} AND id IN {ids}",
        to = decision.to,
        decided_at,
        reason = decision.reason,
        comment = decision.comment,
        from = decision.from,
        ids = list(ids.iter().copied()),
    );
    Ok(work.tx.execute(sql).await?)
}

/// Recalls those of these that await; returns the signer of each, in the order given.
pub async fn recall(work: &Work<'_>, ids: &[SignatureRequestId]) -> Result<Vec<Recalled>, Failure> {
    let sql = sql!(
        "UPDATE signature_request SET status = 'recalled', decided_at = {now}, version = version + 1 \
         WHERE status = 'awaiting' AND id IN {ids} RETURNING id, signer_id, person_id, requirement_id",
        now = work.now,
        ids = list(ids.iter().copied()),
    );
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

/// A request that is withdrawn from decision.
#[derive(Debug, FromQueryResult)]
pub struct Withdrawn {
    pub id: SignatureRequestId,
    pub person_id: PersonId,
    pub signer_id: PersonId,
}

/// REQ-13: pending requests leave the signers' lists; they return if the requirement is restored. To be run inside the
/// gate.
pub async fn withdraw(work: &Work<'_>, requirement: RequirementId) -> Result<Vec<Withdrawn>, Failure> {
    let sql = sql!(
        "UPDATE signature_request SET status = {status}, decided_at = {now}, version = version + 1 \
         WHERE status = {from} AND requirement_id = {requirement} RETURNING id, person_id, signer_id",
        status = RequestStatus::Withdrawn,
        now = work.now,
        from = RequestStatus::Awaiting,
        requirement,
    );
    let mut rows: Vec<Withdrawn> = work.tx.all(sql).await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// As they were before their requirement was archived.
pub async fn ask_again(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE signature_request SET status = {status}, decided_at = NULL, version = version + 1 \
         WHERE status = {from} AND requirement_id = {requirement}",
        status = RequestStatus::Awaiting,
        from = RequestStatus::Withdrawn,
        requirement,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// All that await: there is nothing to sign any more.
pub async fn recall_all(work: &Work<'_>, requirement: RequirementId) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE signature_request SET status = 'recalled', version = version + 1, decided_at = {now} \
         WHERE status = 'awaiting' AND requirement_id = {requirement}",
        now = work.now,
        requirement,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// Records that the signers are reminded of all that was sent before; returns those requests.
pub async fn note_reminder(
    work: &Work<'_>,
    signers: &[PersonId],
    sent: DateTime<Utc>,
) -> Result<Vec<SignatureRequestId>, Failure> {
    let sql = sql!(
        "UPDATE signature_request SET reminded_at = {now} WHERE status = 'awaiting' AND sent_at < {sent} \
         AND signer_id IN {signers} RETURNING id",
        now = work.now,
        sent,
        signers = list(signers.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
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
    let sql = sql!(
        "SELECT q.signer_id, s.name AS signer_name, q.sent_at AS at, q.reason, q.decision_comment, NOT EXISTS \
         (SELECT 1 FROM position p WHERE p.person_id = q.signer_id \
         AND p.state = 'open') AS signer_has_left FROM signature_request q \
         JOIN person s ON s.id = q.signer_id WHERE q.id = {id}",
        id,
    );
    Ok(work.tx.one(sql).await?)
}
