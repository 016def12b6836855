//! Norwegian organisation numbers: nine digits of which the last is a check digit (mod 11).

use serde::{Deserialize, Serialize};

/// A number that passed the check.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrgNumber(String);

/// Why a text is no organisation number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrgNumberError {
    #[error("an organisation number has digits only")]
    NotDigits,
    #[error("an organisation number has 9 digits, this has {0}")]
    Length(usize),
    #[error("the last digit of the organisation number does not fit the others")]
    CheckDigit,
}

const LENGTH: usize = 9;
const WEIGHTS: [u32; LENGTH - 1] = [3, 2, 7, 6, 5, 4, 3, 2];

impl OrgNumber {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for OrgNumber {
    type Err = OrgNumberError;

    /// Reads `974706490`, also with white space between the digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let digits: Vec<u32> =
            number.chars().map(|c| c.to_digit(10)).collect::<Option<_>>().ok_or(OrgNumberError::NotDigits)?;
        if digits.len() != LENGTH {
            return Err(OrgNumberError::Length(digits.len()));
        }
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        // A remainder of 1 would ask for the digit 10: no such number is given out.
        let check = (11 - sum % 11) % 11;
        if digits.last() == Some(&check) { Ok(Self(number)) } else { Err(OrgNumberError::CheckDigit) }
    }
}

impl TryFrom<String> for OrgNumber {
    type Error = OrgNumberError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<OrgNumber> for String {
    fn from(number: OrgNumber) -> Self {
        number.0
    }
}

impl std::fmt::Display for OrgNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[rstest::rstest]
    #[case("991324968", Ok("991324968"))]
    #[case("894 166 762", Ok("894166762"))]
    #[case("984166762", Err(OrgNumberError::CheckDigit))]
    #[case("978296296", Err(OrgNumberError::CheckDigit))]
    #[case("9747957870", Err(OrgNumberError::Length(10)))]
    #[case("", Err(OrgNumberError::Length(0)))]
    #[case("97479578A", Err(OrgNumberError::NotDigits))]
    #[case("٩٩١٣٢٤٩٦٨", Err(OrgNumberError::NotDigits))]
    fn checks(#[case] text: &str, #[case] expected: Result<&str, OrgNumberError>) {
        assert_eq!(text.parse::<OrgNumber>().as_ref().map(OrgNumber::as_str), expected.as_ref().copied());
    }

    proptest! {
        /// One wrong digit, or two neighbours in each other's place, is always seen.
        #[test]
        fn slips_are_seen(start in 10_000_000u32..100_000_000, place in 0usize..9, other in 0u32..10) {
            let Some(good) = (0..10).map(|d| format!("{start}{d}")).find(|n| n.parse::<OrgNumber>().is_ok()) else {
                return Ok(());
            };
            let mut digits: Vec<char> = good.chars().collect();
            digits[place] = char::from_digit(other, 10).expect("a digit");
            let slip: String = digits.iter().collect();
            prop_assert_eq!(slip.parse::<OrgNumber>().is_ok(), slip == good);
            let mut swapped: Vec<char> = good.chars().collect();
            swapped.swap(place, (place + 1).min(8));
            let swapped: String = swapped.iter().collect();
            prop_assert_eq!(swapped.parse::<OrgNumber>().is_ok(), swapped == good);
        }
    }
}
