//! What follows from the facts after any change: rows for every active requirement of an assigned plan, and
//! FUL-6: the expiry is recomputed from what holds now, never adjusted.

use kyndig_db::Sql;
use kyndig_domain::standing::{CutOffs, effective_sql};

use super::Touched;
use crate::{auth::Work, http::Failure};

/// A row exists from the moment a plan with an active requirement is assigned (ASG-8).
pub(super) async fn rows(work: &Work<'_>, touched: &Touched) -> Result<(), Failure> {
    let sql = Sql::new(
        "INSERT INTO standing (person_id, requirement_id, status, changed_at) \
         SELECT DISTINCT a.person_id, pr.requirement_id, 'not_started', ",
    )
    .push(if work.tx.is_postgres() { "CAST(" } else { "(" })
    .bind(work.now)
    .push(if work.tx.is_postgres() { " AS timestamptz)" } else { ")" })
    .push(
        " FROM assignment a JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
         WHERE a.active AND ",
    )
    .append(&touched.holds("a.person_id", "pr.requirement_id"))
    .push(" ON CONFLICT DO NOTHING");
    work.tx.execute(sql).await?;
    Ok(())
}

/// The shortest validity of the active plans rules; with no active plan left, the requirement's own.
pub(super) async fn expiries(work: &Work<'_>, touched: &Touched) -> Result<(), Failure> {
    let later = if work.tx.is_postgres() {
        "f.performed_on + f.days"
    } else {
        "date(f.performed_on, '+' || f.days || ' days')"
    };
    let at = CutOffs::of(work.today);
    // The cut-offs are bound once, in a row of their own, because the rule names them several times.
    let status = effective_sql("standing.status", "n.expires_on", "n.today", "n.soon");
    let cast = |sql: Sql, value| {
        if work.tx.is_postgres() { sql.push("CAST(").bind(value).push(" AS date)") } else { sql.bind(value) }
    };
    let sql = Sql::new(&format!(
        "UPDATE standing SET expires_on = n.expires_on, status = {status}, version = standing.version + 1 \
         FROM (SELECT f.person_id, f.requirement_id, cut.today, cut.soon, \
                 CASE WHEN f.days IS NULL THEN NULL ELSE {later} END AS expires_on \
               FROM (SELECT t.person_id, t.requirement_id, t.performed_on, COALESCE((\
                       SELECT min(COALESCE(pr.validity_days, r.validity_days)) FROM assignment a \
                       JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.requirement_id = t.requirement_id \
                         AND pr.state = 'active' \
                       WHERE a.person_id = t.person_id AND a.active), r.validity_days) AS days \
                     FROM standing t JOIN requirement r ON r.id = t.requirement_id \
                     WHERE t.performed_on IS NOT NULL AND NOT t.expiry_is_manual \
                       AND t.status IN ('fulfilled', 'expiring', 'expired') AND "
    ))
    .append(&touched.holds("t.person_id", "t.requirement_id"))
    .push(") f CROSS JOIN (SELECT ");
    let sql = cast(sql, at.today).push(" AS today, ");
    let sql = cast(sql, at.soon)
        .push(
            " AS soon) cut) n \
         WHERE standing.person_id = n.person_id AND standing.requirement_id = n.requirement_id \
           AND (standing.expires_on IS DISTINCT FROM n.expires_on OR standing.status <> ",
        )
        .push(&status)
        .push(")");
    work.tx.execute(sql).await?;
    Ok(())
}
