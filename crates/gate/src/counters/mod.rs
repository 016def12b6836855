//! Counters of units from department up, so that nobody counts a trust's standings at each click:
//!
//! - a *cell* is distinct people per unit x requirement x status x deadline day; whom it is not relevant to in any plan is
//!   not counted (FUL-12);
//! - a *plan cell* is positions per unit x plan that they have;
//! - a *position* has its own plans, how many they are and how they stand (`positions`);
//! - a *summary* is the cells of a unit and requirement in one row, which lists are ordered by (FOL-8); all of them say of the
//!   same day which deadlines are near or passed.
//!
//! The gate appends what changes as deltas: hot cells would be fought over. A job folds them into cells and summaries on
//! PostgreSQL, and the gate itself does on SQLite, where there is one writer. A reader adds what is not folded yet.

mod check;
mod fold;
mod positions;
mod rebuild;
mod recount;

pub use check::{Wrong, check};
pub use fold::{fold, new_day, sums};
pub use rebuild::rebuild;

use kyndig_db::{Sql, Tx};
use kyndig_domain::standing::CutOffs;
use kyndig_platform::{auth::Work, http::Failure};

use super::{
    Affected,
    snapshot::{self, Stood},
};
use crate::relevance::NOT_RELEVANT;

/// Cells cannot have a NULL in their key: no deadline is the last day there is, which SQLite keeps as text.
const NO_DEADLINE: (&str, &str) = ("DATE '9999-12-31'", "'9999-12-31'");

pub(super) async fn retract(work: &Work<'_>, affected: &Affected) -> Result<(), Failure> {
    recount(work, affected, -1).await
}

/// Where standings alone have changed, which `stood` so before, those that moved are taken away from where they were; what was
/// retracted is added again otherwise.
pub(super) async fn assert(work: &Work<'_>, affected: &Affected, snapshot: Option<&[Stood]>) -> Result<(), Failure> {
    match snapshot {
        None => recount(work, affected, 1).await?,
        Some([]) => {}
        Some(snapshot) => append(work, &moved(work.tx, snapshot), None).await?,
    }
    if !work.tx.is_postgres() {
        fold(work.tx, CutOffs::of(work.today)).await?;
    }
    Ok(())
}

/// All that is touched, taken away or added.
async fn recount(work: &Work<'_>, affected: &Affected, sign: i8) -> Result<(), Failure> {
    let given = affected.holds_assignment("a.person_id", "a.plan_id").map(|condition| given(&condition, sign));
    append(work, &facts(work.tx, affected, sign), given).await
}

/// In one statement where the database can. SQLite, which writes one table in a statement, is given the facts in a table that no
/// other connection sees, so that they are found once.
async fn append(work: &Work<'_>, facts: &Sql, given: Option<Sql>) -> Result<(), Failure> {
    let given = given.map(|given| Sql::new("given AS MATERIALIZED (").append(&given).push(")"));
    let plans = format!("INSERT INTO plan_delta (unit_id, plan_id, positions) {}", plan_cells("given"));
    let positions = positions::add(given.is_some());
    if work.tx.is_postgres() {
        let all = Sql::new("WITH facts AS MATERIALIZED (")
            .append(facts)
            .push("), cells AS (")
            .append(&deltas(work.tx))
            .push(")");
        let all = match &given {
            Some(given) => all.push(", ").append(given).push(", plans AS (").push(&plans).push(")"),
            None => all,
        };
        work.tx.execute(all.push(" ").append(&positions)).await?;
        return Ok(());
    }
    work.tx.execute(Sql::new(FACTS)).await?;
    work.tx.execute(Sql::new("INSERT INTO facts ").append(facts)).await?;
    work.tx.execute(deltas(work.tx)).await?;
    match &given {
        Some(given) => {
            let given = Sql::new("WITH ").append(given).push(" ");
            work.tx.execute(given.clone().append(&positions)).await?;
            work.tx.execute(given.push(&plans)).await?;
        }
        None => drop(work.tx.execute(positions).await?),
    }
    work.tx.execute(Sql::new("DELETE FROM facts")).await?;
    Ok(())
}

/// In the order of `facts`.
const FACTS: &str = "CREATE TEMP TABLE IF NOT EXISTS facts (person_id, requirement_id, status, deadline, position_id, unit_id, \
                     times, unit_before, again, sign)";

/// What the table `facts` gives. They are counted in the units where people work, and only the sums are added to all that
/// lie above: whoever has a requirement in two places is taken away again where the two meet, and so from what lies above
/// both. In more than two, they are counted one by one.
fn deltas(tx: &Tx) -> Sql {
    let above = |unit: &str| {
        format!(
            "JOIN org_unit_closure c ON c.descendant_id = {unit} \
             JOIN org_unit u ON u.id = c.ancestor_id AND u.kind <> 'section'"
        )
    };
    let key = "requirement_id, status, deadline";
    // PostgreSQL, which expects a handful of facts, would go through all that meet for each of them; here it expects a thousand
    let many = if tx.is_postgres() { "CROSS JOIN generate_series(1, (SELECT 1)) told" } else { "" };
    Sql::new(&format!(
        "INSERT INTO counter_delta (unit_id, {key}, people) \
         WITH met AS MATERIALIZED (SELECT two.unit_id, two.unit_before, (SELECT c.ancestor_id FROM org_unit_closure c \
             JOIN org_unit_closure d ON d.ancestor_id = c.ancestor_id AND d.descendant_id = two.unit_before \
             WHERE c.descendant_id = two.unit_id ORDER BY c.depth LIMIT 1) AS at \
           FROM (SELECT DISTINCT unit_id, unit_before FROM facts WHERE times <= 2 AND unit_before IS NOT NULL) two {many}) \
         SELECT ancestor_id, {key}, CAST(sum(people) AS bigint) FROM (\
           SELECT c.ancestor_id, {key}, people FROM (\
             SELECT unit_id, {key}, sum(sign) AS people FROM facts WHERE times <= 2 GROUP BY unit_id, {key} \
             UNION ALL \
             SELECT met.at, {key}, -sum(sign) FROM facts \
             JOIN met ON met.unit_id = facts.unit_id AND met.unit_before = facts.unit_before \
             WHERE times <= 2 GROUP BY met.at, {key}) at_work {} \
           UNION ALL \
           SELECT ancestor_id, {key}, sum(sign) \
           FROM (SELECT DISTINCT c.ancestor_id, {key}, sign, person_id FROM facts {} WHERE times > 2) each \
           GROUP BY ancestor_id, {key}) counted \
         GROUP BY ancestor_id, {key} HAVING sum(people) <> 0",
        above("at_work.unit_id"),
        above("facts.unit_id")
    ))
}

/// The last day there is, for no deadline.
fn no_deadline(tx: &Tx) -> &'static str {
    if tx.is_postgres() { NO_DEADLINE.0 } else { NO_DEADLINE.1 }
}

/// In how many places the person of `s` has the requirement, which comes before this in some order, and whether it is the
/// same position, which has it through another plan; with the window that this is seen through.
fn places(position_id: &str, unit_id: &str) -> (String, String) {
    let columns = format!(
        "{position_id} AS position_id, {unit_id} AS unit_id, \
         count(*) OVER (PARTITION BY s.person_id, s.requirement_id) AS times, \
         lag({unit_id}) OVER in_order AS unit_before, \
         lag({position_id}) OVER in_order IS NOT DISTINCT FROM {position_id} AS again"
    );
    (columns, format!(" WINDOW in_order AS (PARTITION BY s.person_id, s.requirement_id ORDER BY {position_id})"))
}

/// Those that stood otherwise: as they were, to be taken away, and as they are.
fn moved(tx: &Tx, snapshot: &[Stood]) -> Sql {
    let none = no_deadline(tx);
    let (places, in_order) = places("p.id", "p.unit_id");
    let of = |status: &str, deadline: &str, sign: i8| {
        format!(
            "SELECT person_id, requirement_id, {status} AS status, {deadline} AS deadline, position_id, unit_id, times, \
             unit_before, again, {sign} AS sign FROM places"
        )
    };
    Sql::new("WITH snapshot AS MATERIALIZED (").append(&snapshot::table(tx, snapshot.iter())).push(&format!(
        "), moved AS MATERIALIZED (SELECT s.person_id, s.requirement_id, snapshot.status AS was, \
           COALESCE(snapshot.day, {none}) AS was_due, s.status, COALESCE(s.deadline, {none}) AS due FROM snapshot \
           JOIN standing s ON s.person_id = snapshot.person_id AND s.requirement_id = snapshot.requirement_id \
           WHERE s.status <> snapshot.status OR s.deadline IS DISTINCT FROM snapshot.day), \
         places AS MATERIALIZED (SELECT s.*, {places} FROM moved s {} {POSITION}{in_order}) {} UNION ALL {}",
        snapshot::asked(tx, &format!("NOT {NOT_RELEVANT}")),
        of("was", "was_due", -1),
        of("status", "due", 1)
    ))
}

/// Who of those touched has which of the requirements where; added, or taken away.
fn facts(tx: &Tx, affected: &Affected, sign: i8) -> Sql {
    let postgres = tx.is_postgres();
    let (places, in_order) =
        if postgres { places("held.position_id", "held.unit_id") } else { places("p.id", "p.unit_id") };
    let sql = Sql::new(&format!(
        "SELECT s.person_id, s.requirement_id, s.status, COALESCE(s.deadline, {}) AS deadline, {places}, {sign} AS sign FROM ",
        no_deadline(tx)
    ));
    if postgres {
        // There is a row for each: so PostgreSQL is told, which would expect a few of them. One that is missing is not
        // counted.
        return sql.push("(").append(&held(affected)).push(&format!(
            " OFFSET 0) held LEFT JOIN standing s ON s.person_id = held.person_id \
             AND s.requirement_id = held.requirement_id WHERE COALESCE(s.status, '') <> ''{in_order}"
        ));
    }
    // Many plans of few people: SQLite is kept from trying each of their assignments with each of the requirements, for
    // a column with a sign is looked up in no index.
    let holds = if affected.is_of_plans() {
        affected.holds("a.person_id", "+pr.requirement_id")
    } else {
        affected.holds("s.person_id", "s.requirement_id")
    };
    sql.push(&format!(
        "standing s JOIN assignment a ON a.person_id = s.person_id AND a.active {POSITION} \
         {REQUIREMENT} AND pr.requirement_id = s.requirement_id WHERE NOT {NOT_RELEVANT} AND "
    ))
    .append(&holds)
    .push(&in_order)
}

const POSITION: &str = "JOIN position p ON p.id = a.position_id AND p.state = 'open'";
const REQUIREMENT: &str = "JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active'";

/// What is touched, where it is asked for, on PostgreSQL, which joins so many tables in the order it is told and would come to
/// what is touched after it has joined all there is: with OFFSET it begins with that.
fn held(affected: &Affected) -> Sql {
    if !affected.people_are_known() {
        return Sql::new(&format!(
            "SELECT a.person_id, a.position_id, p.unit_id, pr.requirement_id \
             FROM assignment a {POSITION} {REQUIREMENT} WHERE a.active AND "
        ))
        .append(&affected.holds("a.person_id", "pr.requirement_id"))
        .push(&format!(" AND NOT {NOT_RELEVANT}"));
    }
    // Each assignment is looked up once, and not with each of its requirements nor among all that is not relevant to anybody;
    // what everybody has touched comes first.
    let (requirement, reached) = if affected.is_of_plans() {
        let requirement = Sql::new("JOIN (SELECT pr.* FROM plan_requirement pr WHERE pr.state = 'active' AND ")
            .append(&affected.holds_requirement("pr.requirement_id"))
            .push(" OFFSET 0) pr ON pr.plan_id = a.plan_id");
        (requirement, affected.reaches("a.plan_id"))
    } else {
        let requirement = Sql::new(REQUIREMENT).push(" AND ").append(&affected.holds_requirement("pr.requirement_id"));
        (requirement, Sql::new("TRUE"))
    };
    Sql::new(&format!(
        "SELECT a.person_id, a.position_id, a.unit_id, pr.requirement_id FROM (\
         SELECT a.person_id, a.plan_id, a.position_id, p.unit_id, EXISTS (SELECT 1 FROM not_relevant nr \
           WHERE nr.person_id = a.person_id AND nr.plan_id = a.plan_id OFFSET 0) AS marked \
         FROM assignment a {POSITION} WHERE a.active AND a.person_id IN ("
    ))
    .append(&affected.people_sql())
    .push(") AND ")
    .append(&reached)
    .push(" OFFSET 0) a ")
    .append(&requirement)
    .push(&format!(" WHERE NOT (a.marked AND {NOT_RELEVANT})"))
}

/// The assignments where `condition` holds, which are counted, added or taken away.
fn given(condition: &Sql, sign: i8) -> Sql {
    Sql::new(&format!(
        "SELECT a.position_id, a.plan_id, p.unit_id, {sign} AS sign FROM assignment a {POSITION} WHERE a.active AND "
    ))
    .append(condition)
}

/// The plan cells that these assignments give.
fn plan_cells(given: &str) -> String {
    format!(
        "SELECT c.ancestor_id AS unit_id, given.plan_id, CAST(sum(given.sign) AS bigint) AS positions FROM {given} \
         JOIN org_unit_closure c ON c.descendant_id = given.unit_id \
         JOIN org_unit u ON u.id = c.ancestor_id AND u.kind <> 'section' GROUP BY c.ancestor_id, given.plan_id"
    )
}

/// Keeps everybody else from changing a counter until this transaction ends: the tree under them changes. The
/// people come first, as in the gate: whoever is inside it gets out before, and nobody waits in a ring.
pub async fn hold(work: &Work<'_>) -> Result<(), Failure> {
    if work.tx.is_postgres() {
        work.tx.execute(Sql::new("SELECT id FROM person ORDER BY id FOR NO KEY UPDATE")).await?;
        work.tx.execute(Sql::new("LOCK TABLE counter_delta, plan_delta IN SHARE ROW EXCLUSIVE MODE")).await?;
    }
    Ok(())
}
