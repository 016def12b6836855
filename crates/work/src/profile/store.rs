//! One row: the person, the position acted as, and its manager.

use chrono::NaiveDate;
use kyndig_contract::{person::PersonRef, profile::Profile, unit::UnitRef};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PositionId, UnitId},
    position::PositionKind,
};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure},
};
use sea_orm::FromQueryResult;

use crate::employee::service::{LENT_OUT, availability};

#[derive(Debug, FromQueryResult)]
struct Row {
    person_id: PersonId,
    name: String,
    title: String,
    email: Option<String>,
    phone: Option<String>,
    hpr_number: Option<String>,
    unit_id: UnitId,
    unit_name: String,
    trust_name: String,
    cost_centre: String,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    kind: PositionKind,
    lent_out: bool,
    manager_id: Option<PersonId>,
    manager_name: Option<String>,
    set_manager_id: Option<PersonId>,
}

impl Row {
    fn into_profile(self, position_id: PositionId) -> Profile {
        Profile {
            person_id: self.person_id,
            position_id,
            name: self.name,
            title: self.title,
            email: self.email,
            phone: self.phone,
            hpr_number: self.hpr_number,
            unit: UnitRef { id: self.unit_id, name: self.unit_name },
            trust_name: self.trust_name,
            cost_centre: self.cost_centre,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            availability: availability(self.kind, self.lent_out),
            manager: self.manager_id.zip(self.manager_name).map(|(id, name)| PersonRef { id, name }),
            manager_set_by_hand: self.set_manager_id.is_some(),
        }
    }
}

/// Of the position the actor acts as, where it is their own.
pub async fn profile(work: &Work<'_>) -> Result<Profile, Failure> {
    let position = work.position_id().ok_or(Code::ChoosePosition)?;
    let sql = Sql::new(&format!(
        "SELECT p.person_id, person.name, p.title, person.email, person.phone, person.hpr_number, u.id AS unit_id, \
         u.name AS unit_name, t.name AS trust_name, p.cost_centre, p.starts_on, p.ends_on, p.kind, \
         {LENT_OUT} AS lent_out, m.id AS manager_id, m.name AS manager_name, p.set_manager_id \
         FROM position p JOIN person ON person.id = p.person_id JOIN org_unit u ON u.id = p.unit_id \
         JOIN org_unit t ON t.id = p.trust_id LEFT JOIN person m ON m.id = p.manager_id WHERE p.id = "
    ))
    .bind(position)
    .push(" AND ")
    .append(&work.scope.sees_position("p"));
    let row: Row = work.tx.one(sql).await?.ok_or_else(Failure::not_found)?;
    Ok(row.into_profile(position))
}
