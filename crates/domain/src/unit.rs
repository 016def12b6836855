//! POS-1: the kinds of units from the region down, and the tree they make.

use std::collections::{BTreeMap, BTreeSet};

use crate::string_enum::string_enum;

string_enum! {
    /// The level of a unit in the one org tree.
    UnitKind {
        Region = "region",
        HealthTrust = "health_trust",
        Clinic = "clinic",
        Department = "department",
        Section = "section",
    }
}

impl UnitKind {
    /// POS-1: whether a unit of this kind may lie under one of kind `parent`. Regions stand at the top, health
    /// trusts right under them; below a trust levels may be skipped, never turned round.
    pub fn fits_under(self, parent: Option<Self>) -> bool {
        match parent {
            None => self == Self::Region,
            Some(Self::Region) => self == Self::HealthTrust,
            Some(parent) => parent < self,
        }
    }
}

/// Why a set of units is no tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError<Id: std::fmt::Debug> {
    #[error("{0:?} is listed twice")]
    Twice(Id),
    #[error("{unit:?} lies under {parent:?}, which is not listed")]
    UnknownParent { unit: Id, parent: Id },
    /// The units of one ring, the least first, each under the next.
    #[error("{0:?} lie under each other in a ring")]
    Cycle(Vec<Id>),
}

/// One row of the closure: `descendant` lies `depth` steps below `ancestor`, 0 for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClosureRow<Id> {
    pub ancestor: Id,
    pub descendant: Id,
    pub depth: u32,
}

/// POS-1: units and what each lies under. One region is one tree; several may stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree<Id: Ord> {
    parents: BTreeMap<Id, Option<Id>>,
}

impl<Id: Copy + Ord + std::fmt::Debug> Tree<Id> {
    /// Takes (unit, parent) pairs in any order.
    pub fn new(pairs: impl IntoIterator<Item = (Id, Option<Id>)>) -> Result<Self, TreeError<Id>> {
        let mut parents = BTreeMap::new();
        for (unit, parent) in pairs {
            if parents.insert(unit, parent).is_some() {
                return Err(TreeError::Twice(unit));
            }
        }
        let mut sound = BTreeSet::new();
        for &unit in parents.keys() {
            let mut path = Vec::new();
            let mut at = Some(unit);
            while let Some(here) = at.filter(|here| !sound.contains(here)) {
                if let Some(begin) = path.iter().position(|seen| *seen == here) {
                    let mut ring = path.split_off(begin);
                    let least = ring.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(i, _)| i);
                    ring.rotate_left(least);
                    return Err(TreeError::Cycle(ring));
                }
                let Some(parent) = parents.get(&here) else {
                    let unit = path.last().copied().unwrap_or(here);
                    return Err(TreeError::UnknownParent { unit, parent: here });
                };
                path.push(here);
                at = *parent;
            }
            sound.extend(path);
        }
        Ok(Self { parents })
    }

    /// The unit itself and all it lies under, upwards; nothing for a unit that is not listed.
    pub fn with_ancestors(&self, unit: Id) -> impl Iterator<Item = Id> + '_ {
        let first = self.parents.contains_key(&unit).then_some(unit);
        std::iter::successors(first, |here| self.parents.get(here).copied().flatten())
    }

    /// Whether a unit is `ancestor` or lies below it.
    pub fn is_within(&self, unit: Id, ancestor: Id) -> bool {
        self.with_ancestors(unit).any(|here| here == ancestor)
    }

    /// Every pair of a unit and one below it, in order.
    pub fn closure(&self) -> Vec<ClosureRow<Id>> {
        let below = |descendant: Id| {
            (0..).zip(self.with_ancestors(descendant)).map(move |(depth, ancestor)| ClosureRow {
                ancestor,
                descendant,
                depth,
            })
        };
        let mut rows: Vec<_> = self.parents.keys().copied().flat_map(below).collect();
        rows.sort_unstable();
        rows
    }

    /// The fewest units that cover the same: each once, and none that lies below another. Unknown ones are
    /// left out.
    pub fn disjoint_subtrees(&self, units: impl IntoIterator<Item = Id>) -> Vec<Id> {
        let chosen: BTreeSet<Id> = units.into_iter().filter(|unit| self.parents.contains_key(unit)).collect();
        let topmost = |unit: &Id| !self.with_ancestors(*unit).skip(1).any(|above| chosen.contains(&above));
        chosen.iter().copied().filter(topmost).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::UnitKind::*;
    use super::*;
    use proptest::prelude::*;

    /// Proves POS-1: the order of the levels, as a whole table.
    #[test]
    fn levels_are_in_order() {
        let allowed = [
            (None, Region),
            (Some(Region), HealthTrust),
            (Some(HealthTrust), Clinic),
            (Some(HealthTrust), Department),
            (Some(HealthTrust), Section),
            (Some(Clinic), Department),
            (Some(Clinic), Section),
            (Some(Department), Section),
        ];
        for parent in UnitKind::ALL.iter().copied().map(Some).chain([None]) {
            for kind in UnitKind::ALL.iter().copied() {
                assert_eq!(kind.fits_under(parent), allowed.contains(&(parent, kind)), "{kind:?} under {parent:?}");
            }
        }
    }

    /// Proves POS-1: what is no tree is refused, and named.
    #[rstest::rstest]
    #[case(&[(1, None), (1, None)], TreeError::Twice(1))]
    #[case(&[(1, None), (2, Some(7))], TreeError::UnknownParent { unit: 2, parent: 7 })]
    #[case(&[(1, Some(1))], TreeError::Cycle(vec![1]))]
    #[case(&[(1, None), (4, Some(2)), (2, Some(3)), (3, Some(4)), (5, Some(3))], TreeError::Cycle(vec![2, 3, 4]))]
    fn no_tree(#[case] pairs: &[(u32, Option<u32>)], #[case] expected: TreeError<u32>) {
        assert_eq!(Tree::new(pairs.iter().copied()), Err(expected));
    }

    #[test]
    fn a_small_hospital() {
        let tree =
            Tree::new([(1, None), (10, Some(1)), (20, Some(1)), (11, Some(10)), (12, Some(11))]).expect("a tree");
        let row = |ancestor, descendant, depth| ClosureRow { ancestor, descendant, depth };
        assert_eq!(
            tree.closure(),
            [
                row(1, 1, 0),
                row(1, 10, 1),
                row(1, 11, 2),
                row(1, 12, 3),
                row(1, 20, 1),
                row(10, 10, 0),
                row(10, 11, 1),
                row(10, 12, 2),
                row(11, 11, 0),
                row(11, 12, 1),
                row(12, 12, 0),
                row(20, 20, 0),
            ]
        );
        assert_eq!(tree.disjoint_subtrees([12, 20, 10, 10, 99]), [10, 20]);
        assert_eq!(tree.disjoint_subtrees([12, 1]), [1]);
        assert_eq!(tree.with_ancestors(99).count(), 0);
    }

    /// A tree of n units: each lies under one before it, or at the top.
    fn any_tree() -> impl Strategy<Value = Tree<usize>> {
        prop::collection::vec(any::<prop::sample::Index>(), 1..40).prop_map(|picks| {
            let parent = |(unit, pick): (usize, prop::sample::Index)| (unit, pick.index(unit + 1).checked_sub(1));
            Tree::new(picks.into_iter().enumerate().map(parent)).expect("a tree")
        })
    }

    proptest! {
        /// Proves POS-1: the closure says exactly what walking upwards says.
        #[test]
        fn closure_is_reachability(tree in any_tree()) {
            let closure = tree.closure();
            for &unit in tree.parents.keys() {
                for &other in tree.parents.keys() {
                    let row = closure.iter().find(|r| r.ancestor == other && r.descendant == unit);
                    prop_assert_eq!(row.is_some(), tree.is_within(unit, other));
                }
            }
        }

        /// Reduced to disjoint subtrees a scope covers the same units, and none twice.
        #[test]
        fn subtrees_cover_the_same(tree in any_tree(), picks in prop::collection::vec(0usize..45, 0..12)) {
            let roots = tree.disjoint_subtrees(picks.iter().copied());
            for &unit in tree.parents.keys() {
                let before = picks.iter().any(|root| tree.is_within(unit, *root));
                let after = roots.iter().filter(|root| tree.is_within(unit, **root)).count();
                prop_assert_eq!(after, usize::from(before));
            }
        }
    }
}
