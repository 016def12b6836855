//! The rules of Kyndig: pure functions and values, one module a feature.
//!
//! No I/O, no async, no database and no clock of its own: today and now are arguments.

pub mod archive;
pub mod assignment;
pub mod category;
pub mod content;
pub mod difference;
pub mod editing;
pub mod file;
pub mod follow_up;
pub mod hr_import;
pub mod ids;
pub mod loan;
pub mod naming;
pub mod orgnr;
pub mod plan;
pub mod plan_status;
pub mod position;
pub mod requirement;
pub mod role;
pub mod settings;
pub mod signature;
pub mod standing;
pub mod string_enum;
pub mod text;
pub mod throttle;
pub mod transfer;
pub mod unit;
pub mod usage;
pub mod validity;
pub mod version;
