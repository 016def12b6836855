//! Kyndig's API: a JSON REST API with its OpenAPI contract, and the web client embedded.

pub mod app;
pub mod backup;
pub mod composition;
pub mod demo;
pub mod document;
pub mod health;
pub mod jobs;
pub mod measures;
pub mod schema;
mod spa;
