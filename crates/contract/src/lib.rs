//! The wire types of the REST API, one module a feature, shared by the API and the browser so that they
//! cannot disagree. Limits stand twice, for `validator` and for the OpenAPI document; a test of the API
//! says that they agree.

pub mod assignment;
pub mod category;
pub mod count;
pub mod difference;
pub mod editing;
pub mod employee;
pub mod file;
pub mod follow_up;
pub mod goal;
pub mod home;
pub mod hr_import;
pub mod impact;
pub mod list;
pub mod loan;
pub mod page;
pub mod path;
pub mod permission;
pub mod person;
pub mod plan;
pub mod plan_status;
pub mod problem;
pub mod profile;
pub mod requirement;
pub mod role;
pub mod rules;
pub mod session;
pub mod settings;
pub mod signature;
pub mod standing;
pub mod transfer;
pub mod unit;
