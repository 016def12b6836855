//! FUL-9: point by point. A point is the same point whatever becomes of its words; one that need not be done can be not
//! relevant, in one plan.

use crate::ids::PointId;

/// A point as the requirement has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub id: PointId,
    pub must_be_done: bool,
}

/// Whether nothing is left: every point is ticked, or not relevant in this plan and not one that must be done.
pub fn is_done(points: &[Point], ticked: impl Fn(PointId) -> bool, not_relevant: impl Fn(PointId) -> bool) -> bool {
    points.iter().all(|point| ticked(point.id) || !point.must_be_done && not_relevant(point.id))
}

/// Which point each of these is. One that comes with an id is that one; one without is the known point with the same words
/// that none of the others is; else it is new.
pub fn identify(
    written: &[(Option<PointId>, &str)],
    known: &[(PointId, &str)],
    mut new: impl FnMut() -> PointId,
) -> Vec<PointId> {
    let mut taken: Vec<PointId> = written.iter().filter_map(|(id, _)| *id).collect();
    written
        .iter()
        .map(|(id, text)| {
            id.unwrap_or_else(|| {
                let same = known.iter().find(|(id, words)| words == text && !taken.contains(id));
                let id = same.map_or_else(&mut new, |(id, _)| *id);
                taken.push(id);
                id
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    const fn id(number: u128) -> PointId {
        PointId(Uuid::from_u128(number))
    }

    /// Proves FUL-9: every point ticked or not relevant, and what must be done is ticked.
    #[rstest]
    #[case(&[1, 2], &[], true)]
    #[case(&[1], &[2], true)]
    #[case(&[2], &[1], false)]
    #[case(&[2], &[], false)]
    #[case(&[1, 3], &[], false)]
    fn nothing_is_left(#[case] ticked: &[u128], #[case] not_relevant: &[u128], #[case] done: bool) {
        let points = [Point { id: id(1), must_be_done: true }, Point { id: id(2), must_be_done: false }];
        let among = |ids: &[u128], point: PointId| ids.iter().any(|number| id(*number) == point);
        assert_eq!(is_done(&points, |point| among(ticked, point), |point| among(not_relevant, point)), done);
    }

    #[test]
    fn without_points_nothing_is_left() {
        assert!(is_done(&[], |_| false, |_| false));
    }

    /// Proves FUL-9: a point with an id is that one whatever it says; without one it is known by its words, each once.
    #[rstest]
    #[case(&[(Some(1), "Vask"), (Some(2), "Tork")], &[1, 2])]
    #[case(&[(None, "Vaks"), (None, "Tørk")], &[1, 2])]
    #[case(&[(None, "Tørk"), (None, "Vaks")], &[2, 1])]
    #[case(&[(None, "Vaks"), (None, "Vaks")], &[1, 91])]
    #[case(&[(None, "Vaks"), (Some(1), "Noe annet")], &[91, 1])]
    #[case(&[(None, "Nytt"), (None, "Nytt"), (Some(7), "Fra et annet sted")], &[91, 92, 7])]
    fn points_are_known_again(#[case] written: &[(Option<u128>, &str)], #[case] expected: &[u128]) {
        let written: Vec<_> = written.iter().map(|(number, text)| (number.map(id), *text)).collect();
        let mut last = 90;
        let found = identify(&written, &[(id(1), "Vaks"), (id(2), "Tørk")], || {
            last += 1;
            id(last)
        });
        assert_eq!(found, expected.iter().map(|number| id(*number)).collect::<Vec<_>>());
    }
}
