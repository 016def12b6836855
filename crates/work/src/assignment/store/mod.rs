//! Queries on assignments.

pub mod approval;
pub mod change;
pub mod matrix;
pub mod reaction;
pub mod relevance;
pub mod snapshot;

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::{assignment::AssignmentQuery, plan::Completion};
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    assignment::AssignmentEventKind,
    ids::{AssignmentId, GoalId, PersonId, PlanId, PositionId, RequirementId, SectionId, UnitId},
    requirement::{DocumentationMethod, LearningMethod},
    standing::Status,
};
use kyndig_gate::relevance::NOT_RELEVANT;
use kyndig_platform::{
    auth::{Scope, Work},
    http::Failure,
};
use sea_orm::FromQueryResult;

/// Whether the plan is published anywhere; none where there is no such plan.
pub async fn is_published(work: &Work<'_>, plan: PlanId) -> Result<Option<bool>, Failure> {
    let sql = sql!(
        "SELECT EXISTS (SELECT 1 FROM plan_publication u WHERE u.plan_id = p.id) FROM plan p \
         WHERE p.archived_at IS NULL AND p.id = {plan}",
        plan,
    );
    Ok(work.tx.value(sql).await?)
}

/// Whose assignments.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// All of a position's; and ASG-4, the deactivated ones of the person's earlier positions where it is an employment.
    Position(PositionId),
    /// The actor's own: the active ones of the position they act as, and the deactivated ones of every position they
    /// have had.
    Own(PersonId, PositionId),
}

/// The order of a list: active first, by owner unit and name.
pub type Key = (i32, String, String, AssignmentId);

#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub id: AssignmentId,
    pub plan_id: PlanId,
    pub plan_name: String,
    pub unit_id: UnitId,
    pub unit_name: String,
    pub position_id: PositionId,
    pub active: bool,
    /// Of a closed position.
    pub earlier: bool,
    pub completed_at: Option<DateTime<Utc>>,
    pub ready_at: Option<DateTime<Utc>>,
    pub approved: bool,
    pub assigned_at: DateTime<Utc>,
    pub deactivated_at: Option<DateTime<Utc>>,
    archived: i32,
    pub plan_archived: bool,
    unit_key: String,
    plan_key: String,
}

impl Row {
    pub fn key(&self) -> Key {
        (self.archived, self.unit_key.clone(), self.plan_key.clone(), self.id)
    }
}

const COLUMNS: &str = "a.id, a.plan_id, pl.name AS plan_name, u.id AS unit_id, u.name AS unit_name, a.position_id, \
     a.active, EXISTS (SELECT 1 FROM position gone WHERE gone.id = a.position_id AND gone.state = 'closed') AS earlier, \
     a.completed_at, a.ready_at, a.approved_by IS NOT NULL AS approved, a.assigned_at, a.deactivated_at, CASE WHEN a.active THEN 0 ELSE 1 END AS archived, \
     pl.archived_at IS NOT NULL AS plan_archived, u.sort_key AS unit_key, pl.sort_key AS plan_key";
const TABLES: &str = "assignment a JOIN plan pl ON pl.id = a.plan_id JOIN org_unit u ON u.id = pl.owner_unit_id";

pub async fn page(
    work: &Work<'_>,
    whose: Whose,
    which: AssignmentQuery,
    after: Option<Key>,
    limit: Option<u16>,
) -> Result<Vec<Row>, Failure> {
    let sql = Sql::new(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE "));
    let sql = match whose {
        Whose::Position(position) if which.active == Some(true) => sql.push("a.position_id = ").bind(position),
        Whose::Position(position) => sql
            .push("a.position_id IN (SELECT id FROM position WHERE id = ")
            .bind(position)
            .push(
                " UNION SELECT o.id FROM position o JOIN position n ON n.person_id = o.person_id \
                 AND n.kind = 'employment' AND n.state = 'open' WHERE o.state = 'closed' AND n.id = ",
            )
            .bind(position)
            .push(")"),
        Whose::Own(person, position) => sql
            .push("a.person_id = ")
            .bind(person)
            .push(" AND (NOT a.active OR a.position_id = ")
            .bind(position)
            .push(")"),
    };
    let sql = sql
        .when(which.active, |sql, active| {
            // PLN-11: archived plans are not listed among the deactivated ones
            sql.push(if active { " AND a.active" } else { " AND NOT a.active AND pl.archived_at IS NULL" })
        })
        .when(which.archived, |sql, archived| {
            sql.push(if archived { " AND pl.archived_at IS NOT NULL" } else { " AND pl.archived_at IS NULL" })
        })
        .when(after, |sql, (archived, unit, plan, id)| {
            sql.push(" AND (CASE WHEN a.active THEN 0 ELSE 1 END, u.sort_key, pl.sort_key, a.id) > (")
                .bind(archived)
                .push(", ")
                .bind(unit)
                .push(", ")
                .bind(plan)
                .push(", ")
                .bind(id)
                .push(")")
        })
        .push(" ORDER BY archived, u.sort_key, pl.sort_key, a.id")
        .when(limit, |sql, limit| sql.push(" LIMIT ").bind(i64::from(limit) + 1));
    Ok(work.tx.all(sql).await?)
}

/// Whether this open position is within another scope.
pub async fn is_within(work: &Work<'_>, scope: &Scope, position: PositionId) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT 1 FROM position p WHERE p.state = 'open' AND p.id = {position} AND {sees_position}",
        position,
        sees_position = &scope.sees_position("p"),
    );
    Ok(work.tx.exists(sql).await?)
}

/// ASG-2: whether any requirement of it has been acted on.
pub async fn is_started(work: &Work<'_>, assignment: AssignmentId) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT 1 FROM assignment a WHERE a.id = {assignment} AND {is_started}",
        assignment,
        is_started = Sql::new(change::STARTED),
    );
    Ok(work.tx.exists(sql).await?)
}

/// Whether the position exists within the scope.
pub async fn sees_position(work: &Work<'_>, position: PositionId) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT 1 FROM position p WHERE p.id = {position} AND {sees_open_position}",
        position,
        sees_open_position = &work.scope.sees_open_position("p"),
    );
    Ok(work.tx.exists(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct Tally {
    pub assignment_id: AssignmentId,
    pub status: Status,
    pub count: i64,
}

/// The number of active requirements of each by status, and for a deactivated one as it was then (ASG-4); one that
/// serves several goals counts once.
pub async fn counts(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<Vec<Tally>, Failure> {
    let status = status();
    let sql = Sql::new(&format!(
        "SELECT assignment_id, status, count(DISTINCT requirement_id) AS count FROM (\
           SELECT a.id AS assignment_id, pr.requirement_id, {status} AS status \
           FROM assignment a JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
           LEFT JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
           WHERE NOT EXISTS (SELECT 1 FROM assignment_line l WHERE l.assignment_id = a.id) AND a.id IN "
    ))
    .list(assignments.iter().copied())
    .push(" UNION ALL SELECT l.assignment_id, l.requirement_id, l.status FROM assignment_line l WHERE l.out_at IS NULL AND l.assignment_id IN ")
    .list(assignments.iter().copied())
    .push(") places GROUP BY assignment_id, status");
    Ok(work.tx.all(sql).await?)
}

/// The plan's own fields, and whose assignment it is.
#[derive(Debug, FromQueryResult)]
pub struct About {
    pub person_id: PersonId,
    pub person_name: String,
    pub description: String,
    pub time_frame: String,
    pub literature: String,
    pub completion: Completion,
    pub owner_id: Option<PersonId>,
    pub owner_name: Option<String>,
    pub author_id: Option<PersonId>,
    pub author_name: Option<String>,
}

/// A condition on an assignment `a` and its position `p`: of a position that the scope sees; and ASG-4, a deactivated
/// one of an earlier position of a person whose present position it sees.
fn seen(scope: &Scope) -> Sql {
    sql!(
        "({sees_open_position} OR (NOT a.active AND {sees_earlier_position}))",
        sees_open_position = &scope.sees_open_position("p"),
        sees_earlier_position = &scope.sees_earlier_position("p"),
    )
}

/// One assignment, where the scope sees it.
pub async fn find(work: &Work<'_>, assignment: AssignmentId) -> Result<Option<(Row, About)>, Failure> {
    let sql = Sql::new(&format!(
        "SELECT {COLUMNS}, a.person_id, per.name AS person_name, pl.description, pl.time_frame, pl.literature, \
         pl.completion, own.id AS owner_id, own.name AS owner_name, author.id AS author_id, author.name AS author_name \
         FROM {TABLES} JOIN person per ON per.id = a.person_id JOIN position p ON p.id = a.position_id \
         LEFT JOIN person own ON own.id = pl.document_owner_id \
         LEFT JOIN person author ON author.id = pl.document_author_id WHERE a.id = "
    ))
    .bind(assignment)
    .push(" AND ")
    .append(&seen(work.scope));
    let rows = work.tx.rows(sql).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some((Row::from_query_result(row, "")?, About::from_query_result(row, "")?)))
}

#[derive(Debug, FromQueryResult)]
pub struct Line {
    pub section_id: SectionId,
    pub heading: String,
    pub may_be_not_relevant: bool,
    pub goal_id: Option<GoalId>,
    pub goal_code: Option<String>,
    pub goal_name: Option<String>,
    pub requirement_id: RequirementId,
    pub number: i32,
    pub name: String,
    pub learning_method: LearningMethod,
    pub documentation_method: DocumentationMethod,
    pub needs_signature: bool,
    pub status: Status,
    pub repetitions: Option<i32>,
    /// FUL-8: of the current round.
    pub counted: i32,
    pub performed_on: Option<NaiveDate>,
    pub expires_on: Option<NaiveDate>,
    pub deadline: Option<NaiveDate>,
    pub signer_name: Option<String>,
    /// PLN-8: when it was deactivated in the plan, by whom and why; none while it is active.
    pub out_at: Option<DateTime<Utc>>,
    pub out_by: Option<PersonId>,
    pub out_by_name: Option<String>,
    pub out_reason: Option<String>,
}

impl Line {
    pub const fn is_active(&self) -> bool {
        self.out_at.is_none()
    }
}

/// The status of the person of `a` on the place `pr` of the plan, with the standing `s` where there is one.
fn status() -> String {
    format!("CASE WHEN {NOT_RELEVANT} THEN 'not_relevant' ELSE COALESCE(s.status, 'not_started') END")
}

/// FUL-8: the number of repetitions that count in the current round.
const COUNTED: &str = "CASE WHEN r.repetitions IS NULL THEN 0 ELSE (SELECT CAST(count(*) AS integer) FROM repetition x \
     LEFT JOIN signature_request sx ON sx.id = x.request_id \
     WHERE x.person_id = a.person_id AND x.requirement_id = pr.requirement_id AND x.set_aside_at IS NULL \
       AND (sx.id IS NULL OR sx.status = 'signed') AND x.round = (SELECT max(y.round) FROM repetition y \
         WHERE y.person_id = a.person_id AND y.requirement_id = pr.requirement_id AND y.set_aside_at IS NULL)) END";

fn line() -> String {
    let status = status();
    format!(
        "sec.id AS section_id, sec.name AS heading, sec.may_be_not_relevant, g.id AS goal_id, g.code AS goal_code, \
         g.name AS goal_name, pr.requirement_id, r.number, r.name, r.learning_method, r.documentation_method, \
         r.needs_signature, r.repetitions, {COUNTED} AS counted, {status} AS status, s.performed_on, s.expires_on, \
         s.deadline, signer.name AS signer_name, \
         CASE WHEN pr.state = 'deactivated' THEN pr.deactivated_at END AS out_at, \
         CASE WHEN pr.state = 'deactivated' THEN pr.deactivated_by END AS out_by, \
         CASE WHEN pr.state = 'deactivated' THEN pr.deactivation_reason END AS out_reason, \
         (SELECT ob.name FROM person ob WHERE pr.state = 'deactivated' AND ob.id = pr.deactivated_by) AS out_by_name"
    )
}

/// The active requirements of a plan, and what employees find there: also the deactivated ones (PLN-8).
const ACTIVE: &str = "pr.state = 'active'";
const FOUND: &str = "pr.state IN ('active', 'deactivated')";

/// The tables for the lines of an assignment `a`, for the places `which`.
fn line_tables(which: &str) -> String {
    format!("JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND {which} {LINE_TABLES}")
}

const LINE_TABLES: &str = "JOIN section sec ON sec.id = pr.section_id LEFT JOIN goal g ON g.id = pr.goal_id JOIN requirement r ON r.id = pr.requirement_id \
     LEFT JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
     LEFT JOIN signature_request q ON q.id = s.request_id AND s.status IN ('awaiting_signature', 'rejected') \
     LEFT JOIN person signer ON signer.id = q.signer_id";

/// The active and the deactivated requirements of an assignment's plan, in its order, with the person's standing on
/// each.
pub async fn lines(work: &Work<'_>, assignment: AssignmentId) -> Result<Vec<Line>, Failure> {
    let (line, tables) = (line(), line_tables(FOUND));
    let sql = Sql::new(&format!("SELECT {line} FROM assignment a {tables} WHERE a.id = "))
        .bind(assignment)
        .push(" ORDER BY sec.ordinal, sec.id, g.ordinal, g.id, pr.ordinal, pr.id");
    Ok(work.tx.all(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct EventRow {
    pub kind: AssignmentEventKind,
    pub at: DateTime<Utc>,
    pub by_id: Option<PersonId>,
    pub by_name: Option<String>,
    pub deputy_for_id: Option<PersonId>,
    pub deputy_for_name: Option<String>,
}

/// Newest first.
pub async fn history(work: &Work<'_>, assignment: AssignmentId) -> Result<Vec<EventRow>, Failure> {
    let sql = sql!(
        "SELECT e.kind, e.at, b.id AS by_id, b.name AS by_name, d.id AS deputy_for_id, d.name AS \
         deputy_for_name FROM assignment_event e LEFT JOIN person b ON b.id = e.by_person_id \
         LEFT JOIN person d ON d.id = e.deputy_for_id WHERE e.assignment_id = {assignment} \
         ORDER BY e.at DESC, e.id DESC",
        assignment,
    );
    Ok(work.tx.all(sql).await?)
}

/// A requirement that needs action, in one of the position's active plans.
#[derive(Debug, FromQueryResult)]
pub struct Urgent {
    pub assignment_id: AssignmentId,
}

/// Rejected, expired, expiring, or with a near or overdue deadline and not fulfilled; each in every active plan that
/// holds it.
pub async fn urgent(
    work: &Work<'_>,
    position: PositionId,
    soon: NaiveDate,
) -> Result<Vec<(AssignmentId, Line)>, Failure> {
    let (line, tables) = (line(), line_tables(ACTIVE));
    let sql = Sql::new(&format!(
        "SELECT a.id AS assignment_id, {line} FROM assignment a {tables} \
         WHERE a.active AND a.position_id = "
    ))
    .bind(position)
    .push(" AND NOT ")
    .push(NOT_RELEVANT)
    .push(
        " AND (s.status IN ('expired', 'rejected', 'expiring') \
         OR s.status <> 'fulfilled' AND s.deadline <= ",
    )
    .bind(soon)
    .push(") ORDER BY a.assigned_at, a.id, sec.ordinal, pr.ordinal");
    work.tx
        .rows(sql)
        .await?
        .iter()
        .map(|row| Ok((Urgent::from_query_result(row, "")?.assignment_id, Line::from_query_result(row, "")?)))
        .collect()
}

/// A requirement in one of a position's active plans.
#[derive(Debug)]
pub struct OwnLine {
    pub assignment_id: AssignmentId,
    pub plan_name: String,
    pub line: Line,
}

#[derive(Debug, FromQueryResult)]
struct OwnPlace {
    assignment_id: AssignmentId,
    plan_name: String,
}

/// All requirements of a position, and those deactivated in its plans.
pub async fn own_lines(work: &Work<'_>, position: PositionId) -> Result<Vec<OwnLine>, Failure> {
    let (line, tables) = (line(), line_tables(FOUND));
    let sql = Sql::new(&format!(
        "SELECT a.id AS assignment_id, pl.name AS plan_name, {line} FROM assignment a {tables} JOIN plan pl ON pl.id = a.plan_id \
         WHERE a.active AND pl.archived_at IS NULL AND a.position_id = "
    ))
    .bind(position);
    work.tx
        .rows(sql)
        .await?
        .iter()
        .map(|row| {
            let OwnPlace { assignment_id, plan_name } = OwnPlace::from_query_result(row, "")?;
            Ok(OwnLine { assignment_id, plan_name, line: Line::from_query_result(row, "")? })
        })
        .collect()
}

/// The requirements that a person used most recently, the latest first.
pub async fn used_last(work: &Work<'_>, person: PersonId, limit: u16) -> Result<Vec<RequirementId>, Failure> {
    let sql = sql!(
        "SELECT requirement_id FROM standing_event WHERE person_id = {person} \
         AND by_person_id = {person} GROUP BY requirement_id ORDER BY max(at) DESC, requirement_id \
         LIMIT {limit}",
        person,
        limit = i64::from(limit),
    );
    Ok(work.tx.column(sql).await?)
}

/// A place of an archived requirement.
#[derive(Debug, FromQueryResult)]
pub struct ArchivedRow {
    pub requirement_id: RequirementId,
    pub name: String,
    pub plan_name: String,
    pub status: Status,
    pub reason: Option<String>,
}

/// Archived requirements of any plan that a person has or had, by name and plan; and why, where one waited for a
/// signature. Those deactivated in the plan before (PLN-8) are included; those never activated were never theirs.
pub async fn archived(work: &Work<'_>, person: PersonId) -> Result<Vec<ArchivedRow>, Failure> {
    let status = status();
    let sql = Sql::new(&format!(
        "SELECT r.id AS requirement_id, r.name, pl.name AS plan_name, {status} AS status, \
         CASE WHEN EXISTS (SELECT 1 FROM signature_request w WHERE w.person_id = a.person_id \
           AND w.requirement_id = r.id AND w.status = 'withdrawn') THEN r.archive_reason END AS reason \
         FROM assignment a JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'archived' \
         AND pr.state_before IN ('active', 'deactivated') \
         JOIN requirement r ON r.id = pr.requirement_id AND r.archived_at IS NOT NULL AND r.published_version > 0 \
         JOIN plan pl ON pl.id = a.plan_id \
         LEFT JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = r.id WHERE a.person_id = "
    ))
    .bind(person)
    .push(" ORDER BY r.sort_key, r.id, pl.sort_key, pl.id");
    Ok(work.tx.all(sql).await?)
}
