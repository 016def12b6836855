//! POS-2, POS-3, POS-5, POS-10, POS-12: people and positions of a file against those there are.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::{
    change::{Change, CloseCause, NewPosition},
    current::{Current, CurrentPerson, CurrentPosition},
    email,
    problem::{ProblemCode, RowProblem},
    row::{Held, PersonRow},
    units::CostCentres,
};
use crate::position::{self, Period, PositionKey, PositionState};

/// What a people file changes.
#[derive(Default)]
pub(super) struct PeopleChanges {
    pub people: Vec<Change>,
    pub closing: Vec<Change>,
    pub positions: Vec<Change>,
    pub managers: Vec<Change>,
    pub problems: Vec<RowProblem>,
    /// Open positions whose employment the file ends, against its stored end.
    pub ended: usize,
}

/// The rows of one position, as employments without gaps, earliest first.
struct Wanted<'a> {
    unit: &'a str,
    employments: Vec<Employment<'a>>,
}

struct Employment<'a> {
    period: Period,
    /// The row that says title and manager: the one in force, else the next to come, else the last.
    row: &'a PersonRow,
}

/// A position that is live when all is done.
struct Live<'a> {
    person: &'a str,
    is_open: bool,
    current: Option<&'a CurrentPosition>,
    row: Option<&'a PersonRow>,
    /// Where in `positions` it is created.
    created: Option<usize>,
}

struct Diff<'a> {
    today: NaiveDate,
    /// People of whom a row could not be used: none of their positions is taken for missing.
    held: HashSet<&'a str>,
    names: HashMap<&'a str, String>,
    live: Vec<Live<'a>>,
    out: PeopleChanges,
}

/// Compares.
pub(super) fn diff<'a>(
    current: &'a Current,
    rows: &'a [PersonRow],
    held: &'a HashSet<Held>,
    today: NaiveDate,
) -> PeopleChanges {
    let people: HashMap<&str, &CurrentPerson> =
        current.people.iter().map(|person| (person.key.as_str(), person)).collect();
    let mut diff = Diff {
        today,
        held: held
            .iter()
            .filter_map(|held| match held {
                Held::Person(key) => Some(key.as_str()),
                Held::Unit(_) => None,
            })
            .collect(),
        names: HashMap::new(),
        live: Vec::new(),
        out: PeopleChanges::default(),
    };
    let centres = CostCentres::of_current(current);
    let usable = diff.usable(rows, &centres);
    diff.names = current.people.iter().map(|person| (person.key.as_str(), person.facts.name())).collect();
    for (row, _) in &usable {
        diff.names.entry(&row.position.person).or_insert_with(|| format!("{} {}", row.given_name, row.family_name));
    }
    let mut wanted = diff.wanted(&usable);
    let known = Known::of(current);
    for (key, known) in &known {
        diff.position(key, known, wanted.remove(key));
    }
    // What is left is new; in the order of the file, so that the same file always says the same.
    let mut fresh: Vec<_> = wanted.into_iter().collect();
    fresh.sort_by_key(|(_, wanted)| wanted.employments.first().map(|first| first.row.line));
    for (key, wanted) in fresh {
        diff.position(key, &Known::default(), Some(wanted));
    }

    let with_position: HashSet<&str> = diff.live.iter().map(|live| live.person).collect();
    let rows = usable.iter().map(|(row, _)| *row).filter(|row| {
        let person = row.position.person.as_str();
        people.contains_key(person) || with_position.contains(person)
    });
    diff.out.people = email::people(current, rows, &mut diff.out.problems);
    let exists = |person: &str| people.contains_key(person) || with_position.contains(person);
    diff.managers(exists);
    diff.out
}

/// The first employment that makes a position today; in the days a LIS1 has besides, one after it that opens
/// takes its place.
fn first_live<'a, 'e>(
    employments: &'e [Employment<'a>],
    today: NaiveDate,
) -> Option<(&'e Employment<'a>, PositionState)> {
    let mut live = employments
        .iter()
        .map(|e| (e, position::state(&e.period, false, position::is_lis1(&e.row.title), today)))
        .filter(|(_, state)| state.is_live())
        .peekable();
    let mut first = live.next()?;
    while first.0.period.end.is_some_and(|end| end < today)
        && let Some(next) = live.next_if(|(_, state)| *state == PositionState::Open)
    {
        first = next;
    }
    Some(first)
}

fn in_force(row: &PersonRow, today: NaiveDate) -> bool {
    row.period.start <= today && row.period.end.is_none_or(|end| today <= end)
}

/// What is known of one key: the live position, and the latest closed one.
#[derive(Default)]
struct Known<'a> {
    live: Option<&'a CurrentPosition>,
    closed: Option<&'a CurrentPosition>,
}

impl<'a> Known<'a> {
    /// In the order in which they were given.
    fn of(current: &'a Current) -> Vec<(&'a PositionKey, Known<'a>)> {
        let mut places: HashMap<&PositionKey, usize> = HashMap::with_capacity(current.positions.len());
        let mut all: Vec<(&PositionKey, Known<'_>)> = Vec::with_capacity(current.positions.len());
        for position in &current.positions {
            let place = *places.entry(&position.key).or_insert_with(|| {
                all.push((&position.key, Known::default()));
                all.len() - 1
            });
            let known = &mut all[place].1;
            let slot = if position.state.is_live() { &mut known.live } else { &mut known.closed };
            if slot.is_none_or(|other| other.period.start < position.period.start) {
                *slot = Some(position);
            }
        }
        all
    }
}

impl<'a> Diff<'a> {
    /// Rows whose trust and cost centre are known, each with its unit.
    fn usable(&mut self, rows: &'a [PersonRow], centres: &CostCentres<'a>) -> Vec<(&'a PersonRow, &'a str)> {
        let mut usable = Vec::with_capacity(rows.len());
        for row in rows {
            let PositionKey { person, trust, cost_centre } = &row.position;
            if let Some(unit) = centres.unit(trust, cost_centre) {
                usable.push((row, unit));
                continue;
            }
            let problem = if centres.trusts.contains(trust.as_str()) {
                RowProblem::new(row.line, ProblemCode::UnknownCostCentre).value(cost_centre)
            } else {
                RowProblem::new(row.line, ProblemCode::UnknownTrust).value(trust)
            };
            self.out.problems.push(problem);
            self.held.insert(person);
        }
        usable
    }

    /// POS-3: the rows of each key, joined where there is no gap.
    fn wanted(&mut self, usable: &[(&'a PersonRow, &'a str)]) -> HashMap<&'a PositionKey, Wanted<'a>> {
        let mut by_key: HashMap<&PositionKey, (&str, Vec<&PersonRow>)> = HashMap::with_capacity(usable.len());
        for (row, unit) in usable {
            by_key.entry(&row.position).or_insert_with(|| (unit, Vec::new())).1.push(row);
        }
        let today = self.today;
        by_key
            .into_iter()
            .map(|(key, (unit, mut rows))| {
                rows.sort_by_key(|row| (row.period.start, row.line));
                self.drop_doubles(&mut rows);
                let mut employments: Vec<Employment<'_>> = Vec::with_capacity(1);
                for row in rows {
                    match employments.last_mut() {
                        Some(last) if last.period.continued_by(&row.period) => {
                            last.period = last.period.joined(&row.period);
                            // Later rows take over on their first day, not before.
                            if in_force(row, today) || (row.period.start <= today && !in_force(last.row, today)) {
                                last.row = row;
                            }
                        }
                        _ => employments.push(Employment { period: row.period, row }),
                    }
                }
                (key, Wanted { unit, employments })
            })
            .collect()
    }

    /// Of rows for the same days the first holds.
    fn drop_doubles(&mut self, rows: &mut Vec<&'a PersonRow>) {
        rows.dedup_by(|later, first| {
            if later.period != first.period {
                return false;
            }
            let problem = RowProblem::new(later.line, ProblemCode::DuplicateRow).value(&later.position.person);
            let same = later.title == first.title && later.manager == first.manager;
            self.out.problems.push(if same { problem.used() } else { problem });
            true
        });
    }

    /// Brings one key from what is known to what is wanted.
    fn position(&mut self, key: &'a PositionKey, known: &Known<'a>, wanted: Option<Wanted<'a>>) {
        let Wanted { unit, employments } = wanted.unwrap_or(Wanted { unit: "", employments: Vec::new() });
        let Some(current) = known.live else {
            let Some((next, state)) = first_live(&employments, self.today) else { return };
            // A closed position belongs to the first employment that touches it, which may be over for good.
            let goes_on = |closed: &&CurrentPosition| {
                let first = employments.iter().find(|employment| closed.period.continued_by(&employment.period));
                first.is_some_and(|first| first.period == next.period)
            };
            match known.closed.filter(goes_on) {
                Some(closed) => self.reopen(closed, next, unit, state),
                None => self.create(key, next, unit, state),
            }
            return;
        };
        let same = employments.iter().position(|employment| current.period.continued_by(&employment.period));
        let over = match same {
            Some(at) => self.keep(current, &employments[at], unit),
            None => self.absent(current),
        };
        let rest = &employments[same.map_or(0, |at| at + 1)..];
        let Some((next, state)) = first_live(rest, self.today) else {
            return self.settle(current, same.map(|at| employments[at].row), over);
        };
        // Two positions of one key are never live side by side: the next waits until this one is over, and
        // what a LIS1 has besides ends when the next opens.
        let over = match over {
            Over::InGrace(ended) if state == PositionState::Open => {
                let period = Period { end: Some(ended), ..current.period };
                self.close(current, Some(next.row.line), period, CloseCause::Replaced);
                Over::Closed
            }
            over => over,
        };
        if matches!(over, Over::Closed) {
            self.create(key, next, unit, state);
        } else {
            self.settle(current, same.map(|at| employments[at].row), over);
        }
    }

    fn name(&self, person: &str) -> String {
        self.names.get(person).cloned().unwrap_or_default()
    }

    /// The position goes on as the employment says.
    fn keep(&mut self, current: &'a CurrentPosition, employment: &Employment<'a>, unit: &str) -> Over {
        let row = employment.row;
        let (id, key, name) = (current.id, &current.key, self.name(&current.key.person));
        let line = row.line;
        // An extension replaces the row of the time before it: what has begun keeps its beginning.
        let begun = current.period.start <= self.today;
        let start = if begun { current.period.start.min(employment.period.start) } else { employment.period.start };
        let after = Period { start, end: employment.period.end };
        let lis1 = position::is_lis1(&row.title);
        let state = position::state(&after, current.state == PositionState::Open, lis1, self.today);
        self.count(current, after.end);
        if state == PositionState::Closed {
            self.close(current, Some(line), after, CloseCause::Ended);
            return Over::Closed;
        }
        if after != current.period {
            let (key, name, before) = (key.clone(), name.clone(), current.period);
            self.out.positions.push(Change::PeriodChanged { line: Some(line), id, key, name, before, after });
        }
        self.retitle_and_move(current, row, unit);
        let opens = current.state == PositionState::Pending && state == PositionState::Open;
        if opens {
            self.out.positions.push(Change::PositionOpened { line: Some(line), id, key: key.clone(), name });
        }
        match after.end.filter(|end| *end < self.today) {
            Some(ended) => Over::InGrace(ended),
            None => Over::No { opens },
        }
    }

    /// The file says nothing of the position.
    fn absent(&mut self, current: &'a CurrentPosition) -> Over {
        if self.held.contains(current.key.person.as_str()) {
            return Over::No { opens: false };
        }
        let (today, lis1) = (self.today, position::is_lis1(&current.title));
        let until = |end| Period { end: Some(end), ..current.period };
        let state = |period| position::state(&period, current.state == PositionState::Open, lis1, today);
        if let Some(ended) = current.period.end.filter(|end| *end < today) {
            if state(current.period) == PositionState::Closed {
                self.close(current, None, current.period, CloseCause::Ended);
                return Over::Closed;
            }
            return Over::InGrace(ended);
        }
        let yesterday = today.pred_opt().unwrap_or(today);
        self.count(current, Some(yesterday));
        // What has not begun is over on its first day.
        if current.period.start > yesterday {
            self.close(current, None, until(current.period.start), CloseCause::Missing);
            return Over::Closed;
        }
        if state(until(yesterday)) == PositionState::Closed {
            self.close(current, None, until(yesterday), CloseCause::Missing);
            return Over::Closed;
        }
        let (id, key, name) = (current.id, current.key.clone(), self.name(&current.key.person));
        let (before, after) = (current.period, until(yesterday));
        self.out.positions.push(Change::PeriodChanged { line: None, id, key, name, before, after });
        Over::InGrace(yesterday)
    }

    /// POS-4: the file ends an employment that would otherwise go on.
    fn count(&mut self, current: &CurrentPosition, end: Option<NaiveDate>) {
        let is_over = |end: Option<NaiveDate>| end.is_some_and(|end| end < self.today);
        if current.state == PositionState::Open && is_over(end) && !is_over(current.period.end) {
            self.out.ended += 1;
        }
    }

    fn close(&mut self, current: &CurrentPosition, line: Option<u64>, period: Period, cause: CloseCause) {
        let (id, key, name) = (current.id, current.key.clone(), self.name(&current.key.person));
        self.out.closing.push(Change::PositionClosed { line, id, key, name, period, cause });
    }

    /// Notes a position that stays live.
    fn settle(&mut self, current: &'a CurrentPosition, row: Option<&'a PersonRow>, over: Over) {
        let opens = match over {
            Over::Closed => return,
            Over::InGrace(_) => false,
            Over::No { opens } => opens,
        };
        let is_open = opens || current.state == PositionState::Open;
        self.live.push(Live { person: &current.key.person, is_open, current: Some(current), row, created: None });
    }

    fn create(&mut self, key: &'a PositionKey, employment: &Employment<'a>, unit: &str, state: PositionState) {
        let position = NewPosition {
            key: key.clone(),
            unit: unit.to_owned(),
            title: employment.row.title.clone(),
            period: employment.period,
            state,
            manager_from_hr: None,
        };
        let is_open = state == PositionState::Open;
        let (row, created) = (Some(employment.row), Some(self.out.positions.len()));
        self.live.push(Live { person: &key.person, is_open, current: None, row, created });
        let (line, name) = (employment.row.line, self.name(&key.person));
        self.out.positions.push(Change::PositionCreated { line, name, position });
    }

    /// The position was closed and its employment goes on: everything on it comes back.
    fn reopen(&mut self, closed: &'a CurrentPosition, employment: &Employment<'a>, unit: &str, state: PositionState) {
        // An employment that is over does not open again what was closed by hand in the days a LIS1 has besides.
        if employment.period.end.is_some_and(|end| end < self.today) {
            return;
        }
        let row = employment.row;
        let begun = closed.period.start <= self.today;
        let start = if begun { closed.period.start.min(employment.period.start) } else { employment.period.start };
        let period = Period { start, end: employment.period.end };
        let (line, id, key, name) = (row.line, closed.id, closed.key.clone(), self.name(&closed.key.person));
        self.out.positions.push(Change::PositionReopened { line, id, key, name, period, state });
        self.retitle_and_move(closed, row, unit);
        let is_open = state == PositionState::Open;
        self.live.push(Live {
            person: &closed.key.person,
            is_open,
            current: Some(closed),
            row: Some(row),
            created: None,
        });
    }

    fn retitle_and_move(&mut self, current: &CurrentPosition, row: &PersonRow, unit: &str) {
        let (line, id, name) = (row.line, current.id, self.name(&current.key.person));
        if row.title != current.title {
            let (key, name) = (current.key.clone(), name.clone());
            let (before, after) = (current.title.clone(), row.title.clone());
            self.out.positions.push(Change::TitleChanged { line, id, key, name, before, after });
        }
        if unit != current.unit {
            let (key, from, to) = (current.key.clone(), current.unit.clone(), unit.to_owned());
            self.out.positions.push(Change::PositionMoved { line: Some(line), id, key, name, from, to });
        }
    }

    /// POS-12: HR's word, what was set by hand above it, and nobody where that one has left.
    fn managers(&mut self, exists: impl Fn(&str) -> bool) {
        let at_work: HashSet<&str> = self.live.iter().filter(|live| live.is_open).map(|live| live.person).collect();
        for live in &self.live {
            let kept = live.current.and_then(|current| current.manager_from_hr.as_deref());
            let from_hr = match live.row.map(|row| (row, row.manager.as_deref())) {
                None => kept,
                Some((_, None)) => None,
                Some((_, Some(manager))) if exists(manager) => Some(manager),
                Some((row, Some(manager))) => {
                    self.out
                        .problems
                        .push(RowProblem::new(row.line, ProblemCode::UnknownManager).value(manager).used());
                    kept
                }
            };
            let Some(current) = live.current else {
                if let Some(Change::PositionCreated { position, .. }) =
                    live.created.and_then(|at| self.out.positions.get_mut(at))
                {
                    position.manager_from_hr = from_hr.map(str::to_owned);
                }
                continue;
            };
            let set = current.manager_set.as_deref();
            let after = position::manager(from_hr, set, |person| !at_work.contains(person));
            // Who it is matters, and is kept up, from the day the position opens.
            if from_hr != kept || (live.is_open && after != current.manager.as_deref()) {
                self.out.managers.push(Change::ManagerChanged {
                    line: live.row.map(|row| row.line),
                    id: current.id,
                    key: current.key.clone(),
                    name: self.names.get(live.person).cloned().unwrap_or_default(),
                    hr_before: current.manager_from_hr.clone(),
                    hr_after: from_hr.map(str::to_owned),
                    before: current.manager.clone(),
                    after: after.map(str::to_owned),
                });
            }
        }
    }
}

/// Whether a position's employment is over.
#[derive(Clone, Copy)]
enum Over {
    No {
        opens: bool,
    },
    /// POS-7: since this day, and the position is still open.
    InGrace(NaiveDate),
    Closed,
}
