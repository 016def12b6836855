//! What is derived from the facts after any change: rows for every active requirement of an assigned plan, and FUL-6:
//! the expiry is recomputed from the present facts, never adjusted.

use chrono::NaiveDate;
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    standing::{CutOffs, Status, effective_sql},
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use super::{
    Affected, repetition,
    snapshot::{self, Stood},
};
use crate::history;

/// A row exists from the moment a plan with an active requirement is assigned (ASG-8).
fn rows(work: &Work<'_>, affected: &Affected) -> Sql {
    let joined = "JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active'";
    let held = match affected.holds_assignment("a.person_id", "a.plan_id").filter(|_| affected.is_of_plans()) {
        // standings of other plans than these have their rows already
        Some(given) => sql!(
            "(SELECT DISTINCT a.person_id, a.plan_id FROM assignment a WHERE a.active AND {given}{joined}",
            given = &given,
            joined = Sql::new(&format!(") a {joined}")),
        ),
        None => Sql::new(&format!("assignment a {joined} WHERE a.active AND "))
            .append(&affected.holds("a.person_id", "pr.requirement_id")),
    };
    // In key order, which is written much faster.
    Sql::new(
        "INSERT INTO standing (person_id, requirement_id, status, changed_at) \
         SELECT a.person_id, pr.requirement_id, 'not_started', ",
    )
    .bind_as(work.tx, work.now, "timestamptz")
    .push(" FROM ")
    .append(&held)
    .push(" ORDER BY a.person_id, pr.requirement_id ON CONFLICT DO NOTHING")
}

/// The rows, the repetitions, and the expiries.
pub(super) async fn facts(work: &Work<'_>, affected: &Affected) -> Result<(), Failure> {
    let mut begin = Sql::default();
    // where only standings change there is no new assignment, and each has its row
    if !affected.is_pairs() {
        let rows = rows(work, affected);
        if work.tx.is_postgres() && !affected.changes_standings() {
            // nothing of a new row can expire, so both are one statement
            begin = sql!("WITH made AS ({rows}) ", rows = &rows);
        } else {
            work.tx.execute(rows).await?;
        }
    }
    if affected.changes_standings() {
        repetition::follow(work, affected).await?;
    }
    expiries(work, affected, begin).await
}

/// The shortest validity of the active plans applies; with no active plan left, the requirement's own. A date set by
/// hand stays. Standings that become expiring or expired by this get it in their history. `begin` is put before the
/// query.
async fn expiries(work: &Work<'_>, affected: &Affected, begin: Sql) -> Result<(), Failure> {
    let status = effective_sql("n.status", "n.expires_on", "n.today", "n.soon");
    let differs = format!("(n.was_to_expire_on IS DISTINCT FROM n.expires_on OR n.status <> {status})");
    let now = now(work, affected);
    let changed = begin
        .push(&format!(
            "SELECT n.person_id, n.requirement_id, n.status AS was, {status} AS becomes, n.expires_on FROM ("
        ))
        .append(&now)
        .push(&format!(") n WHERE {differs} ORDER BY n.person_id, n.requirement_id"));
    let changed: Vec<Changed> = work.tx.all(changed).await?;
    if changed.is_empty() {
        return Ok(());
    }
    let becomes: Vec<Stood> = changed.iter().map(Changed::stands).collect();
    let update = sql!(
        "UPDATE standing SET expires_on = n.day, status = n.status, version = standing.version + 1 \
                 FROM ({table}) n WHERE standing.person_id = n.person_id \
                 AND standing.requirement_id = n.requirement_id",
        table = &snapshot::table(work.tx, becomes.iter()),
    );
    work.tx.execute(update).await?;
    let passed: Vec<_> = changed.iter().filter(|one| one.passed()).map(Changed::pair).collect();
    history::passed(work, &passed).await
}

/// For each touched pair that was achieved: when it expires by the present facts, the stored expiry, and the cut-offs,
/// which are named several times in the rule and bound once.
fn now(work: &Work<'_>, affected: &Affected) -> Sql {
    let later = if work.tx.is_postgres() {
        "f.performed_on + f.days"
    } else {
        "date(f.performed_on, '+' || f.days || ' days')"
    };
    let cast = |sql: Sql, value: NaiveDate| {
        if work.tx.is_postgres() { sql.push("CAST(").bind(value).push(" AS date)") } else { sql.bind(value) }
    };
    let at = CutOffs::of(work.today);
    let sql = Sql::new(&format!(
        "SELECT f.person_id, f.requirement_id, f.status, f.expires_on AS was_to_expire_on, cut.today, cut.soon, \
           CASE WHEN f.expiry_is_manual THEN f.expires_on WHEN f.days IS NULL THEN NULL ELSE {later} END AS expires_on \
         FROM (SELECT t.person_id, t.requirement_id, t.status, t.performed_on, t.expires_on, t.expiry_is_manual, \
                 COALESCE((SELECT min(COALESCE(pr.validity_days, r.validity_days)) FROM assignment a \
                   JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.requirement_id = t.requirement_id \
                     AND pr.state = 'active' \
                   WHERE a.person_id = t.person_id AND a.active), r.validity_days) AS days \
               FROM standing t JOIN requirement r ON r.id = t.requirement_id \
               WHERE t.performed_on IS NOT NULL AND t.status IN ('fulfilled', 'expiring', 'expired') AND "
    ))
    .append(&affected.holds("t.person_id", "t.requirement_id"))
    // an expression that is named several times is evaluated once
    .push(if work.tx.is_postgres() { " OFFSET 0" } else { "" })
    .push(") f CROSS JOIN (SELECT ");
    let sql = cast(sql, at.today).push(" AS today, ");
    cast(sql, at.soon).push(" AS soon) cut")
}

#[derive(FromQueryResult)]
struct Changed {
    person_id: PersonId,
    requirement_id: RequirementId,
    was: Status,
    becomes: Status,
    expires_on: Option<NaiveDate>,
}

impl Changed {
    fn stands(&self) -> Stood {
        let Self { person_id, requirement_id, becomes: status, expires_on: day, .. } = *self;
        Stood { person_id, requirement_id, status, day }
    }

    fn pair(&self) -> (PersonId, RequirementId) {
        (self.person_id, self.requirement_id)
    }

    /// Whether the history says so.
    fn passed(&self) -> bool {
        self.becomes != self.was && matches!(self.becomes, Status::Expiring | Status::Expired)
    }
}
