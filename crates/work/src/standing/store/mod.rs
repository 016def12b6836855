//! Queries on standings.

pub mod attachment;
pub mod checklist;
pub mod repetition;
pub mod reset;

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::{requirement::RequirementContent, signature::RejectionReason};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{AssignmentId, EventId, PersonId, PlanId, RequirementId, SignatureRequestId},
    standing::{CutOffs, EventKind, Status, Way},
};
use kyndig_gate::Approval;
use kyndig_platform::{
    auth::{Scope, Work},
    http::Failure,
};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

/// A standing, with the content of its requirement.
#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub requirement_id: RequirementId,
    pub requirement_name: String,
    pub person_name: String,
    pub number: i32,
    pub content: String,
    pub needs_signature: bool,
    pub repetitions: Option<i32>,
    pub own_validity: Option<i32>,
    pub shortest_validity: Option<i32>,
    /// Active in an active plan of an open position.
    pub assigned: bool,
    pub status: Status,
    pub performed_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub chosen_expiry: Option<NaiveDate>,
    /// When it was last fulfilled.
    pub done_at: Option<DateTime<Utc>>,
    pub deadline: Option<NaiveDate>,
    pub comment: String,
    pub request_id: Option<SignatureRequestId>,
    /// As `Before` in JSON.
    pub before: Option<String>,
    pub version: i32,
    /// The state before unlocking, where it is unlocked: then the row has the values it is changed from (FUL-4).
    #[sea_orm(skip)]
    pub locked: Option<Before>,
}

/// FUL-17: the state of a standing before it was fulfilled or sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Before {
    /// When it was fulfilled or sent.
    pub until: DateTime<Utc>,
    pub status: Option<Status>,
    pub performed_on: Option<NaiveDate>,
    pub chosen_expiry: Option<NaiveDate>,
    pub comment: String,
    pub request_id: Option<SignatureRequestId>,
    pub done_at: Option<DateTime<Utc>>,
    /// The approvals of the plans that hold it, where it was unlocked: the change may have revoked them (ASG-6).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
}

impl Row {
    /// A fulfilled standing is treated as started, with its date and its points ticked.
    pub fn unlock(&mut self, now: DateTime<Utc>, approvals: Vec<Approval>) {
        self.locked = Some(Before { approvals, ..self.stands(now) });
        self.status = Status::Started;
        self.done_at = None;
    }

    fn stands(&self, until: DateTime<Utc>) -> Before {
        Before {
            until,
            status: Some(self.status),
            performed_on: self.performed_on,
            chosen_expiry: self.chosen_expiry,
            comment: self.comment.clone(),
            request_id: self.request_id,
            done_at: self.done_at,
            approvals: Vec::new(),
        }
    }

    /// Stored with the present change, so that it can be undone.
    pub fn before(&self, now: DateTime<Utc>) -> Result<Option<String>, Failure> {
        let before = self.locked.clone().unwrap_or_else(|| self.stands(now));
        Ok(Some(serde_json::to_string(&before)?))
    }

    pub fn way(&self) -> Way {
        Way { needs_signature: self.needs_signature, repeats: self.repetitions.is_some() }
    }

    pub fn content(&self) -> Result<RequirementContent, Failure> {
        Ok(serde_json::from_str(&self.content)?)
    }
}

/// The active plans with the requirement, from `FROM` on, of the person and requirement of `s`.
const ACTIVE_PLANS: &str = "FROM assignment a JOIN plan_requirement pr ON pr.plan_id = a.plan_id \
     AND pr.requirement_id = s.requirement_id AND pr.state = 'active' WHERE a.person_id = s.person_id AND a.active";

/// A condition on the standing `s`: whether the scope sees it. Others see it through a plan of a position they see
/// (LOA-5), or a deactivated one of an earlier position (ASG-4); a person's own is visible to them regardless of its
/// plans.
fn seen(scope: &Scope) -> Sql {
    if scope.everything {
        return Sql::new("TRUE");
    }
    let through = sql!(
        "EXISTS (SELECT 1 FROM assignment va JOIN position vp ON vp.id = va.position_id \
         JOIN plan_requirement vr ON vr.plan_id = va.plan_id AND vr.state <> 'inactive' \
         AND vr.requirement_id = s.requirement_id WHERE va.person_id = s.person_id AND ({sees_open_position} \
         OR NOT va.active AND {sees_earlier_position}))",
        sees_open_position = &scope.sees_open_position("vp"),
        sees_earlier_position = &scope.sees_earlier_position("vp"),
    );
    match scope.own {
        Some(own) => sql!("(s.person_id = {own} OR {through})", own, through = &through),
        None => through,
    }
}

pub async fn find(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<Option<Row>, Failure> {
    Ok(rows(work, person, &[requirement]).await?.pop())
}

/// Those of these that the scope sees, by id. An archived one is not visible to anyone (REQ-13).
pub async fn rows(work: &Work<'_>, person: PersonId, requirements: &[RequirementId]) -> Result<Vec<Row>, Failure> {
    let sql = Sql::new(&format!(
        "SELECT s.requirement_id, r.name AS requirement_name, per.name AS person_name, r.number, r.content, \
         r.needs_signature, r.repetitions, r.validity_days AS own_validity, \
         (SELECT min(COALESCE(pr.validity_days, r.validity_days)) {ACTIVE_PLANS}) AS shortest_validity, \
         EXISTS (SELECT 1 {ACTIVE_PLANS} AND EXISTS (SELECT 1 FROM position p WHERE p.id = a.position_id \
         AND p.state = 'open')) AS assigned, \
         s.status, s.performed_on, s.expires_on, s.chosen_expiry, s.done_at, s.deadline, s.comment, s.request_id, s.before, \
         s.version FROM standing s JOIN person per ON per.id = s.person_id JOIN requirement r ON r.id = s.requirement_id \
         WHERE s.person_id = "
    ))
    .bind(person)
    .push(" AND r.archived_at IS NULL AND s.requirement_id IN ")
    .list(requirements.iter().copied())
    .push(" AND ")
    .append(&seen(work.scope))
    .push(" ORDER BY s.requirement_id");
    Ok(work.tx.all(sql).await?)
}

/// Those of these that a scope sees through an active plan of another person's open position.
pub async fn reached(
    work: &Work<'_>,
    scope: &Scope,
    person: PersonId,
    requirements: &[RequirementId],
) -> Result<HashSet<RequirementId>, Failure> {
    let sql = sql!(
        "SELECT DISTINCT pr.requirement_id FROM assignment a JOIN position p ON p.id = a.position_id \
         AND p.state = 'open' JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         AND pr.requirement_id IN {requirements} WHERE a.active AND a.person_id = {person} AND {sees_position}",
        requirements = list(requirements.iter().copied()),
        person,
        sees_position = &scope.sees_position("p"),
    );
    Ok(work.tx.column(sql).await?.into_iter().collect())
}

/// The new values of a standing; the expiry is derived (FUL-6), except where it was given (FUL-7).
#[derive(Debug)]
pub struct Change<'a> {
    pub requirement: RequirementId,
    pub status: Status,
    pub performed_on: Option<NaiveDate>,
    pub chosen_expiry: Option<NaiveDate>,
    pub comment: &'a str,
    pub request_id: Option<SignatureRequestId>,
    /// When it was last fulfilled.
    pub done_at: Option<DateTime<Utc>>,
    /// The state it can be undone to; none, where it cannot.
    pub before: Option<String>,
}

impl<'a> Change<'a> {
    /// The values that leave the standing unchanged.
    pub fn none(row: &'a Row) -> Self {
        Self {
            requirement: row.requirement_id,
            status: row.status,
            performed_on: row.performed_on,
            chosen_expiry: row.chosen_expiry,
            comment: &row.comment,
            request_id: row.request_id,
            done_at: row.done_at,
            before: None,
        }
    }
}

pub async fn update(work: &Work<'_>, person: PersonId, changes: &[Change<'_>]) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    let rows = changes.iter().map(|change| {
        let manual = change.chosen_expiry.filter(|_| change.status.is_achieved());
        [
            change.requirement.into(),
            change.status.into(),
            change.performed_on.into(),
            change.chosen_expiry.into(),
            manual.into(),
            change.comment.into(),
            change.request_id.into(),
            change.done_at.into(),
            change.before.clone().into(),
        ]
    });
    let sql = sql!(
        "UPDATE standing SET changed_at = {now}, status = v.column2, performed_on = v.column3, chosen_expiry \
         = v.column4, expires_on = v.column5, expiry_is_manual = v.column5 IS NOT NULL, comment = v.column6, \
         request_id = v.column7, done_at = v.column8, before = v.column9, version = standing.version + 1 \
         FROM (VALUES ",
        now = work.now,
    )
    .rows(rows)
    .push(") v WHERE standing.requirement_id = v.column1 AND standing.person_id = ")
    .bind(person);
    work.tx.execute(sql).await?;
    Ok(())
}

/// FUL-10: of these, those with a prerequisite that is not fulfilled.
pub async fn blocked(
    work: &Work<'_>,
    person: PersonId,
    requirements: &[RequirementId],
) -> Result<HashSet<RequirementId>, Failure> {
    let sql = sql!(
        "SELECT DISTINCT b.requirement_id FROM requirement_prerequisite b \
         JOIN requirement p ON p.id = b.prerequisite_id AND p.archived_at IS NULL \
         LEFT JOIN standing s ON s.requirement_id = b.prerequisite_id AND s.person_id = {person} \
         WHERE (s.status IS NULL OR s.status NOT IN ('fulfilled', 'expiring')) \
         AND b.requirement_id IN {requirements}",
        person,
        requirements = list(requirements.iter().copied()),
    );
    Ok(work.tx.column(sql).await?.into_iter().collect())
}

#[derive(Debug, FromQueryResult)]
pub struct PrerequisiteRow {
    pub requirement_id: RequirementId,
    pub number: i32,
    pub name: String,
    pub status: Status,
    pub assignment_id: Option<AssignmentId>,
}

/// FUL-10: by name; with the first of the person's active plans that holds it, as far as the scope sees them.
pub async fn prerequisites(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
) -> Result<Vec<PrerequisiteRow>, Failure> {
    let sql = sql!(
        "SELECT p.id AS requirement_id, p.number, p.name, COALESCE(s.status, 'not_started') AS status, \
         (SELECT a.id FROM assignment a JOIN position o ON o.id = a.position_id \
         JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         AND pr.requirement_id = p.id WHERE a.active AND a.person_id = {person} AND {sees_open_position} \
         ORDER BY a.assigned_at, a.id LIMIT 1) AS assignment_id FROM requirement_prerequisite b \
         JOIN requirement p ON p.id = b.prerequisite_id AND p.archived_at IS NULL \
         LEFT JOIN standing s ON s.requirement_id = p.id AND s.person_id = {person} \
         WHERE b.requirement_id = {requirement} ORDER BY p.sort_key, p.id",
        person,
        sees_open_position = &work.scope.sees_open_position("o"),
        requirement,
    );
    Ok(work.tx.all(sql).await?)
}

/// Changes those standings that depend on their request and have one of these statuses; returns their requests.
pub async fn follow_requests(
    work: &Work<'_>,
    requests: &[(PersonId, RequirementId, SignatureRequestId)],
    from: &[Status],
    to: Status,
) -> Result<HashSet<SignatureRequestId>, Failure> {
    if requests.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = sql!(
        "UPDATE standing SET status = {to}{achieved}{is_achieved}, changed_at = {now}, before = NULL, version = \
         standing.version + 1 FROM (VALUES ",
        to,
        achieved = Sql::new(if to.is_achieved() {
            ", expires_on = chosen_expiry, expiry_is_manual = chosen_expiry IS NOT NULL, done_at = "
        } else {
            ", expires_on = NULL, expiry_is_manual = FALSE, done_at = "
        }),
        is_achieved = to.is_achieved().then_some(work.now),
        now = work.now,
    )
    .rows(
        requests
            .iter()
            .map(|(person, requirement, request)| [(*person).into(), (*requirement).into(), (*request).into()]),
    )
    .push(
        ") v WHERE standing.person_id = v.column1 AND standing.requirement_id = v.column2 \
             AND standing.request_id = v.column3 AND standing.status IN ",
    )
    .list(from.iter().copied())
    .push(" RETURNING request_id");
    Ok(work.tx.column(sql).await?.into_iter().collect())
}

pub async fn set_deadline(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    deadline: Option<NaiveDate>,
) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE standing SET deadline = {deadline}, changed_at = {now}, version = version + 1 \
         WHERE person_id = {person} AND requirement_id = {requirement}",
        deadline,
        now = work.now,
        person,
        requirement,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

#[derive(Debug, FromQueryResult)]
pub struct PlanRow {
    pub assignment_id: AssignmentId,
    pub plan_id: PlanId,
    pub plan_name: String,
    pub comment: Option<String>,
    pub marked_at: Option<DateTime<Utc>>,
    pub marker_id: Option<PersonId>,
    pub marker_name: Option<String>,
    pub by_section: bool,
}

/// The active plans that hold the requirement, as far as the scope sees them.
pub async fn plans(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<Vec<PlanRow>, Failure> {
    let sql = sql!(
        "SELECT a.id AS assignment_id, pl.id AS plan_id, pl.name AS plan_name, nr.comment, nr.marked_at, \
         by_p.id AS marker_id, by_p.name AS marker_name, COALESCE(nr.subject_id = pr.section_id, FALSE) AS \
         by_section FROM assignment a JOIN position p ON p.id = a.position_id \
         JOIN plan pl ON pl.id = a.plan_id JOIN plan_requirement pr ON pr.plan_id = a.plan_id \
         AND pr.state = 'active' AND pr.requirement_id = {requirement} \
         LEFT JOIN not_relevant nr ON nr.person_id = a.person_id AND nr.plan_id = a.plan_id \
         AND nr.subject_id IN (pr.requirement_id, pr.section_id) \
         LEFT JOIN person by_p ON by_p.id = nr.marked_by WHERE a.active AND a.person_id = {person} \
         AND {sees_open_position} ORDER BY pl.sort_key, a.id, by_section",
        requirement,
        person,
        sees_open_position = &work.scope.sees_open_position("p"),
    );
    let mut rows: Vec<PlanRow> = work.tx.all(sql).await?;
    // Once per plan, for any number of its goals that the activity serves.
    rows.dedup_by_key(|row| row.assignment_id);
    Ok(rows)
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
    pub plan_name: Option<String>,
    pub about: Option<String>,
}

/// Newest first.
pub async fn history(work: &Work<'_>, person: PersonId, requirement: RequirementId) -> Result<Vec<EventRow>, Failure> {
    let sql = sql!(
        "SELECT e.id, e.kind, e.at, b.id AS by_id, b.name AS by_name, d.id AS deputy_for_id, d.name AS \
         deputy_for_name, e.date, o.id AS other_id, o.name AS other_name, e.reason, e.comment, pl.name AS \
         plan_name, e.about FROM standing_event e LEFT JOIN person b ON b.id = e.by_person_id \
         LEFT JOIN plan pl ON pl.id = e.plan_id LEFT JOIN person d ON d.id = e.deputy_for_id \
         LEFT JOIN person o ON o.id = e.other_person_id WHERE e.person_id = {person} \
         AND e.requirement_id = {requirement} ORDER BY e.at DESC, e.id DESC",
        person,
        requirement,
    );
    Ok(work.tx.all(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct Due {
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
}

/// Those whose stored status is not that of the day, in any order. Each part of the index is a query of its own: rows
/// that are not due are not read, nor those left for the next run.
pub async fn due(work: &Work<'_>, limit: u16) -> Result<Vec<Due>, Failure> {
    let at = CutOffs::of(work.today);
    let branches = [
        (Status::Fulfilled, "<=", at.soon),
        (Status::Expiring, "<", at.today),
        (Status::Expiring, ">", at.soon),
        (Status::Expired, ">=", at.today),
    ];
    let mut sql = Sql::default();
    for (index, (status, is, day)) in branches.into_iter().enumerate() {
        let union = if index == 0 { "" } else { " UNION ALL " };
        sql = sql
            .push(&format!(
                "{union}SELECT * FROM (SELECT person_id, requirement_id FROM standing \
                 WHERE expires_on IS NOT NULL AND status = '{status}' AND expires_on {is} "
            ))
            .bind(day)
            .push(" ORDER BY expires_on LIMIT ")
            .bind(i64::from(limit))
            .push(&format!(") branch_{index}"));
    }
    let sql = sql.push(" LIMIT ").bind(i64::from(limit));
    Ok(work.tx.all(sql).await?)
}

/// Deadlines of many, where they differ. To be run inside the gate.
pub async fn set_deadlines(
    work: &Work<'_>,
    pairs: &[(PersonId, RequirementId)],
    deadline: Option<NaiveDate>,
) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE standing SET deadline = ")
        .bind_as(work.tx, deadline, "date")
        .push(", changed_at = ")
        .bind(work.now)
        .push(", version = version + 1 WHERE (person_id, requirement_id) IN (SELECT * FROM ")
        .uuids(pairs.iter().map(|(person, requirement)| [person.0, requirement.0]))
        .push(") AND deadline IS DISTINCT FROM ")
        .bind_as(work.tx, deadline, "date");
    work.tx.execute(sql).await?;
    Ok(())
}
