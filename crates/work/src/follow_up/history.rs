//! REP-4: the requirements of the employees the actor follows up by status, now and after each night run. The night run
//! sums up existing counters, for every unit and every manager, and writes the sums once: later events do not change
//! past days.

use chrono::{Days, NaiveDate};
use kyndig_contract::{
    assignment::StatusCounts,
    employee::EmployeeScope,
    follow_up::{FollowUpDay, FollowUpHistory, FollowUpHistoryQuery},
};
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    ids::{PersonId, UnitId},
    validity,
};
use kyndig_gate::relevance::NOT_RELEVANT;
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure, export::Reading},
};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{people::People, requirements};
use crate::{employee, status_counts::Columns};

/// The number of days, where none is given.
const USUAL: Days = Days::new(90);
/// Three years.
const MOST: Days = Days::new(3 * 366);

/// Whose figures are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// All who work in the unit and below.
    Unit(UnitId),
    /// All whom a person manages.
    Manager(PersonId),
}

impl Subject {
    const fn id(self) -> Uuid {
        match self {
            Self::Unit(unit) => unit.0,
            Self::Manager(person) => person.0,
        }
    }

    fn people(self) -> People {
        match self {
            Self::Unit(unit) => People { manager: None, units: vec![unit], within: None },
            Self::Manager(person) => People { manager: Some(person), units: Vec::new(), within: None },
        }
    }
}

/// The night run: the status of everything when the day begins. Returns the number of rows; none where this day, or a
/// later one, has been written.
pub async fn keep(work: &Work<'_>) -> Result<usize, Failure> {
    let written = sql!("SELECT 1 FROM follow_up_day WHERE day >= {today} LIMIT 1", today = work.today);
    if work.tx.exists(written).await? {
        return Ok(0);
    }
    let mut rows = 0;
    for counted in [of_units(), of_positions(work.tx.is_postgres())] {
        let sql = Sql::new(&format!("INSERT INTO follow_up_day (subject_id, day, {}) SELECT subject_id, ", list("")))
            .bind_as(work.tx, work.today, "date")
            .push(&format!(", {} FROM (", totals()))
            .push(&counted)
            .push(&format!(") counted GROUP BY subject_id HAVING sum({}) > 0", STATUSES.join(" + ")));
        rows += work.tx.execute(sql).await?;
    }
    Ok(usize::try_from(rows).unwrap_or(usize::MAX))
}

const STATUSES: [&str; 7] = requirements::STATUSES;

/// The columns, with an alias.
fn list(alias: &str) -> String {
    STATUSES.map(|status| format!("{alias}{status}")).join(", ")
}

fn totals() -> String {
    STATUSES.map(|status| format!("CAST(sum({status}) AS bigint) AS {status}")).join(", ")
}

/// The columns over rows that have a status.
fn each(people: &str) -> String {
    STATUSES.map(|status| format!("CASE WHEN status = '{status}' THEN {people} ELSE 0 END")).join(", ")
}

/// Units from department up have counters; deltas that are not folded yet are added.
fn of_units() -> String {
    format!(
        "SELECT unit_id AS subject_id, {} FROM requirement_summary UNION ALL SELECT unit_id, {} FROM counter_delta",
        list(""),
        each("people")
    )
}

/// Sections and managers are summed up from positions. A person with several of them, in one section or under one
/// manager, has a requirement once: those few are subtracted again, and counted from their standings. The databases are
/// forced to begin with them, which they would not do by themselves.
fn of_positions(postgres: bool) -> String {
    let summed = STATUSES.map(|status| format!("sum(s.{status}) AS {status}")).join(", ");
    let (columns, again) = (list("each."), STATUSES.map(|status| format!("-s.{status}")).join(", "));
    let section = |unit: &str| {
        format!(
            "JOIN org_unit_closure c ON c.descendant_id = {unit} \
             JOIN org_unit u ON u.id = c.ancestor_id AND u.kind = 'section'"
        )
    };
    let tables = "assignment a CROSS JOIN plan_requirement pr CROSS JOIN standing s";
    let theirs = format!(
        "a.position_id = held.position_id AND a.active AND pr.plan_id = a.plan_id AND pr.state = 'active' \
         AND s.person_id = a.person_id AND s.requirement_id = pr.requirement_id AND NOT {NOT_RELEVANT}"
    );
    let standing = "s.person_id, s.requirement_id, s.status";
    let standings = if postgres {
        format!("held CROSS JOIN LATERAL (SELECT {standing} FROM {tables} WHERE {theirs} OFFSET 0) s")
    } else {
        format!("held CROSS JOIN {tables} WHERE {theirs}")
    };
    format!(
        "WITH each AS MATERIALIZED (SELECT p.unit_id, p.manager_id, {summed} FROM position p \
           JOIN position_summary s ON s.position_id = p.id WHERE p.state = 'open' GROUP BY p.unit_id, p.manager_id), \
         several AS MATERIALIZED (\
           SELECT c.ancestor_id AS subject_id, p.person_id FROM position p {} WHERE p.state = 'open' \
           GROUP BY c.ancestor_id, p.person_id HAVING count(*) > 1 \
           UNION ALL SELECT manager_id, person_id FROM position WHERE state = 'open' AND manager_id IS NOT NULL \
           GROUP BY manager_id, person_id HAVING count(*) > 1), \
         held AS MATERIALIZED (SELECT several.subject_id, p.id AS position_id FROM several CROSS JOIN position p \
           WHERE p.person_id = several.person_id AND p.state = 'open' AND (p.manager_id = several.subject_id \
             OR EXISTS (SELECT 1 FROM org_unit_closure c \
               WHERE c.ancestor_id = several.subject_id AND c.descendant_id = p.unit_id))) \
         SELECT c.ancestor_id AS subject_id, {columns} FROM each {} \
         UNION ALL SELECT each.manager_id, {columns} FROM each WHERE each.manager_id IS NOT NULL \
         UNION ALL SELECT held.subject_id, {again} FROM held JOIN position_summary s ON s.position_id = held.position_id \
         UNION ALL SELECT subject_id, {} FROM (SELECT DISTINCT held.subject_id, {standing} FROM {standings}) once",
        section("p.unit_id"),
        section("each.unit_id"),
        each("1")
    )
}

/// The present, from the same source as the days.
pub async fn history(work: &Work<'_>, query: &FollowUpHistoryQuery) -> Result<FollowUpHistory, Failure> {
    let (from, to) = period(work, query)?;
    let subjects = subjects(work, query).await?;
    let mut now = StatusCounts::default();
    for subject in &subjects {
        let people = subject.people();
        let counted = people.counted(work).await?;
        add(&mut now, requirements::totals(work, &people, counted).await?.0);
    }
    let sql = Sql::new(&format!("SELECT day, {} FROM follow_up_day WHERE subject_id IN ", totals()))
        .list(subjects.iter().map(|subject| subject.id()))
        .push(" AND day >= ")
        .bind(from)
        .push(" AND day <= ")
        .bind(to)
        .push(" GROUP BY day ORDER BY day");
    let days: Vec<Row> = work.tx.all(sql).await?;
    Ok(FollowUpHistory { now, days: days.into_iter().map(Row::into_day).collect() })
}

fn period(work: &Work<'_>, query: &FollowUpHistoryQuery) -> Result<(NaiveDate, NaiveDate), Failure> {
    for (field, day) in [("from", query.from), ("to", query.to)] {
        if day.is_some_and(|day| !validity::is_in_range(day)) {
            return Err(Failure::field(Code::DateOutOfRange, field));
        }
    }
    let to = query.to.unwrap_or(work.today);
    let from = query.from.unwrap_or(to - USUAL);
    if from > to || from < to - MOST {
        return Err(Failure::invalid("from", "invalid"));
    }
    Ok((from, to))
}

/// The subjects of the request: the stored figures cannot be divided further, so the actor's own employees are all of
/// them. An actor who also has a role on units is shown these, and the managed employees separately, if all of them
/// work outside.
async fn subjects(work: &Work<'_>, query: &FollowUpHistoryQuery) -> Result<Vec<Subject>, Failure> {
    let units = match query.scope.unwrap_or(EmployeeScope::All) {
        EmployeeScope::Mine => Vec::new(),
        EmployeeScope::All => work.scope.units.clone(),
    };
    if let Some(unit) = query.unit {
        let within = employee::service::units_within(work, unit, units).await?;
        return if within.is_empty() { Err(Failure::not_found()) } else { Ok(of(within)) };
    }
    let Some(manager) = work.scope.manages else { return Ok(of(units)) };
    let managed = sql!(
        "SELECT 1 FROM unit_member um JOIN position p ON p.id = um.position_id \
                 WHERE p.manager_id = {manager} AND um.unit_id IN {units}",
        manager,
        units = kyndig_db::list(units.iter().copied()),
    );
    let inside = !units.is_empty() && work.tx.exists(managed).await?;
    let mut subjects = of(units);
    if !inside {
        subjects.push(Subject::Manager(manager));
    }
    Ok(subjects)
}

fn of(units: Vec<UnitId>) -> Vec<Subject> {
    units.into_iter().map(Subject::Unit).collect()
}

fn add(to: &mut StatusCounts, more: StatusCounts) {
    let StatusCounts { not_started, started, awaiting_signature, rejected, fulfilled, expiring, expired } = more;
    to.not_started += not_started;
    to.started += started;
    to.awaiting_signature += awaiting_signature;
    to.rejected += rejected;
    to.fulfilled += fulfilled;
    to.expiring += expiring;
    to.expired += expired;
}

#[derive(FromQueryResult)]
struct Row {
    day: NaiveDate,
    #[sea_orm(nested)]
    counts: Columns,
}

impl Row {
    fn into_day(self) -> FollowUpDay {
        FollowUpDay { day: self.day, counts: self.counts.into() }
    }
}

/// A row of the file: the present, or a day.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    pub day: Option<NaiveDate>,
    pub counts: StatusCounts,
}

/// The file, as on the page: the present, and then the days from the last to the first. Three years of them are few
/// enough to be read at once.
#[derive(Debug)]
pub struct Lines {
    query: Option<FollowUpHistoryQuery>,
}

impl Lines {
    pub const fn new(query: FollowUpHistoryQuery) -> Self {
        Self { query: Some(query) }
    }
}

impl Reading for Lines {
    type Row = Line;

    async fn next(&mut self, work: &Work<'_>) -> Result<Option<Vec<Line>>, Failure> {
        let Some(query) = self.query.take() else { return Ok(None) };
        let FollowUpHistory { now, days } = history(work, &query).await?;
        let present = std::iter::once(Line { day: None, counts: now });
        let past = days.into_iter().rev().map(|one| Line { day: Some(one.day), counts: one.counts });
        Ok(Some(present.chain(past).collect()))
    }
}
