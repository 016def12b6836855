//! From the records of a file to typed rows. Splitting the file into records is the caller's; everything
//! after that happens here.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use super::{
    cell::{self, Cell, MAX_EMAIL, MAX_KEY, MAX_NAME, MAX_PHONE, Record, Unusable},
    columns::Columns,
    levels::{self, Levels},
    problem::{ProblemCode, RowProblem},
    profile::{Layout, PeopleColumns, Profile, UnitColumns},
    row::{Held, PersonRow, UnitRow},
};
use crate::{
    position::{Period, PositionKey},
    unit::UnitKind,
};

/// What is wrong with a file as a whole, by its header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderProblem {
    #[error("the file has no column {}", .0.join(", "))]
    Missing(Vec<String>),
    #[error("the file has the column {0} twice")]
    Twice(String),
}

/// A file that was read: usable rows, and what is wrong with the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HrFile {
    /// Records read, usable or not.
    pub rows: u64,
    pub problems: Vec<RowProblem>,
    pub(super) content: Content,
    pub(super) held: HashSet<Held>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Units(Vec<UnitRow>),
    People(Vec<PersonRow>),
}

/// Takes the records of one file, one after the other.
#[derive(Debug)]
pub struct Reader {
    header: Vec<String>,
    rows: u64,
    problems: Vec<RowProblem>,
    held: HashSet<Held>,
    plan: Plan,
}

#[derive(Debug)]
enum Plan {
    Units { at: UnitsAt, rows: UnitRows },
    People { at: PeopleAt, rows: Vec<PersonRow> },
    Levels(Levels),
}

/// Where the columns of a layout stand in this file.
#[derive(Debug)]
struct UnitsAt {
    unit_id: Option<usize>,
    parent_id: Option<usize>,
    name: Option<usize>,
    kind: Option<usize>,
    short_code: Option<usize>,
    org_number: Option<usize>,
    cost_centre: Option<usize>,
}

#[derive(Debug)]
struct PeopleAt {
    person_id: Option<usize>,
    given_name: Option<usize>,
    family_name: Option<usize>,
    email: Option<usize>,
    phone: Option<usize>,
    hpr_number: Option<usize>,
    trust_id: Option<usize>,
    cost_centre: Option<usize>,
    title: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    manager_person_id: Option<usize>,
}

impl UnitsAt {
    fn new(names: &UnitColumns, columns: &mut Columns<'_>) -> Self {
        Self {
            unit_id: columns.required(&names.unit_id),
            parent_id: columns.required(&names.parent_id),
            name: columns.required(&names.name),
            kind: columns.required(&names.kind),
            short_code: columns.optional(names.short_code.as_ref()),
            org_number: columns.optional(names.org_number.as_ref()),
            cost_centre: columns.optional(names.cost_centre.as_ref()),
        }
    }
}

impl PeopleAt {
    fn new(names: &PeopleColumns, columns: &mut Columns<'_>) -> Self {
        Self {
            person_id: columns.required(&names.person_id),
            given_name: columns.required(&names.given_name),
            family_name: columns.required(&names.family_name),
            email: columns.optional(names.email.as_ref()),
            phone: columns.optional(names.phone.as_ref()),
            hpr_number: columns.optional(names.hpr_number.as_ref()),
            trust_id: columns.required(&names.trust_id),
            cost_centre: columns.required(&names.cost_centre),
            title: columns.required(&names.title),
            start: columns.required(&names.start),
            end: columns.optional(names.end.as_ref()),
            manager_person_id: columns.optional(names.manager_person_id.as_ref()),
        }
    }
}

impl Reader {
    /// Finds the profile's columns in the header, whatever their order; a byte order mark and white space
    /// around the names do no harm.
    pub fn new(profile: &Profile, header: &[&str]) -> Result<Self, HeaderProblem> {
        let header: Vec<String> =
            header.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        let mut by_name = HashMap::new();
        for (at, name) in header.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            if by_name.insert(name.as_str(), at).is_some() {
                return Err(HeaderProblem::Twice(name.clone()));
            }
        }
        let mut columns = Columns { by_name, missing: Vec::new() };
        let plan = match &profile.layout {
            Layout::Units(names) => Plan::Units { at: UnitsAt::new(names, &mut columns), rows: UnitRows::default() },
            Layout::People(names) => Plan::People { at: PeopleAt::new(names, &mut columns), rows: Vec::new() },
            Layout::Levels(names) => Plan::Levels(Levels::new(names, &mut columns)),
        };
        if columns.missing.is_empty() {
            Ok(Self { header, rows: 0, problems: Vec::new(), held: HashSet::new(), plan })
        } else {
            Err(HeaderProblem::Missing(columns.missing))
        }
    }

    /// Takes a record. `line` is where it begins in the file, from 1.
    pub fn record(&mut self, line: u64, fields: &[&str]) {
        if fields.iter().all(|field| field.trim().is_empty()) {
            return;
        }
        self.rows += 1;
        let mut record = Record { line, fields, header: &self.header, problems: Vec::new() };
        let whole = fields.len() == self.header.len();
        if !whole {
            let found = RowProblem::new(line, ProblemCode::FieldCount).value(&fields.len().to_string());
            record.problems.push(found);
        }
        match &mut self.plan {
            Plan::Units { at, rows } => match whole_row(whole, &mut record, |record| unit_row(at, record)) {
                Ok(row) => rows.add(row, &mut record.problems),
                Err(Unusable) => self.held.extend(key_of(fields, at.unit_id).map(Held::Unit)),
            },
            Plan::People { at, rows } => match whole_row(whole, &mut record, |record| person_row(at, record)) {
                Ok(row) => rows.push(row),
                Err(Unusable) => self.held.extend(key_of(fields, at.person_id).map(Held::Person)),
            },
            Plan::Levels(levels) => {
                if whole {
                    levels.add(&mut record);
                } else {
                    self.held.extend(levels.held(fields));
                }
            }
        }
        self.problems.append(&mut record.problems);
    }

    /// Takes note of a line that could not be split into fields.
    pub fn unreadable(&mut self, line: u64) {
        self.rows += 1;
        self.problems.push(RowProblem::new(line, ProblemCode::Unreadable));
    }

    pub fn finish(mut self) -> HrFile {
        let content = match self.plan {
            Plan::Units { rows, .. } => Content::Units(rows.rows),
            Plan::People { rows, .. } => Content::People(rows),
            Plan::Levels(levels) => {
                let levels::Read { rows, held } = levels.finish();
                self.held.extend(held);
                Content::Units(rows)
            }
        };
        HrFile { rows: self.rows, problems: self.problems, content, held: self.held }
    }
}

/// With fields too many or too few there is no telling which is which.
fn whole_row<T>(
    whole: bool,
    record: &mut Record<'_>,
    row: impl FnOnce(&mut Record<'_>) -> Result<T, Unusable>,
) -> Result<T, Unusable> {
    if whole { row(record) } else { Err(Unusable) }
}

/// The key in a row that is otherwise of no use, so that it is not taken for missing.
fn key_of(fields: &[&str], column: Option<usize>) -> Option<String> {
    let key = fields.get(column?)?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!key.is_empty() && key.len() <= MAX_KEY).then_some(key)
}

fn unit_row(at: &UnitsAt, record: &mut Record<'_>) -> Result<UnitRow, Unusable> {
    let key = record.required(at.unit_id, MAX_KEY)?;
    let kind = record.required(at.kind, MAX_KEY)?;
    let kind: UnitKind = match kind.to_ascii_lowercase().parse() {
        Ok(kind) => kind,
        Err(_) => return Err(record.unusable(ProblemCode::UnknownKind, at.kind, &kind)),
    };
    Ok(UnitRow {
        line: record.line,
        key,
        parent: record.optional(at.parent_id, MAX_KEY)?,
        name: record.required(at.name, MAX_NAME)?,
        kind,
        short_code: record.optional(at.short_code, MAX_KEY)?,
        org_number: record.spare(at.org_number, MAX_KEY, cell::check_org_number),
        cost_centre: record.optional(at.cost_centre, MAX_KEY)?,
    })
}

fn person_row(at: &PeopleAt, record: &mut Record<'_>) -> Result<PersonRow, Unusable> {
    let person = record.required(at.person_id, MAX_KEY)?;
    let given_name = record.required(at.given_name, MAX_NAME)?;
    let family_name = record.required(at.family_name, MAX_NAME)?;
    let trust = record.required(at.trust_id, MAX_KEY)?;
    let cost_centre = record.required(at.cost_centre, MAX_KEY)?;
    let title = record.text(at.title, MAX_NAME)?;
    let Some(start) = record.date(at.start)? else {
        return Err(record.unusable(ProblemCode::MissingValue, at.start, ""));
    };
    if cell::is_no_end(start) {
        return Err(record.unusable(ProblemCode::BadDate, at.start, &start.to_string()));
    }
    let end = record.date(at.end)?.filter(|end| !cell::is_no_end(*end));
    if let Some(end) = end.filter(|end| *end < start) {
        return Err(record.unusable(ProblemCode::EndBeforeStart, at.end, &end.to_string()));
    }
    let manager = record.optional(at.manager_person_id, MAX_KEY)?.filter(|manager| *manager != person);
    Ok(PersonRow {
        line: record.line,
        given_name,
        family_name,
        email: record.spare(at.email, MAX_EMAIL, cell::check_email),
        phone: record.spare(at.phone, MAX_PHONE, cell::check_phone),
        hpr_number: record.spare(at.hpr_number, MAX_PHONE, cell::check_hpr_number),
        position: PositionKey { person, trust, cost_centre },
        title,
        period: Period { start, end },
        manager,
    })
}

/// The rows of a unit file, one of each key.
#[derive(Debug, Default)]
struct UnitRows {
    rows: Vec<UnitRow>,
    by_key: HashMap<String, usize>,
}

impl UnitRows {
    /// The first row of a key holds; what a later one says otherwise is reported.
    fn add(&mut self, row: UnitRow, problems: &mut Vec<RowProblem>) {
        let first = match self.by_key.entry(row.key.clone()) {
            Entry::Vacant(free) => {
                free.insert(self.rows.len());
                self.rows.push(row);
                return;
            }
            Entry::Occupied(first) => &self.rows[*first.get()],
        };
        let same_but_name = UnitRow { line: first.line, name: first.name.clone(), ..row.clone() } == *first;
        problems.push(if same_but_name && row.name == first.name {
            RowProblem::new(row.line, ProblemCode::DuplicateRow).value(&row.key).used()
        } else if same_but_name && crate::text::fold(&row.name) == crate::text::fold(&first.name) {
            RowProblem::new(row.line, ProblemCode::NameDiffersInCase).value(&row.name).used()
        } else {
            RowProblem::new(row.line, ProblemCode::DuplicateRow).value(&row.key)
        });
    }
}

impl HrFile {
    /// Whether the file holds people; units otherwise.
    pub fn is_people(&self) -> bool {
        matches!(self.content, Content::People(_))
    }

    /// Rows that could not be used at all.
    pub fn unused(&self) -> usize {
        let lines: HashSet<_> =
            self.problems.iter().filter(|problem| !problem.used).map(|problem| problem.line).collect();
        lines.len()
    }
}

impl<T> Cell<T> {
    pub(super) fn is_bad(&self) -> bool {
        matches!(self, Self::Bad)
    }
}
