//! ACC-1: which passwords are good enough.

use zxcvbn::{Score, zxcvbn};

/// The fewest characters a password has.
pub const MIN_LENGTH: usize = 12;
/// The most: hashing a longer one would only cost.
pub const MAX_LENGTH: usize = 200;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("a password has at least {MIN_LENGTH} characters")]
    TooShort,
    #[error("a password has at most {MAX_LENGTH} characters")]
    TooLong,
    /// It is the e-mail address or the name.
    #[error("the password must not be the name or e-mail address")]
    Personal,
    /// It is among the first that anybody would try.
    #[error("the password is too easy to guess")]
    TooCommon,
}

/// Looks a new password over. `personal` is publicly known about the person: e-mail address, given
/// name, family name; two of them together are refused as well.
pub fn check(password: &str, personal: &[&str]) -> Result<(), PasswordError> {
    let length = password.chars().count();
    if length < MIN_LENGTH {
        return Err(PasswordError::TooShort);
    }
    if length > MAX_LENGTH {
        return Err(PasswordError::TooLong);
    }
    if is_personal(&squeeze(password), personal) {
        return Err(PasswordError::Personal);
    }
    let known: Vec<&str> = personal.iter().chain(&LOCAL).copied().collect();
    if zxcvbn(password, &known).score() < WANTED { Err(PasswordError::TooCommon) } else { Ok(()) }
}

/// More than 10^10 guesses.
const WANTED: Score = Score::Four;

/// What is tried first here, beside what zxcvbn knows.
const LOCAL: [&str; 21] = [
    "passord",
    "passordet",
    "mittpassord",
    "hemmelig",
    "hemmelighet",
    "velkommen",
    "jegelskerdeg",
    "sykehus",
    "sykehuset",
    "helseforetak",
    "helse",
    "sykepleier",
    "kompetanse",
    "kompetanseportalen",
    "kyndig",
    "norge",
    "sommer",
    "sommeren",
    "vinter",
    "vinteren",
    "qwertyuiopåasdfghjkløæzxcvbnm",
];

/// Letters and digits only, folded: what is left when one does not care for the spelling.
fn squeeze(text: &str) -> String {
    kyndig_domain::text::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_personal(letters: &str, personal: &[&str]) -> bool {
    let local_parts = personal.iter().filter_map(|text| text.split_once('@')).map(|(local, _)| local);
    let known: Vec<String> =
        personal.iter().copied().chain(local_parts).map(squeeze).filter(|k| !k.is_empty()).collect();
    // "kari2026" is Kari; a number before or behind hides nothing.
    let bare = letters.trim_matches(|c: char| c.is_ascii_digit());
    known.iter().any(|one| {
        letters == one || bare == one || known.iter().any(|two| bare.strip_prefix(one.as_str()) == Some(two.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::PasswordError::*;
    use super::*;
    use proptest::prelude::*;

    const KARI: [&str; 3] = ["kari.nordmann@example.org", "Kari", "Nordmann-Sørensen"];

    /// Of ACC-1: the policy for passwords.
    #[rstest::rstest]
    #[case("kort", Some(TooShort))]
    #[case("elleve tegn", Some(TooShort))]
    #[case("blå sykkel og regn", None)]
    #[case("T8#kq!zz0pLm", None)]
    #[case("!@#$%^&*()_+", Some(TooCommon))]
    #[case("a!#¤%&/()=?+", None)]
    #[case("kari.nordmann@example.org", Some(Personal))]
    #[case("KariNordmann2026", Some(Personal))]
    #[case("Kari Nordmann-Sørensen", Some(Personal))]
    #[case("Nordmann-Sørensen", Some(Personal))]
    #[case("passord12345", Some(TooCommon))]
    #[case("Passord-Passord", Some(TooCommon))]
    #[case("123456789012", Some(TooCommon))]
    #[case("aaaaaaaaaaaaaaa", Some(TooCommon))]
    #[case("            ", Some(TooCommon))]
    #[case("qwertyuiopåas", Some(TooCommon))]
    #[case("Sommer2026!!", Some(TooCommon))]
    fn policy(#[case] password: &str, #[case] expected: Option<PasswordError>) {
        assert_eq!(check(password, &KARI).err(), expected);
    }

    #[test]
    fn no_longer_than_hashing_bears() {
        let long: String = "lang setning ".repeat(20);
        assert_eq!(check(&long, &KARI), Err(TooLong));
        assert_eq!(check(&"ø å æ lang ".repeat(18), &KARI), Ok(()));
    }

    proptest! {
        /// Of ACC-1: any text is judged, and nothing short is let through.
        #[test]
        fn judges_anything(password in any::<String>(), name in any::<String>()) {
            let verdict = check(&password, &[&name]);
            if password.chars().count() < MIN_LENGTH {
                prop_assert_eq!(verdict, Err(TooShort));
            }
        }
    }
}
