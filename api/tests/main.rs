//! The API's tests: HTTP to the application in process, authorisation on, a clock of their own, on SQLite and
//! PostgreSQL. One file a feature.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod architecture;
mod assignment;
mod authorization;
mod away;
mod bad_input;
mod category;
mod connections;
mod contract;
mod demo;
mod difference;
mod documentation;
mod editing;
mod employee;
mod export;
mod file;
mod follow_up;
mod fulfilment;
mod gate;
mod hr_import;
mod impact;
mod loan;
mod night;
mod outbox;
mod person;
mod plan;
mod plan_status;
mod policy;
mod position;
mod profile;
mod protocol;
mod relations;
mod requirement;
mod role;
mod running;
mod security;
mod session;
mod sign_in;
mod signature;
mod standing;
mod statements;
mod transfer;
mod translations;
mod unit;
mod waiting;
mod wire;
