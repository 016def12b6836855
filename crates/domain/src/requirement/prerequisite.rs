//! REQ-5: what must be fulfilled before. A requirement never rests on itself, by whatever way round.

use std::collections::{BTreeMap, BTreeSet};

/// The way round by which `start` would rest on itself if it rested on `on`: `start` first, then each that the one
/// before it rests on, without `start` again. None where there is no such way.
pub fn cycle<Id: Copy + Ord>(start: Id, on: &[Id], rests_on: &BTreeMap<Id, Vec<Id>>) -> Option<Vec<Id>> {
    let mut seen = BTreeSet::new();
    let mut way = vec![start];
    // Each step of the way with what is still to be tried from it.
    let mut open = vec![on.iter()];
    while let Some(next) = open.last_mut() {
        match next.next() {
            Some(id) if *id == start => return Some(way),
            Some(id) if seen.insert(*id) => {
                way.push(*id);
                open.push(rests_on.get(id).map(|ids| ids.iter()).unwrap_or_default());
            }
            Some(_) => {}
            None => {
                open.pop();
                way.pop();
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn graph(edges: &[(u8, u8)]) -> BTreeMap<u8, Vec<u8>> {
        let mut graph: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
        for (from, to) in edges {
            graph.entry(*from).or_default().push(*to);
        }
        graph
    }

    /// Proves REQ-5: a cycle is found and named, of any length; what only meets again is none.
    #[rstest::rstest]
    #[case(1, &[1], &[], Some(vec![1]))]
    #[case(1, &[2], &[(2, 1)], Some(vec![1, 2]))]
    #[case(1, &[4, 2], &[(2, 3), (3, 1)], Some(vec![1, 2, 3]))]
    #[case(1, &[2, 3], &[(2, 4), (3, 4)], None)]
    #[case(1, &[2], &[(2, 3), (3, 2)], None)]
    #[case(1, &[], &[(2, 1)], None)]
    fn cycles_are_named(
        #[case] start: u8,
        #[case] on: &[u8],
        #[case] edges: &[(u8, u8)],
        #[case] expected: Option<Vec<u8>>,
    ) {
        assert_eq!(cycle(start, on, &graph(edges)), expected);
    }

    proptest! {
        /// Proves REQ-5: refusing what closes a ring keeps the whole free of rings, and a ring that is named is one.
        #[test]
        fn no_ring_ever_closes(wanted in proptest::collection::vec((0u8..12, 0u8..12), 0..80)) {
            let mut graph: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
            for (from, to) in wanted {
                let mut on = graph.get(&from).cloned().unwrap_or_default();
                on.push(to);
                match cycle(from, &on, &graph) {
                    None => { graph.insert(from, on); }
                    Some(way) => {
                        prop_assert_eq!(way[0], from);
                        let rests = |a: u8, b: u8| if a == from { on.contains(&b) } else { graph[&a].contains(&b) };
                        for pair in way.windows(2) {
                            prop_assert!(rests(pair[0], pair[1]));
                        }
                        prop_assert!(rests(way[way.len() - 1], from));
                    }
                }
            }
            // In an order where each comes after what it rests on, all find a place.
            let mut placed: BTreeSet<u8> = BTreeSet::new();
            for _ in 0..12 {
                for id in 0u8..12 {
                    if graph.get(&id).is_none_or(|on| on.iter().all(|on| placed.contains(on))) {
                        placed.insert(id);
                    }
                }
            }
            prop_assert_eq!(placed.len(), 12);
        }
    }
}
