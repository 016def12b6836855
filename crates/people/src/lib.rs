//! Who works where, and as what: units, people, positions, loans, roles, sessions, settings, and the HR import.

pub mod hr_import;
pub mod loan;
pub mod person;
pub mod position;
pub mod role;
pub mod session;
pub mod settings;
pub mod unit;

use kyndig_platform::http::ServiceConfig;

/// Routes and documentation of every feature of the area.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(hr_import::configure)
        .configure(loan::configure)
        .configure(person::configure)
        .configure(role::configure)
        .configure(session::configure)
        .configure(settings::configure)
        .configure(unit::configure);
}
