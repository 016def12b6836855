//! Queries on standings.

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::signature::RejectionReason;
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{AssignmentId, EventId, PersonId, RequirementId, SignatureRequestId},
    standing::{CutOffs, EventKind, Status, effective_sql},
};
use sea_orm::FromQueryResult;

use crate::{
    auth::{Scope, Work},
    http::Failure,
};

/// A standing, with what its requirement says.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub person_name: String,
    pub number: i32,
    pub content: String,
    pub needs_signature: bool,
    pub own_validity: Option<i32>,
    pub shortest_validity: Option<i32>,
    /// Active in an active plan of an open position.
    pub assigned: bool,
    pub status: Status,
    pub performed_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub deadline: Option<NaiveDate>,
    pub comment: String,
    pub request_id: Option<SignatureRequestId>,
    pub version: i32,
}

/// The active plans with the requirement, from `FROM` on, of the person and requirement of `s`.
const ACTIVE_PLANS: &str = "FROM assignment a JOIN plan_requirement pr ON pr.plan_id = a.plan_id \
     AND pr.requirement_id = s.requirement_id AND pr.state = 'active' WHERE a.person_id = s.person_id AND a.active";

/// A condition on the standing `s`: whether the scope sees it. Others see it through a plan of a position they
/// see (LOA-5); one's own is one's own, whatever became of the plans.
fn seen(scope: &Scope) -> Sql {
    if scope.everything {
        return Sql::new("TRUE");
    }
    let through = Sql::new(
        "EXISTS (SELECT 1 FROM assignment va JOIN position vp ON vp.id = va.position_id \
         JOIN plan_requirement vr ON vr.plan_id = va.plan_id AND vr.state <> 'inactive' \
         AND vr.requirement_id = s.requirement_id WHERE va.person_id = s.person_id AND ",
    )
    .append(&scope.sees_open_position("vp"))
    .push(")");
    match scope.own {
        Some(own) => Sql::new("(s.person_id = ").bind(own).push(" OR ").append(&through).push(")"),
        None => through,
    }
}

pub async fn find(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<Option<Row>, Failure> {
    let sql = Sql::new(&format!(
        "SELECT per.name AS person_name, r.number, r.content, r.needs_signature, r.validity_days AS own_validity, \
         (SELECT min(COALESCE(pr.validity_days, r.validity_days)) {ACTIVE_PLANS}) AS shortest_validity, \
         EXISTS (SELECT 1 {ACTIVE_PLANS} AND EXISTS (SELECT 1 FROM position p WHERE p.id = a.position_id \
         AND p.state = 'open')) AS assigned, \
         s.status, s.performed_on, s.expires_on, s.deadline, s.comment, s.request_id, s.version \
         FROM standing s JOIN person per ON per.id = s.person_id JOIN requirement r ON r.id = s.requirement_id \
         WHERE s.person_id = "
    ))
    .bind(person)
    .push(" AND s.requirement_id = ")
    .bind(requirement)
    .push(" AND ")
    .append(&seen(work.scope));
    Ok(work.tx.one(sql).await?)
}

/// Whether this other scope sees the standing through an active plan of an open position of somebody else.
pub async fn reached(
    work: &Work<'_>,
    scope: &Scope,
    person: PersonId,
    requirement: RequirementId,
) -> Result<bool, Failure> {
    let sql = Sql::new(
        "SELECT 1 FROM assignment a JOIN position p ON p.id = a.position_id AND p.state = 'open' \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' AND pr.requirement_id = ",
    )
    .bind(requirement)
    .push(" WHERE a.active AND a.person_id = ")
    .bind(person)
    .push(" AND ")
    .append(&scope.sees_position("p"));
    Ok(work.tx.exists(sql).await?)
}

/// What a change makes of a standing; the expiry follows by itself (FUL-6).
#[derive(Debug)]
pub struct Change<'a> {
    pub status: Status,
    pub performed_on: Option<NaiveDate>,
    pub comment: &'a str,
    pub request_id: Option<SignatureRequestId>,
}

pub async fn update(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    change: &Change<'_>,
) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE standing SET status = ")
        .bind(change.status)
        .push(", performed_on = ")
        .bind(change.performed_on)
        .push(", expires_on = NULL, expiry_is_manual = FALSE, comment = ")
        .bind(change.comment)
        .push(", request_id = ")
        .bind(change.request_id)
        .push(", changed_at = ")
        .bind(work.now)
        .push(", version = version + 1 WHERE person_id = ")
        .bind(person)
        .push(" AND requirement_id = ")
        .bind(requirement);
    work.tx.execute(sql).await?;
    Ok(())
}

/// Moves a standing that rests on this request and has one of these statuses; false where it does not.
pub async fn follow_request(
    work: &Work<'_>,
    (person, requirement): (PersonId, RequirementId),
    request: SignatureRequestId,
    from: &[Status],
    to: Status,
) -> Result<bool, Failure> {
    let sql = Sql::new("UPDATE standing SET status = ")
        .bind(to)
        .push(", expires_on = NULL, changed_at = ")
        .bind(work.now)
        .push(", version = version + 1 WHERE person_id = ")
        .bind(person)
        .push(" AND requirement_id = ")
        .bind(requirement)
        .push(" AND request_id = ")
        .bind(request)
        .push(" AND status IN ")
        .list(from.iter().copied());
    Ok(work.tx.execute(sql).await? == 1)
}

pub async fn set_deadline(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    deadline: Option<NaiveDate>,
) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE standing SET deadline = ")
        .bind(deadline)
        .push(", changed_at = ")
        .bind(work.now)
        .push(", version = version + 1 WHERE person_id = ")
        .bind(person)
        .push(" AND requirement_id = ")
        .bind(requirement);
    work.tx.execute(sql).await?;
    Ok(())
}

#[derive(Debug, FromQueryResult)]
pub struct PlanRow {
    pub assignment_id: AssignmentId,
    pub plan_name: String,
}

/// The active plans that hold the requirement, as far as the scope sees them.
pub async fn plans(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<Vec<PlanRow>, Failure> {
    let sql = Sql::new(
        "SELECT DISTINCT a.id AS assignment_id, pl.name AS plan_name, pl.sort_key FROM assignment a \
         JOIN position p ON p.id = a.position_id JOIN plan pl ON pl.id = a.plan_id \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' AND pr.requirement_id = ",
    )
    .bind(requirement)
    .push(" WHERE a.active AND a.person_id = ")
    .bind(person)
    .push(" AND ")
    .append(&work.scope.sees_open_position("p"))
    .push(" ORDER BY pl.sort_key, a.id");
    Ok(work.tx.all(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct EventRow {
    pub id: EventId,
    pub kind: EventKind,
    pub at: DateTime<Utc>,
    pub by_id: Option<PersonId>,
    pub by_name: Option<String>,
    pub deputy_for_id: Option<PersonId>,
    pub deputy_for_name: Option<String>,
    pub date: Option<NaiveDate>,
    pub other_id: Option<PersonId>,
    pub other_name: Option<String>,
    pub reason: Option<RejectionReason>,
    pub comment: String,
}

/// Newest first.
pub async fn history(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<Vec<EventRow>, Failure> {
    let sql = Sql::new(
        "SELECT e.id, e.kind, e.at, b.id AS by_id, b.name AS by_name, d.id AS deputy_for_id, \
         d.name AS deputy_for_name, e.date, o.id AS other_id, o.name AS other_name, e.reason, e.comment \
         FROM standing_event e LEFT JOIN person b ON b.id = e.by_person_id \
         LEFT JOIN person d ON d.id = e.deputy_for_id LEFT JOIN person o ON o.id = e.other_person_id \
         WHERE e.person_id = ",
    )
    .bind(person)
    .push(" AND e.requirement_id = ")
    .bind(requirement)
    .push(" ORDER BY e.at DESC, e.id DESC");
    Ok(work.tx.all(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct Due {
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
}

/// Those whose stored status is not what the day makes of it.
pub async fn due(work: &Work<'_>, limit: u16) -> Result<Vec<Due>, Failure> {
    let at = CutOffs::of(work.today);
    let cast = |sql: Sql, date: NaiveDate| {
        if work.tx.is_postgres() { sql.push("CAST(").bind(date).push(" AS date)") } else { sql.bind(date) }
    };
    let effective = effective_sql("s.status", "s.expires_on", "cut.today", "cut.soon");
    let sql = Sql::new("SELECT s.person_id, s.requirement_id FROM standing s CROSS JOIN (SELECT ");
    let sql = cast(sql, at.today).push(" AS today, ");
    // The first condition says nothing more than the second, but an index serves it.
    let sql = cast(sql, at.soon)
        .push(
            " AS soon) cut WHERE s.expires_on IS NOT NULL AND (s.status = 'fulfilled' AND s.expires_on <= cut.soon \
             OR s.status = 'expiring' AND (s.expires_on < cut.today OR s.expires_on > cut.soon) \
             OR s.status = 'expired' AND s.expires_on >= cut.today) AND s.status <> ",
        )
        .push(&effective)
        .push(" ORDER BY s.person_id, s.requirement_id LIMIT ")
        .bind(i64::from(limit));
    Ok(work.tx.all(sql).await?)
}
