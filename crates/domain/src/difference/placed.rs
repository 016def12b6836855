//! Of two versions of a plan: which sections and requirements came, went, moved, and got a new name or content.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Change;
use crate::ids::{GoalId, RequirementId, SectionId};

/// What a part of a plan is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartId {
    Section(SectionId),
    Goal(GoalId),
}

/// A section, a theme or a goal as a version keeps it. In goals a requirement may stand several times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Versions made before sections were kept by their id know the name alone.
    pub id: Option<PartId>,
    pub name: String,
    /// Each with the number of its publication.
    pub requirements: Vec<(RequirementId, i32)>,
}

/// What became of a section. Those that are gone come last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartDifference {
    pub change: Change,
    pub name: String,
    /// The name it had, where it has another now.
    pub was_named: Option<String>,
    /// Before or after others than before.
    pub moved: bool,
    pub requirements: Vec<PlaceDifference>,
}

/// What became of a requirement. Those that are gone come last, in the section they stood in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceDifference {
    pub id: RequirementId,
    pub change: Change,
    /// Before or after others than before, or in another section.
    pub moved: bool,
    /// The section it stood in, where it is in another now.
    pub from_part: Option<String>,
    /// The publications that it had and has, where it stayed and they are two.
    pub content: Option<(i32, i32)>,
}

pub fn parts(before: &[Part], after: &[Part]) -> Vec<PartDifference> {
    let pairs = paired(before, after);
    let was = |index: usize| pairs.iter().find(|(_, now)| *now == index).map(|(was, _)| *was);
    let now = |index: usize| pairs.iter().find(|(was, _)| *was == index).map(|(_, now)| *now);
    let order_before: Vec<usize> = (0..before.len()).filter_map(now).collect();
    let order_after: Vec<usize> = (0..after.len()).filter(|index| was(*index).is_some()).collect();
    let out_of_order = moved(&order_before, &order_after);
    let here_before = |now: usize, id| was(now).and_then(|was| publication_in(&before[was], id).map(|it| (was, it)));
    // where it came from: a place that does not hold it any more
    let left = |id| {
        let gone = |at: &usize| now(*at).is_none_or(|now| publication_in(&after[now], id).is_none());
        (0..before.len()).filter(gone).find_map(|at| publication_in(&before[at], id).map(|it| (at, it)))
    };
    let came =
        |id| (0..after.len()).any(|at| publication_in(&after[at], id).is_some() && here_before(at, id).is_none());
    let mut found: Vec<PartDifference> = after
        .iter()
        .enumerate()
        .map(|(index, part)| {
            let old = was(index).map(|was| &before[was]);
            // Of those that stood and stand in this section: which are in another order.
            let here = |id: &RequirementId| here_before(index, *id).is_some() && publication_in(part, *id).is_some();
            let ids = |part: &Part| part.requirements.iter().map(|(id, _)| *id).filter(here).collect::<Vec<_>>();
            let out_of_order_here = old.map(|old| moved(&ids(old), &ids(part))).unwrap_or_default();
            let stayed = part.requirements.iter().map(|(id, publication)| {
                let from = if here_before(index, *id).is_some() { None } else { left(*id) };
                let before_it = here_before(index, *id).or(from);
                PlaceDifference {
                    id: *id,
                    change: if before_it.is_some() { Change::Same } else { Change::Added },
                    moved: from.is_some() || out_of_order_here.contains(id),
                    from_part: from.map(|(part, _)| before[part].name.clone()),
                    content: before_it.filter(|(_, old)| old != publication).map(|(_, old)| (old, *publication)),
                }
            });
            let gone = old.into_iter().flat_map(|old| gone(old, Some(part), &came));
            PartDifference {
                change: if old.is_some() { Change::Same } else { Change::Added },
                name: part.name.clone(),
                was_named: old.filter(|old| old.name != part.name).map(|old| old.name.clone()),
                moved: out_of_order.contains(&index),
                requirements: stayed.chain(gone).collect(),
            }
        })
        .collect();
    found.extend(before.iter().enumerate().filter(|(index, _)| now(*index).is_none()).map(|(_, part)| {
        PartDifference {
            change: Change::Removed,
            name: part.name.clone(),
            was_named: None,
            moved: false,
            requirements: gone(part, None, &came).collect(),
        }
    }));
    found
}

/// The requirements that a section held and does not hold, and that have not come into another.
fn gone<'a>(
    part: &'a Part,
    now: Option<&'a Part>,
    came: &'a impl Fn(RequirementId) -> bool,
) -> impl Iterator<Item = PlaceDifference> + 'a {
    let stays = move |id| now.is_some_and(|now| publication_in(now, id).is_some());
    part.requirements.iter().filter(move |(id, _)| !stays(*id) && !came(*id)).map(|(id, _)| PlaceDifference {
        id: *id,
        change: Change::Removed,
        moved: false,
        from_part: None,
        content: None,
    })
}

/// The publication of a requirement that a section holds.
fn publication_in(part: &Part, id: RequirementId) -> Option<i32> {
    part.requirements.iter().find(|(held, _)| *held == id).map(|(_, publication)| *publication)
}

/// Which section is which: by id where both know it; else by name; and of those left, by most requirements in common.
fn paired(before: &[Part], after: &[Part]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut pair = |fits: &dyn Fn(&Part, &Part) -> usize| {
        loop {
            let free = |was: usize, now: usize| pairs.iter().all(|(a, b)| *a != was && *b != now);
            let best = (0..before.len())
                .flat_map(|was| (0..after.len()).map(move |now| (was, now)))
                .filter(|(was, now)| free(*was, *now))
                .map(|(was, now)| (fits(&before[was], &after[now]), was, now))
                // The first of the best.
                .max_by_key(|(score, was, now)| (*score, std::cmp::Reverse((*was, *now))));
            match best {
                Some((score, was, now)) if score > 0 => pairs.push((was, now)),
                _ => return,
            }
        }
    };
    pair(&|was, now| usize::from(was.id.is_some() && was.id == now.id));
    // Two that are known to be different sections are never taken for one.
    let may_be = |was: &Part, now: &Part| was.id.is_none() || now.id.is_none();
    pair(&|was, now| usize::from(may_be(was, now) && was.name == now.name));
    pair(&|was, now| {
        let common = was.requirements.iter().filter(|(id, _)| now.requirements.iter().any(|(other, _)| other == id));
        if may_be(was, now) { common.count() } else { 0 }
    });
    pairs
}

/// Of the same things in two orders: the fewest that have moved.
pub(super) fn moved<T: Copy + Ord + std::hash::Hash>(before: &[T], after: &[T]) -> Vec<T> {
    capture_diff_slices(Algorithm::Myers, before, after)
        .into_iter()
        .flat_map(|op| match op {
            DiffOp::Insert { new_index, new_len, .. } | DiffOp::Replace { new_index, new_len, .. } => {
                after[new_index..new_index + new_len].to_vec()
            }
            DiffOp::Equal { .. } | DiffOp::Delete { .. } => Vec::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::*, sample::subsequence};
    use uuid::Uuid;

    fn id(number: u128) -> RequirementId {
        Uuid::from_u128(number).into()
    }

    fn part(section: u128, name: &str, requirements: &[(u128, i32)]) -> Part {
        Part {
            id: Some(PartId::Section(Uuid::from_u128(section).into())),
            name: name.to_owned(),
            requirements: requirements.iter().map(|(number, publication)| (id(*number), *publication)).collect(),
        }
    }

    /// `+` came, `-` went, `~` moved, `*` says something else.
    fn told(before: &[Part], after: &[Part]) -> Vec<String> {
        let sign = |change| match change {
            Change::Same => "",
            Change::Removed => "-",
            Change::Added => "+",
        };
        let moved = |moved| if moved { "~" } else { "" };
        parts(before, after)
            .into_iter()
            .map(|part| {
                let places: Vec<String> = part
                    .requirements
                    .iter()
                    .map(|place| {
                        let number = place.id.0.as_u128();
                        let from = place.from_part.as_ref().map(|from| format!("<{from}")).unwrap_or_default();
                        let content = if place.content.is_some() { "*" } else { "" };
                        format!("{}{}{content}{number}{from}", sign(place.change), moved(place.moved))
                    })
                    .collect();
                let was = part.was_named.map(|was| format!("<{was}")).unwrap_or_default();
                format!("{}{}{}{was}: {}", sign(part.change), moved(part.moved), part.name, places.join(" "))
            })
            .collect()
    }

    /// Proves PLN-7: literal expectations.
    #[test]
    fn places_are_told() {
        let before = [part(1, "A", &[(1, 1), (2, 1), (3, 1)]), part(2, "B", &[(4, 1)]), part(3, "C", &[(5, 1)])];
        assert_eq!(told(&before, &before), ["A: 1 2 3", "B: 4", "C: 5"]);
        let after = [part(2, "B2", &[(4, 2), (2, 1)]), part(1, "A", &[(3, 1), (1, 1), (6, 1)])];
        assert_eq!(told(&before, &after), ["~B2<B: *4 ~2<A", "A: ~3 1 +6", "-C: -5"]);
        assert_eq!(told(&[], &before[2..]), ["+C: +5"]);
    }

    /// Proves PLN-7: an activity that serves several goals is told of in each.
    #[test]
    fn one_in_several_goals_is_told_in_each() {
        let before = [part(1, "A", &[(1, 1), (2, 1)]), part(2, "B", &[(3, 1)]), part(3, "C", &[(3, 1)])];
        let after = [part(1, "A", &[(2, 1)]), part(2, "B", &[(3, 2), (1, 1), (2, 1)]), part(3, "C", &[])];
        assert_eq!(told(&before, &after), ["A: 2", "B: *3 ~1<A +2", "C: -3"]);
    }

    /// Proves PLN-7: of versions that did not keep their sections' ids, a section is known by its name, and one with
    /// a new name by what it holds.
    #[test]
    fn sections_without_ids_are_known_again() {
        let nameless = |part: Part| Part { id: None, ..part };
        let before = [part(1, "A", &[(1, 1), (2, 1)]), part(2, "B", &[(3, 1)])].map(nameless);
        let after = [part(1, "Første", &[(1, 1), (2, 1)]), part(2, "B", &[(3, 1)])];
        assert_eq!(told(&before, &after), ["Første<A: 1 2", "B: 3"]);
    }

    fn version() -> impl Strategy<Value = Vec<Part>> {
        let places = subsequence((0..10_u128).collect::<Vec<_>>(), 0..=10).prop_shuffle();
        (
            places,
            proptest::collection::vec((0..4_usize, 1..3_i32), 10),
            subsequence(vec![0, 1, 2, 3], 1..=4).prop_shuffle(),
        )
            .prop_map(|(places, choices, sections)| {
                let mut parts: Vec<Part> =
                    sections.iter().map(|number| part(*number, &format!("Del {number}"), &[])).collect();
                let count = parts.len();
                for (number, (section, publication)) in places.into_iter().zip(choices) {
                    parts[section % count].requirements.push((id(number), publication));
                }
                parts
            })
    }

    proptest! {
        /// Proves PLN-7: whatever two versions hold, both can be read out of the difference, and none of two that are
        /// the same is told to differ.
        #[test]
        fn both_versions_are_in_it(before in version(), after in version()) {
            let found = parts(&before, &after);
            let now: Vec<(String, Vec<RequirementId>)> = found
                .iter()
                .filter(|part| part.change != Change::Removed)
                .map(|part| {
                    let stays = part.requirements.iter().filter(|place| place.change != Change::Removed);
                    (part.name.clone(), stays.map(|place| place.id).collect())
                })
                .collect();
            let expected: Vec<(String, Vec<RequirementId>)> = after
                .iter()
                .map(|part| (part.name.clone(), part.requirements.iter().map(|(id, _)| *id).collect()))
                .collect();
            prop_assert_eq!(now, expected);
            let mut was: Vec<(RequirementId, String)> = Vec::new();
            for part in &found {
                for place in part.requirements.iter().filter(|place| place.change != Change::Added) {
                    let own = part.was_named.clone().unwrap_or_else(|| part.name.clone());
                    was.push((place.id, place.from_part.clone().unwrap_or(own)));
                }
            }
            was.sort();
            let mut stood: Vec<(RequirementId, String)> = before
                .iter()
                .flat_map(|part| part.requirements.iter().map(|(id, _)| (*id, part.name.clone())))
                .collect();
            stood.sort();
            prop_assert_eq!(was, stood);
            let nothing = |part: &PartDifference| {
                part.change == Change::Same && part.was_named.is_none() && !part.moved
                    && part.requirements.iter().all(|p| p.change == Change::Same && !p.moved && p.content.is_none())
            };
            prop_assert_eq!(found.iter().all(nothing), before == after);
        }
    }
}
