//! POS-1: the kinds of units, from the region down.

use serde::{Deserialize, Serialize};

/// The level of a unit in the one org tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    Region,
    HealthTrust,
    Clinic,
    Department,
    Section,
}

impl UnitKind {
    pub const ALL: &[Self] = &[Self::Region, Self::HealthTrust, Self::Clinic, Self::Department, Self::Section];

    /// The name that is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::HealthTrust => "health_trust",
            Self::Clinic => "clinic",
            Self::Department => "department",
            Self::Section => "section",
        }
    }
}

impl std::str::FromStr for UnitKind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("unknown kind of unit {0:?}")]
pub struct UnknownKind(String);
