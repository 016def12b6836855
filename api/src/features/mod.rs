//! The features, each a folder with `routes`, `service` and `store`. One reaches another only through its
//! `service`.

pub mod hr_import;
pub mod loan;
pub mod person;
pub mod position;
pub mod role;
pub mod session;
pub mod unit;

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes and documentation of every feature.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(hr_import::configure)
        .configure(person::configure)
        .configure(role::configure)
        .configure(session::configure)
        .configure(unit::configure);
}
