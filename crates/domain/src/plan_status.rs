//! FOL-2: how a plan stands with everybody who has it.

use crate::{standing::Status, string_enum::string_enum};

string_enum! {
    /// What of it is looked at.
    #[derive(Default)]
    PlanStatusView {
        #[default]
        Requirements = "requirements",
        /// Those that are done several times: n of N.
        Repetitions = "repetitions",
        /// Of goal plans.
        Goals = "goals",
    }
}

/// A letter for each status: a table has thousands of them.
const LETTERS: [(Status, char); 8] = [
    (Status::NotStarted, 'n'),
    (Status::Started, 's'),
    (Status::AwaitingSignature, 'a'),
    (Status::Rejected, 'r'),
    (Status::Fulfilled, 'f'),
    (Status::Expiring, 'e'),
    (Status::Expired, 'x'),
    (Status::NotRelevant, 'o'),
];

/// The letter of a status.
pub fn letter(status: Status) -> char {
    // every status has one: a test says so
    LETTERS.iter().find(|(known, _)| *known == status).map_or('n', |(_, letter)| *letter)
}

/// The status of a letter.
pub fn of_letter(letter: char) -> Option<Status> {
    LETTERS.iter().find(|(_, known)| *known == letter).map(|(status, _)| *status)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves FOL-2: what stands in a cell is read as what was written.
    #[test]
    fn every_status_has_a_letter_of_its_own() {
        let letters: std::collections::BTreeSet<char> = Status::ALL.iter().map(|status| letter(*status)).collect();
        assert_eq!(letters.len(), Status::ALL.len());
        for status in Status::ALL {
            assert_eq!(of_letter(letter(*status)), Some(*status));
        }
        assert_eq!(of_letter('?'), None);
    }
}
