//! The features, each a folder with `routes`, `service` and `store`. One reaches another only through its
//! `service`.

pub mod assignment;
pub mod category;
pub mod editing;
pub mod employee;
pub mod file;
pub mod follow_up;
pub mod home;
pub mod hr_import;
pub mod loan;
pub mod person;
pub mod plan;
pub mod plan_status;
pub mod position;
pub mod profile;
pub mod request;
pub mod requirement;
pub mod role;
pub mod session;
pub mod settings;
pub mod signature;
pub mod standing;
pub mod transfer;
pub mod unit;

use crate::http::ServiceConfig;

/// Routes and documentation of every feature.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(assignment::configure)
        .configure(category::configure)
        .configure(employee::configure)
        .configure(follow_up::configure)
        .configure(home::configure)
        .configure(hr_import::configure)
        .configure(loan::configure)
        .configure(person::configure)
        .configure(plan::configure)
        .configure(plan_status::configure)
        .configure(profile::configure)
        // before the requirements: `/requirements/export` is none of them
        .configure(transfer::configure)
        .configure(requirement::configure)
        .configure(role::configure)
        .configure(session::configure)
        .configure(settings::configure)
        .configure(signature::configure)
        .configure(standing::configure)
        .configure(unit::configure);
}
