//! FOL-4: each requirement over all who have it. For a unit with counters (department and up) the sums are read as they
//! are, so that a trust costs what a department does (FOL-8); other people's are counted from their standings.

use std::collections::HashMap;

use kyndig_contract::{
    assignment::StatusCounts,
    follow_up::{FollowUpQuery, FollowUpSort, FollowedRequirement},
    plan::PlanRef,
};
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    follow_up::Deadline,
    ids::{PlanId, RequirementId, UnitId},
    requirement::number,
    standing::CutOffs,
};
use kyndig_gate::{counters, relevance::NOT_RELEVANT};
use kyndig_platform::{
    auth::Work,
    http::Failure,
    listing::{self, First, Order, like, searched},
};
use sea_orm::FromQueryResult;

use super::people::{Counted, People};
use crate::status_counts::Columns;

/// Where a page ended.
pub type Key = listing::Key<FollowUpSort>;

#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub id: RequirementId,
    sort_key: String,
    name: String,
    number: i32,
    people: i64,
    #[sea_orm(nested)]
    counts: Columns,
    deadline_near: i64,
    deadline_passed: i64,
    first: i32,
}

impl Row {
    pub fn with_deadline(&self, deadline: Deadline) -> i64 {
        match deadline {
            Deadline::Near => self.deadline_near,
            Deadline::Passed => self.deadline_passed,
        }
    }

    pub fn into_sort_key(self) -> String {
        self.sort_key
    }

    pub fn counts(&self) -> StatusCounts {
        self.counts.into()
    }

    pub fn key(&self, query: &FollowUpQuery) -> Key {
        let sort = query.sort.unwrap_or_default();
        let first = if sort == FollowUpSort::Name { First::Nothing } else { First::Number(self.first) };
        Key { sort, descending: query.descending == Some(true), first, name: self.sort_key.clone(), id: self.id.0 }
    }

    pub fn into_followed(self, plans: Vec<PlanRef>) -> FollowedRequirement {
        let counts = self.counts();
        FollowedRequirement {
            requirement_id: self.id,
            name: self.name,
            number: number(self.number),
            people: self.people,
            percent: counts.percent(),
            counts,
            deadline_near: self.deadline_near,
            deadline_passed: self.deadline_passed,
            plans,
        }
    }
}

/// Whether this is the key before the name in this order.
pub fn first(sort: FollowUpSort) -> fn(&First) -> bool {
    match sort {
        FollowUpSort::Name => |first| matches!(first, First::Nothing),
        _ => |first| matches!(first, First::Number(_)),
    }
}

/// The column a list is ordered by before the name.
const fn ordered_by(sort: FollowUpSort) -> Option<&'static str> {
    Some(match sort {
        FollowUpSort::Name => return None,
        FollowUpSort::Number => "f.number",
        FollowUpSort::People => "CAST(f.people AS integer)",
        FollowUpSort::Percent => "CAST((f.fulfilled + f.expiring) * 10000 / f.people AS integer)",
        FollowUpSort::NotStarted => "CAST(f.not_started AS integer)",
        FollowUpSort::Started => "CAST(f.started AS integer)",
        FollowUpSort::AwaitingSignature => "CAST(f.awaiting_signature AS integer)",
        FollowUpSort::Rejected => "CAST(f.rejected AS integer)",
        FollowUpSort::Expiring => "CAST(f.expiring AS integer)",
        FollowUpSort::Expired => "CAST(f.expired AS integer)",
        FollowUpSort::DeadlineNear => "CAST(f.deadline_near AS integer)",
        FollowUpSort::DeadlinePassed => "CAST(f.deadline_passed AS integer)",
    })
}

/// One row more than the limit: it says that there is another page.
pub async fn page(
    work: &Work<'_>,
    people: &People,
    counted: Option<Counted>,
    query: &FollowUpQuery,
    after: Option<&Key>,
    limit: u16,
) -> Result<Vec<Row>, Failure> {
    let first = ordered_by(query.sort.unwrap_or_default());
    let order = Order { alias: "f", first, descending: query.descending == Some(true) };
    let sql = rows(work, people, counted, first, query.search.as_deref()).when(query.plan, in_plan);
    let sql = order.beyond(sql, after).push(&format!(" ORDER BY {} LIMIT ", order.by())).bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

/// Only the requirements of the plan.
fn in_plan(sql: Sql, plan: PlanId) -> Sql {
    sql.push(
        " AND EXISTS (SELECT 1 FROM plan_requirement pr WHERE pr.requirement_id = f.id AND pr.state = 'active' \
         AND pr.plan_id = ",
    )
    .bind(plan)
    .push(")")
}

/// All of them, by name.
pub async fn all(
    work: &Work<'_>,
    people: &People,
    counted: Option<Counted>,
    search: Option<&str>,
    one: Option<RequirementId>,
    plan: Option<PlanId>,
) -> Result<Vec<Row>, Failure> {
    let sql = rows(work, people, counted, None, search)
        .when(one, |sql, id| sql.push(" AND f.id = ").bind(id))
        .when(plan, in_plan)
        .push(" ORDER BY f.sort_key, f.id");
    Ok(work.tx.all(sql).await?)
}

/// Up to the `WHERE`.
fn rows(
    work: &Work<'_>,
    people: &People,
    counted: Option<Counted>,
    first: Option<&'static str>,
    search: Option<&str>,
) -> Sql {
    let first = first.unwrap_or("0");
    let search = searched(search);
    let searched = if search.is_some() { ", r.folded" } else { "" };
    // The sums come first, and an index gives their names: PostgreSQL, which may not reorder this join, would otherwise
    // look up every requirement among the sums.
    let first_of_all = if work.tx.is_postgres() { " OFFSET 0" } else { "" };
    Sql::new(&format!(
        "SELECT f.id, f.sort_key, f.name, f.number, {COLUMNS}, {first} AS first \
         FROM (SELECT sums.*, r.id, r.sort_key, r.name, r.number{searched} FROM ("
    ))
    .append(&sums(work, people, counted))
    .push(&format!(") sums LEFT JOIN requirement r ON r.id = sums.requirement_id{first_of_all}) f WHERE TRUE"))
    .when(search, |sql, search| like(sql.push(" AND "), "f.folded", &search))
}

const COLUMNS: &str = "f.people, f.not_started, f.started, f.awaiting_signature, f.rejected, f.fulfilled, f.expiring, \
     f.expired, f.deadline_near, f.deadline_passed";

/// The columns that `totals` sums.
pub const STATUSES: [&str; 7] =
    ["not_started", "started", "awaiting_signature", "rejected", "fulfilled", "expiring", "expired"];

#[derive(FromQueryResult)]
struct Totals {
    #[sea_orm(nested)]
    counts: Columns,
    deadline_passed: i64,
}

/// The totals by status, and the number of overdue deadlines (FOL-7).
pub async fn totals(
    work: &Work<'_>,
    people: &People,
    counted: Option<Counted>,
) -> Result<(StatusCounts, i64), Failure> {
    let total = |name: &str| format!("CAST(COALESCE(sum(f.{name}), 0) AS bigint) AS {name}");
    let sql = Sql::new(&format!("SELECT {}, {} FROM (", STATUSES.map(total).join(", "), total("deadline_passed")))
        .append(&sums(work, people, counted))
        .push(") f");
    let found: Option<Totals> = work.tx.one(sql).await?;
    Ok(found.map(|found| (found.counts.into(), found.deadline_passed)).unwrap_or_default())
}

/// The sums by requirement, as a query.
pub fn sums(work: &Work<'_>, people: &People, counted: Option<Counted>) -> Sql {
    let at = CutOffs::of(work.today);
    match counted {
        Some(Counted { unit, pending: true }) => appended(unit, at),
        Some(Counted { unit, .. }) => sql!("SELECT * FROM requirement_summary WHERE unit_id = {unit}", unit),
        None => from_standings(people, at),
    }
}

/// Deltas that are not folded yet are added; they concern few requirements.
fn appended(unit: UnitId, at: CutOffs) -> Sql {
    let columns = COLUMNS.replace("f.", "");
    Sql::new(&format!("SELECT requirement_id, {columns} FROM requirement_summary s WHERE s.unit_id = "))
        .bind(unit)
        .push(" AND NOT EXISTS (SELECT 1 FROM counter_delta d WHERE d.unit_id = ")
        .bind(unit)
        .push(" AND d.requirement_id = s.requirement_id) UNION ALL SELECT requirement_id, ")
        .append(&counters::sums(at))
        .push(" FROM (SELECT requirement_id, status, deadline, people FROM counter_cell c WHERE c.unit_id = ")
        .bind(unit)
        .push(" AND c.requirement_id IN (SELECT requirement_id FROM counter_delta WHERE unit_id = ")
        .bind(unit)
        .push(") UNION ALL SELECT requirement_id, status, deadline, people FROM counter_delta WHERE unit_id = ")
        .bind(unit)
        .push(") pending GROUP BY requirement_id HAVING sum(people) > 0")
}

fn from_standings(people: &People, at: CutOffs) -> Sql {
    sql!(
        "SELECT requirement_id, {sums}{rest}{positions})) facts GROUP BY requirement_id",
        sums = &counters::sums(at),
        rest = Sql::new(&format!(
            " FROM (SELECT DISTINCT s.person_id, s.requirement_id, s.status, s.deadline, 1 AS people FROM position p \
             JOIN assignment a ON a.position_id = p.id AND a.active \
             JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
             JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
             WHERE p.state = 'open' AND NOT {NOT_RELEVANT} AND p.id IN ("
        )),
        positions = &people.positions(),
    )
}

#[derive(FromQueryResult)]
struct InPlan {
    requirement_id: RequirementId,
    id: PlanId,
    name: String,
}

/// The plans of these people that hold each of the requirements.
pub async fn plans(
    work: &Work<'_>,
    people: &People,
    counted: Option<Counted>,
    requirements: &[RequirementId],
) -> Result<HashMap<RequirementId, Vec<PlanRef>>, Failure> {
    let sql = Sql::new(
        "SELECT pr.requirement_id, plan.id, plan.name FROM plan_requirement pr JOIN plan ON plan.id = pr.plan_id \
         WHERE pr.state = 'active' AND pr.requirement_id",
    )
    .among(requirements.iter().map(|id| id.0))
    .push(" AND ");
    let sql = match counted {
        Some(Counted { unit, pending }) => {
            let cells = |table: &str| {
                Sql::new(&format!("SELECT positions FROM {table} WHERE plan_id = plan.id AND unit_id = ")).bind(unit)
            };
            let sql = sql.push("(SELECT COALESCE(sum(positions), 0) FROM (").append(&cells("plan_cell"));
            let sql = if pending { sql.push(" UNION ALL ").append(&cells("plan_delta")) } else { sql };
            sql.push(") counted) > 0")
        }
        None => sql
            .push("EXISTS (SELECT 1 FROM assignment a WHERE a.plan_id = plan.id AND a.active AND a.position_id IN (")
            .append(&people.positions())
            .push("))"),
    };
    let mut found: HashMap<RequirementId, Vec<PlanRef>> = HashMap::new();
    for row in work.tx.all::<InPlan>(sql.push(" ORDER BY plan.sort_key, plan.id")).await? {
        found.entry(row.requirement_id).or_default().push(PlanRef { id: row.id, name: row.name });
    }
    Ok(found)
}
