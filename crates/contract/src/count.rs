//! How many stand how, as several features say it.

use kyndig_domain::standing::Status;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many requirements of a plan (or of all plans) stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusCounts {
    pub not_started: i64,
    pub started: i64,
    pub awaiting_signature: i64,
    pub rejected: i64,
    pub fulfilled: i64,
    pub expiring: i64,
    pub expired: i64,
}

impl StatusCounts {
    pub fn add(&mut self, status: Status, count: i64) {
        match status {
            Status::NotStarted => self.not_started += count,
            Status::Started => self.started += count,
            Status::AwaitingSignature => self.awaiting_signature += count,
            Status::Rejected => self.rejected += count,
            Status::Fulfilled | Status::NotRelevant => self.fulfilled += count,
            Status::Expiring => self.expiring += count,
            Status::Expired => self.expired += count,
        }
    }

    pub const fn of(&self, status: Status) -> i64 {
        match status {
            Status::NotStarted => self.not_started,
            Status::Started => self.started,
            Status::AwaitingSignature => self.awaiting_signature,
            Status::Rejected => self.rejected,
            Status::Fulfilled => self.fulfilled,
            Status::Expiring => self.expiring,
            Status::Expired => self.expired,
            Status::NotRelevant => 0,
        }
    }

    pub fn total(&self) -> i64 {
        self.not_started
            + self.started
            + self.awaiting_signature
            + self.rejected
            + self.fulfilled
            + self.expiring
            + self.expired
    }

    /// Fulfilled and valid, those soon to expire included.
    pub fn valid(&self) -> i64 {
        self.fulfilled + self.expiring
    }

    /// Whole per cent fulfilled, rounded down, so that 100 means all; 100 where there is nothing to do.
    pub fn percent(&self) -> i64 {
        if self.total() == 0 { 100 } else { self.valid() * 100 / self.total() }
    }
}

/// n of N.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RepetitionCount {
    pub counted: i32,
    pub required: i32,
}
