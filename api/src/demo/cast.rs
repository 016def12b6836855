//! The people of the demo hospital, and acting as one of them on a given day.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{CategoryId, PersonId, PositionId, SessionId, UnitId},
    position::PositionKind,
    role::Role,
};
use kyndig_platform::{
    auth::{
        Actor, Scope, Work,
        actor::{Acting, Grant},
    },
    http::Failure,
};
use sea_orm::FromQueryResult;

#[derive(Clone, Debug, FromQueryResult)]
pub struct Someone {
    pub key: String,
    pub person_id: PersonId,
    pub position_id: PositionId,
    pub name: String,
    pub title: String,
    pub unit: String,
    pub unit_id: UnitId,
    pub trust_id: UnitId,
    pub starts_on: NaiveDate,
}

/// The employees.
pub const SOMEONE: &str = "SELECT person.external_id AS key, person.id AS person_id, p.id AS position_id, person.name, \
     p.title, u.external_id AS unit, u.id AS unit_id, p.trust_id, p.starts_on FROM position p \
     JOIN person ON person.id = p.person_id JOIN org_unit u ON u.id = p.unit_id \
     WHERE p.state = 'open' AND p.kind = 'employment'";

/// All people and units, by the keys of the files, and the categories by their names.
pub struct Cast {
    pub people: Vec<Someone>,
    units: HashMap<String, UnitId>,
    pub categories: HashMap<String, CategoryId>,
}

impl Cast {
    pub async fn read(work: &Work<'_>) -> Result<Self, Failure> {
        #[derive(FromQueryResult)]
        struct Unit {
            external_id: String,
            id: UnitId,
        }
        #[derive(FromQueryResult)]
        struct Category {
            name: String,
            id: CategoryId,
        }
        let people = work.tx.all::<Someone>(Sql::new(SOMEONE).push(" ORDER BY person.external_id")).await?;
        let units = work.tx.all::<Unit>(Sql::new("SELECT external_id, id FROM org_unit")).await?;
        let categories = work.tx.all::<Category>(Sql::new("SELECT name, id FROM category")).await?;
        Ok(Self {
            people,
            units: units.into_iter().map(|unit| (unit.external_id, unit.id)).collect(),
            categories: categories.into_iter().map(|category| (category.name, category.id)).collect(),
        })
    }

    pub fn person(&self, key: &str) -> Result<&Someone, Failure> {
        let found = self.people.iter().find(|someone| someone.key == key);
        found.ok_or_else(|| Failure::Internal(anyhow::anyhow!("the demo hospital has nobody called {key}")))
    }

    pub fn unit(&self, key: &str) -> Result<UnitId, Failure> {
        let found = self.units.get(key).copied();
        found.ok_or_else(|| Failure::Internal(anyhow::anyhow!("the demo hospital has no unit called {key}")))
    }
}

/// Runs an act as a given person, at a given day and hour.
pub async fn acting<T>(
    work: &Work<'_>,
    who: &Someone,
    day: NaiveDate,
    hour: u32,
    act: impl AsyncFnOnce(&Work<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    // with the access needed to write what the story says they wrote
    acting_as(work, who, (Role::TrustAdmin, who.trust_id), day, hour, act).await
}

/// As `acting`, with this role over this unit.
pub async fn acting_as<T>(
    work: &Work<'_>,
    who: &Someone,
    (role, unit): (Role, UnitId),
    day: NaiveDate,
    hour: u32,
    act: impl AsyncFnOnce(&Work<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let actor = Actor {
        session_id: work.new_id::<SessionId>(),
        person_id: who.person_id,
        name: who.name.clone(),
        stamp: 1,
        acting: Some(Acting {
            position_id: who.position_id,
            unit_id: who.unit_id,
            trust_id: who.trust_id,
            kind: PositionKind::Employment,
            deputy_for: None,
            manages: None,
            managed_units: Vec::new(),
            grants: vec![Grant { role, unit_id: Some(unit), plan_id: None }],
        }),
        above: Vec::new(),
    };
    let scope = Scope { own: Some(who.person_id), everything: true, ..Scope::default() };
    let then = Work { actor: Some(&actor), scope: &scope, now: at(day, hour, who), today: day, ..*work };
    let done = act(&then).await?;
    then.settle().await?;
    Ok(done)
}

/// A minute of that hour.
fn at(day: NaiveDate, hour: u32, who: &Someone) -> DateTime<Utc> {
    let minute = i64::try_from(dice(&who.key, "minute", 60)).unwrap_or_default();
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(i64::from(hour)) + TimeDelta::minutes(minute)
}

/// A pseudo-random number: always the same for the same two words.
pub fn dice(one: &str, other: &str, sides: u64) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in one.bytes().chain([0]).chain(other.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_right(31) % sides
}
