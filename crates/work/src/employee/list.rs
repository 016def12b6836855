//! The overview's query (scope): one branch for the employees the actor manages, one for the units the actor has a role
//! on, each limited before they are joined, so that a page costs the same in a ward and in a region.

use chrono::NaiveDate;
use kyndig_contract::{
    employee::{Availability, EmployeeSummary},
    unit::UnitRef,
};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    ids::{PersonId, PlanId, PositionId, UnitId},
    position::PositionKind,
};
use kyndig_people::person;
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use super::store::{LENT_OUT, availability};
use crate::{signature, status_counts::Columns};

/// With this many people, a search does not start from the plan.
const COMMON: i64 = 2000;
/// Units that are each scanned separately; more are scanned together.
const MOST_BRANCHES: usize = 20;

/// Of each position: the number of its plans, and of their requirements by status.
pub const COUNTS: [&str; 8] =
    ["plans", "not_started", "started", "awaiting_signature", "rejected", "fulfilled", "expiring", "expired"];

/// The order of the list.
pub type Key = (String, PositionId);

/// The filter, within the scope.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub manager: Option<PersonId>,
    /// Disjoint subtrees.
    pub units: Vec<UnitId>,
    /// Folded; each a prefix of a word of the name.
    pub words: Vec<&'a str>,
    pub within: Option<UnitId>,
    pub availability: Option<Availability>,
    /// FOL-2: those who have this plan, active.
    pub plan: Option<PlanId>,
    pub after: Option<Key>,
    pub limit: i64,
}

#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub id: PositionId,
    pub sort_key: String,
    person_id: PersonId,
    name: String,
    title: String,
    unit_id: UnitId,
    unit_name: String,
    kind: PositionKind,
    lent_out: bool,
    starts_on: NaiveDate,
    plans: i64,
    #[sea_orm(nested)]
    counts: Columns,
    long_awaiting: i64,
    awaiting_approval: i64,
}

impl Row {
    pub fn into_summary(self) -> EmployeeSummary {
        EmployeeSummary {
            position_id: self.id,
            person_id: self.person_id,
            name: self.name,
            title: self.title,
            unit: UnitRef { id: self.unit_id, name: self.unit_name },
            availability: availability(self.kind, self.lent_out),
            starts_on: self.starts_on,
            counts: self.counts.into(),
            plans: self.plans,
            long_awaiting: self.long_awaiting,
            awaiting_approval: self.awaiting_approval,
        }
    }
}

/// `LENT_OUT`, looked up per row: a page must not read all loans.
const LENDING: &str =
    "(SELECT 1 FROM loan lent WHERE lent.position_id = p.id AND lent.state = 'ongoing' LIMIT 1) IS NOT NULL";

/// ASG-6: how many plans of the position `p` wait for approval.
pub const TO_APPROVE: &str = "(SELECT count(*) FROM assignment ready WHERE ready.position_id = p.id AND ready.active \
     AND ready.ready_at IS NOT NULL AND ready.completed_at IS NULL)";

/// With the counts of the gate for each; none, where the gate has counted nothing.
pub async fn page(work: &Work<'_>, wanted: &Wanted<'_>) -> Result<Vec<Row>, Failure> {
    let Some(positions) = positions(work, wanted).await? else { return Ok(Vec::new()) };
    let sql = Sql::new(&format!(
        "SELECT p.id, p.sort_key, p.person_id, person.name, p.title, u.id AS unit_id, u.name AS unit_name, p.kind, \
         {LENDING} AS lent_out, p.starts_on, {}, ",
        COUNTS.map(|name| format!("COALESCE(count.{name}, 0) AS {name}")).join(", ")
    ))
    .append(&signature::service::long_awaiting_count(work))
    .push(&format!(" AS long_awaiting, {TO_APPROVE} AS awaiting_approval FROM ("))
    .append(&positions)
    .push(
        ") p JOIN person ON person.id = p.person_id JOIN org_unit u ON u.id = p.unit_id \
         LEFT JOIN position_summary count ON count.position_id = p.id ORDER BY p.sort_key, p.id LIMIT ",
    )
    .bind(wanted.limit);
    Ok(work.tx.all(sql).await?)
}

/// With all counts; for those the actor manages, read as they are found.
async fn positions(work: &Work<'_>, wanted: &Wanted<'_>) -> Result<Option<Sql>, Failure> {
    if let (Some(manager), []) = (wanted.manager, wanted.units.as_slice()) {
        return Ok(Some(managed(wanted, manager, "p.*")));
    }
    let found = found(work, wanted).await?;
    Ok(found.map(|found| sql!("SELECT p.* FROM ({found}) found JOIN position p ON p.id = found.id", found = &found)))
}

/// The positions alone.
pub async fn ids(work: &Work<'_>, wanted: &Wanted<'_>) -> Result<Vec<PositionId>, Failure> {
    let Some(found) = found(work, wanted).await? else { return Ok(Vec::new()) };
    Ok(work
        .tx
        .column(sql!("SELECT id FROM ({found}) found LIMIT {limit}", found = &found, limit = wanted.limit))
        .await?)
}

/// The branches together; none where the scope is empty.
pub async fn found(work: &Work<'_>, wanted: &Wanted<'_>) -> Result<Option<Sql>, Failure> {
    let mut branches: Vec<Sql> = wanted.manager.map(|manager| managed(wanted, manager, ID)).into_iter().collect();
    if !wanted.units.is_empty() {
        branches.extend(in_units(wanted, start(work, wanted).await?));
    }
    let mut sql = Sql::default();
    for (index, branch) in branches.iter().enumerate() {
        let union = if index == 0 { "" } else { " UNION " };
        sql = sql.push(&format!("{union}SELECT id FROM (")).append(branch).push(&format!(") branch_{index}"));
    }
    Ok((!branches.is_empty()).then_some(sql))
}

/// What the search in the units starts from: the rarest of the filters.
enum Start {
    /// People whose names have the words.
    People(Vec<PersonId>),
    Plan(PlanId),
    Loans(Availability),
    /// It is faster to scan the names and test each.
    Names,
}

async fn start(work: &Work<'_>, wanted: &Wanted<'_>) -> Result<Start, Failure> {
    if let Some(people) = person::service::few_named(work, &wanted.words).await? {
        return Ok(Start::People(people));
    }
    if let Some(plan) = wanted.plan {
        let some = sql!("SELECT count(*) FROM (SELECT 1 FROM assignment WHERE active AND plan_id = {plan}", plan);
        let having: Option<i64> = work.tx.value(some.push(" LIMIT ").bind(COMMON).push(") held")).await?;
        return Ok(if having.is_some_and(|having| having < COMMON) { Start::Plan(plan) } else { Start::Names });
    }
    Ok(match wanted.availability {
        Some(loaned @ (Availability::LentOut | Availability::Borrowed)) => Start::Loans(loaned),
        Some(Availability::Available) | None => Start::Names,
    })
}

/// The columns found of a position, and its sort key.
const ID: &str = "p.id, p.sort_key";

/// Those the actor manages: a scan of the manager's own part of an index.
fn managed(wanted: &Wanted<'_>, manager: PersonId, columns: &str) -> Sql {
    let sql = Sql::new(&format!("SELECT {columns} FROM position p WHERE p.state = 'open' AND p.manager_id = "));
    let sql = sql.bind(manager);
    let sql = with_words(sql, &wanted.words);
    let sql = with_plan(with_availability(sql, wanted.availability), wanted.plan).when(wanted.within, |sql, unit| {
        sql.push(" AND EXISTS (SELECT 1 FROM org_unit_closure c WHERE c.descendant_id = p.unit_id AND c.ancestor_id = ")
            .bind(unit)
            .push(")")
    });
    limited(sql, wanted)
}

/// All in the units. The search starts from what is rare: a name, those on loan; otherwise from the members by name,
/// each unit separately, because only within one unit are the members ordered by name.
fn in_units(wanted: &Wanted<'_>, start: Start) -> Vec<Sql> {
    let start = match start {
        Start::People(people) => {
            sql!(
                "SELECT p.id, p.sort_key FROM position p WHERE p.state = 'open' AND p.person_id IN {people}",
                people = list(people),
            )
        }
        Start::Plan(plan) => sql!(
            "SELECT p.id, p.sort_key FROM assignment started JOIN position p ON p.id = started.position_id \
             WHERE started.active AND p.state = 'open' AND started.plan_id = {plan}",
            plan,
        ),
        Start::Loans(Availability::LentOut) => Sql::new(
            "SELECT DISTINCT p.id, p.sort_key FROM loan l JOIN position p ON p.id = l.position_id \
             WHERE l.state = 'ongoing' AND p.state = 'open'",
        ),
        Start::Loans(_) => {
            Sql::new("SELECT p.id, p.sort_key FROM position p WHERE p.loan_id IS NOT NULL AND p.state = 'open'")
        }
        Start::Names => {
            let together = if wanted.units.len() > MOST_BRANCHES { wanted.units.len() } else { 1 };
            return wanted.units.chunks(together).map(|units| members(wanted, units)).collect();
        }
    };
    let sql = start
        .push(
            " AND EXISTS (SELECT 1 FROM unit_member m WHERE m.sort_key = p.sort_key AND m.position_id = p.id \
             AND m.unit_id IN ",
        )
        .list(wanted.units.iter().copied())
        .push(")");
    let sql = with_availability(with_words(sql, &wanted.words), wanted.availability);
    vec![limited(with_plan(sql, wanted.plan), wanted)]
}

/// The members of the units, scanned by name.
fn members(wanted: &Wanted<'_>, units: &[UnitId]) -> Sql {
    // tables are joined only where the filter needs them: the index has all other columns
    let plain = wanted.words.is_empty() && wanted.availability.is_none() && wanted.plan.is_none();
    let from = if plain { "" } else { "JOIN position p ON p.id = m.position_id " };
    let sql = Sql::new(&format!("SELECT m.position_id AS id, m.sort_key FROM unit_member m {from}WHERE m.unit_id IN "))
        .list(units.iter().copied())
        .when(wanted.after.as_ref(), |sql, (key, id)| {
            sql.push(" AND (m.sort_key, m.position_id) > (").bind(key.as_str()).push(", ").bind(*id).push(")")
        });
    with_plan(with_availability(with_words(sql, &wanted.words), wanted.availability), wanted.plan)
        .push(" ORDER BY m.sort_key, m.position_id LIMIT ")
        .bind(wanted.limit)
}

fn limited(sql: Sql, wanted: &Wanted<'_>) -> Sql {
    sql.when(wanted.after.as_ref(), |sql, (key, id)| {
        sql.push(" AND (p.sort_key, p.id) > (").bind(key.as_str()).push(", ").bind(*id).push(")")
    })
    .push(" ORDER BY p.sort_key, p.id LIMIT ")
    .bind(wanted.limit)
}

fn with_words(sql: Sql, words: &[&str]) -> Sql {
    words.iter().fold(sql, |sql, word| named(sql.push(" AND "), "p", word))
}

/// Whether the person of the position of this alias has a name with a word that begins with this.
pub fn named(sql: Sql, alias: &str, word: &str) -> Sql {
    let sql = sql.push(&format!("EXISTS (SELECT 1 FROM person_word v WHERE v.person_id = {alias}.person_id AND "));
    begins(sql, "v.word", word).push(")")
}

/// As a range, which an index serves: words compare byte by byte, and nothing sorts after the last code point.
fn begins(sql: Sql, column: &str, word: &str) -> Sql {
    sql.push(&format!("{column} >= "))
        .bind(word)
        .push(&format!(" AND {column} < "))
        .bind(format!("{word}{}", char::MAX))
}

fn with_availability(sql: Sql, availability: Option<Availability>) -> Sql {
    match availability {
        None => sql,
        Some(Availability::Borrowed) => sql.push(" AND p.kind = 'loan'"),
        Some(Availability::LentOut) => sql.push(&format!(" AND {LENT_OUT}")),
        Some(Availability::Available) => sql.push(&format!(" AND p.kind <> 'loan' AND NOT {LENT_OUT}")),
    }
}

fn with_plan(sql: Sql, plan: Option<PlanId>) -> Sql {
    sql.when(plan, |sql, plan| {
        sql.push(" AND EXISTS (SELECT 1 FROM assignment held WHERE held.position_id = p.id AND held.active AND held.plan_id = ")
            .bind(plan)
            .push(")")
    })
}

/// The part of these subtrees that lies in one unit and below, as disjoint subtrees again.
pub async fn units_within(work: &Work<'_>, unit: UnitId, units: Vec<UnitId>) -> Result<Vec<UnitId>, Failure> {
    let sql = sql!(
        "SELECT descendant_id FROM org_unit_closure WHERE ancestor_id = {unit} \
         AND descendant_id IN {units} UNION SELECT descendant_id FROM org_unit_closure \
         WHERE descendant_id = {unit} AND ancestor_id IN {others}",
        unit,
        units = list(units.iter().copied()),
        others = list(units.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}
