//! Queries on sessions, refresh tokens, passwords, failed tries and known devices.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kyndig_contract::session::{ActingChoice, ActingKind};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PositionId, SessionId},
    position::PositionKind,
    throttle::{self, Failures},
};
use kyndig_platform::{
    auth::{Work, actor, idempotency},
    http::Failure,
};
use sea_orm::FromQueryResult;

/// So long a device is known that nobody signs in from any more.
pub const DEVICE_KNOWN: TimeDelta = TimeDelta::days(180);
/// Devices of one person.
const MOST_DEVICES: u32 = 10;

/// E-mail addresses are stored and compared in lower case.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

#[derive(Debug, FromQueryResult)]
pub struct Account {
    pub person_id: PersonId,
    pub password_hash: String,
    /// Whether the person has signed in from this device.
    pub is_known: bool,
}

pub async fn account(work: &Work<'_>, email: &str, device: Option<&str>) -> Result<Option<Account>, Failure> {
    let sql = Sql::new(
        "SELECT c.person_id, c.password_hash, EXISTS (SELECT 1 FROM known_device k WHERE k.person_id = c.person_id \
         AND k.used_at > ",
    )
    .bind(work.now - DEVICE_KNOWN)
    .push(" AND k.token_hash = ")
    .bind(device.unwrap_or_default())
    .push(") AS is_known FROM credential c JOIN person p ON p.id = c.person_id WHERE p.email = ")
    .bind(email);
    Ok(work.tx.one(sql).await?)
}

/// Whether anybody has signed in from this device.
pub async fn is_known(work: &Work<'_>, device: &str) -> Result<bool, Failure> {
    let sql = Sql::new("SELECT 1 FROM known_device WHERE used_at > ").bind(work.now - DEVICE_KNOWN);
    Ok(work.tx.exists(sql.push(" AND token_hash = ").bind(device)).await?)
}

/// The person has signed in from this device; of many, those that were used last are known.
pub async fn keep_device(work: &Work<'_>, device: &str, person: PersonId) -> Result<(), Failure> {
    let keep = Sql::new("INSERT INTO known_device (token_hash, person_id, used_at) VALUES (")
        .bind(device)
        .push(", ")
        .bind(person)
        .push(", ")
        .bind(work.now)
        .push(") ON CONFLICT (token_hash, person_id) DO UPDATE SET used_at = excluded.used_at");
    work.tx.execute(keep).await?;
    let oldest = Sql::new("DELETE FROM known_device WHERE person_id = ")
        .bind(person)
        .push(" AND token_hash NOT IN (SELECT token_hash FROM known_device WHERE person_id = ")
        .bind(person)
        .push(&format!(" ORDER BY used_at DESC, token_hash LIMIT {MOST_DEVICES})"));
    work.tx.execute(oldest).await?;
    Ok(())
}

pub async fn forget_devices(work: &Work<'_>, person: PersonId) -> Result<(), Failure> {
    work.tx.execute(Sql::new("DELETE FROM known_device WHERE person_id = ").bind(person)).await?;
    Ok(())
}

#[derive(Debug, FromQueryResult)]
pub struct FailureRow {
    pub subject: String,
    failures: i32,
    last_at: DateTime<Utc>,
}

impl FailureRow {
    pub fn count(&self) -> Failures {
        Failures { count: u32::try_from(self.failures).unwrap_or_default(), last_at: self.last_at }
    }
}

pub async fn failures<'s>(
    work: &Work<'_>,
    subjects: impl Iterator<Item = &'s str>,
) -> Result<Vec<FailureRow>, Failure> {
    let sql = Sql::new("SELECT subject, failures, last_at FROM sign_in_failure WHERE subject IN ").list(subjects);
    Ok(work.tx.all(sql).await?)
}

/// The count, locked until the transaction ends; the row is made where there is none, so that there is one to lock.
pub async fn lock_failures(work: &Work<'_>, subject: &str) -> Result<FailureRow, Failure> {
    let sql = Sql::new("INSERT INTO sign_in_failure (subject, failures, last_at) VALUES (")
        .bind(subject)
        .push(", 0, ")
        .bind(work.now)
        .push(") ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject RETURNING subject, failures, last_at");
    work.tx.one(sql).await?.ok_or_else(|| Failure::Internal(anyhow::anyhow!("a count that was not made")))
}

pub async fn count_failure(work: &Work<'_>, subject: &str, failures: Failures) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE sign_in_failure SET failures = ")
        .bind(i32::try_from(failures.count).unwrap_or(i32::MAX))
        .push(", last_at = ")
        .bind(failures.last_at)
        .push(" WHERE subject = ")
        .bind(subject);
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn clear_failures(work: &Work<'_>, subject: &str) -> Result<(), Failure> {
    work.tx.execute(Sql::new("DELETE FROM sign_in_failure WHERE subject = ").bind(subject)).await?;
    Ok(())
}

pub async fn start(
    work: &Work<'_>,
    session: SessionId,
    person: PersonId,
    acting: Option<&ActingChoice>,
    expires_at: DateTime<Utc>,
) -> Result<(), Failure> {
    let sql =
        Sql::new("INSERT INTO session (id, person_id, position_id, deputy_for_id, started_at, expires_at) VALUES (")
            .bind(session)
            .push(", ")
            .bind(person)
            .push(", ")
            .bind(acting.map(|choice| choice.position_id))
            .push(", ")
            .bind(acting.and_then(|choice| choice.deputy_for))
            .push(", ")
            .bind(work.now)
            .push(", ")
            .bind(expires_at)
            .push(")");
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn act_as(work: &Work<'_>, session: SessionId, choice: &ActingChoice) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE session SET position_id = ")
        .bind(choice.position_id)
        .push(", deputy_for_id = ")
        .bind(choice.deputy_for)
        .push(" WHERE id = ")
        .bind(session);
    work.tx.execute(sql).await?;
    Ok(())
}

#[derive(Debug, FromQueryResult)]
pub struct Token {
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub ended: bool,
    pub started_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

pub async fn token(work: &Work<'_>, hash: &str) -> Result<Option<Token>, Failure> {
    let sql = Sql::new(
        "SELECT t.session_id, s.person_id, s.ended_at IS NOT NULL AS ended, s.started_at, s.expires_at, t.used_at \
         FROM refresh_token t JOIN session s ON s.id = t.session_id WHERE t.token_hash = ",
    )
    .bind(hash);
    Ok(work.tx.one(sql).await?)
}

/// False where it was used before.
pub async fn use_token(work: &Work<'_>, hash: &str) -> Result<bool, Failure> {
    let sql = Sql::new("UPDATE refresh_token SET used_at = ")
        .bind(work.now)
        .push(" WHERE used_at IS NULL AND token_hash = ")
        .bind(hash);
    Ok(work.tx.execute(sql).await? == 1)
}

pub async fn keep_token(
    work: &Work<'_>,
    hash: &str,
    session: SessionId,
    expires_at: DateTime<Utc>,
) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO refresh_token (token_hash, session_id, issued_at, expires_at) VALUES (")
        .bind(hash)
        .push(", ")
        .bind(session)
        .push(", ")
        .bind(work.now)
        .push(", ")
        .bind(expires_at)
        .push(") ON CONFLICT (token_hash) DO NOTHING");
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn extend(work: &Work<'_>, session: SessionId, expires_at: DateTime<Utc>) -> Result<(), Failure> {
    let sql = Sql::new("UPDATE session SET expires_at = ").bind(expires_at).push(" WHERE id = ").bind(session);
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn end(work: &Work<'_>, session: SessionId, because: &str) -> Result<(), Failure> {
    work.tx.execute(ending(work, because).push("id = ").bind(session)).await?;
    Ok(())
}

pub async fn end_all(work: &Work<'_>, person: PersonId, because: &str) -> Result<(), Failure> {
    work.tx.execute(ending(work, because).push("person_id = ").bind(person)).await?;
    Ok(())
}

pub async fn end_of_those_who_left(work: &Work<'_>, people: &[PersonId], because: &str) -> Result<(), Failure> {
    let sql = ending(work, because)
        .push("person_id IN ")
        .list(people.iter().copied())
        .push(" AND NOT EXISTS (SELECT 1 FROM position p WHERE p.person_id = session.person_id AND p.state = 'open')");
    work.tx.execute(sql).await?;
    Ok(())
}

fn ending(work: &Work<'_>, because: &str) -> Sql {
    Sql::new("UPDATE session SET ended_at = ")
        .bind(work.now)
        .push(", ended_because = ")
        .bind(because)
        .push(" WHERE ended_at IS NULL AND ")
}

pub async fn keep_password(work: &Work<'_>, person: PersonId, hash: &str) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO credential (person_id, password_hash, changed_at) VALUES (")
        .bind(person)
        .push(", ")
        .bind(hash)
        .push(", ")
        .bind(work.now)
        .push(
            ") ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash, \
             changed_at = excluded.changed_at",
        );
    work.tx.execute(sql).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct OwnRow {
    position_id: PositionId,
    kind: PositionKind,
    title: String,
    unit_name: String,
    trust_name: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct DeputyRow {
    manager_id: PersonId,
    manager_name: String,
    title: String,
    unit_name: String,
    trust_name: String,
    ends_on: Option<NaiveDate>,
}

/// ACC-2: what a person may act as today: employments, then loans, then as somebody's deputy.
pub async fn choices(work: &Work<'_>, person: PersonId) -> Result<Vec<ActingChoice>, Failure> {
    let own = Sql::new(
        "SELECT p.id AS position_id, p.kind, p.title, u.name AS unit_name, t.name AS trust_name, p.starts_on, p.ends_on \
         FROM position p JOIN org_unit u ON u.id = p.unit_id JOIN org_unit t ON t.id = p.trust_id WHERE p.person_id = ",
    )
    .bind(person)
    .push(" AND ")
    .append(&actor::may_act_as("p", work.today))
    .push(" ORDER BY p.kind, p.starts_on, p.id");
    let own: Vec<OwnRow> = work.tx.all(own).await?;
    // A deputy works from a position of their own: the first employment.
    let Some(from) = own.first().map(|row| row.position_id) else { return Ok(Vec::new()) };
    let deputy = Sql::new(
        "SELECT d.manager_id, m.name AS manager_name, p.title, u.name AS unit_name, t.name AS trust_name, d.ends_on \
         FROM deputy d JOIN person m ON m.id = d.manager_id \
         JOIN position p ON p.id = (SELECT f.id FROM position f WHERE f.person_id = d.manager_id AND f.state = 'open' \
         AND f.kind = 'employment' ORDER BY f.starts_on, f.id LIMIT 1) \
         JOIN org_unit u ON u.id = p.unit_id JOIN org_unit t ON t.id = p.trust_id WHERE d.deputy_id = ",
    )
    .bind(person)
    .push(" AND ")
    .append(&actor::deputises("d", work.today))
    .push(" ORDER BY m.sort_key, m.id");
    let deputy: Vec<DeputyRow> = work.tx.all(deputy).await?;
    let own = own.into_iter().map(|row| {
        let on_loan = row.kind == PositionKind::Loan;
        ActingChoice {
            position_id: row.position_id,
            deputy_for: None,
            deputy_for_name: None,
            kind: if on_loan { ActingKind::Loan } else { ActingKind::Employment },
            title: row.title,
            unit_name: row.unit_name,
            trust_name: row.trust_name,
            from: on_loan.then_some(row.starts_on),
            to: row.ends_on.filter(|_| on_loan),
        }
    });
    let deputy = deputy.into_iter().map(|row| ActingChoice {
        position_id: from,
        deputy_for: Some(row.manager_id),
        deputy_for_name: Some(row.manager_name),
        kind: ActingKind::Deputy,
        title: row.title,
        unit_name: row.unit_name,
        trust_name: row.trust_name,
        from: None,
        to: row.ends_on,
    });
    Ok(own.chain(deputy).collect())
}

pub async fn purge(work: &Work<'_>, sessions_before: DateTime<Utc>) -> Result<u64, Failure> {
    let over = Sql::new("(ended_at IS NOT NULL OR expires_at <= ").bind(work.now).push(")");
    let tokens = Sql::new("DELETE FROM refresh_token WHERE session_id IN (SELECT id FROM session WHERE ")
        .append(&over)
        .push(")");
    let sessions =
        Sql::new("DELETE FROM session WHERE started_at < ").bind(sessions_before).push(" AND ").append(&over);
    let longest = throttle::ACCOUNT.forgets_all_in().max(throttle::ADDRESS.forgets_all_in());
    let failures = Sql::new("DELETE FROM sign_in_failure WHERE last_at < ").bind(work.now - longest);
    let devices = Sql::new("DELETE FROM known_device WHERE used_at <= ").bind(work.now - DEVICE_KNOWN);
    let mut gone = idempotency::purge(work).await?;
    for sql in [tokens, sessions, failures, devices] {
        gone += work.tx.execute(sql).await?;
    }
    Ok(gone)
}
