//! Queries on loans.

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::{loan::LoanDetails, person::PersonRef, unit::UnitRef};
use kyndig_db::{
    Sql,
    entity::loan::{self, Model as Loan},
};
use kyndig_db::{list, sql};
use kyndig_domain::{
    ids::{LoanId, PersonId, PositionId, UnitId},
    loan::{LoanState, Terms},
    position::PositionKind,
};
use kyndig_platform::{
    auth::{Actor, Permission, Work, permissions::Lend, policy},
    http::Failure,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder};

use crate::unit;

/// The order of the list: ongoing, future, finished; the latest first within each.
pub type Key = (i32, NaiveDate, LoanId);

#[derive(Debug, FromQueryResult)]
pub struct Row {
    id: LoanId,
    rank: i32,
    position_id: PositionId,
    person_id: PersonId,
    person_name: String,
    state: LoanState,
    unit_id: UnitId,
    unit_name: String,
    home_unit_id: UnitId,
    home_unit_name: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    manager_id: Option<PersonId>,
    manager_name: Option<String>,
    comment: String,
    comment_by: PersonId,
    registered_by: PersonId,
    registered_by_name: String,
    registered_by_unit: String,
    registered_at: DateTime<Utc>,
    is_lender: bool,
    version: i32,
}

impl Row {
    pub fn key(&self) -> Key {
        (self.rank, self.starts_on, self.id)
    }

    /// As the actor may see it: the comment is for the receiving manager (or a deputy), and its author.
    pub fn into_details(self, actor: &Actor, today: NaiveDate) -> LoanDetails {
        let deputy_for = actor.acting.as_ref().and_then(|acting| acting.deputy_for);
        let receives = self.manager_id.is_some_and(|id| id == actor.person_id || Some(id) == deputy_for);
        let reads = (receives || self.comment_by == actor.person_id) && !self.comment.is_empty();
        // A loan may be cut short; otherwise the day decides, even before the night run has finished.
        let state = match self.state {
            LoanState::Finished => LoanState::Finished,
            _ => Terms { unit: self.unit_id, start: self.starts_on, end: self.ends_on }.state(today),
        };
        LoanDetails {
            id: self.id,
            position_id: self.position_id,
            person: PersonRef { id: self.person_id, name: self.person_name },
            state,
            unit: UnitRef { id: self.unit_id, name: self.unit_name },
            home_unit: UnitRef { id: self.home_unit_id, name: self.home_unit_name },
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            manager: self.manager_id.zip(self.manager_name).map(|(id, name)| PersonRef { id, name }),
            comment: reads.then_some(self.comment),
            registered_by: PersonRef { id: self.registered_by, name: self.registered_by_name },
            registered_by_unit: self.registered_by_unit,
            registered_at: self.registered_at,
            can_change: self.is_lender && state != LoanState::Finished,
            version: self.version,
        }
    }
}

/// The rank of a loan in the list, by the day.
fn rank(work: &Work<'_>) -> Sql {
    sql!(
        "CASE WHEN l.state = 'finished' OR l.ends_on < {today} THEN 2 WHEN l.starts_on > {today} THEN 1 ELSE \
             0 END",
        today = work.today,
    )
}

fn select(work: &Work<'_>) -> Result<Sql, Failure> {
    let lends = policy::decide(Lend::RULE, work.person()?).unwrap_or_default();
    Ok(sql!(
        "SELECT l.id, {rank} AS rank, l.position_id, l.person_id, person.name AS person_name, l.state, \
         l.unit_id, u.name AS unit_name, hu.id AS home_unit_id, hu.name AS home_unit_name, l.starts_on, \
         l.ends_on, l.manager_id, m.name AS manager_name, l.comment, l.comment_by, l.registered_by, r.name AS \
         registered_by_name, l.registered_by_unit, l.registered_at, l.version, {is_lender} AS is_lender \
         FROM loan l JOIN position home ON home.id = l.position_id \
         JOIN person ON person.id = l.person_id JOIN org_unit u ON u.id = l.unit_id \
         JOIN org_unit hu ON hu.id = home.unit_id JOIN person r ON r.id = l.registered_by \
         LEFT JOIN person m ON m.id = l.manager_id WHERE ",
        rank = &rank(work),
        is_lender = &lends.sees_position("home"),
    ))
}

pub async fn row(work: &Work<'_>, id: LoanId) -> Result<Option<Row>, Failure> {
    Ok(work.tx.one(select(work)?.push("l.id = ").bind(id)).await?)
}

/// One row more than the limit says that there is another page.
pub async fn of_position(
    work: &Work<'_>,
    position: PositionId,
    state: Option<LoanState>,
    after: Option<Key>,
    limit: u16,
) -> Result<Vec<Row>, Failure> {
    let sql = select(work)?
        .push("(l.position_id = ")
        .bind(position)
        .push(" OR l.id = (SELECT loan_id FROM position WHERE id = ")
        .bind(position)
        .push("))")
        .when(state, |sql, state| {
            let wanted = match state {
                LoanState::Ongoing => " = 0",
                LoanState::Future => " = 1",
                LoanState::Finished => " = 2",
            };
            sql.push(" AND ").append(&rank(work)).push(wanted)
        })
        .when(after, |sql, (after_rank, start, id)| {
            sql.push(" AND (")
                .append(&rank(work))
                .push(" > ")
                .bind(after_rank)
                .push(" OR (")
                .append(&rank(work))
                .push(" = ")
                .bind(after_rank)
                .push(" AND (l.starts_on, l.id) < (")
                .bind(start)
                .push(", ")
                .bind(id)
                .push(")))")
        })
        .push(" ORDER BY rank, l.starts_on DESC, l.id DESC LIMIT ")
        .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

/// The position that is lent.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Home {
    pub id: PositionId,
    pub person_id: PersonId,
    pub kind: PositionKind,
    pub unit_id: UnitId,
    pub title: String,
    pub sort_key: String,
}

/// A position within the scope, locked: concurrent loans of it are serialized, and it is not closed meanwhile.
pub async fn lock_home(work: &Work<'_>, position: PositionId) -> Result<Option<Home>, Failure> {
    let sql = sql!(
        "SELECT p.id, p.person_id, p.kind, p.unit_id, p.title, p.sort_key FROM position p \
         WHERE p.state = 'open' AND p.id = {position} AND {sees_position}{lock}",
        position,
        sees_position = &work.scope.sees_position("p"),
        lock = Sql::new(if work.tx.is_postgres() { " FOR NO KEY UPDATE OF p" } else { "" }),
    );
    Ok(work.tx.one(sql).await?)
}

pub async fn find(work: &Work<'_>, id: LoanId) -> Result<Option<Loan>, Failure> {
    Ok(loan::Entity::find_by_id(id).one(work.tx.orm()).await?)
}

/// The loan, once locked.
pub async fn lock(work: &Work<'_>, id: LoanId) -> Result<Option<Loan>, Failure> {
    work.tx.lock("loan", &[id]).await?;
    find(work, id).await
}

pub async fn insert(work: &Work<'_>, loan: Loan) -> Result<(), Failure> {
    loan::Entity::insert(loan.into_active_model()).exec_without_returning(work.tx.orm()).await?;
    Ok(())
}

pub async fn update(work: &Work<'_>, loan: Loan) -> Result<(), Failure> {
    loan.into_active_model().reset_all().update(work.tx.orm()).await?;
    Ok(())
}

pub async fn delete(work: &Work<'_>, id: LoanId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM loan WHERE id = {id}", id)).await?;
    Ok(())
}

/// The place of a temporary position.
#[derive(Debug, FromQueryResult)]
pub struct Place {
    /// None outside any trust.
    pub trust_id: Option<UnitId>,
    pub cost_centre: String,
    pub receives: bool,
}

/// None where the unit does not exist, or is no longer in use.
pub async fn receiving_unit(work: &Work<'_>, unit: UnitId) -> Result<Option<Place>, Failure> {
    let sql = Sql::new(&format!(
        "SELECT (SELECT t.id FROM org_unit_closure c JOIN org_unit t ON t.id = c.ancestor_id AND t.kind = 'health_trust' \
         WHERE c.descendant_id = u.id) AS trust_id, COALESCE(u.cost_centre, '') AS cost_centre, {} AS receives \
         FROM org_unit u WHERE u.active AND u.id = ",
        unit::service::receives("u")
    ))
    .bind(unit);
    Ok(work.tx.one(sql).await?)
}

pub async fn unit_name(work: &Work<'_>, unit: UnitId) -> Result<String, Failure> {
    let name = work.tx.value(sql!("SELECT name FROM org_unit WHERE id = {unit}", unit)).await?;
    name.ok_or_else(|| Failure::Internal(anyhow::anyhow!("the unit {unit} is not there")))
}

#[derive(FromQueryResult)]
struct Manager {
    id: PersonId,
    name: String,
}

/// More than a user would choose among.
const MOST_RECEIVERS: i64 = 50;

/// LOA-1: those who may receive an employee in this unit: HR names them the manager of a person employed in that very
/// unit, or in a unit above. The nearest come first, and of those the one who manages most; each is employed today.
pub async fn receivers(work: &Work<'_>, unit: UnitId, only: Option<PersonId>) -> Result<Vec<PersonRef>, Failure> {
    let sql = sql!(
        "SELECT m.id, m.name FROM (SELECT p.hr_manager_id AS manager_id, c.depth AS distance, count(*) AS \
         people FROM org_unit_closure c JOIN position p ON p.unit_id = c.ancestor_id AND p.state = 'open' \
         AND p.kind = 'employment' AND p.hr_manager_id IS NOT NULL WHERE c.descendant_id = {unit} \
         GROUP BY p.hr_manager_id, c.depth) led JOIN person m ON m.id = led.manager_id \
         WHERE EXISTS (SELECT 1 FROM position w WHERE w.person_id = m.id AND w.state = 'open' \
         AND w.kind = 'employment')",
        unit,
    )
    .when(only, |sql, only| sql.push(" AND m.id = ").bind(only))
    .push(
        " GROUP BY m.id, m.name, m.sort_key ORDER BY min(led.distance * 1000000 - led.people), m.sort_key, m.id LIMIT ",
    )
    .bind(MOST_RECEIVERS);
    let found = work.tx.all::<Manager>(sql).await?;
    Ok(found.into_iter().map(|row| PersonRef { id: row.id, name: row.name }).collect())
}

pub async fn temporary_position(work: &Work<'_>, id: LoanId) -> Result<Option<PositionId>, Failure> {
    Ok(work.tx.value(sql!("SELECT id FROM position WHERE loan_id = {id}", id)).await?)
}

/// The temporary positions of the ongoing loans of these positions.
pub async fn temporary_positions(work: &Work<'_>, homes: &[PositionId]) -> Result<Vec<PositionId>, Failure> {
    let sql = sql!(
        "SELECT p.id FROM loan l JOIN position p ON p.loan_id = l.id WHERE l.state = 'ongoing' \
         AND l.position_id IN {homes} ORDER BY p.id",
        homes = list(homes.iter().copied()),
    );
    Ok(work.tx.column(sql).await?)
}

/// Ends the ongoing loans of these positions with yesterday, or with their first day where that is today.
pub async fn cut_short(work: &Work<'_>, homes: &[PositionId]) -> Result<(), Failure> {
    let yesterday = work.today.pred_opt().unwrap_or(work.today);
    let sql = sql!(
        "UPDATE loan SET state = 'finished', version = version + 1, ends_on = CASE WHEN starts_on > \
         {yesterday} THEN starts_on WHEN ends_on < {yesterday} THEN ends_on ELSE {cast} \
         END WHERE state = 'ongoing' AND position_id IN {homes}",
        yesterday,
        cast = Sql::default().bind_as(work.tx, yesterday, "date"),
        homes = list(homes.iter().copied()),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// A loan that is due.
#[derive(Debug, FromQueryResult)]
pub struct Due {
    pub id: LoanId,
    pub person_id: PersonId,
    pub temporary_id: PositionId,
    pub home_is_open: bool,
}

const DUE: &str = "SELECT l.id, l.person_id, t.id AS temporary_id, (home.state = 'open') AS home_is_open FROM loan l \
     JOIN position t ON t.loan_id = l.id JOIN position home ON home.id = l.position_id WHERE ";

/// Locked, so that none of them is changed while it begins.
pub async fn to_start(work: &Work<'_>, limit: u16) -> Result<Vec<Due>, Failure> {
    let sql = Sql::new(DUE).push("l.state = 'future' AND l.starts_on <= ").bind(work.today);
    due(work, sql, limit).await
}

pub async fn to_finish(work: &Work<'_>, limit: u16) -> Result<Vec<Due>, Failure> {
    let sql = Sql::new(DUE).push("l.state = 'ongoing' AND l.ends_on < ").bind(work.today);
    due(work, sql, limit).await
}

async fn due(work: &Work<'_>, sql: Sql, limit: u16) -> Result<Vec<Due>, Failure> {
    let sql = sql.push(" ORDER BY l.id LIMIT ").bind(i64::from(limit)).push(if work.tx.is_postgres() {
        " FOR UPDATE OF l"
    } else {
        ""
    });
    Ok(work.tx.all(sql).await?)
}

/// Locked. Loans that are not over, whose receiver is employed, and is not named by HR as the manager of any person
/// employed in that very unit or in one above.
pub async fn led_no_more(work: &Work<'_>, limit: u16) -> Result<Vec<Loan>, Failure> {
    let sql = sql!(
        "SELECT l.id FROM loan l WHERE l.state <> 'finished' AND l.manager_id IS NOT NULL \
         AND EXISTS (SELECT 1 FROM position w WHERE w.person_id = l.manager_id AND w.state = 'open' \
         AND w.kind = 'employment') AND NOT EXISTS (SELECT 1 FROM org_unit_closure c \
         JOIN position p ON p.unit_id = c.ancestor_id AND p.state = 'open' AND p.kind = 'employment' \
         AND p.hr_manager_id = l.manager_id WHERE c.descendant_id = l.unit_id) ORDER BY l.id \
         LIMIT {limit}{lock}",
        limit = i64::from(limit),
        lock = Sql::new(if work.tx.is_postgres() { " FOR UPDATE OF l" } else { "" }),
    );
    let found: Vec<LoanId> = work.tx.column(sql).await?;
    Ok(loan::Entity::find()
        .filter(loan::Column::Id.is_in(found))
        .order_by_asc(loan::Column::Id)
        .all(work.tx.orm())
        .await?)
}

pub async fn set_ongoing(work: &Work<'_>, loans: &[LoanId]) -> Result<(), Failure> {
    set_state(work, loans, LoanState::Ongoing).await
}

pub async fn set_finished(work: &Work<'_>, loans: &[LoanId]) -> Result<(), Failure> {
    set_state(work, loans, LoanState::Finished).await
}

async fn set_state(work: &Work<'_>, loans: &[LoanId], state: LoanState) -> Result<(), Failure> {
    if loans.is_empty() {
        return Ok(());
    }
    let sql = sql!(
        "UPDATE loan SET version = version + 1, state = {state} WHERE id IN {loans}",
        state,
        loans = list(loans.iter().copied()),
    );
    work.tx.execute(sql).await?;
    Ok(())
}
