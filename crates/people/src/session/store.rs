//! Queries on sessions, refresh tokens, passwords, failed tries and known devices.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kyndig_contract::session::{ActingChoice, ActingKind};
use kyndig_db::{
    Sql,
    entity::{credential, known_device, refresh_token, session, sign_in_failure},
};
use kyndig_db::{list, sql};
use kyndig_domain::{
    ids::{PersonId, PositionId, SessionId},
    position::PositionKind,
    throttle::{self, Failures},
};
use kyndig_platform::{
    auth::{Work, actor, idempotency},
    http::Failure,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter,
    sea_query::{OnConflict, SimpleExpr},
};

/// How long a device is remembered after its last sign-in.
pub const DEVICE_KNOWN: TimeDelta = TimeDelta::days(180);
/// Devices remembered per person.
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
    let sql = sql!(
        "SELECT c.person_id, c.password_hash, EXISTS (SELECT 1 FROM known_device k \
         WHERE k.person_id = c.person_id AND k.used_at > {used_at} \
         AND k.token_hash = {token_hash}) AS is_known FROM credential c \
         JOIN person p ON p.id = c.person_id WHERE p.email = {email}",
        used_at = work.now - DEVICE_KNOWN,
        token_hash = device.unwrap_or_default(),
        email,
    );
    Ok(work.tx.one(sql).await?)
}

/// Whether any person has signed in from this device.
pub async fn is_known(work: &Work<'_>, device: &str) -> Result<bool, Failure> {
    let sql = sql!("SELECT 1 FROM known_device WHERE used_at > {used_at}", used_at = work.now - DEVICE_KNOWN);
    Ok(work.tx.exists(sql.push(" AND token_hash = ").bind(device)).await?)
}

/// The person has signed in from this device; the most recently used ones are kept.
pub async fn keep_device(work: &Work<'_>, device: &str, person: PersonId) -> Result<(), Failure> {
    let row = known_device::ActiveModel {
        token_hash: Set(device.to_owned()),
        person_id: Set(person),
        used_at: Set(work.now),
    };
    let mut again = OnConflict::columns([known_device::Column::TokenHash, known_device::Column::PersonId]);
    again.update_column(known_device::Column::UsedAt);
    known_device::Entity::insert(row).on_conflict(again).exec_without_returning(work.tx.orm()).await?;
    let oldest = sql!(
        "DELETE FROM known_device WHERE person_id = {person} AND token_hash NOT IN (SELECT token_hash \
         FROM known_device WHERE person_id = {person}{oldest}",
        person,
        oldest = Sql::new(&format!(" ORDER BY used_at DESC, token_hash LIMIT {MOST_DEVICES})")),
    );
    work.tx.execute(oldest).await?;
    Ok(())
}

pub async fn forget_devices(work: &Work<'_>, person: PersonId) -> Result<(), Failure> {
    let all = known_device::Column::PersonId.eq(person);
    known_device::Entity::delete_many().filter(all).exec(work.tx.orm()).await?;
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
    let these = sign_in_failure::Column::Subject.is_in(subjects);
    Ok(sign_in_failure::Entity::find().filter(these).into_model().all(work.tx.orm()).await?)
}

/// The count, locked until the transaction ends; the row is created where there is none, so that there is one to lock.
pub async fn lock_failures(work: &Work<'_>, subject: &str) -> Result<FailureRow, Failure> {
    let sql = sql!(
        "INSERT INTO sign_in_failure (subject, failures, last_at) VALUES ({subject}, 0, {now}) \
         ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject RETURNING subject, failures, last_at",
        subject,
        now = work.now,
    );
    work.tx.one(sql).await?.ok_or_else(|| Failure::Internal(anyhow::anyhow!("a count that was not made")))
}

pub async fn count_failure(work: &Work<'_>, subject: &str, failures: Failures) -> Result<(), Failure> {
    let row = sign_in_failure::ActiveModel {
        subject: NotSet,
        failures: Set(i32::try_from(failures.count).unwrap_or(i32::MAX)),
        last_at: Set(failures.last_at),
    };
    let this = sign_in_failure::Column::Subject.eq(subject);
    sign_in_failure::Entity::update_many().set(row).filter(this).exec(work.tx.orm()).await?;
    Ok(())
}

pub async fn clear_failures(work: &Work<'_>, subject: &str) -> Result<(), Failure> {
    sign_in_failure::Entity::delete_by_id(subject).exec(work.tx.orm()).await?;
    Ok(())
}

pub async fn start(
    work: &Work<'_>,
    session: SessionId,
    person: PersonId,
    acting: Option<&ActingChoice>,
    expires_at: DateTime<Utc>,
) -> Result<(), Failure> {
    let row = session::ActiveModel {
        id: Set(session),
        person_id: Set(person),
        position_id: Set(acting.map(|choice| choice.position_id)),
        deputy_for_id: Set(acting.and_then(|choice| choice.deputy_for)),
        started_at: Set(work.now),
        expires_at: Set(expires_at),
        ..Default::default()
    };
    session::Entity::insert(row).exec_without_returning(work.tx.orm()).await?;
    Ok(())
}

pub async fn act_as(work: &Work<'_>, session: SessionId, choice: &ActingChoice) -> Result<(), Failure> {
    let row = session::ActiveModel {
        position_id: Set(Some(choice.position_id)),
        deputy_for_id: Set(choice.deputy_for),
        ..Default::default()
    };
    update(work, session, row).await
}

async fn update(work: &Work<'_>, session: SessionId, row: session::ActiveModel) -> Result<(), Failure> {
    let this = session::Column::Id.eq(session);
    session::Entity::update_many().set(row).filter(this).exec(work.tx.orm()).await?;
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
    let sql = sql!(
        "SELECT t.session_id, s.person_id, s.ended_at IS NOT NULL AS ended, s.started_at, s.expires_at, \
         t.used_at FROM refresh_token t JOIN session s ON s.id = t.session_id WHERE t.token_hash = {hash}",
        hash,
    );
    Ok(work.tx.one(sql).await?)
}

/// False where it was already used.
pub async fn use_token(work: &Work<'_>, hash: &str) -> Result<bool, Failure> {
    let row = refresh_token::ActiveModel { used_at: Set(Some(work.now)), ..Default::default() };
    let unused = refresh_token::Column::UsedAt.is_null().and(refresh_token::Column::TokenHash.eq(hash));
    let used = refresh_token::Entity::update_many().set(row).filter(unused).exec(work.tx.orm()).await?;
    Ok(used.rows_affected == 1)
}

pub async fn keep_token(
    work: &Work<'_>,
    hash: &str,
    session: SessionId,
    expires_at: DateTime<Utc>,
) -> Result<(), Failure> {
    let row = refresh_token::ActiveModel {
        token_hash: Set(hash.to_owned()),
        session_id: Set(session),
        issued_at: Set(work.now),
        expires_at: Set(expires_at),
        used_at: NotSet,
    };
    let mut there = OnConflict::column(refresh_token::Column::TokenHash);
    there.do_nothing();
    refresh_token::Entity::insert(row).on_conflict(there).exec_without_returning(work.tx.orm()).await?;
    Ok(())
}

pub async fn extend(work: &Work<'_>, session: SessionId, expires_at: DateTime<Utc>) -> Result<(), Failure> {
    update(work, session, session::ActiveModel { expires_at: Set(expires_at), ..Default::default() }).await
}

pub async fn end(work: &Work<'_>, session: SessionId, because: &str) -> Result<(), Failure> {
    end_those(work, session::Column::Id.eq(session), because).await
}

pub async fn end_all(work: &Work<'_>, person: PersonId, because: &str) -> Result<(), Failure> {
    end_those(work, session::Column::PersonId.eq(person), because).await
}

pub async fn end_of_those_who_left(work: &Work<'_>, people: &[PersonId], because: &str) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE session SET ended_at = {now}, ended_because = {because} WHERE ended_at IS NULL \
         AND person_id IN {people} AND NOT EXISTS (SELECT 1 FROM position p \
         WHERE p.person_id = session.person_id AND p.state = 'open')",
        now = work.now,
        because,
        people = list(people.iter().copied()),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

async fn end_those(work: &Work<'_>, which: SimpleExpr, because: &str) -> Result<(), Failure> {
    let row = session::ActiveModel {
        ended_at: Set(Some(work.now)),
        ended_because: Set(Some(because.to_owned())),
        ..Default::default()
    };
    let open = session::Column::EndedAt.is_null().and(which);
    session::Entity::update_many().set(row).filter(open).exec(work.tx.orm()).await?;
    Ok(())
}

pub async fn keep_password(work: &Work<'_>, person: PersonId, hash: &str) -> Result<(), Failure> {
    let row = credential::ActiveModel {
        person_id: Set(person),
        password_hash: Set(hash.to_owned()),
        changed_at: Set(work.now),
    };
    let mut again = OnConflict::column(credential::Column::PersonId);
    again.update_columns([credential::Column::PasswordHash, credential::Column::ChangedAt]);
    credential::Entity::insert(row).on_conflict(again).exec_without_returning(work.tx.orm()).await?;
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

/// ACC-2: what a person may act as today: employments, then loans, then deputyships.
pub async fn choices(work: &Work<'_>, person: PersonId) -> Result<Vec<ActingChoice>, Failure> {
    let own = sql!(
        "SELECT p.id AS position_id, p.kind, p.title, u.name AS unit_name, t.name AS trust_name, p.starts_on, \
         p.ends_on FROM position p JOIN org_unit u ON u.id = p.unit_id \
         JOIN org_unit t ON t.id = p.trust_id WHERE p.person_id = {person} AND {may_act_as} \
         ORDER BY p.kind, p.starts_on, p.id",
        person,
        may_act_as = &actor::may_act_as("p", work.today),
    );
    let own: Vec<OwnRow> = work.tx.all(own).await?;
    // A deputy works from a position of their own: the first employment.
    let Some(from) = own.first().map(|row| row.position_id) else { return Ok(Vec::new()) };
    let deputy = sql!(
        "SELECT d.manager_id, m.name AS manager_name, p.title, u.name AS unit_name, t.name AS trust_name, \
         d.ends_on FROM deputy d JOIN person m ON m.id = d.manager_id \
         JOIN position p ON p.id = (SELECT f.id FROM position f WHERE f.person_id = d.manager_id \
         AND f.state = 'open' AND f.kind = 'employment' ORDER BY f.starts_on, f.id LIMIT 1) \
         JOIN org_unit u ON u.id = p.unit_id JOIN org_unit t ON t.id = p.trust_id \
         WHERE d.deputy_id = {person} AND {deputises} ORDER BY m.sort_key, m.id",
        person,
        deputises = &actor::deputises("d", work.today),
    );
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
    let over = sql!("(ended_at IS NOT NULL OR expires_at <= {now})", now = work.now);
    let tokens =
        sql!("DELETE FROM refresh_token WHERE session_id IN (SELECT id FROM session WHERE {over})", over = &over);
    let sessions =
        sql!("DELETE FROM session WHERE started_at < {sessions_before} AND {over}", sessions_before, over = &over);
    let longest = throttle::ACCOUNT.forgets_all_in().max(throttle::ADDRESS.forgets_all_in());
    let failures = sql!("DELETE FROM sign_in_failure WHERE last_at < {last_at}", last_at = work.now - longest);
    let devices = sql!("DELETE FROM known_device WHERE used_at <= {used_at}", used_at = work.now - DEVICE_KNOWN);
    let mut gone = idempotency::purge(work).await?;
    for sql in [tokens, sessions, failures, devices] {
        gone += work.tx.execute(sql).await?;
    }
    Ok(gone)
}
