//! Content: categories, requirements, plans, their files, and their export and import.

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
        // before the requirements: `/requirements/export` must not match `/requirements/{id}`
        .configure(transfer::configure)
        .configure(requirement::configure);
}
