//! Column mapping profiles: which column of a file holds what. A profile is data, so that a further HR system
//! is a further profile and no further code.

use serde::{Deserialize, Serialize};

use super::{ImportProfile, Reader};
use crate::unit::UnitKind;

/// How a file is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Profile {
    pub name: String,
    /// Which units the file speaks of: those that came from the same source. It neither sees nor closes others.
    pub source: String,
    pub layout: Layout,
}

/// What a record is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Layout {
    /// A unit, naming the one above.
    Units(UnitColumns),
    /// A person in a position.
    People(PeopleColumns),
    /// A unit together with all units above it, one group of columns each.
    Levels(LevelColumns),
}

/// Names of columns; those in `Option` may be left out of a profile or a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct UnitColumns {
    pub unit_id: String,
    pub parent_id: String,
    pub name: String,
    pub kind: String,
    pub short_code: Option<String>,
    pub org_number: Option<String>,
    pub cost_centre: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct PeopleColumns {
    pub person_id: String,
    pub given_name: String,
    pub family_name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub hpr_number: Option<String>,
    pub trust_id: String,
    pub cost_centre: String,
    pub title: String,
    pub start: String,
    pub end: Option<String>,
    pub manager_person_id: Option<String>,
}

/// From the top down, then the unit the record is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct LevelColumns {
    pub above: Vec<Level>,
    pub kind: UnitKind,
    pub org_number: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Level {
    pub kind: UnitKind,
    /// Set before the code to make the unit's key.
    pub prefix: String,
    pub code: String,
    pub name: String,
    /// A record without it is of no use; otherwise the unit lies under the next level above.
    pub required: bool,
}

fn text(name: &str) -> String {
    name.to_owned()
}

impl Profile {
    /// The one that goes by a name of ours.
    pub fn of(profile: ImportProfile) -> Self {
        match profile {
            ImportProfile::Units => Self::units(),
            ImportProfile::People => Self::people(),
            ImportProfile::Behandler => Self::behandler(),
        }
    }

    /// Our own unit file.
    fn units() -> Self {
        let columns = UnitColumns {
            unit_id: text("unit_id"),
            parent_id: text("parent_id"),
            name: text("name"),
            kind: text("kind"),
            short_code: Some(text("short_code")),
            org_number: Some(text("org_number")),
            cost_centre: Some(text("cost_centre")),
        };
        Self { name: text(UNITS), source: text(UNITS), layout: Layout::Units(columns) }
    }

    /// Our own people file; its trusts and cost centres are those of the unit file.
    fn people() -> Self {
        let columns = PeopleColumns {
            person_id: text("person_id"),
            given_name: text("given_name"),
            family_name: text("family_name"),
            email: Some(text("email")),
            phone: Some(text("phone")),
            hpr_number: Some(text("hpr_number")),
            trust_id: text("trust_id"),
            cost_centre: text("cost_centre"),
            title: text("title"),
            start: text("start"),
            end: Some(text("end")),
            manager_person_id: Some(text("manager_person_id")),
        };
        Self { name: text(ImportProfile::People.as_str()), source: text(UNITS), layout: Layout::People(columns) }
    }

    /// The national list of treating institutions: region, health trust, hospital, unit.
    fn behandler() -> Self {
        let level = |kind, prefix, code, name, required| Level {
            kind,
            prefix: text(prefix),
            code: text(code),
            name: text(name),
            required,
        };
        let columns = LevelColumns {
            above: vec![
                level(UnitKind::Region, "rhf-", "behrhf", "behrhf_navn", true),
                level(UnitKind::HealthTrust, "hf-", "behhf", "behhf_navn", true),
                level(UnitKind::Clinic, "sh-", "behsh", "behsh_navn", false),
            ],
            kind: UnitKind::Department,
            org_number: text("orgnr"),
            name: text("org_navn"),
        };
        Self {
            name: text(ImportProfile::Behandler.as_str()),
            source: text(ImportProfile::Behandler.as_str()),
            layout: Layout::Levels(columns),
        }
    }

    /// The profile of ours whose columns a header has.
    pub fn of_header(header: &[&str]) -> Option<ImportProfile> {
        let fits = |profile: &ImportProfile| Reader::new(&Self::of(*profile), header).is_ok();
        ImportProfile::ALL.iter().copied().find(fits)
    }
}

const UNITS: &str = ImportProfile::Units.as_str();
