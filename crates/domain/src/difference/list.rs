//! Of two versions of a list whose members are known again: which came, went and moved.

use super::{Change, placed::moved};

/// What became of a member; where it stood and stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberDifference {
    pub change: Change,
    pub moved: bool,
    pub before: Option<usize>,
    pub after: Option<usize>,
}

/// In the order of the list as it is; what is gone comes after what it came after. No member stands twice.
pub fn members<T: Copy + Ord + std::hash::Hash>(before: &[T], after: &[T]) -> Vec<MemberDifference> {
    let stays: Vec<T> = before.iter().copied().filter(|one| after.contains(one)).collect();
    let stayed: Vec<T> = after.iter().copied().filter(|one| before.contains(one)).collect();
    let out_of_order = moved(&stays, &stayed);
    let gone_after = |at: usize| {
        let gone = before.iter().enumerate().skip(at).take_while(|(_, one)| !after.contains(one));
        gone.map(|(at, _)| MemberDifference { change: Change::Removed, moved: false, before: Some(at), after: None })
    };
    let mut found: Vec<MemberDifference> = gone_after(0).collect();
    for (at, one) in after.iter().enumerate() {
        let was = before.iter().position(|member| member == one);
        found.push(MemberDifference {
            change: if was.is_some() { Change::Same } else { Change::Added },
            moved: out_of_order.contains(one),
            before: was,
            after: Some(at),
        });
        if let Some(was) = was {
            found.extend(gone_after(was + 1));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `+` came, `-` went, `~` moved.
    fn told(before: &str, after: &str) -> String {
        let (before, after): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
        let one = |one: MemberDifference| match one.change {
            Change::Removed => format!("-{}", before[one.before.unwrap()]),
            Change::Added => format!("+{}", after[one.after.unwrap()]),
            Change::Same if one.moved => format!("~{}", after[one.after.unwrap()]),
            Change::Same => after[one.after.unwrap()].to_string(),
        };
        members(&before, &after).into_iter().map(one).collect()
    }

    #[rstest::rstest]
    #[case("", "", "")]
    #[case("abc", "abc", "abc")]
    #[case("abc", "", "-a-b-c")]
    #[case("", "ab", "+a+b")]
    #[case("abcd", "xbyd", "-a+xb-c+yd")]
    #[case("abc", "cab", "~cab")]
    fn literal(#[case] before: &str, #[case] after: &str, #[case] expected: &str) {
        assert_eq!(told(before, after), expected);
    }

    proptest! {
        /// Proves REQ-17: both lists can be read out of the difference, each member once.
        #[test]
        fn both_lists_are_in_it(
            before in proptest::sample::subsequence((0u8..12).collect::<Vec<_>>(), 0..12).prop_shuffle(),
            after in proptest::sample::subsequence((0u8..12).collect::<Vec<_>>(), 0..12).prop_shuffle(),
        ) {
            let found = members(&before, &after);
            let now: Vec<u8> = found.iter().filter_map(|one| one.after).map(|at| after[at]).collect();
            prop_assert_eq!(&now, &after);
            let mut was: Vec<usize> = found.iter().filter_map(|one| one.before).collect();
            was.sort_unstable();
            prop_assert_eq!(was, (0..before.len()).collect::<Vec<_>>());
        }
    }
}
