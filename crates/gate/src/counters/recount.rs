//! The counters that the facts give, counted in memory: which units a person counts in is computed once per person,
//! where a database would sort every requirement of every person in every unit above. A region's data passes through in
//! chunks.

use std::collections::HashMap;

use chrono::NaiveDate;
use kyndig_db::{Sql, Tx};
use kyndig_domain::{
    ids::{PersonId, PlanId, PositionId, RequirementId, SectionId, UnitId},
    standing::Status,
};
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::{fold::STATUSES, positions};

/// People whose standings are read at a time.
const PEOPLE: usize = 500;
/// Cells cannot have a NULL in their key: no deadline is stored as the last possible day.
const NO_DEADLINE: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    pub unit: UnitId,
    pub requirement: RequirementId,
    pub status: Status,
    pub deadline: NaiveDate,
}

#[derive(Default)]
pub(super) struct Counted {
    /// People.
    pub cells: HashMap<Cell, i64>,
    pub positions: HashMap<PositionId, positions::Counts>,
}

/// Where a requirement of a person counts.
#[derive(Default)]
struct Asked {
    units: Vec<UnitId>,
    positions: Vec<PositionId>,
}

#[derive(FromQueryResult)]
struct Held {
    person: PersonId,
    plan: PlanId,
    position: PositionId,
    unit: UnitId,
}

#[derive(FromQueryResult)]
struct Standing {
    person: PersonId,
    requirement: RequirementId,
    status: Status,
    deadline: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct Place {
    plan: PlanId,
    requirement: RequirementId,
    section: SectionId,
}

#[derive(FromQueryResult)]
struct Mark {
    person: PersonId,
    plan: PlanId,
    subject: Uuid,
}

/// What is the same for all people.
struct Frame {
    /// The requirements of each plan.
    plans: HashMap<PlanId, Vec<Place>>,
    /// For each unit: itself and the units above it that have cells.
    above: HashMap<UnitId, Vec<UnitId>>,
}

pub(super) async fn recount(tx: &Tx) -> Result<Counted, DbErr> {
    let frame = Frame::read(tx).await?;
    let people: Vec<PersonId> =
        tx.column(Sql::new("SELECT DISTINCT person_id FROM assignment WHERE active ORDER BY person_id")).await?;
    let mut counted = Counted::default();
    for chunk in people.chunks(PEOPLE) {
        if let (Some(first), Some(last)) = (chunk.first(), chunk.last()) {
            frame.count(tx, (*first, *last), &mut counted).await?;
        }
    }
    Ok(counted)
}

impl Frame {
    async fn read(tx: &Tx) -> Result<Self, DbErr> {
        #[derive(FromQueryResult)]
        struct Above {
            ancestor_id: UnitId,
            descendant_id: UnitId,
        }
        let places = "SELECT plan_id AS plan, requirement_id AS requirement, section_id AS section \
             FROM plan_requirement WHERE state = 'active'";
        let mut plans: HashMap<PlanId, Vec<Place>> = HashMap::new();
        for place in tx.all::<Place>(Sql::new(places)).await? {
            plans.entry(place.plan).or_default().push(place);
        }
        let closure = "SELECT c.ancestor_id, c.descendant_id FROM org_unit_closure c \
             JOIN org_unit u ON u.id = c.ancestor_id AND u.kind <> 'section'";
        let mut above: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
        for one in tx.all::<Above>(Sql::new(closure)).await? {
            above.entry(one.descendant_id).or_default().push(one.ancestor_id);
        }
        Ok(Self { plans, above })
    }

    /// Adds the counts of these people, from the first to the last.
    async fn count(&self, tx: &Tx, people: (PersonId, PersonId), counted: &mut Counted) -> Result<(), DbErr> {
        let asked = self.asked(tx, people, counted).await?;
        let standings =
            "SELECT person_id AS person, requirement_id AS requirement, status, deadline FROM standing s WHERE ";
        for standing in tx.all::<Standing>(among(standings, "s", people)).await? {
            let Standing { person, requirement, status, deadline } = standing;
            let Some(asked) = asked.get(&(person, requirement)) else { continue };
            for unit in &asked.units {
                let cell = Cell { unit: *unit, requirement, status, deadline: deadline.unwrap_or(NO_DEADLINE) };
                *counted.cells.entry(cell).or_default() += 1;
            }
            let Some(at) = STATUSES.iter().position(|one| *one == status) else { continue };
            for position in &asked.positions {
                counted.positions.entry(*position).or_default()[at] += 1;
            }
        }
        Ok(())
    }

    /// Where each person's requirements count: once in a unit, however many of its positions ask for them. Their plans
    /// are counted on the way.
    async fn asked(
        &self,
        tx: &Tx,
        people: (PersonId, PersonId),
        counted: &mut Counted,
    ) -> Result<HashMap<(PersonId, RequirementId), Asked>, DbErr> {
        let marks = "SELECT person_id AS person, plan_id AS plan, subject_id AS subject FROM not_relevant n WHERE ";
        let mut left_out: HashMap<(PersonId, PlanId), Vec<Uuid>> = HashMap::new();
        for mark in tx.all::<Mark>(among(marks, "n", people)).await? {
            left_out.entry((mark.person, mark.plan)).or_default().push(mark.subject);
        }
        let held = "SELECT a.person_id AS person, a.plan_id AS plan, p.id AS position, p.unit_id AS unit \
             FROM assignment a JOIN position p ON p.id = a.position_id AND p.state = 'open' WHERE a.active AND ";
        let mut asked: HashMap<(PersonId, RequirementId), Asked> = HashMap::new();
        for Held { person, plan, position, unit } in tx.all::<Held>(among(held, "a", people)).await? {
            if let Some(plans) = counted.positions.entry(position).or_default().last_mut() {
                *plans += 1;
            }
            let marks = left_out.get(&(person, plan)).map(Vec::as_slice).unwrap_or_default();
            let places = self.plans.get(&plan).map(Vec::as_slice).unwrap_or_default();
            let relevant =
                |place: &&Place| !marks.iter().any(|id| *id == place.requirement.0 || *id == place.section.0);
            for place in places.iter().filter(relevant) {
                let Asked { units, positions } = asked.entry((person, place.requirement)).or_default();
                for above in self.above.get(&unit).into_iter().flatten() {
                    if !units.contains(above) {
                        units.push(*above);
                    }
                }
                if !positions.contains(&position) {
                    positions.push(position);
                }
            }
        }
        Ok(asked)
    }
}

/// The rows of these people, of a table of this name.
fn among(select: &str, table: &str, (first, last): (PersonId, PersonId)) -> Sql {
    Sql::new(select)
        .push(&format!("{table}.person_id >= "))
        .bind(first)
        .push(&format!(" AND {table}.person_id <= "))
        .bind(last)
}
