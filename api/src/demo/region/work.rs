//! People's assignments and standings: computed in bulk from the numbers of people and requirements, so that they are
//! the same each time. What is derived from them follows the rules of the gate: completion, counters.

use kyndig_db::Sql;
use kyndig_domain::standing::{CutOffs, effective_sql};
use kyndig_gate::open_work;
use kyndig_platform::{auth::Work, http::Failure};

use super::{
    dialect::{Dialect, Kind},
    times,
};

/// People whose standings are made at once.
pub const CHUNK: usize = 1000;

/// Every position with each of its plans.
const GIVEN: &str = "FROM demo_position p JOIN demo_gives g ON g.profile = p.profile \
     JOIN demo_plan pl ON pl.pool = p.pool AND pl.block = g.block AND pl.variant = g.variant";
/// The number of an assignment.
const NUMBER: &str = "p.n * 16 + g.slot";

/// Drops the tables used for the computation.
pub async fn clear(work: &Work<'_>) -> Result<(), Failure> {
    for table in ["place", "gives", "plan", "requirement", "position", "person"] {
        work.tx.execute(Sql::new(&format!("DROP TABLE demo_{table}"))).await?;
    }
    Ok(())
}

pub async fn assign(work: &Work<'_>) -> Result<(), Failure> {
    let (tx, dialect) = (work.tx, Dialect::of(work));
    let (given, ended) = (dialect.at("p.since", "08:00"), dialect.at("p.ended", "23:00"));
    let id = Kind::Assignment.sql(tx, NUMBER);
    let sql = format!(
        "INSERT INTO assignment (id, plan_id, position_id, person_id, active, assigned_at, assigned_by, deactivated_at, \
         deactivated_because) SELECT {id}, pl.id, p.id, p.person_id, p.is_open, {given}, p.manager_id, \
         CASE WHEN NOT p.is_open THEN {ended} END, CASE WHEN NOT p.is_open THEN 'position_closed' END \
         {GIVEN} ORDER BY p.n, g.slot"
    );
    tx.execute(Sql::new(&sql)).await?;
    let event = Kind::Assigned.sql(tx, NUMBER);
    let sql = format!(
        "INSERT INTO assignment_event (id, assignment_id, kind, at, by_person_id) \
         SELECT {event}, {id}, 'assigned', {given}, p.manager_id {GIVEN} ORDER BY p.n, g.slot"
    );
    tx.execute(Sql::new(&sql)).await?;
    let event = Kind::Left.sql(tx, NUMBER);
    let sql = format!(
        "INSERT INTO assignment_event (id, assignment_id, kind, at) SELECT {event}, {id}, 'deactivated', {ended} \
         {GIVEN} WHERE NOT p.is_open ORDER BY p.n, g.slot"
    );
    tx.execute(Sql::new(&sql)).await?;
    Ok(())
}

/// For this many people from a number on.
pub async fn standings(work: &Work<'_>, from: usize) -> Result<(), Failure> {
    let columns = "n bigint, rn bigint, person_id {uuid}, requirement_id {uuid}, position_id {uuid}, manager_id {uuid}, \
         signer_id {uuid}, request_id {uuid}, signed boolean, times bigint, status text, performed_on {date}, \
         expires_on {date}, deadline {date}, throw bigint";
    Dialect::of(work).scratch_now(work, "demo_standing", columns).await?;
    times::prepare(work).await?;
    for sql in chunk(work, from) {
        work.tx.execute(sql).await?;
    }
    for table in ["demo_standing", "demo_time"] {
        work.tx.execute(Sql::new(&format!("DROP TABLE {table}"))).await?;
    }
    Ok(())
}

/// Every status of an achieved standing.
pub const ACHIEVED: &str = "status IN ('fulfilled', 'expiring', 'expired')";

/// The standings of this many people, with their histories and signature requests.
fn chunk(work: &Work<'_>, from: usize) -> Vec<Sql> {
    let (tx, dialect) = (work.tx, Dialect::of(work));
    let (sent, done) = (dialect.at("performed_on", "10:00"), dialect.at("performed_on", "13:00"));
    let long_ago = dialect.at(&dialect.ago("900"), "08:00");
    let request = format!("request_id IS NOT NULL AND {ACHIEVED}");
    let mut all = vec![thrown(work, from)];
    all.push(Sql::new(&format!(
        "INSERT INTO standing (person_id, requirement_id, status, performed_on, expires_on, deadline, request_id, \
         changed_at, done_at, version) SELECT person_id, requirement_id, status, performed_on, expires_on, deadline, \
         request_id, COALESCE({done}, {long_ago}), CASE WHEN {ACHIEVED} THEN {done} END, \
         CASE WHEN status = 'not_started' THEN 1 WHEN request_id IS NULL THEN 2 ELSE 3 END \
         FROM demo_standing ORDER BY n, rn"
    )));
    all.push(Sql::new(&format!(
        "INSERT INTO signature_request (id, person_id, requirement_id, signer_id, performed_on, status, sent_at, decided_at, \
         reason, decision_comment, version) SELECT request_id, person_id, requirement_id, signer_id, performed_on, \
         CASE status WHEN 'awaiting_signature' THEN 'awaiting' WHEN 'rejected' THEN 'rejected' ELSE 'signed' END, {sent}, \
         CASE WHEN status <> 'awaiting_signature' THEN {done} END, \
         CASE WHEN status = 'rejected' THEN 'practice_missing' END, \
         CASE WHEN status = 'rejected' THEN 'Mangler praktisk del.' ELSE '' END, \
         CASE WHEN status = 'awaiting_signature' THEN 1 ELSE 2 END FROM demo_standing WHERE request_id IS NOT NULL \
         ORDER BY n, rn"
    )));
    let event = |slot: u8, kind: &str, at: &str, who: &str, date: &str, other: &str, which: &str| {
        let id = Kind::Event.sql(tx, &format!("n * 65536 + rn * 16 + {slot}"));
        Sql::new(&format!(
            "INSERT INTO standing_event (id, person_id, requirement_id, kind, at, by_person_id, by_position_id, date, \
             other_person_id) SELECT {id}, person_id, requirement_id, {kind}, {at}, {who}, {date}, {other} \
             FROM demo_standing WHERE {which} ORDER BY n, rn"
        ))
    };
    let null = if tx.is_postgres() { "CAST(NULL AS uuid)" } else { "NULL" };
    let (own, nobody) = ("person_id, position_id", format!("{null}, {null}"));
    let (signer, manager) = (format!("signer_id, {null}"), format!("manager_id, {null}"));
    let soon = dialect.later("expires_on", "-30");
    let waiting = "request_id IS NOT NULL";
    all.push(event(0, "'sent'", &sent, own, "performed_on", "signer_id", waiting));
    all.push(event(1, "'signed'", &done, &signer, "performed_on", null, &request));
    all.push(event(1, "'rejected'", &done, &signer, "performed_on", null, "status = 'rejected'"));
    let alone = format!("request_id IS NULL AND times IS NULL AND {ACHIEVED}");
    all.push(event(0, "'fulfilled'", &done, own, "performed_on", null, &alone));
    all.push(event(0, "'draft_saved'", &done, own, "performed_on", null, "status = 'started' AND times IS NULL"));
    let set = dialect.at(&dialect.ago("20"), "11:00");
    all.push(event(2, "'deadline_set'", &set, &manager, "deadline", null, "deadline IS NOT NULL"));
    let over = dialect.at(&dialect.later("expires_on", "1"), "00:00");
    let night = dialect.at(&soon, "00:00");
    all.push(event(3, "'expiring'", &night, &nobody, "expires_on", null, "status IN ('expiring', 'expired')"));
    all.push(event(4, "'expired'", &over, &nobody, "expires_on", null, "status = 'expired'"));
    all.extend(not_relevant(work));
    all.extend(times::all(work));
    all
}

/// FUL-12: a few here and there.
fn not_relevant(work: &Work<'_>) -> [Sql; 2] {
    let at = Dialect::of(work).at(&Dialect::of(work).ago("40"), "12:00");
    let event = Kind::Event.sql(work.tx, "n * 65536 + rn * 16 + 4 + place");
    let which = "s.status = 'not_started' AND s.throw % 41 = 7";
    let marked = format!(
        "INSERT INTO not_relevant (person_id, plan_id, subject_id, comment, marked_at, marked_by) \
         SELECT DISTINCT s.person_id, a.plan_id, s.requirement_id, 'Brukes ikke hos oss.', {at}, s.manager_id \
         FROM demo_standing s JOIN assignment a ON a.person_id = s.person_id AND a.active \
         JOIN demo_place pl ON pl.plan_id = a.plan_id AND pl.requirement_id = s.requirement_id WHERE {which}"
    );
    let said = format!(
        "INSERT INTO standing_event (id, person_id, requirement_id, kind, at, by_person_id, comment, plan_id) \
         SELECT {event}, person_id, requirement_id, 'marked_not_relevant', {at}, manager_id, 'Brukes ikke hos oss.', plan_id \
         FROM (SELECT s.n, s.rn, s.person_id, s.requirement_id, s.manager_id, nr.plan_id, \
           row_number() OVER (PARTITION BY s.n, s.rn ORDER BY nr.plan_id) AS place FROM demo_standing s \
           JOIN not_relevant nr ON nr.person_id = s.person_id AND nr.subject_id = s.requirement_id WHERE {which}) m"
    );
    [Sql::new(&marked), Sql::new(&said)]
}

/// The status of each, computed from the numbers: a third are always up to date, and there are no standings from before
/// a person began. FUL-6: it expires this many days after it was done, by the shortest validity of the active plans.
fn thrown(work: &Work<'_>, from: usize) -> Sql {
    let dialect = Dialect::of(work);
    let at = CutOffs::of(work.today);
    let quote = |day| if work.tx.is_postgres() { format!("DATE '{day}'") } else { format!("'{day}'") };
    let expires = dialect.later(&dialect.ago("ago"), "days");
    let status = effective_sql("status", "expires_on", &quote(at.today), &quote(at.soon));
    let request = Kind::Request.sql(work.tx, "n * 4096 + rn");
    let wants = format!(
        "SELECT d.n, d.id AS person_id, d.position_id, d.manager_id, d.signer_id, d.worked, pl.rn, pl.requirement_id, \
         min(pl.days) AS days, pl.signed, pl.times, CASE WHEN d.n % 3 = 0 THEN 150 + (d.n * 7919 + pl.rn * 1297 + d.n * pl.rn * 31) % 600 \
           ELSE (d.n * 7919 + pl.rn * 1297 + d.n * pl.rn * 31) % 997 END AS one, \
         (d.n * 3571 + pl.rn * 7907 + d.n * pl.rn * 17) % 1009 AS other, \
         (d.n * 1543 + pl.rn * 523 + d.n * pl.rn * 11) % 499 AS throw \
         FROM demo_person d JOIN assignment a ON a.person_id = d.id AND a.active JOIN demo_place pl ON pl.plan_id = a.plan_id \
         WHERE d.n >= {from} AND d.n < {} \
         GROUP BY d.n, d.id, d.position_id, d.manager_id, d.signer_id, d.worked, pl.rn, pl.requirement_id, pl.signed, pl.times",
        from + CHUNK
    );
    let thrown = format!(
        "SELECT w.*, CASE WHEN days IS NOT NULL AND one < 55 THEN 'expired' WHEN days IS NOT NULL AND one < 145 THEN 'expiring' \
         WHEN one < 760 THEN 'fulfilled' WHEN one < 815 THEN 'started' \
         WHEN signed AND one < 850 THEN 'awaiting_signature' WHEN signed AND one < 862 THEN 'rejected' \
         ELSE 'not_started' END AS meant FROM ({wants}) w"
    );
    let ago = format!(
        "SELECT t.*, CASE meant WHEN 'expired' THEN days + 1 + other % 90 WHEN 'expiring' THEN days - other % 31 \
         WHEN 'fulfilled' THEN CASE WHEN days IS NULL THEN 1 + other ELSE 1 + other % (days - 31) END \
         WHEN 'awaiting_signature' THEN CASE WHEN throw % 20 = 3 THEN 15 + other % 30 ELSE 1 + other % 12 END \
         ELSE 1 + other % 40 END AS ago FROM ({thrown}) t"
    );
    let dated = format!(
        "SELECT g.*, CASE WHEN ago >= worked THEN 'not_started' WHEN meant IN ('expired', 'expiring') THEN 'fulfilled' \
         ELSE meant END AS status FROM ({ago}) g"
    );
    let whole = format!(
        "SELECT f.*, CASE WHEN status <> 'not_started' THEN {} END AS performed_on, \
         CASE WHEN status = 'fulfilled' AND days IS NOT NULL THEN {expires} END AS expires_on FROM ({dated}) f",
        dialect.ago("ago")
    );
    Sql::new(&format!(
        "INSERT INTO demo_standing (n, rn, person_id, requirement_id, position_id, manager_id, signer_id, request_id, signed, \
         times, status, performed_on, expires_on, deadline, throw) SELECT n, rn, person_id, requirement_id, position_id, manager_id, \
         signer_id, CASE WHEN signed AND times IS NULL AND status NOT IN ('not_started', 'started') THEN {request} END, signed, \
         times, {status}, \
         performed_on, expires_on, CASE WHEN throw % 19 = 3 AND status IN ('not_started', 'started', 'rejected') \
           OR throw % 199 = 5 THEN {} END, throw FROM ({whole}) s",
        dialect.ago("15 - other % 75")
    ))
}

/// ASG-6: a plan with no open requirement is complete, or waits for the manager's approval.
pub async fn complete(work: &Work<'_>) -> Result<(), Failure> {
    let (tx, dialect) = (work.tx, Dialect::of(work));
    let open = open_work();
    let yesterday = dialect.at(&dialect.ago("1"), "14:00");
    let approved = "(plan.completion = 'automatic' OR d.n % 4 > 0)";
    let sql = format!(
        "UPDATE assignment AS a SET ready_at = {yesterday}, completed_at = CASE WHEN {approved} THEN {yesterday} END, \
         approved_by = CASE WHEN plan.completion <> 'automatic' AND d.n % 4 > 0 THEN d.manager_id END \
         FROM plan, demo_person d WHERE plan.id = a.plan_id AND d.id = a.person_id AND a.active AND NOT {open}"
    );
    tx.execute(Sql::new(&sql)).await?;
    let assignment = format!("{GIVEN} JOIN assignment a ON a.plan_id = pl.id AND a.position_id = p.id");
    for (kind, which, who, number) in [
        ("completed", "a.completed_at IS NOT NULL AND a.approved_by IS NULL", "p.person_id", NUMBER.to_owned()),
        ("ready", "a.completed_at IS NULL OR a.approved_by IS NOT NULL", "p.person_id", NUMBER.to_owned()),
        ("approved", "a.approved_by IS NOT NULL", "a.approved_by", format!("{NUMBER} + 8")),
    ] {
        let id = Kind::Finished.sql(tx, &number);
        let sql = format!(
            "INSERT INTO assignment_event (id, assignment_id, kind, at, by_person_id) SELECT {id}, a.id, '{kind}', \
             a.ready_at, {who} {assignment} WHERE a.ready_at IS NOT NULL AND ({which}) ORDER BY p.n, g.slot"
        );
        tx.execute(Sql::new(&sql)).await?;
    }
    Ok(())
}
