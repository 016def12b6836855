//! SIG-5: queries on overdue requests.

use chrono::{DateTime, Utc};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::{AssignmentId, PersonId, PositionId, RequirementId, SignatureRequestId};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// Signers with a request sent before `sent`, who have not been reminded after `reminded`, and have not left.
pub async fn to_remind(
    work: &Work<'_>,
    sent: DateTime<Utc>,
    reminded: DateTime<Utc>,
    limit: u16,
) -> Result<Vec<PersonId>, Failure> {
    let sql = sql!(
        "SELECT DISTINCT q.signer_id FROM signature_request q WHERE q.status = 'awaiting' \
         AND EXISTS (SELECT 1 FROM position p WHERE p.person_id = q.signer_id AND p.state = 'open') \
         AND q.sent_at < {sent} AND NOT EXISTS (SELECT 1 FROM signature_request l \
         WHERE l.signer_id = q.signer_id AND l.reminded_at IS NOT NULL \
         AND l.reminded_at > {reminded}) ORDER BY q.signer_id LIMIT {limit}",
        sent,
        reminded,
        limit = i64::from(limit),
    );
    Ok(work.tx.column(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct Old {
    pub signer_id: PersonId,
    pub person_name: String,
    pub requirement_name: String,
    pub sent_at: DateTime<Utc>,
    pub id: SignatureRequestId,
}

/// What these are about, the oldest first.
pub async fn named(work: &Work<'_>, ids: &[SignatureRequestId]) -> Result<Vec<Old>, Failure> {
    let mut found: Vec<Old> = Vec::new();
    for chunk in ids.chunks(1000) {
        let sql = sql!(
            "SELECT q.signer_id, per.name AS person_name, r.name AS requirement_name, q.sent_at, q.id \
             FROM signature_request q JOIN person per ON per.id = q.person_id \
             JOIN requirement r ON r.id = q.requirement_id WHERE q.id IN {chunk}",
            chunk = list(chunk.iter().copied()),
        );
        found.extend(work.tx.all::<Old>(sql).await?);
    }
    found.sort_by_key(|old| (old.sent_at, old.id));
    Ok(found)
}

/// From `FROM` on: the awaiting requests, `q`, with the active plans of positions that hold them, `a`.
const IN_PLANS: &str = "FROM assignment a \
     JOIN signature_request q ON q.person_id = a.person_id AND q.status = 'awaiting' \
     JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.requirement_id = q.requirement_id AND pr.state = 'active' ";

/// A column: how many requirements of the active plans of position `p` have waited since before this time. Starting
/// from the person's pending requests, which are few, and not from all their requirements.
pub fn count(sent: DateTime<Utc>) -> Sql {
    sql!(
        "(SELECT count(DISTINCT q.requirement_id) FROM signature_request q \
             WHERE q.person_id = p.person_id AND q.status = 'awaiting' AND q.sent_at < {sent} \
             AND EXISTS (SELECT 1 FROM assignment a JOIN plan_requirement pr ON pr.plan_id = a.plan_id \
             AND pr.requirement_id = q.requirement_id AND pr.state = 'active' WHERE a.position_id = p.id \
             AND a.active))",
        sent,
    )
}

#[derive(Debug, FromQueryResult)]
pub struct OfPosition {
    pub id: SignatureRequestId,
    pub assignment_id: AssignmentId,
    pub requirement_id: RequirementId,
    pub requirement_name: String,
    pub signer_id: PersonId,
    pub signer_name: String,
    pub signer_has_left: bool,
    pub sent_at: DateTime<Utc>,
}

/// The oldest first; each once per plan and goal that holds it.
pub async fn of_position(
    work: &Work<'_>,
    position: PositionId,
    sent: DateTime<Utc>,
) -> Result<Vec<OfPosition>, Failure> {
    let sql = Sql::new(&format!(
        "SELECT q.id, a.id AS assignment_id, q.requirement_id, r.name AS requirement_name, q.signer_id, \
         sig.name AS signer_name, q.sent_at, \
         NOT EXISTS (SELECT 1 FROM position p WHERE p.person_id = q.signer_id AND p.state = 'open') AS signer_has_left \
         {IN_PLANS} JOIN requirement r ON r.id = q.requirement_id JOIN person sig ON sig.id = q.signer_id \
         WHERE a.active AND q.sent_at < "
    ))
    .bind(sent)
    .push(" AND a.position_id = ")
    .bind(position)
    .push(" ORDER BY q.sent_at, q.id, a.assigned_at, a.id");
    Ok(work.tx.all(sql).await?)
}
