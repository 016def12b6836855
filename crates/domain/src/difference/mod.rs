//! ★ What differs between two versions: of a text word by word, of a list line by line, of a plan place by place.

mod list;
mod placed;

pub use list::{MemberDifference, members};
pub use placed::{Part, PartDifference, PartId, PlaceDifference, parts};

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

use crate::string_enum::string_enum;

string_enum! {
    /// What became of something from one version to the other.
    Change {
        Same = "same",
        Removed = "removed",
        Added = "added",
    }
}

/// A run of text that stayed, went or came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    pub change: Change,
    pub text: String,
}

/// Word by word. What stayed and what went, in order, is the text before; what stayed and what came, the one after.
pub fn text(before: &str, after: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for one in TextDiff::from_words(before, after).iter_all_changes() {
        let change = match one.tag() {
            ChangeTag::Equal => Change::Same,
            ChangeTag::Delete => Change::Removed,
            ChangeTag::Insert => Change::Added,
        };
        match pieces.last_mut() {
            Some(last) if last.change == change => last.text.push_str(one.value()),
            _ => pieces.push(Piece { change, text: one.value().to_owned() }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(before: &str, after: &str) -> String {
        let mark = |change| match change {
            Change::Same => "",
            Change::Removed => "-",
            Change::Added => "+",
        };
        text(before, after)
            .iter()
            .map(|piece| format!("{}[{}]", mark(piece.change), piece.text))
            .collect::<Vec<_>>()
            .concat()
    }

    /// Proves REQ-6, REQ-17: literal expectations.
    #[rstest::rstest]
    #[case("", "", "")]
    #[case("Vask hendene", "Vask hendene", "[Vask hendene]")]
    #[case("", "Nytt krav", "+[Nytt krav]")]
    #[case("Vask hendene godt", "Desinfiser hendene godt", "-[Vask]+[Desinfiser][ hendene godt]")]
    #[case("Hver måned", "Hver uke og måned", "[Hver ]+[uke og ][måned]")]
    fn words_are_marked(#[case] before: &str, #[case] after: &str, #[case] expected: &str) {
        assert_eq!(told(before, after), expected);
    }

    proptest! {
        /// Proves REQ-6, REQ-17: both texts can be read out of the difference, and nothing else is in it.
        #[test]
        fn both_texts_are_in_it(before in "[a-dæ \n]{0,60}", after in "[a-dæ \n]{0,60}") {
            let pieces = text(&before, &after);
            let but = |change| pieces.iter().filter(|p| p.change != change).map(|p| p.text.as_str()).collect::<String>();
            prop_assert_eq!(but(Change::Added), before.clone());
            prop_assert_eq!(but(Change::Removed), after.clone());
            prop_assert_eq!(before == after, pieces.iter().all(|piece| piece.change == Change::Same));
        }
    }
}
