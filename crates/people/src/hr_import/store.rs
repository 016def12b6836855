//! The present state, in HR's terms; and the runs.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::{
    hr_import::{HrImportReport, HrImportSummary},
    person::PersonRef,
};
use kyndig_db::{Sql, Tx, sql};
use kyndig_domain::{
    hr_import::{
        Current, CurrentPerson, CurrentPosition, CurrentUnit, ImportProfile, ImportState, PersonFacts, UnitFacts,
    },
    ids::{HrImportId, PersonId, PositionId, UnitId},
    position::{Period, PositionKey, PositionState},
    unit::UnitKind,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

/// HR keys to our ids, both ways.
#[derive(Debug, Default)]
pub struct Keys {
    pub units: HashMap<String, UnitId>,
    pub people: HashMap<String, PersonId>,
}

#[derive(FromQueryResult)]
struct UnitRow {
    id: UnitId,
    external_id: String,
    parent: Option<String>,
    name: String,
    kind: UnitKind,
    short_code: Option<String>,
    org_number: Option<String>,
    cost_centre: Option<String>,
    active: bool,
}

#[derive(FromQueryResult)]
struct PersonRow {
    id: PersonId,
    external_id: String,
    given_name: String,
    family_name: String,
    email: Option<String>,
    phone: Option<String>,
    hpr_number: Option<String>,
}

#[derive(FromQueryResult)]
struct PositionRow {
    id: PositionId,
    person: String,
    trust: String,
    cost_centre: String,
    unit: String,
    title: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    state: PositionState,
    from_hr: Option<String>,
    set_by_hand: Option<String>,
    manager: Option<String>,
}

/// Units of the file's source; people and positions only where the source is that of our own units.
pub async fn current(work: &Work<'_>, source: &str, with_people: bool) -> Result<(Current, Keys), Failure> {
    let mut keys = Keys::default();
    let mut current = Current::default();
    let units = sql!(
        "SELECT u.id, u.external_id, p.external_id AS parent, u.name, u.kind, u.short_code, u.org_number, \
         u.cost_centre, u.active FROM org_unit u LEFT JOIN org_unit p ON p.id = u.parent_id \
         WHERE u.source = {source} ORDER BY u.id",
        source,
    );
    for row in work.tx.all::<UnitRow>(units).await? {
        keys.units.insert(row.external_id.clone(), row.id);
        current.units.push(CurrentUnit {
            key: row.external_id,
            facts: UnitFacts {
                parent: row.parent,
                name: row.name,
                kind: row.kind,
                short_code: row.short_code,
                org_number: row.org_number,
                cost_centre: row.cost_centre,
            },
            closed: !row.active,
        });
    }
    if !with_people {
        return Ok((current, keys));
    }
    let people =
        Sql::new("SELECT id, external_id, given_name, family_name, email, phone, hpr_number FROM person ORDER BY id");
    for row in work.tx.all::<PersonRow>(people).await? {
        keys.people.insert(row.external_id.clone(), row.id);
        current.people.push(CurrentPerson {
            key: row.external_id,
            facts: PersonFacts {
                given_name: row.given_name,
                family_name: row.family_name,
                email: row.email,
                phone: row.phone,
                hpr_number: row.hpr_number,
            },
        });
    }
    // A position without a cost centre is not from HR: it is the first system owner's.
    let positions = sql!(
        "SELECT p.id, person.external_id AS person, t.external_id AS trust, p.cost_centre, u.external_id AS \
         unit, p.title, p.starts_on, p.ends_on, p.state, h.external_id AS from_hr, s.external_id AS \
         set_by_hand, m.external_id AS manager FROM position p JOIN person ON person.id = p.person_id \
         JOIN org_unit t ON t.id = p.trust_id JOIN org_unit u ON u.id = p.unit_id \
         LEFT JOIN person h ON h.id = p.hr_manager_id LEFT JOIN person s ON s.id = p.set_manager_id \
         LEFT JOIN person m ON m.id = p.manager_id WHERE p.kind = 'employment' AND p.cost_centre <> '' \
         AND u.source = {source} ORDER BY p.id",
        source,
    );
    for row in work.tx.all::<PositionRow>(positions).await? {
        current.positions.push(CurrentPosition {
            id: row.id,
            key: PositionKey { person: row.person, trust: row.trust, cost_centre: row.cost_centre },
            unit: row.unit,
            title: row.title,
            period: Period { start: row.starts_on, end: row.ends_on },
            state: row.state,
            manager_from_hr: row.from_hr,
            manager_set: row.set_by_hand,
            manager: row.manager,
        });
    }
    current.units_in_use = work
        .tx
        .column(Sql::new(
            "SELECT DISTINCT u.external_id FROM org_unit u WHERE \
             EXISTS (SELECT 1 FROM position p WHERE p.unit_id = u.id AND (p.kind = 'loan' OR p.cost_centre = '') \
             AND p.state <> 'closed')",
        ))
        .await?;
    Ok((current, keys))
}

#[derive(Debug, FromQueryResult)]
pub struct RunRow {
    pub id: HrImportId,
    profile: ImportProfile,
    dry_run: bool,
    state: ImportState,
    started_by: Option<PersonId>,
    started_by_name: Option<String>,
    pub started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    file_rows: i64,
    changes: i64,
    done: i64,
    problems: i64,
    pub report: String,
}

impl RunRow {
    pub fn into_summary(self) -> HrImportSummary {
        let started_by = self.started_by.zip(self.started_by_name).map(|(id, name)| PersonRef { id, name });
        HrImportSummary {
            id: self.id,
            profile: self.profile,
            dry_run: self.dry_run,
            state: self.state,
            started_by,
            started_at: self.started_at,
            finished_at: self.finished_at,
            rows: self.file_rows,
            changes: self.changes,
            done: self.done,
            problems: self.problems,
        }
    }
}

const RUNS: &str = "SELECT i.id, i.profile, i.dry_run, i.state, i.started_by, p.name AS started_by_name, i.started_at, \
     i.finished_at, i.file_rows, i.changes, i.done, i.problems, i.report \
     FROM hr_import i LEFT JOIN person p ON p.id = i.started_by";

/// Newest first.
pub async fn runs(work: &Work<'_>, after: Option<HrImportId>, limit: u16) -> Result<Vec<RunRow>, Failure> {
    let sql = Sql::new(RUNS)
        .push(" WHERE TRUE")
        .when(after, |sql, id| sql.push(" AND i.id < ").bind(id))
        .push(" ORDER BY i.id DESC LIMIT ")
        .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

pub async fn run(work: &Work<'_>, id: HrImportId) -> Result<Option<RunRow>, Failure> {
    Ok(work.tx.one(Sql::new(RUNS).push(" WHERE i.id = ").bind(id)).await?)
}

/// Whether a run is marked as in progress.
pub async fn under_way(tx: &Tx) -> Result<bool, Failure> {
    Ok(tx.exists(Sql::new("SELECT 1 FROM hr_import WHERE state = 'running'")).await?)
}

/// Marks every run in progress as failed; returns their number.
pub async fn break_off(work: &Work<'_>, report: &HrImportReport) -> Result<u64, Failure> {
    let sql = sql!(
        "UPDATE hr_import SET state = 'failed', finished_at = {now}, report = {report} \
         WHERE state = 'running'",
        now = work.now,
        report = serde_json::to_string(report)?,
    );
    Ok(work.tx.execute(sql).await?)
}

pub async fn begin(work: &Work<'_>, id: HrImportId, profile: ImportProfile, dry_run: bool) -> Result<(), Failure> {
    let sql = sql!(
        "INSERT INTO hr_import (id, profile, dry_run, state, started_by, started_at, report) \
         VALUES ({id}, {profile}, {dry_run}, 'running', {person_id}, {now}, {report})",
        id,
        profile,
        dry_run,
        person_id = work.person_id(),
        now = work.now,
        report = serde_json::to_string(&HrImportReport::default())?,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// How a run ended.
#[derive(Debug)]
pub struct End {
    pub state: ImportState,
    pub rows: u64,
    pub changes: usize,
    pub done: usize,
    pub problems: usize,
    pub report: HrImportReport,
}

pub async fn end(work: &Work<'_>, id: HrImportId, end: &End) -> Result<(), Failure> {
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let sql = sql!(
        "UPDATE hr_import SET state = {state}, finished_at = {now}, file_rows = {file_rows}, changes = \
         {changes}, done = {done}, problems = {problems}, report = {report} WHERE id = {id}",
        state = end.state,
        now = work.now,
        file_rows = i64::try_from(end.rows).unwrap_or(i64::MAX),
        changes = number(end.changes),
        done = number(end.done),
        problems = number(end.problems),
        report = serde_json::to_string(&end.report)?,
        id,
    );
    work.tx.execute(sql).await?;
    Ok(())
}
