//! POS-1: the org tree of a file against the one there is.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    change::Change,
    current::{Current, CurrentUnit, UnitFacts},
    problem::{ProblemCode, RowProblem},
    row::{Held, UnitRow},
};
use crate::unit::UnitKind;

/// The units as they will be: what is open, and where.
pub(super) struct Units<'a> {
    by_key: HashMap<&'a str, Unit<'a>>,
}

struct Unit<'a> {
    parent: Option<&'a str>,
    kind: UnitKind,
}

/// Where a cost centre leads within a trust.
pub(super) struct CostCentres<'a> {
    units: HashMap<(&'a str, &'a str), &'a str>,
    pub trusts: HashSet<&'a str>,
}

impl<'a> Units<'a> {
    fn trust_of(&self, unit: &'a str) -> Option<&'a str> {
        let mut at = Some(unit);
        // A tree has no longer path than it has units.
        for _ in 0..=self.by_key.len() {
            let here = self.by_key.get(at?)?;
            if here.kind == UnitKind::HealthTrust {
                return at;
            }
            at = here.parent;
        }
        None
    }
}

impl<'a> CostCentres<'a> {
    /// Of the open units as they are.
    pub fn of_current(current: &'a Current) -> Self {
        let open: Vec<_> = current.units.iter().filter(|unit| !unit.closed).collect();
        let by_key = open.iter().map(|unit| (unit.key.as_str(), Unit::of(&unit.facts))).collect();
        let mut centres = Self { units: HashMap::new(), trusts: HashSet::new() };
        let units = Units { by_key };
        for unit in open {
            centres.add(&units, &unit.key, unit.facts.cost_centre.as_deref());
        }
        centres
    }

    /// Answers false where another unit of the trust has the cost centre.
    fn add(&mut self, units: &Units<'a>, key: &'a str, cost_centre: Option<&'a str>) -> bool {
        let Some(trust) = units.trust_of(key) else { return true };
        self.trusts.insert(trust);
        cost_centre.is_none_or(|centre| *self.units.entry((trust, centre)).or_insert(key) == key)
    }

    pub fn unit(&self, trust: &str, cost_centre: &str) -> Option<&'a str> {
        self.units.get(&(trust, cost_centre)).copied()
    }
}

impl<'a> Unit<'a> {
    fn of(facts: &'a UnitFacts) -> Self {
        Self { parent: facts.parent.as_deref(), kind: facts.kind }
    }
}

/// What a unit file changes.
#[derive(Default)]
pub(super) struct UnitChanges {
    pub changes: Vec<Change>,
    /// Missing units that close once nothing is in them: children before parents.
    pub closing: Vec<Change>,
    pub problems: Vec<RowProblem>,
}

/// How each unit of the file or of today ends up.
enum Fate<'a> {
    /// As its row says.
    Row(&'a UnitRow),
    /// Its row is of no use: as it is.
    Kept(&'a CurrentUnit),
}

/// Compares. `occupied` says whether anybody works in a unit when all is done, given where cost centres lead.
pub(super) fn diff<'a>(
    current: &'a Current,
    rows: &'a [UnitRow],
    held: &'a HashSet<Held>,
    occupied: impl FnOnce(&CostCentres<'a>, &mut Vec<Change>) -> HashSet<String>,
) -> UnitChanges {
    let mut out = UnitChanges::default();
    let now: HashMap<&str, &CurrentUnit> = current.units.iter().map(|unit| (unit.key.as_str(), unit)).collect();
    let fates = settle(rows, &now, held, &mut out.problems);

    // As they will be; what is missing in the file is where it was.
    let mut by_key: HashMap<&str, Unit<'_>> = current
        .units
        .iter()
        .filter(|unit| !unit.closed)
        .map(|unit| (unit.key.as_str(), Unit::of(&unit.facts)))
        .collect();
    by_key.extend(fates.iter().filter_map(|(key, fate)| match fate {
        Fate::Row(row) => Some((*key, Unit { parent: row.parent.as_deref(), kind: row.kind })),
        Fate::Kept(_) => None,
    }));
    let units = Units { by_key };
    // Who keeps a cost centre stands first, then the order of the file.
    let mut centres = CostCentres { units: HashMap::new(), trusts: HashSet::new() };
    let is_kept = |unit: &&CurrentUnit| matches!(fates.get(unit.key.as_str()), Some(Fate::Kept(_)));
    for unit in current.units.iter().filter(is_kept) {
        centres.add(&units, &unit.key, unit.facts.cost_centre.as_deref());
    }
    let mut taken = HashSet::new();
    for row in rows.iter().filter(|row| matches!(fates.get(row.key.as_str()), Some(Fate::Row(_)))) {
        if !centres.add(&units, &row.key, row.cost_centre.as_deref()) {
            let value = row.cost_centre.as_deref().unwrap_or_default();
            out.problems.push(RowProblem::new(row.line, ProblemCode::CostCentreTaken).value(value).used());
            taken.insert(row.key.as_str());
        }
    }

    changes(rows, &fates, &units, &now, &taken, &mut out.changes);
    let occupied = occupied(&centres, &mut out.changes);
    let in_use = close_missing(current, &fates, &occupied, &mut out);
    // A unit that stays without a row of its own gives up a cost centre that leads elsewhere now.
    let without_row = |unit: &&CurrentUnit| is_kept(unit) || in_use.contains(unit.key.as_str());
    for unit in current.units.iter().filter(|unit| !unit.closed).filter(without_row) {
        if !centres.add(&units, &unit.key, unit.facts.cost_centre.as_deref()) {
            let (before, key) = (unit.facts.clone(), unit.key.clone());
            let after = UnitFacts { cost_centre: None, ..before.clone() };
            out.changes.push(Change::UnitUpdated { line: None, key, before, after });
        }
    }
    out
}

/// Decides whose row holds: a row must lie in a tree of the file's and the kept units, each level in its
/// place. A row that does not is given up, which can undo others, until all that is left is sound.
fn settle<'a>(
    rows: &'a [UnitRow],
    now: &HashMap<&'a str, &'a CurrentUnit>,
    held: &'a HashSet<Held>,
    problems: &mut Vec<RowProblem>,
) -> HashMap<&'a str, Fate<'a>> {
    let open = |key: &str| now.get(key).filter(|unit| !unit.closed).copied();
    let mut fates: HashMap<&str, Fate<'_>> = held
        .iter()
        .filter_map(|held| match held {
            Held::Unit(key) => open(key).map(|unit| (unit.key.as_str(), Fate::Kept(unit))),
            Held::Person(_) => None,
        })
        .collect();
    let held_new: HashSet<&str> = held
        .iter()
        .filter_map(|held| match held {
            Held::Unit(key) => Some(key.as_str()),
            Held::Person(_) => None,
        })
        .collect();
    fates.extend(rows.iter().map(|row| (row.key.as_str(), Fate::Row(row))));
    let mut given_up: HashSet<&str> = HashSet::new();
    loop {
        let wrong = |row: &'a UnitRow| look_over(row, &fates, &given_up, &held_new, &open).map(|found| (row, found));
        let by_row = rows.iter().filter(|row| matches!(fates.get(row.key.as_str()), Some(Fate::Row(_))));
        let (mut rejected, rings): (Vec<_>, Vec<_>) =
            by_row.filter_map(wrong).partition(|(_, found)| !matches!(found, Misplaced::RingWithKept));
        // Such a ring may open by itself when the others are given up.
        if rejected.is_empty() {
            rejected = rings;
        }
        if rejected.is_empty() {
            return fates;
        }
        for (row, found) in rejected {
            let code = match found {
                Misplaced::For(code) => code,
                Misplaced::RingWithKept => ProblemCode::ParentCycle,
            };
            problems.push(RowProblem::new(row.line, code).value(row.parent.as_deref().unwrap_or_default()));
            given_up.insert(&row.key);
            match open(&row.key) {
                Some(unit) => fates.insert(&row.key, Fate::Kept(unit)),
                None => fates.remove(row.key.as_str()),
            };
        }
    }
}

/// What is wrong with the place of a row's unit.
enum Misplaced {
    For(ProblemCode),
    /// It would lie in a ring with units whose own rows do not hold.
    RingWithKept,
}

/// Looks at the place of a row's unit. The levels in order keep all rings of rows out, since in a ring they
/// must turn somewhere; a short ring is named for what it is.
fn look_over<'a>(
    row: &'a UnitRow,
    fates: &HashMap<&'a str, Fate<'a>>,
    given_up: &HashSet<&str>,
    held: &HashSet<&str>,
    open: &impl Fn(&str) -> Option<&'a CurrentUnit>,
) -> Option<Misplaced> {
    let order = |parent| (!row.kind.fits_under(parent)).then_some(Misplaced::For(ProblemCode::KindOrder));
    let Some(parent) = row.parent.as_deref() else { return order(None) };
    let parent_kind = match fates.get(parent) {
        Some(Fate::Row(above)) => above.kind,
        Some(Fate::Kept(above)) => above.facts.kind,
        None if given_up.contains(parent) || held.contains(parent) => {
            return Some(Misplaced::For(ProblemCode::ParentLeftOut));
        }
        None => return Some(Misplaced::For(ProblemCode::UnknownParent)),
    };
    // From a unit that stays as it is the way up goes on through what is missing in the file, since that stays
    // as long as something lies under it; a row cannot lie there.
    let (mut at, mut only_rows, mut from_row) = (Some(parent), true, true);
    for _ in 0..RING_LOOKED_FOR {
        let Some(here) = at else { break };
        if here == row.key {
            return if only_rows {
                Some(Misplaced::For(ProblemCode::ParentCycle))
            } else {
                order(Some(parent_kind)).or(Some(Misplaced::RingWithKept))
            };
        }
        let fate = fates.get(here);
        only_rows &= matches!(fate, Some(Fate::Row(_)));
        at = match fate {
            Some(Fate::Row(above)) => above.parent.as_deref(),
            Some(Fate::Kept(above)) => above.facts.parent.as_deref(),
            None if from_row => None,
            None => open(here).and_then(|above| above.facts.parent.as_deref()),
        };
        from_row = matches!(fate, Some(Fate::Row(_)));
    }
    order(Some(parent_kind))
}

const RING_LOOKED_FOR: usize = 32;

/// The changes that make units what their rows say, a parent before what lies under it.
fn changes<'a>(
    rows: &'a [UnitRow],
    fates: &HashMap<&'a str, Fate<'a>>,
    units: &Units<'a>,
    now: &HashMap<&'a str, &'a CurrentUnit>,
    taken: &HashSet<&str>,
    out: &mut Vec<Change>,
) {
    let depth = |row: &UnitRow| {
        let up = |key: &&str| units.by_key.get(*key).and_then(|unit| unit.parent);
        std::iter::successors(row.parent.as_deref(), up).take(units.by_key.len()).count()
    };
    let mut sorted: Vec<(usize, &UnitRow)> = rows
        .iter()
        .filter(|row| matches!(fates.get(row.key.as_str()), Some(Fate::Row(_))))
        .map(|row| (depth(row), row))
        .collect();
    sorted.sort_by_key(|(depth, row)| (*depth, row.line));
    for (_, row) in sorted {
        let known = now.get(row.key.as_str());
        let after = UnitFacts {
            parent: row.parent.clone(),
            name: row.name.clone(),
            kind: row.kind,
            short_code: row.short_code.clone(),
            org_number: row.org_number.or_kept(known.and_then(|unit| unit.facts.org_number.as_ref())),
            cost_centre: row.cost_centre.clone().filter(|_| !taken.contains(row.key.as_str())),
        };
        let (line, key) = (row.line, row.key.clone());
        let Some(unit) = known else {
            out.push(Change::UnitCreated { line, key, facts: after });
            continue;
        };
        let before = unit.facts.clone();
        if unit.closed {
            out.push(Change::UnitReopened { line, key: key.clone(), name: before.name.clone() });
        }
        if before.parent != after.parent {
            let (from, to) = (before.parent.clone(), after.parent.clone());
            out.push(Change::UnitMoved { line, key: key.clone(), name: after.name.clone(), from, to });
        }
        let before = UnitFacts { parent: after.parent.clone(), ..before };
        if before != after {
            out.push(Change::UnitUpdated { line: Some(line), key, before, after });
        }
    }
}

/// Units that the file does not have any more close, unless something is left in them. Answers which stay.
fn close_missing<'a>(
    current: &'a Current,
    fates: &HashMap<&str, Fate<'_>>,
    occupied: &HashSet<String>,
    out: &mut UnitChanges,
) -> BTreeSet<&'a str> {
    let missing: HashMap<&str, &CurrentUnit> = current
        .units
        .iter()
        .filter(|unit| !unit.closed && !fates.contains_key(unit.key.as_str()))
        .map(|unit| (unit.key.as_str(), unit))
        .collect();
    let mut in_use: BTreeSet<&str> = missing.keys().copied().filter(|key| occupied.contains(*key)).collect();
    in_use.extend(current.units_in_use.iter().map(String::as_str).filter(|key| missing.contains_key(key)));
    in_use.extend(fates.values().filter_map(|fate| {
        let parent = match fate {
            Fate::Row(row) => row.parent.as_deref(),
            Fate::Kept(unit) => unit.facts.parent.as_deref(),
        };
        parent.and_then(|parent| missing.get_key_value(parent)).map(|(key, _)| *key)
    }));
    // What is above something in use is in use.
    let mut above: Vec<&str> = in_use.iter().copied().collect();
    while let Some(key) = above.pop() {
        let parent = missing.get(key).and_then(|unit| unit.facts.parent.as_deref());
        if let Some((parent, _)) = parent.and_then(|parent| missing.get_key_value(parent))
            && in_use.insert(parent)
        {
            above.push(parent);
        }
    }
    for key in &in_use {
        let mut problem =
            RowProblem::new(0, ProblemCode::UnitInUse).value(missing.get(key).map_or(*key, |unit| &unit.facts.name));
        problem.line = None;
        out.problems.push(problem);
    }
    let depth = |unit: &CurrentUnit| {
        let up = |key: &&str| missing.get(*key).and_then(|unit| unit.facts.parent.as_deref());
        std::iter::successors(Some(unit.key.as_str()), up).take(missing.len() + 1).count()
    };
    let mut closing: Vec<_> = missing.values().filter(|unit| !in_use.contains(unit.key.as_str())).collect();
    closing.sort_by_key(|unit| (std::cmp::Reverse(depth(unit)), &unit.key));
    out.closing = closing
        .into_iter()
        .map(|unit| Change::UnitClosed { key: unit.key.clone(), name: unit.facts.name.clone() })
        .collect();
    in_use
}
