//! Work with the content: assignments, standings, signatures, and follow-up.

pub mod assignment;
pub mod employee;
pub mod follow_up;
pub mod home;
pub mod plan_status;
pub mod profile;
pub mod request;
pub mod signature;
pub mod standing;
mod status_counts;

use kyndig_platform::http::ServiceConfig;

/// Routes and documentation of every feature of the area.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(assignment::configure)
        .configure(employee::configure)
        .configure(follow_up::configure)
        .configure(home::configure)
        .configure(plan_status::configure)
        .configure(profile::configure)
        .configure(signature::configure)
        .configure(standing::configure);
}
