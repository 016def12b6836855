//! The API's tests: HTTP to the application in process, authorisation on, a clock of their own, on SQLite and
//! PostgreSQL. One file a feature.

mod support;

mod contract;
mod unit;
