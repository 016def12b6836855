//! Counters of units from department up, so that a trust's standings are not counted at each click:
//!
//! - a *cell* is distinct people per unit x requirement x status x deadline day; a person it is not relevant to in any
//!   plan is not counted (FUL-12);
//! - a *plan cell* is positions per unit x plan that they have;
//! - a *position* has its own plans: their number and status (`positions`);
//! - a *summary* is the cells of a unit and requirement in one row, which lists are ordered by (FOL-8); all of them are
//!   of the same day, as to which deadlines are near or overdue.
//!
//! The gate appends changes as deltas, since hot cells would be contended. A job folds them into cells and summaries on
//! PostgreSQL, and the gate itself does on SQLite, which has one writer. A reader adds the deltas that are not folded
//! yet.

mod check;
mod fold;
mod positions;
mod rebuild;
mod recount;

pub use check::{Wrong, check};
pub use fold::{fold, new_day, sums};
pub use rebuild::rebuild;

use kyndig_db::{Sql, Tx, sql};
use kyndig_domain::standing::CutOffs;
use kyndig_platform::{auth::Work, http::Failure};

use super::{
    Affected,
    snapshot::{self, Stood},
};
use crate::relevance::NOT_RELEVANT;

/// Cells cannot have a NULL in their key: no deadline is stored as the last possible day, which SQLite keeps as text.
const NO_DEADLINE: (&str, &str) = ("DATE '9999-12-31'", "'9999-12-31'");

pub(super) async fn retract(work: &Work<'_>, affected: &Affected) -> Result<(), Failure> {
    recount(work, affected, -1).await
}

/// Where only standings have changed, and `stood` is how they were, the changed ones are moved from their old cell to
/// the new; otherwise everything retracted is added again.
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

/// Everything touched, added or subtracted.
async fn recount(work: &Work<'_>, affected: &Affected, sign: i8) -> Result<(), Failure> {
    let given = affected.holds_assignment("a.person_id", "a.plan_id").map(|condition| given(&condition, sign));
    append(work, &facts(work.tx, affected, sign), given).await
}

/// In one statement where the database can. SQLite, which writes one table in a statement, is given the facts in a
/// temporary table of this connection, so that they are found once.
async fn append(work: &Work<'_>, facts: &Sql, given: Option<Sql>) -> Result<(), Failure> {
    let given = given.map(|given| sql!("given AS MATERIALIZED ({given})", given = &given));
    let plans = format!("INSERT INTO plan_delta (unit_id, plan_id, positions) {}", plan_cells("given"));
    let positions = positions::add(given.is_some());
    if work.tx.is_postgres() {
        let all = sql!("WITH facts AS MATERIALIZED ({facts}), cells AS ({deltas})", facts, deltas = &deltas(work.tx));
        let all = match &given {
            Some(given) => all.push(", ").append(given).push(", plans AS (").push(&plans).push(")"),
            None => all,
        };
        work.tx.execute(all.push(" ").append(&positions)).await?;
        return Ok(());
    }
    work.tx.execute(Sql::new(FACTS)).await?;
    work.tx.execute(sql!("INSERT INTO facts {facts}", facts)).await?;
    work.tx.execute(deltas(work.tx)).await?;
    match &given {
        Some(given) => {
            let given = sql!("WITH {given} ", given);
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

/// The deltas from the table `facts`. Facts are counted in the units where people work, and only the sums are added to
/// all units above: a person who has a requirement in two places is subtracted again where the two branches meet, and
/// so from everything above both. With more than two places, they are counted one by one.
fn deltas(tx: &Tx) -> Sql {
    let above = |unit: &str| {
        format!(
            "JOIN org_unit_closure c ON c.descendant_id = {unit} \
             JOIN org_unit u ON u.id = c.ancestor_id AND u.kind <> 'section'"
        )
    };
    let key = "requirement_id, status, deadline";
    // PostgreSQL expects a handful of facts and would go through all meeting points for each of them; here it expects a
    // thousand
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

/// The last possible day, which stands for no deadline.
fn no_deadline(tx: &Tx) -> &'static str {
    if tx.is_postgres() { NO_DEADLINE.0 } else { NO_DEADLINE.1 }
}

/// The number of places where the person of `s` has the requirement, the place before this one in some order, and
/// whether that is the same position, which has it through another plan; with the window for these columns.
fn places(position_id: &str, unit_id: &str) -> (String, String) {
    let columns = format!(
        "{position_id} AS position_id, {unit_id} AS unit_id, \
         count(*) OVER (PARTITION BY s.person_id, s.requirement_id) AS times, \
         lag({unit_id}) OVER in_order AS unit_before, \
         lag({position_id}) OVER in_order IS NOT DISTINCT FROM {position_id} AS again"
    );
    (columns, format!(" WINDOW in_order AS (PARTITION BY s.person_id, s.requirement_id ORDER BY {position_id})"))
}

/// Those whose standing changed: as they were, to be subtracted, and as they are.
fn moved(tx: &Tx, snapshot: &[Stood]) -> Sql {
    let none = no_deadline(tx);
    let (places, in_order) = places("p.id", "p.unit_id");
    let of = |status: &str, deadline: &str, sign: i8| {
        format!(
            "SELECT person_id, requirement_id, {status} AS status, {deadline} AS deadline, position_id, unit_id, times, \
             unit_before, again, {sign} AS sign FROM places"
        )
    };
    sql!(
        "WITH snapshot AS MATERIALIZED ({table}{rest}",
        table = &snapshot::table(tx, snapshot.iter()),
        rest = Sql::new(&format!(
            "), moved AS MATERIALIZED (SELECT s.person_id, s.requirement_id, snapshot.status AS was, \
           COALESCE(snapshot.day, {none}) AS was_due, s.status, COALESCE(s.deadline, {none}) AS due FROM snapshot \
           JOIN standing s ON s.person_id = snapshot.person_id AND s.requirement_id = snapshot.requirement_id \
           WHERE s.status <> snapshot.status OR s.deadline IS DISTINCT FROM snapshot.day), \
         places AS MATERIALIZED (SELECT s.*, {places} FROM moved s {} {POSITION}{in_order}) {} UNION ALL {}",
            snapshot::asked(tx, &format!("NOT {NOT_RELEVANT}")),
            of("was", "was_due", -1),
            of("status", "due", 1)
        )),
    )
}

/// Which of the touched people has which of the requirements where; added or subtracted.
fn facts(tx: &Tx, affected: &Affected, sign: i8) -> Sql {
    let postgres = tx.is_postgres();
    let (places, in_order) =
        if postgres { places("held.position_id", "held.unit_id") } else { places("p.id", "p.unit_id") };
    let sql = Sql::new(&format!(
        "SELECT s.person_id, s.requirement_id, s.status, COALESCE(s.deadline, {}) AS deadline, {places}, {sign} AS sign FROM ",
        no_deadline(tx)
    ));
    if postgres {
        // There is a row for each, and PostgreSQL, which would expect only a few of them, is told so. A missing row is
        // not counted.
        return sql.push("(").append(&held(affected)).push(&format!(
            " OFFSET 0) held LEFT JOIN standing s ON s.person_id = held.person_id \
             AND s.requirement_id = held.requirement_id WHERE COALESCE(s.status, '') <> ''{in_order}"
        ));
    }
    // Many plans of few people: SQLite is kept from trying each of their assignments with each of the requirements,
    // since a column with a unary sign is not looked up in an index.
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

/// What is touched, for where it is asked for on PostgreSQL, which joins so many tables in the order given and would
/// reach what is touched only after joining everything else: with OFFSET it begins there.
fn held(affected: &Affected) -> Sql {
    if !affected.people_are_known() {
        return Sql::new(&format!(
            "SELECT a.person_id, a.position_id, p.unit_id, pr.requirement_id \
             FROM assignment a {POSITION} {REQUIREMENT} WHERE a.active AND "
        ))
        .append(&affected.holds("a.person_id", "pr.requirement_id"))
        .push(&format!(" AND NOT {NOT_RELEVANT}"));
    }
    // Each assignment is looked up once, not with each of its requirements nor among all not-relevant rows of all
    // people; what is touched for all of the people comes first.
    let (requirement, reached) = if affected.is_of_plans() {
        let requirement = sql!(
            "JOIN (SELECT pr.* FROM plan_requirement pr WHERE pr.state = 'active' \
             AND {holds_requirement} OFFSET 0) pr ON pr.plan_id = a.plan_id",
            holds_requirement = &affected.holds_requirement("pr.requirement_id"),
        );
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

/// The assignments where `condition` holds that are counted; added or subtracted.
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

/// Prevents all other changes to counters until this transaction ends, because the unit tree is changing. The people
/// are locked first, as in the gate: a transaction inside the gate finishes first, and there is no deadlock.
pub async fn hold(work: &Work<'_>) -> Result<(), Failure> {
    if work.tx.is_postgres() {
        work.tx.execute(Sql::new("SELECT id FROM person ORDER BY id FOR NO KEY UPDATE")).await?;
        work.tx.execute(Sql::new("LOCK TABLE counter_delta, plan_delta IN SHARE ROW EXCLUSIVE MODE")).await?;
    }
    Ok(())
}
