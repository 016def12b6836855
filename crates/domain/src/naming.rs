//! PLN-1: the naming standard of plans, HF-Clinic-Unit-Name. A name that departs from it is warned about
//! and kept.

use crate::string_enum::string_enum;

string_enum! {
    /// What about a plan's name does not follow the standard.
    NamingWarning {
        /// Fewer than the four parts trust, clinic, unit and name.
        TooFewParts = "too_few_parts",
        /// Nothing between two hyphens, or before the first or after the last.
        EmptyPart = "empty_part",
        /// The first part is not the short code of the trust that owns the plan.
        OtherTrust = "other_trust",
    }
}

const PARTS: usize = 4;

/// Looks a name over: `OUSHF-KVI-Føde-Nyansatt sykepleier` follows the standard for the trust `OUSHF`.
/// The name itself, the last part, may hold hyphens. Without a known trust its prefix is not compared.
pub fn check(name: &str, trust_short_code: Option<&str>) -> Option<NamingWarning> {
    let parts: Vec<&str> = name.splitn(PARTS, '-').map(str::trim).collect();
    if parts.len() < PARTS {
        return Some(NamingWarning::TooFewParts);
    }
    if parts.iter().any(|part| part.is_empty()) {
        return Some(NamingWarning::EmptyPart);
    }
    let same_trust = |code: &str| crate::text::fold(parts[0]) == crate::text::fold(code);
    trust_short_code.is_some_and(|code| !same_trust(code)).then_some(NamingWarning::OtherTrust)
}

#[cfg(test)]
mod tests {
    use super::*;
    use NamingWarning::*;

    /// Proves PLN-1: the standard is warned about.
    #[rstest::rstest]
    #[case("OUSHF-KVI-Føde-Nyansatt sykepleier", Some("OUSHF"), None)]
    #[case("oushf - KVI - Føde - Nyansatt", Some("OUSHF"), None)]
    #[case("OUSHF-KVI-Føde-E-læring", Some("OUSHF"), None)]
    #[case("OUSHF-KVI-Føde-Nyansatt", None, None)]
    #[case("Nyansatt sykepleier", Some("OUSHF"), Some(TooFewParts))]
    #[case("OUSHF-KVI-Nyansatt", Some("OUSHF"), Some(TooFewParts))]
    #[case("OUSHF--Føde-Nyansatt", Some("OUSHF"), Some(EmptyPart))]
    #[case("OUSHF-KVI-Føde- ", Some("OUSHF"), Some(EmptyPart))]
    #[case("AHUSHF-KVI-Føde-Nyansatt", Some("OUSHF"), Some(OtherTrust))]
    #[case("", Some("OUSHF"), Some(TooFewParts))]
    fn follows_the_standard(#[case] name: &str, #[case] trust: Option<&str>, #[case] expected: Option<NamingWarning>) {
        assert_eq!(check(name, trust), expected);
    }
}
