//! FUL-8: repetitions. Those who are done have registered one a week until it was enough; those who have begun have
//! registered one, and where a signature is needed may have sent a second.

use kyndig_db::Sql;
use kyndig_platform::{auth::Work, http::Failure};

use super::{
    content::TIMES,
    dialect::{Dialect, Kind},
    work::ACHIEVED,
};

/// Creates the table for the repetitions of this many people.
pub async fn prepare(work: &Work<'_>) -> Result<(), Failure> {
    let columns = "n bigint, rn bigint, k bigint, id {uuid}, request_id {uuid}, person_id {uuid}, requirement_id {uuid}, \
         position_id {uuid}, signer_id {uuid}, performed_on {date}, status text";
    Dialect::of(work).scratch_now(work, "demo_time", columns).await
}

/// The repetitions of the standings in `demo_standing`, with their requests and the history.
pub fn all(work: &Work<'_>) -> Vec<Sql> {
    let dialect = Dialect::of(work);
    let (sent, done) = (dialect.at("performed_on", "10:00"), dialect.at("performed_on", "13:00"));
    let null = if work.tx.is_postgres() { "CAST(NULL AS uuid)" } else { "NULL" };
    let mut all = vec![thrown(work)];
    all.push(Sql::new(&format!(
        "INSERT INTO signature_request (id, person_id, requirement_id, signer_id, performed_on, status, sent_at, decided_at, \
         reason, decision_comment, version, repetition_id) SELECT request_id, person_id, requirement_id, signer_id, \
         performed_on, status, {sent}, CASE WHEN status <> 'awaiting' THEN {done} END, \
         CASE WHEN status = 'rejected' THEN 'practice_missing' END, \
         CASE WHEN status = 'rejected' THEN 'Mangler praktisk del.' ELSE '' END, \
         CASE WHEN status = 'awaiting' THEN 1 ELSE 2 END, id FROM demo_time WHERE request_id IS NOT NULL ORDER BY n, rn, k"
    )));
    all.push(Sql::new(&format!(
        "INSERT INTO repetition (id, person_id, requirement_id, round, performed_on, comment, request_id, registered_at, \
         registered_by) SELECT id, person_id, requirement_id, 1, performed_on, '', request_id, {sent}, person_id \
         FROM demo_time ORDER BY n, rn, k"
    )));
    // the history of one repetition comes after that of the requirement
    let said = |slot: &str, kind: &str, at: &str, who: &str, other: &str, which: &str| {
        let id = Kind::Event.sql(work.tx, &format!("n * 65536 + rn * 16 + {slot}"));
        Sql::new(&format!(
            "INSERT INTO standing_event (id, person_id, requirement_id, kind, at, by_person_id, by_position_id, date, \
             other_person_id) SELECT {id}, person_id, requirement_id, {kind}, {at}, {who}, performed_on, {other} \
             FROM {which} ORDER BY n, rn"
        ))
    };
    let (own, signer, nobody) = ("person_id, position_id", format!("signer_id, {null}"), format!("{null}, {null}"));
    let (waits, alone) = ("demo_time WHERE request_id IS NOT NULL", "demo_time WHERE request_id IS NULL");
    all.push(said("7 + k", "'repetition_registered'", &sent, own, null, alone));
    all.push(said("7 + k", "'sent'", &sent, own, "signer_id", waits));
    let decided = format!("{waits} AND status <> 'awaiting'");
    all.push(said("11 + k", "status", &done, &signer, null, &decided));
    let enough = format!("demo_standing WHERE times IS NOT NULL AND {ACHIEVED}");
    all.push(said("0", "'fulfilled'", &done, &nobody, null, &enough));
    all
}

fn thrown(work: &Work<'_>) -> Sql {
    let dialect = Dialect::of(work);
    let number = "s.n * 65536 + s.rn * 16 + k.k";
    let (id, request) = (Kind::Time.sql(work.tx, number), Kind::TimeRequest.sql(work.tx, number));
    let on = dialect.later("s.performed_on", &format!("CASE WHEN {ACHIEVED} THEN 7 * (k.k - {TIMES}) ELSE 0 END"));
    let numbers = (1..=TIMES).map(|k| format!("SELECT {k} AS k")).collect::<Vec<_>>().join(" UNION ALL ");
    Sql::new(&format!(
        "INSERT INTO demo_time (n, rn, k, id, request_id, person_id, requirement_id, position_id, signer_id, performed_on, \
         status) SELECT s.n, s.rn, k.k, {id}, CASE WHEN s.signed THEN {request} END, s.person_id, s.requirement_id, \
         s.position_id, s.signer_id, {on}, CASE WHEN NOT s.signed THEN '' WHEN {ACHIEVED} OR k.k = 1 THEN 'signed' \
         WHEN s.status = 'rejected' THEN 'rejected' ELSE 'awaiting' END \
         FROM demo_standing s JOIN ({numbers}) k ON {ACHIEVED} OR k.k = 1 \
         OR k.k = 2 AND s.status IN ('rejected', 'awaiting_signature') \
         WHERE s.times IS NOT NULL AND s.status <> 'not_started' ORDER BY s.n, s.rn, k.k"
    ))
}
