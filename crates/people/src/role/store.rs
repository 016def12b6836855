//! Queries on role grants and on the positions that have them.

use chrono::{DateTime, NaiveDate, Utc};
use kyndig_contract::{
    person::PersonRef,
    role::{GrantRole, PositionAccess, PositionAccessQuery, RoleGrant, RoleGrantQuery},
    unit::UnitRef,
};
use kyndig_db::{Sql, containing, sql};
use kyndig_domain::{
    ids::{PersonId, PlanId, PositionId, RoleGrantId, UnitId},
    position::PositionState,
    role::Role,
    text,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use crate::person;

/// The order of the lists: the person's name, then the row.
pub type GrantKey = (String, RoleGrantId);
pub type PositionKey = (String, PositionId);

#[derive(Debug, FromQueryResult)]
pub struct GrantRow {
    pub id: RoleGrantId,
    pub sort_key: String,
    pub role: Role,
    pub position_id: PositionId,
    pub person_id: PersonId,
    person_name: String,
    unit_id: Option<UnitId>,
    unit_name: Option<String>,
    plan_id: Option<PlanId>,
    plan_name: Option<String>,
    speciality: Option<String>,
    granted_at: DateTime<Utc>,
    by_id: Option<PersonId>,
    by_name: Option<String>,
}

impl GrantRow {
    pub fn into_grant(self) -> RoleGrant {
        RoleGrant {
            id: self.id,
            role: self.role,
            position_id: self.position_id,
            person: PersonRef { id: self.person_id, name: self.person_name },
            unit: self.unit_id.zip(self.unit_name).map(|(id, name)| UnitRef { id, name }),
            plan_id: self.plan_id,
            plan_name: self.plan_name,
            speciality: self.speciality,
            granted_at: self.granted_at,
            granted_by: self.by_id.zip(self.by_name).map(|(id, name)| PersonRef { id, name }),
        }
    }
}

const GRANTS: &str = "SELECT g.id, x.sort_key, g.role, g.position_id, p.id AS person_id, p.name AS person_name, g.unit_id, \
     u.name AS unit_name, g.plan_id, l.name AS plan_name, g.speciality, g.granted_at, b.id AS by_id, b.name AS by_name \
     FROM role_grant g JOIN position x ON x.id = g.position_id JOIN person p ON p.id = x.person_id \
     LEFT JOIN org_unit u ON u.id = g.unit_id LEFT JOIN plan l ON l.id = g.plan_id \
     LEFT JOIN person b ON b.id = g.granted_by WHERE ";

pub async fn grants(
    work: &Work<'_>,
    query: &RoleGrantQuery,
    after: Option<GrantKey>,
    limit: u16,
) -> Result<Vec<GrantRow>, Failure> {
    let named = query.search.as_deref().and_then(|search| person::service::named(search, "x.person_id"));
    let sql = Sql::new(GRANTS)
        .append(&work.scope.covers_unit("x.unit_id"))
        .when(named, |sql, named| sql.push(" AND ").append(&named))
        .when(query.role, |sql, role| sql.push(" AND g.role = ").bind(role))
        .when(query.unit, |sql, unit| sql.push(" AND ").append(&within("x.unit_id", unit)))
        .when(query.position, |sql, position| sql.push(" AND g.position_id = ").bind(position))
        .when(after, |sql, (key, id)| sql.push(" AND (x.sort_key, g.id) > (").bind(key).push(", ").bind(id).push(")"))
        .push(" ORDER BY x.sort_key, g.id LIMIT ")
        .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

pub async fn grant(work: &Work<'_>, id: RoleGrantId) -> Result<Option<GrantRow>, Failure> {
    let sql = Sql::new(GRANTS).append(&work.scope.covers_unit("x.unit_id")).push(" AND g.id = ").bind(id);
    Ok(work.tx.one(sql).await?)
}

/// Of positions that were found within the scope.
pub async fn grants_of(work: &Work<'_>, positions: impl Iterator<Item = PositionId>) -> Result<Vec<GrantRow>, Failure> {
    let sql = Sql::new(GRANTS).push("g.position_id IN ").list(positions).push(" ORDER BY g.role, g.id");
    Ok(work.tx.all(sql).await?)
}

#[derive(Debug, FromQueryResult)]
pub struct PositionRow {
    pub id: PositionId,
    pub sort_key: String,
    person_id: PersonId,
    person_name: String,
    email: Option<String>,
    phone: Option<String>,
    title: String,
    unit_id: UnitId,
    unit_name: String,
    trust_name: String,
    state: PositionState,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    last_sign_in: Option<DateTime<Utc>>,
}

impl PositionRow {
    pub fn into_access(self, grants: Vec<RoleGrant>) -> PositionAccess {
        PositionAccess {
            position_id: self.id,
            person: PersonRef { id: self.person_id, name: self.person_name },
            email: self.email,
            phone: self.phone,
            title: self.title,
            unit: UnitRef { id: self.unit_id, name: self.unit_name },
            trust_name: self.trust_name,
            state: self.state,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            last_sign_in: self.last_sign_in,
            grants,
        }
    }
}

pub async fn positions(
    work: &Work<'_>,
    query: &PositionAccessQuery,
    after: Option<PositionKey>,
    limit: u16,
) -> Result<Vec<PositionRow>, Failure> {
    let sql = sql!(
        "SELECT x.id, x.sort_key, p.id AS person_id, p.name AS person_name, p.email, p.phone, x.title, u.id \
         AS unit_id, u.name AS unit_name, t.name AS trust_name, x.state, x.starts_on, x.ends_on, (SELECT \
         s.started_at FROM session s WHERE s.person_id = p.id ORDER BY s.started_at DESC \
         LIMIT 1) AS last_sign_in FROM position x JOIN person p ON p.id = x.person_id \
         JOIN org_unit u ON u.id = x.unit_id JOIN org_unit t ON t.id = x.trust_id WHERE {covers_unit}",
        covers_unit = &work.scope.covers_unit("x.unit_id"),
    )
    .when(query.state, |sql, state| sql.push(" AND x.state = ").bind(state))
    .when(query.search.as_deref().and_then(found_by), |sql, found| sql.push(" AND ").append(&found))
    .when(query.unit, |sql, unit| sql.push(" AND ").append(&within("x.unit_id", unit)))
    .when(query.role, |sql, role| {
        sql.push(" AND EXISTS (SELECT 1 FROM role_grant r WHERE r.position_id = x.id AND r.role = ")
            .bind(role)
            .push(")")
    })
    .when(after, |sql, (key, id)| sql.push(" AND (x.sort_key, x.id) > (").bind(key).push(", ").bind(id).push(")"))
    .push(" ORDER BY x.sort_key, x.id LIMIT ")
    .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

/// The beginning of an e-mail address; or the words of the person's name, or part of the unit's name.
fn found_by(search: &str) -> Option<Sql> {
    if !search.contains('@') {
        let named = person::service::named(search, "x.person_id")?;
        let folded = text::fold(search);
        // Two letters occur in nearly every unit's name.
        if folded.trim().chars().count() < 3 {
            return Some(named);
        }
        let sql = sql!("({named} OR x.unit_id IN (SELECT id FROM org_unit WHERE folded LIKE ", named = &named);
        return Some(sql.bind(containing(folded.trim())).push(" ESCAPE '\\'))"));
    }
    let start = search.trim().to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Some(sql!("p.email LIKE {email} ESCAPE '\\'", email = format!("{start}%")))
}

fn within(unit: &str, above: UnitId) -> Sql {
    Sql::new(&format!(
        "EXISTS (SELECT 1 FROM org_unit_closure within_c WHERE within_c.descendant_id = {unit} AND within_c.ancestor_id = "
    ))
    .bind(above)
    .push(")")
}

#[derive(Debug, FromQueryResult)]
pub struct Holder {
    pub person_id: PersonId,
    pub state: PositionState,
}

pub async fn position(work: &Work<'_>, id: PositionId) -> Result<Option<Holder>, Failure> {
    Ok(work.tx.one(sql!("SELECT person_id, state FROM position WHERE id = {id}", id)).await?)
}

pub async fn unit_exists(work: &Work<'_>, id: UnitId) -> Result<bool, Failure> {
    Ok(work.tx.exists(sql!("SELECT 1 FROM org_unit WHERE active AND id = {id}", id)).await?)
}

pub async fn plan_exists(work: &Work<'_>, id: PlanId) -> Result<bool, Failure> {
    Ok(work.tx.exists(sql!("SELECT 1 FROM plan WHERE id = {id}", id)).await?)
}

pub async fn has(work: &Work<'_>, request: &GrantRole, speciality: Option<&str>) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT 1 FROM role_grant WHERE position_id = {position_id} AND role = {role}",
        position_id = request.position_id,
        role = request.role,
    )
    .when(request.unit_id, |sql, unit| sql.push(" AND unit_id = ").bind(unit))
    .when(request.plan_id, |sql, plan| sql.push(" AND plan_id = ").bind(plan))
    .when(speciality, |sql, speciality| sql.push(" AND speciality = ").bind(speciality));
    Ok(work.tx.exists(sql).await?)
}

pub async fn insert(
    work: &Work<'_>,
    id: RoleGrantId,
    request: &GrantRole,
    speciality: Option<&str>,
) -> Result<(), Failure> {
    let sql = sql!(
        "INSERT INTO role_grant (id, position_id, role, unit_id, plan_id, speciality, granted_at, granted_by) \
         VALUES ({id}, {position_id}, {role}, {unit_id}, {plan_id}, {speciality}, {now}, {person_id})",
        id,
        position_id = request.position_id,
        role = request.role,
        unit_id = request.unit_id,
        plan_id = request.plan_id,
        speciality,
        now = work.now,
        person_id = work.person_id(),
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// The system owners who can act, locked, so that two do not revoke each other's role concurrently.
pub async fn lock_owners(work: &Work<'_>) -> Result<Vec<RoleGrantId>, Failure> {
    let mut sql = sql!(
        "SELECT g.id FROM role_grant g JOIN position x ON x.id = g.position_id WHERE x.state = 'open' \
         AND g.role = {role} ORDER BY g.id",
        role = Role::SystemOwner,
    );
    if work.tx.is_postgres() {
        sql = sql.push(" FOR UPDATE OF g");
    }
    Ok(work.tx.column(sql).await?)
}

pub async fn delete(work: &Work<'_>, id: RoleGrantId) -> Result<bool, Failure> {
    Ok(work.tx.execute(sql!("DELETE FROM role_grant WHERE id = {id}", id)).await? == 1)
}

pub async fn delete_of(work: &Work<'_>, position: PositionId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM role_grant WHERE position_id = {position}", position)).await?;
    Ok(())
}
