//! What an import changes. Applied one after the other, in the order they come, all in one transaction.

use super::current::{PersonFacts, UnitFacts};
use crate::{
    ids::PositionId,
    position::{Period, PositionKey, PositionState},
    string_enum::string_enum,
};

/// One change. `line` is the line of the file that asks for it.
///
/// Units come first (a parent before what lies under it; build the closure when all of them are done), then
/// people, positions that close, the other positions, managers, and last the units that close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    UnitCreated {
        line: u64,
        key: String,
        facts: UnitFacts,
    },
    /// A closed unit is in the file again; its facts may change besides.
    UnitReopened {
        line: u64,
        key: String,
        name: String,
    },
    /// Anything but the parent.
    UnitUpdated {
        line: Option<u64>,
        key: String,
        before: UnitFacts,
        after: UnitFacts,
    },
    UnitMoved {
        line: u64,
        key: String,
        name: String,
        from: Option<String>,
        to: Option<String>,
    },
    UnitClosed {
        key: String,
        name: String,
    },
    /// Somebody else gets this address further on: take it away first.
    EmailReleased {
        line: u64,
        key: String,
        name: String,
        email: String,
    },
    PersonCreated {
        line: u64,
        key: String,
        facts: PersonFacts,
    },
    PersonUpdated {
        line: u64,
        key: String,
        before: PersonFacts,
        after: PersonFacts,
    },
    /// POS-2, POS-4: `period` is the employment as it was in the end; its last day is known.
    PositionClosed {
        line: Option<u64>,
        id: PositionId,
        key: PositionKey,
        name: String,
        period: Period,
        cause: CloseCause,
    },
    /// POS-2, POS-5: a new position, pending or open at once.
    PositionCreated {
        line: u64,
        name: String,
        position: NewPosition,
    },
    /// POS-5
    PositionOpened {
        line: Option<u64>,
        id: PositionId,
        key: PositionKey,
        name: String,
    },
    /// POS-3, POS-11: it was closed and has become open or pending again, with everything on it.
    PositionReopened {
        line: u64,
        id: PositionId,
        key: PositionKey,
        name: String,
        period: Period,
        state: PositionState,
    },
    /// POS-3: another period; the position stays.
    PeriodChanged {
        line: Option<u64>,
        id: PositionId,
        key: PositionKey,
        name: String,
        before: Period,
        after: Period,
    },
    TitleChanged {
        line: u64,
        id: PositionId,
        key: PositionKey,
        name: String,
        before: String,
        after: String,
    },
    /// The cost centre belongs to another unit now; the position stays.
    PositionMoved {
        line: Option<u64>,
        id: PositionId,
        key: PositionKey,
        name: String,
        from: String,
        to: String,
    },
    /// POS-12: HR names another manager, or the one set by hand has left or come back.
    ManagerChanged {
        line: Option<u64>,
        id: PositionId,
        key: PositionKey,
        name: String,
        /// Who HR says.
        hr_before: Option<String>,
        hr_after: Option<String>,
        /// Who it is.
        before: Option<String>,
        after: Option<String>,
    },
}

/// A position to make. Its manager is the one from HR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPosition {
    pub key: PositionKey,
    pub unit: String,
    pub title: String,
    pub period: Period,
    pub state: PositionState,
    pub manager_from_hr: Option<String>,
}

string_enum! {
    /// Why a position closes.
    CloseCause {
        /// Its employment is over (POS-7: and so are the days a LIS1 has besides).
        Ended = "ended",
        /// The file does not have it any more.
        Missing = "missing",
        /// A new employment with a gap begins on the same key.
        Replaced = "replaced",
    }
}

impl Change {
    /// The names of all kinds, in the order in which they are applied.
    pub const KINDS: [&str; 16] = [
        "unit_created",
        "unit_reopened",
        "unit_updated",
        "unit_moved",
        "email_released",
        "person_created",
        "person_updated",
        "position_closed",
        "position_created",
        "position_opened",
        "position_reopened",
        "period_changed",
        "title_changed",
        "position_moved",
        "manager_changed",
        "unit_closed",
    ];

    /// The name by which it is counted and shown.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::UnitCreated { .. } => "unit_created",
            Self::UnitReopened { .. } => "unit_reopened",
            Self::UnitUpdated { .. } => "unit_updated",
            Self::UnitMoved { .. } => "unit_moved",
            Self::UnitClosed { .. } => "unit_closed",
            Self::EmailReleased { .. } => "email_released",
            Self::PersonCreated { .. } => "person_created",
            Self::PersonUpdated { .. } => "person_updated",
            Self::PositionClosed { .. } => "position_closed",
            Self::PositionCreated { .. } => "position_created",
            Self::PositionOpened { .. } => "position_opened",
            Self::PositionReopened { .. } => "position_reopened",
            Self::PeriodChanged { .. } => "period_changed",
            Self::TitleChanged { .. } => "title_changed",
            Self::PositionMoved { .. } => "position_moved",
            Self::ManagerChanged { .. } => "manager_changed",
        }
    }

    pub const fn line(&self) -> Option<u64> {
        match self {
            Self::UnitCreated { line, .. }
            | Self::UnitReopened { line, .. }
            | Self::UnitMoved { line, .. }
            | Self::EmailReleased { line, .. }
            | Self::PersonCreated { line, .. }
            | Self::PersonUpdated { line, .. }
            | Self::PositionCreated { line, .. }
            | Self::PositionReopened { line, .. }
            | Self::TitleChanged { line, .. } => Some(*line),
            Self::UnitClosed { .. } => None,
            Self::UnitUpdated { line, .. }
            | Self::PositionClosed { line, .. }
            | Self::PositionOpened { line, .. }
            | Self::PeriodChanged { line, .. }
            | Self::PositionMoved { line, .. }
            | Self::ManagerChanged { line, .. } => *line,
        }
    }

    /// Whom or what it is about, for a list: name and HR key, of a position also trust and cost centre.
    pub fn subject(&self) -> String {
        match self {
            Self::UnitCreated { key, facts, .. } => format!("{} ({key})", facts.name),
            Self::UnitUpdated { key, before, .. } => format!("{} ({key})", before.name),
            Self::UnitReopened { key, name, .. }
            | Self::UnitMoved { key, name, .. }
            | Self::UnitClosed { key, name }
            | Self::EmailReleased { key, name, .. } => format!("{name} ({key})"),
            Self::PersonCreated { key, facts, .. } => format!("{} ({key})", facts.name()),
            Self::PersonUpdated { key, before, .. } => format!("{} ({key})", before.name()),
            Self::PositionCreated { name, position, .. } => subject_of(name, &position.key),
            Self::PositionClosed { name, key, .. }
            | Self::PositionOpened { name, key, .. }
            | Self::PositionReopened { name, key, .. }
            | Self::PeriodChanged { name, key, .. }
            | Self::TitleChanged { name, key, .. }
            | Self::PositionMoved { name, key, .. }
            | Self::ManagerChanged { name, key, .. } => subject_of(name, key),
        }
    }

    /// What becomes different, field by field: name of the field (as in the contract), before, after. An
    /// empty text stands for no value.
    pub fn fields(&self) -> Vec<(&'static str, String, String)> {
        let mut fields = Fields::default();
        match self {
            Self::UnitUpdated { before, after, .. } => {
                fields.add("name", &before.name, &after.name);
                fields.add("kind", before.kind.as_str(), after.kind.as_str());
                fields.option("shortCode", before.short_code.as_ref(), after.short_code.as_ref());
                fields.option("orgNumber", before.org_number.as_ref(), after.org_number.as_ref());
                fields.option("costCentre", before.cost_centre.as_ref(), after.cost_centre.as_ref());
            }
            Self::UnitMoved { from, to, .. } => fields.option("parent", from.as_ref(), to.as_ref()),
            Self::EmailReleased { email, .. } => fields.add("email", email, ""),
            Self::PersonUpdated { before, after, .. } => {
                fields.add("givenName", &before.given_name, &after.given_name);
                fields.add("familyName", &before.family_name, &after.family_name);
                fields.option("email", before.email.as_ref(), after.email.as_ref());
                fields.option("phone", before.phone.as_ref(), after.phone.as_ref());
                fields.option("hprNumber", before.hpr_number.as_ref(), after.hpr_number.as_ref());
            }
            Self::PositionClosed { period, cause, .. } => {
                fields.option("endsOn", None, period.end.map(|end| end.to_string()).as_ref());
                fields.add("cause", "", cause.as_str());
            }
            Self::PositionCreated { position, .. } => {
                fields.add("title", "", &position.title);
                fields.add("unit", "", &position.unit);
                fields.add("startsOn", "", &position.period.start.to_string());
                fields.option("endsOn", None, position.period.end.map(|end| end.to_string()).as_ref());
                fields.add("state", "", position.state.as_str());
            }
            Self::PositionReopened { period, state, .. } => {
                fields.add("startsOn", "", &period.start.to_string());
                fields.option("endsOn", None, period.end.map(|end| end.to_string()).as_ref());
                fields.add("state", "", state.as_str());
            }
            Self::PeriodChanged { before, after, .. } => {
                fields.add("startsOn", &before.start.to_string(), &after.start.to_string());
                let end = |period: &Period| period.end.map(|end| end.to_string());
                fields.option("endsOn", end(before).as_ref(), end(after).as_ref());
            }
            Self::TitleChanged { before, after, .. } => fields.add("title", before, after),
            Self::PositionMoved { from, to, .. } => fields.add("unit", from, to),
            Self::ManagerChanged { hr_before, hr_after, before, after, .. } => {
                fields.option("managerFromHr", hr_before.as_ref(), hr_after.as_ref());
                fields.option("manager", before.as_ref(), after.as_ref());
            }
            Self::UnitCreated { .. }
            | Self::UnitReopened { .. }
            | Self::UnitClosed { .. }
            | Self::PersonCreated { .. }
            | Self::PositionOpened { .. } => {}
        }
        fields.0
    }
}

fn subject_of(name: &str, key: &PositionKey) -> String {
    format!("{name} ({}), {} {}", key.person, key.trust, key.cost_centre)
}

#[derive(Default)]
struct Fields(Vec<(&'static str, String, String)>);

impl Fields {
    fn add(&mut self, field: &'static str, before: &str, after: &str) {
        if before != after {
            self.0.push((field, before.to_owned(), after.to_owned()));
        }
    }

    fn option(&mut self, field: &'static str, before: Option<&String>, after: Option<&String>) {
        self.add(field, before.map_or("", String::as_str), after.map_or("", String::as_str));
    }
}
