//! Doing changes in memory, as the database does them: for trying several files in a row before anything is
//! written, and for the tests.

use std::collections::HashMap;

use super::{
    change::Change,
    current::{Current, CurrentPerson, CurrentPosition, CurrentUnit, UnitFacts},
};
use crate::{ids::PositionId, position::PositionState};

impl Current {
    /// Does the changes one after the other; `new_id` names a position that is made.
    pub fn apply(&mut self, changes: &[Change], mut new_id: impl FnMut() -> PositionId) {
        let mut units: HashMap<String, usize> = places(&self.units, |unit| unit.key.clone());
        let mut people: HashMap<String, usize> = places(&self.people, |person| person.key.clone());
        let mut positions: HashMap<PositionId, usize> = places(&self.positions, |position| position.id);
        for change in changes {
            match change {
                Change::UnitCreated { key, facts, .. } => {
                    units.insert(key.clone(), self.units.len());
                    self.units.push(CurrentUnit { key: key.clone(), facts: facts.clone(), closed: false });
                }
                Change::UnitReopened { key, .. }
                | Change::UnitClosed { key, .. }
                | Change::UnitUpdated { key, .. }
                | Change::UnitMoved { key, .. } => {
                    if let Some(unit) = units.get(key).and_then(|at| self.units.get_mut(*at)) {
                        unit.apply(change);
                    }
                }
                Change::PersonCreated { key, facts, .. } => {
                    people.insert(key.clone(), self.people.len());
                    self.people.push(CurrentPerson { key: key.clone(), facts: facts.clone() });
                }
                Change::EmailReleased { key, .. } | Change::PersonUpdated { key, .. } => {
                    if let Some(person) = people.get(key).and_then(|at| self.people.get_mut(*at)) {
                        person.apply(change);
                    }
                }
                Change::PositionCreated { position, .. } => {
                    let id = new_id();
                    positions.insert(id, self.positions.len());
                    self.positions.push(CurrentPosition {
                        id,
                        key: position.key.clone(),
                        unit: position.unit.clone(),
                        title: position.title.clone(),
                        period: position.period,
                        state: position.state,
                        manager_from_hr: position.manager_from_hr.clone(),
                        manager_set: None,
                        manager: position.manager_from_hr.clone(),
                    });
                }
                Change::PositionClosed { id, .. }
                | Change::PositionOpened { id, .. }
                | Change::PositionReopened { id, .. }
                | Change::PeriodChanged { id, .. }
                | Change::TitleChanged { id, .. }
                | Change::PositionMoved { id, .. }
                | Change::ManagerChanged { id, .. } => {
                    if let Some(position) = positions.get(id).and_then(|at| self.positions.get_mut(*at)) {
                        position.apply(change);
                    }
                }
            }
        }
    }
}

fn places<T, K: std::hash::Hash + Eq>(all: &[T], key: impl Fn(&T) -> K) -> HashMap<K, usize> {
    all.iter().enumerate().map(|(at, one)| (key(one), at)).collect()
}

impl CurrentUnit {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::UnitReopened { .. } => self.closed = false,
            Change::UnitClosed { .. } => self.closed = true,
            Change::UnitMoved { to, .. } => self.facts.parent.clone_from(to),
            Change::UnitUpdated { after, .. } => {
                let parent = self.facts.parent.take();
                self.facts = UnitFacts { parent, ..after.clone() };
            }
            _ => {}
        }
    }
}

impl CurrentPerson {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::EmailReleased { .. } => self.facts.email = None,
            Change::PersonUpdated { after, .. } => self.facts = after.clone(),
            _ => {}
        }
    }
}

impl CurrentPosition {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::PositionClosed { period, .. } => {
                self.period = *period;
                self.state = PositionState::Closed;
            }
            Change::PositionOpened { .. } => self.state = PositionState::Open,
            Change::PositionReopened { period, state, .. } => {
                self.period = *period;
                self.state = *state;
            }
            Change::PeriodChanged { after, .. } => self.period = *after,
            Change::TitleChanged { after, .. } => self.title.clone_from(after),
            Change::PositionMoved { to, .. } => self.unit.clone_from(to),
            Change::ManagerChanged { hr_after, after, .. } => {
                self.manager_from_hr.clone_from(hr_after);
                self.manager.clone_from(after);
            }
            _ => {}
        }
    }
}
