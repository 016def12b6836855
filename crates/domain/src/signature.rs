//! SIG-2, SIG-4: what can become of a request for a signature.

use serde::{Deserialize, Serialize};

/// Where a request stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestStatus {
    #[default]
    Awaiting,
    Signed,
    Rejected,
    /// Taken back by the employee.
    Recalled,
}

/// What is done to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    Sign,
    Reject,
    /// The signer regrets: back to awaiting.
    Cancel,
    /// The employee regrets.
    Recall,
}

/// The request is not where the decision needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request that is {0:?} cannot be decided this way")]
pub struct NotThere(pub RequestStatus);

impl RequestStatus {
    pub const ALL: &[Self] = &[Self::Awaiting, Self::Signed, Self::Rejected, Self::Recalled];

    /// The name that is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Awaiting => "awaiting",
            Self::Signed => "signed",
            Self::Rejected => "rejected",
            Self::Recalled => "recalled",
        }
    }

    /// The status after a decision.
    pub const fn after(self, decision: Decision) -> Result<Self, NotThere> {
        match (self, decision) {
            (Self::Awaiting, Decision::Sign) => Ok(Self::Signed),
            (Self::Awaiting, Decision::Reject) => Ok(Self::Rejected),
            (Self::Awaiting, Decision::Recall) => Ok(Self::Recalled),
            (Self::Signed | Self::Rejected, Decision::Cancel) => Ok(Self::Awaiting),
            _ => Err(NotThere(self)),
        }
    }
}

impl std::str::FromStr for RequestStatus {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|s| s.as_str() == text).ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

/// Why a request was rejected: the fixed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RejectionReason {
    /// More practice is needed.
    PracticeMissing,
    /// More theory is needed.
    TheoryMissing,
    /// Documentation is missing or wrong.
    DocumentationMissing,
    /// The date is wrong.
    WrongDate,
    /// The signer did not see it.
    NotObserved,
    Other,
}

impl RejectionReason {
    pub const ALL: &[Self] = &[
        Self::PracticeMissing,
        Self::TheoryMissing,
        Self::DocumentationMissing,
        Self::WrongDate,
        Self::NotObserved,
        Self::Other,
    ];

    /// The name that is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PracticeMissing => "practice_missing",
            Self::TheoryMissing => "theory_missing",
            Self::DocumentationMissing => "documentation_missing",
            Self::WrongDate => "wrong_date",
            Self::NotObserved => "not_observed",
            Self::Other => "other",
        }
    }
}

impl std::str::FromStr for RejectionReason {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|s| s.as_str() == text).ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("unknown word {0:?}")]
pub struct UnknownWord(String);

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves SIG-2, SIG-4: the whole table of status x decision.
    #[test]
    fn every_decision_on_every_status() {
        use Decision::{Cancel, Recall, Reject, Sign};
        use RequestStatus::{Awaiting, Recalled, Rejected, Signed};
        let allowed = [
            (Awaiting, Sign, Signed),
            (Awaiting, Reject, Rejected),
            (Awaiting, Recall, Recalled),
            (Signed, Cancel, Awaiting),
            (Rejected, Cancel, Awaiting),
        ];
        for status in RequestStatus::ALL.iter().copied() {
            for decision in [Sign, Reject, Cancel, Recall] {
                let expected = allowed.iter().find(|(s, d, _)| (*s, *d) == (status, decision)).map(|row| row.2);
                assert_eq!(status.after(decision).ok(), expected, "{status:?} {decision:?}");
            }
            assert_eq!(status.as_str().parse::<RequestStatus>().ok(), Some(status));
        }
        for reason in RejectionReason::ALL {
            assert_eq!(reason.as_str().parse::<RejectionReason>().ok(), Some(*reason));
        }
    }
}
