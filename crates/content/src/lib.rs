//! What is written: categories, requirements, plans, their files, and how they go out and come in.

pub mod category;
pub mod editing;
pub mod file;
pub mod plan;
pub mod requirement;
pub mod transfer;

use kyndig_platform::http::ServiceConfig;

/// Routes and documentation of every feature of the area.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(category::configure)
        .configure(plan::configure)
        // before the requirements: `/requirements/export` is none of them
        .configure(transfer::configure)
        .configure(requirement::configure);
}
