//! What the import compares a file with: units, people and positions as they stand. Units, trusts and
//! people are named by their HR keys, positions by their id.

use crate::{
    ids::PositionId,
    position::{Period, PositionKey, PositionState},
    unit::UnitKind,
};

/// What there is. Of units only those that came from the same source as the file; of positions only
/// employments, no loans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Current {
    pub units: Vec<CurrentUnit>,
    pub people: Vec<CurrentPerson>,
    /// All that are not closed, and of each key the latest closed one (more do no harm).
    pub positions: Vec<CurrentPosition>,
    /// HR keys of units that must not be closed for another reason than employments, as loans to them.
    pub units_in_use: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentUnit {
    pub key: String,
    pub facts: UnitFacts,
    pub closed: bool,
}

/// What HR says of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFacts {
    pub parent: Option<String>,
    pub name: String,
    pub kind: UnitKind,
    pub short_code: Option<String>,
    pub org_number: Option<String>,
    pub cost_centre: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentPerson {
    pub key: String,
    pub facts: PersonFacts,
}

/// What HR says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFacts {
    pub given_name: String,
    pub family_name: String,
    /// Lower case.
    pub email: Option<String>,
    pub phone: Option<String>,
    pub hpr_number: Option<String>,
}

impl PersonFacts {
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentPosition {
    pub id: PositionId,
    pub key: PositionKey,
    /// The HR key of its unit.
    pub unit: String,
    pub title: String,
    pub period: Period,
    pub state: PositionState,
    /// POS-12: who HR says, who was set by hand, and who of them it is now.
    pub manager_from_hr: Option<String>,
    pub manager_set: Option<String>,
    pub manager: Option<String>,
}
