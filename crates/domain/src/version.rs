//! PLN-7: how a plan's version moves.

use serde::{Deserialize, Serialize};

/// The version of a plan, `major.minor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlanVersion {
    pub major: u32,
    pub minor: u32,
}

impl PlanVersion {
    /// What the first activation makes, however many requirements it activates.
    pub const FIRST: Self = Self { major: 1, minor: 0 };

    /// One requirement activated or published: x.(y+1). Also what a plan gets when a requirement in it was
    /// published from elsewhere.
    #[must_use]
    pub const fn minor(self) -> Self {
        Self { minor: self.minor.saturating_add(1), ..self }
    }

    /// Two or more at once: (x+1).0.
    #[must_use]
    pub const fn major(self) -> Self {
        Self { major: self.major.saturating_add(1), minor: 0 }
    }
}

/// The version a plan has after `count` of its requirements were activated or published together in it.
/// `None` while nothing was ever activated. Activating and publishing the same requirement counts as one.
pub const fn after_approval(current: Option<PlanVersion>, count: usize) -> Option<PlanVersion> {
    match (current, count) {
        (unchanged, 0) => unchanged,
        (None, _) => Some(PlanVersion::FIRST),
        (Some(version), 1) => Some(version.minor()),
        (Some(version), _) => Some(version.major()),
    }
}

/// The version of another plan that has a requirement which was published, in it or outside: a minor one in
/// each, however many were published in the one transaction. A plan in which nothing was activated yet has
/// no version to move.
pub const fn after_publication_elsewhere(current: Option<PlanVersion>) -> Option<PlanVersion> {
    match current {
        Some(version) => Some(version.minor()),
        None => None,
    }
}

impl std::fmt::Display for PlanVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// A text that is no version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a version like 1.0")]
pub struct NotAVersion(String);

impl std::str::FromStr for PlanVersion {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        text.split_once('.')
            .and_then(|(major, minor)| Some(Self { major: number(major)?, minor: number(minor)? }))
            .ok_or_else(|| NotAVersion(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn version(text: &str) -> Option<PlanVersion> {
        (!text.is_empty()).then(|| text.parse().expect("a version"))
    }

    /// Of PLN-7: the first is 1.0, one change is a minor version, several a major one.
    #[rstest::rstest]
    #[case("", 1, "1.0")]
    #[case("", 7, "1.0")]
    #[case("", 0, "")]
    #[case("1.0", 0, "1.0")]
    #[case("1.0", 1, "1.1")]
    #[case("1.9", 1, "1.10")]
    #[case("1.3", 2, "2.0")]
    #[case("2.0", 40, "3.0")]
    fn approval_moves_the_version(#[case] current: &str, #[case] count: usize, #[case] expected: &str) {
        assert_eq!(after_approval(version(current), count), version(expected));
    }

    /// Proves PLN-7: published in one plan, a minor version in each of the others.
    #[rstest::rstest]
    #[case("1.0", "1.1")]
    #[case("3.9", "3.10")]
    #[case("", "")]
    fn publication_elsewhere_is_minor(#[case] current: &str, #[case] expected: &str) {
        assert_eq!(after_publication_elsewhere(version(current)), version(expected));
    }

    #[rstest::rstest]
    #[case("1")]
    #[case("1.")]
    #[case("1.0.0")]
    #[case("+1.0")]
    #[case("a.b")]
    #[case("99999999999.0")]
    fn no_version(#[case] text: &str) {
        assert!(text.parse::<PlanVersion>().is_err());
    }

    proptest! {
        /// Proves PLN-7: whatever is done, a version only grows, starts at 1.0, and reads back.
        #[test]
        fn versions_grow(steps in proptest::collection::vec((0usize..4, any::<bool>()), 0..30)) {
            let mut current = None;
            for (count, elsewhere) in steps {
                let next = if elsewhere { after_publication_elsewhere(current) } else { after_approval(current, count) };
                prop_assert!(next >= current);
                if current.is_none() && next.is_some() {
                    prop_assert_eq!(next, Some(PlanVersion::FIRST));
                }
                if let Some(version) = next {
                    prop_assert_eq!(version.to_string().parse(), Ok(version));
                }
                current = next;
            }
        }
    }
}
