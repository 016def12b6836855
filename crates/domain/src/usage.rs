//! REP-2: how far those who have a plan have come, as a share and a colour.

use crate::standing::{Colour, Status};

/// So many of so many; what is not relevant for somebody counts on neither side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub done: i64,
    pub of: i64,
}

impl Share {
    /// So many people with this status.
    pub fn add(&mut self, status: Status, people: i64) {
        if status == Status::NotRelevant {
            return;
        }
        self.of += people;
        if matches!(status, Status::Fulfilled | Status::Expiring) {
            self.done += people;
        }
    }

    /// Whole per cent, rounded down: a hundred is said only where nothing is left. None where nobody has anything to do.
    pub fn percent(self) -> Option<i64> {
        (self.of > 0).then(|| self.done * 100 / self.of)
    }

    /// Green where all is done, yellow where something is, red where nothing is; none where there is nothing to do.
    pub fn colour(self) -> Option<Colour> {
        (self.of > 0).then_some(match self.done {
            0 => Colour::Red,
            done if done == self.of => Colour::Green,
            _ => Colour::Yellow,
        })
    }
}

impl std::iter::Sum for Share {
    fn sum<I: Iterator<Item = Self>>(shares: I) -> Self {
        shares.fold(Self::default(), |all, one| Self { done: all.done + one.done, of: all.of + one.of })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves REP-2
    #[test]
    fn a_share_is_of_what_is_to_be_done() {
        let share = |counts: &[(Status, i64)]| {
            let mut share = Share::default();
            for (status, people) in counts {
                share.add(*status, *people);
            }
            (share.percent(), share.colour())
        };
        assert_eq!(share(&[]), (None, None));
        assert_eq!(share(&[(Status::NotRelevant, 3)]), (None, None));
        assert_eq!(share(&[(Status::NotStarted, 1), (Status::Expired, 1)]), (Some(0), Some(Colour::Red)));
        assert_eq!(share(&[(Status::Fulfilled, 1), (Status::Rejected, 2)]), (Some(33), Some(Colour::Yellow)));
        assert_eq!(share(&[(Status::Fulfilled, 999), (Status::Started, 1)]), (Some(99), Some(Colour::Yellow)));
        let all = [(Status::Fulfilled, 2), (Status::Expiring, 1), (Status::NotRelevant, 5)];
        assert_eq!(share(&all), (Some(100), Some(Colour::Green)));
    }
}
