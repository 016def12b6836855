//! Queries on one employee.

use chrono::NaiveDate;
use kyndig_contract::{
    assignment::AssignmentSummary,
    employee::{Availability, EmployeeDetails},
    person::PersonRef,
    unit::UnitRef,
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PositionId, UnitId},
    position::PositionKind,
};
use kyndig_platform::{
    auth::{
        Permission, Work,
        permissions::{AssignPlans, Lend, SetManager},
        policy::{self, Rule},
    },
    http::Failure,
};
use sea_orm::FromQueryResult;

/// LOA-5: whether the position `p` is at work elsewhere today.
pub const LENT_OUT: &str = "EXISTS (SELECT 1 FROM loan lent WHERE lent.position_id = p.id AND lent.state = 'ongoing')";

pub fn availability(kind: PositionKind, lent_out: bool) -> Availability {
    match kind {
        PositionKind::Loan => Availability::Borrowed,
        PositionKind::Employment if lent_out => Availability::LentOut,
        PositionKind::Employment => Availability::Available,
    }
}

#[derive(Debug, FromQueryResult)]
pub struct Row {
    id: PositionId,
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
    can_set_manager: bool,
    can_lend: bool,
    can_assign: bool,
    version: i32,
}

impl Row {
    pub fn into_details(self, assignments: Vec<AssignmentSummary>) -> EmployeeDetails {
        EmployeeDetails {
            position_id: self.id,
            person_id: self.person_id,
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
            can_set_manager: self.can_set_manager,
            can_lend: self.can_lend,
            can_assign: self.can_assign,
            assignments,
            long_awaiting: Vec::new(),
            version: self.version,
        }
    }
}

/// One open position within the scope, and what the actor may do with it.
pub async fn details(work: &Work<'_>, position: PositionId) -> Result<Option<Row>, Failure> {
    let actor = work.person()?;
    let may = |rule: Rule| policy::decide(rule, actor).unwrap_or_default().sees_position("p");
    let sql = Sql::new(&format!(
        "SELECT p.id, p.person_id, person.name, p.title, person.email, person.phone, person.hpr_number, \
         u.id AS unit_id, u.name AS unit_name, t.name AS trust_name, p.cost_centre, p.starts_on, p.ends_on, p.kind, \
         {LENT_OUT} AS lent_out, m.id AS manager_id, m.name AS manager_name, p.set_manager_id, p.version, \
         (p.kind = 'employment' AND "
    ))
    .append(&may(SetManager::RULE))
    .push(") AS can_set_manager, (p.kind = 'employment' AND ")
    .append(&may(Lend::RULE))
    .push(") AS can_lend, ")
    .append(&may(AssignPlans::RULE))
    .push(
        " AS can_assign FROM position p JOIN person ON person.id = p.person_id JOIN org_unit u ON u.id = p.unit_id \
         JOIN org_unit t ON t.id = p.trust_id LEFT JOIN person m ON m.id = p.manager_id \
         WHERE p.state = 'open' AND p.id = ",
    )
    .bind(position)
    .push(" AND ")
    .append(&work.scope.sees_position("p"));
    Ok(work.tx.one(sql).await?)
}
