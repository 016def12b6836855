//! Files in which each record is a unit with all the units above it. The units above are told apart by
//! their codes, so that another spelling of a name makes no second unit.

use std::collections::{HashMap, hash_map::Entry};

use super::{
    cell::{self, Cell, MAX_KEY, MAX_NAME, Record, Unusable},
    columns::Columns,
    problem::{ProblemCode, RowProblem},
    profile::{Level, LevelColumns},
    row::{Held, UnitRow},
};
use crate::{text::fold, unit::UnitKind};

#[derive(Debug)]
pub struct Levels {
    above: Vec<LevelAt>,
    kind: UnitKind,
    org_number: Option<usize>,
    name: Option<usize>,
    rows: Vec<UnitRow>,
    by_key: HashMap<String, usize>,
    /// Folded names of the units in each place, and the row.
    names: HashMap<(String, String), usize>,
    held: Vec<Held>,
}

#[derive(Debug)]
struct LevelAt {
    level: Level,
    code: Option<usize>,
    name: Option<usize>,
}

pub struct Read {
    pub rows: Vec<UnitRow>,
    pub held: Vec<Held>,
}

impl Levels {
    pub(super) fn new(names: &LevelColumns, columns: &mut Columns<'_>) -> Self {
        let at = |level: &Level, columns: &mut Columns<'_>| LevelAt {
            code: columns.required(&level.code),
            name: columns.required(&level.name),
            level: level.clone(),
        };
        Self {
            above: names.above.iter().map(|level| at(level, columns)).collect(),
            kind: names.kind,
            org_number: columns.required(&names.org_number),
            name: columns.required(&names.name),
            rows: Vec::new(),
            by_key: HashMap::new(),
            names: HashMap::new(),
            held: Vec::new(),
        }
    }

    /// Takes a record: the units above that are new, and the unit itself.
    pub fn add(&mut self, record: &mut Record<'_>) {
        // The number is looked at first: it is reported even where the record is of no use.
        let number = record.spare(self.org_number, MAX_KEY, cell::check_org_number);
        if self.unit(record, number).is_err() {
            self.held.extend(self.held(record.fields));
        }
    }

    fn unit(&mut self, record: &mut Record<'_>, number: Cell<String>) -> Result<(), Unusable> {
        let key = own_key(record.fields, self.org_number, &number)
            .ok_or_else(|| record.unusable(ProblemCode::MissingValue, self.org_number, ""))?;
        let name = record.required(self.name, MAX_NAME)?;
        let mut path = Vec::with_capacity(self.above.len());
        for at in &self.above {
            let code = if at.level.required {
                Some(record.required(at.code, MAX_KEY - at.level.prefix.len())?)
            } else {
                record.optional(at.code, MAX_KEY - at.level.prefix.len())?
            };
            if let Some(code) = code {
                path.push((
                    at.level.prefix.clone() + &code,
                    at.level.kind,
                    record.required(at.name, MAX_NAME)?,
                    at.name,
                ));
            }
        }
        let mut parent: Option<(String, UnitKind)> = None;
        for (key, kind, name, column) in path {
            parent = Some(self.unit_above(record, key, kind, name, column, parent));
        }
        self.own(record, key, name, number, parent.map(|(key, _)| key));
        Ok(())
    }

    /// A unit above: made at its first mention. Answers the unit that the rest lies under.
    fn unit_above(
        &mut self,
        record: &mut Record<'_>,
        key: String,
        kind: UnitKind,
        name: String,
        column: Option<usize>,
        parent: Option<(String, UnitKind)>,
    ) -> (String, UnitKind) {
        if let Some(&at) = self.by_key.get(&key) {
            let first = &self.rows[at];
            let (same_name, parent_differs) = (first.name == name, first.parent != parent.map(|(key, _)| key));
            let in_case = fold(&first.name) == fold(&name);
            if !same_name {
                let code = if in_case { ProblemCode::NameDiffersInCase } else { ProblemCode::NameDiffers };
                note(record, code, column, &name);
            }
            if parent_differs {
                note(record, ProblemCode::ParentDiffers, column, &name);
            }
            return (key, kind);
        }
        if let Some((parent, parent_kind)) = &parent {
            // A trust that is named as a hospital of its own too is one unit, not two.
            let itself = *parent_kind == UnitKind::HealthTrust && self.is_named(parent, &name);
            if itself {
                return (parent.clone(), *parent_kind);
            }
        }
        let row = UnitRow {
            line: record.line,
            key: key.clone(),
            parent: parent.map(|(key, _)| key),
            name,
            kind,
            short_code: None,
            org_number: Cell::Empty,
            cost_centre: None,
        };
        self.insert(row);
        (key, kind)
    }

    /// The unit the record is about.
    fn own(
        &mut self,
        record: &mut Record<'_>,
        key: String,
        name: String,
        number: Cell<String>,
        parent: Option<String>,
    ) {
        if let Some(&at) = self.by_key.get(&key) {
            let first = &self.rows[at];
            let same = first.parent == parent && fold(&first.name) == fold(&name);
            let code =
                if same && first.name != name { ProblemCode::NameDiffersInCase } else { ProblemCode::DuplicateRow };
            let problem = RowProblem::new(record.line, code).value(&name);
            record.problems.push(if same { problem.used() } else { problem });
            return;
        }
        if let Some(&above) = parent.as_ref().and_then(|parent| self.by_key.get(parent)) {
            // The record is about the unit above itself, and brings its number.
            let unit = &mut self.rows[above];
            if unit.org_number == Cell::Empty && matches!(number, Cell::Value(_)) && fold(&unit.name) == fold(&name) {
                unit.org_number = number;
                self.by_key.insert(key, above);
                return;
            }
        }
        let place = (parent.clone().unwrap_or_default(), fold(&name));
        match self.names.entry(place) {
            Entry::Occupied(_) => note(record, ProblemCode::SameName, self.name, &name),
            Entry::Vacant(free) => {
                free.insert(self.rows.len());
            }
        }
        let row = UnitRow {
            line: record.line,
            key,
            parent,
            name,
            kind: self.kind,
            short_code: None,
            // Without a number there is none to keep: the key holds what stood there.
            org_number: if number.is_bad() { Cell::Empty } else { number },
            cost_centre: None,
        };
        self.insert(row);
    }

    fn insert(&mut self, row: UnitRow) {
        self.by_key.insert(row.key.clone(), self.rows.len());
        self.rows.push(row);
    }

    fn is_named(&self, key: &str, name: &str) -> bool {
        self.by_key.get(key).is_some_and(|at| fold(&self.rows[*at].name) == fold(name))
    }

    /// The units that a record of no use speaks of.
    pub fn held(&self, fields: &[&str]) -> Vec<Held> {
        let field = |at: Option<usize>| at.and_then(|at| fields.get(at)).map_or("", |field| field.trim());
        let above = self.above.iter().map(|at| (at.level.prefix.as_str(), field(at.code).to_owned()));
        let number = digits_of(field(self.org_number));
        let own = [(NUMBER, number.clone()), (UNCHECKED, number)];
        let named = above.chain(own).filter(|(_, code)| !code.is_empty());
        named.map(|(prefix, code)| Held::Unit(format!("{prefix}{code}"))).collect()
    }

    pub fn finish(self) -> Read {
        Read { rows: self.rows, held: self.held }
    }
}

/// Key of a unit by its number, or by what stands in its place: that, too, is the same from night to night,
/// which a name is not.
fn own_key(fields: &[&str], column: Option<usize>, number: &Cell<String>) -> Option<String> {
    match number {
        Cell::Value(number) => Some(format!("{NUMBER}{number}")),
        Cell::Bad => {
            let raw = digits_of(fields.get(column?)?);
            (!raw.is_empty()).then(|| format!("{UNCHECKED}{raw}"))
        }
        Cell::Empty => None,
    }
}

/// What is left of a number that may be none.
fn digits_of(field: &str) -> String {
    field.chars().filter(|c| c.is_alphanumeric()).take(MAX_KEY / 2).collect()
}

const NUMBER: &str = "org-";
const UNCHECKED: &str = "raw-";

/// Reports what the record can do without.
fn note(record: &mut Record<'_>, code: ProblemCode, column: Option<usize>, value: &str) {
    let problem = RowProblem::new(record.line, code).used();
    record.problems.push(match column.and_then(|at| record.header.get(at)) {
        Some(name) => problem.at(name, value),
        None => problem.value(value),
    });
}
