//! FUL-8: the repetitions of a requirement.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::signature::{RejectionReason, RequestStatus};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{PersonId, RepetitionId, RequirementId, SignatureRequestId},
    standing::repetition::Round,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

#[derive(Debug, FromQueryResult)]
pub struct RepetitionRow {
    pub id: RepetitionId,
    pub round: i32,
    pub performed_on: NaiveDate,
    pub comment: String,
    pub request_id: Option<SignatureRequestId>,
    pub request_status: Option<RequestStatus>,
    pub signer_id: Option<PersonId>,
    pub signer_name: Option<String>,
    pub signer_has_left: bool,
    pub sent_at: Option<DateTime<Utc>>,
    pub reason: Option<RejectionReason>,
    pub decision_comment: Option<String>,
}

impl RepetitionRow {
    pub fn counts(&self) -> bool {
        self.request_id.is_none() || self.request_status == Some(RequestStatus::Signed)
    }
}

fn rows(person: PersonId, requirement: RequirementId) -> Sql {
    sql!(
        "SELECT x.id, x.round, x.performed_on, x.comment, x.request_id, q.status AS request_status, \
             q.signer_id, g.name AS signer_name, q.sent_at, q.reason, q.decision_comment, q.id IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM position p WHERE p.person_id = q.signer_id \
             AND p.state = 'open') AS signer_has_left FROM repetition x \
             LEFT JOIN signature_request q ON q.id = x.request_id LEFT JOIN person g ON g.id = q.signer_id \
             WHERE x.set_aside_at IS NULL AND x.person_id = {person} AND x.requirement_id = {requirement}",
        person,
        requirement,
    )
}

/// Newest first; reset ones are only in the history.
pub async fn all(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<Vec<RepetitionRow>, Failure> {
    let sql = rows(person, requirement).push(" ORDER BY x.round DESC, x.performed_on DESC, x.id DESC");
    Ok(work.tx.all(sql).await?)
}

pub async fn find(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    id: RepetitionId,
) -> Result<Option<RepetitionRow>, Failure> {
    Ok(work.tx.one(rows(person, requirement).push(" AND x.id = ").bind(id)).await?)
}

/// The state of the newest round.
pub fn newest(rows: &[RepetitionRow]) -> Option<Round> {
    let number = rows.first()?.round;
    let of_round = || rows.iter().filter(|row| row.round == number);
    let number_of = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    Some(Round {
        number,
        counted: number_of(of_round().filter(|row| row.counts()).count()),
        awaiting: number_of(of_round().filter(|row| row.request_status == Some(RequestStatus::Awaiting)).count()),
        rejected: number_of(of_round().filter(|row| row.request_status == Some(RequestStatus::Rejected)).count()),
        latest: of_round().filter(|row| row.counts()).map(|row| row.performed_on).max(),
    })
}

/// A new repetition.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    pub id: RepetitionId,
    pub round: i32,
    pub performed_on: NaiveDate,
    pub comment: &'a str,
    pub request_id: Option<SignatureRequestId>,
}

pub async fn insert(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    new: &[New<'_>],
) -> Result<(), Failure> {
    let by = work.person()?.person_id;
    let rows = new.iter().map(|one| {
        [
            one.id.into(),
            person.into(),
            requirement.into(),
            one.round.into(),
            one.performed_on.into(),
            one.comment.into(),
            one.request_id.into(),
            work.now.into(),
            by.into(),
        ]
    });
    let sql = Sql::new(
        "INSERT INTO repetition (id, person_id, requirement_id, round, performed_on, comment, request_id, \
         registered_at, registered_by) VALUES ",
    )
    .rows(rows);
    work.tx.execute(sql).await?;
    Ok(())
}

/// Those of these that were neither removed nor reset.
pub async fn there(work: &Work<'_>, ids: impl Iterator<Item = RepetitionId>) -> Result<HashSet<RepetitionId>, Failure> {
    let ids: Vec<RepetitionId> = ids.collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = sql!("SELECT id FROM repetition WHERE set_aside_at IS NULL AND id IN {ids}", ids = list(ids));
    Ok(work.tx.column(sql).await?.into_iter().collect())
}

/// The number the requirement asks for; none where once is enough.
pub async fn required(work: &Work<'_>, requirement: RequirementId) -> Result<Option<i32>, Failure> {
    let sql = sql!("SELECT repetitions FROM requirement WHERE id = {requirement}", requirement);
    Ok(work.tx.value::<Option<i32>>(sql).await?.flatten())
}

/// As though it had never existed; the history keeps it.
pub async fn delete(work: &Work<'_>, id: RepetitionId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM repetition WHERE id = {id}", id)).await?;
    Ok(())
}
