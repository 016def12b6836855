//! POS-4: a file against what there is, and whether it may be done.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::{
    change::Change,
    current::Current,
    people,
    problem::RowProblem,
    read::{Content, HrFile},
    units,
};
use crate::position::PositionState;

/// A file that would end more than so many percent of the open positions is stopped.
pub const DEFAULT_CLOSE_PERCENT: u8 = 10;

/// What a file comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// In the order in which they are applied. Read them for a list; to do them ask [`Outcome::to_apply`].
    pub changes: Vec<Change>,
    /// By line; what was found in reading the file is among them.
    pub problems: Vec<RowProblem>,
    pub stopped: Option<WouldClose>,
}

/// POS-4: the file would end too many positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file would close {positions} of {of_open} open positions, more than {limit_percent} %")]
pub struct WouldClose {
    pub positions: usize,
    pub of_open: usize,
    pub limit_percent: u8,
}

impl Outcome {
    /// The changes to do, unless the file is stopped: then none.
    pub fn to_apply(&self) -> Result<&[Change], WouldClose> {
        self.stopped.map_or(Ok(&self.changes), Err)
    }

    /// How many changes there are of each kind, in the order of [`Change::KINDS`]; kinds without any are left out.
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for change in &self.changes {
            *counts.entry(change.kind()).or_default() += 1;
        }
        Change::KINDS.iter().filter_map(|kind| counts.get(kind).map(|count| (*kind, *count))).collect()
    }
}

/// Compares a file with what there is on the day `today`. Doing what it says and comparing again gives nothing.
pub fn diff(current: &Current, file: &HrFile, today: NaiveDate, close_percent: u8) -> Outcome {
    let mut problems = file.problems.clone();
    let (changes, ended) = match &file.content {
        Content::Units(rows) => {
            let mut found =
                units::diff(current, rows, &file.held, |centres, changes| reassign(current, centres, changes));
            problems.append(&mut found.problems);
            found.changes.append(&mut found.closing);
            (found.changes, 0)
        }
        Content::People(rows) => {
            let mut found = people::diff(current, rows, &file.held, today);
            problems.append(&mut found.problems);
            let mut changes = found.people;
            changes.append(&mut found.closing);
            changes.append(&mut found.positions);
            changes.append(&mut found.managers);
            (changes, found.ended)
        }
    };
    // Without a line last: they speak of the file as a whole.
    problems.sort_by_key(|problem| (problem.line.is_none(), problem.line));
    let of_open = current.positions.iter().filter(|position| position.state == PositionState::Open).count();
    let too_many = ended * 100 > of_open * usize::from(close_percent);
    let stopped = too_many.then_some(WouldClose { positions: ended, of_open, limit_percent: close_percent });
    Outcome { changes, problems, stopped }
}

/// A cost centre can lead to another unit than before: its positions move there (POS-1, POS-2: they stay the
/// same positions). Answers the units in which somebody works afterwards.
fn reassign(current: &Current, centres: &units::CostCentres<'_>, changes: &mut Vec<Change>) -> HashSet<String> {
    let names: HashMap<&str, String> =
        current.people.iter().map(|person| (person.key.as_str(), person.facts.name())).collect();
    let mut occupied = HashSet::new();
    for position in current.positions.iter().filter(|position| position.state.is_live()) {
        let key = &position.key;
        let unit = centres.unit(&key.trust, &key.cost_centre).unwrap_or(&position.unit);
        if unit != position.unit {
            changes.push(Change::PositionMoved {
                line: None,
                id: position.id,
                key: key.clone(),
                name: names.get(key.person.as_str()).cloned().unwrap_or_default(),
                from: position.unit.clone(),
                to: unit.to_owned(),
            });
        }
        occupied.insert(unit.to_owned());
    }
    occupied
}
