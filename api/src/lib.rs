//! Kyndig's API: a JSON REST API with its OpenAPI contract, and the browser application embedded.

pub mod app;
pub mod audit;
pub mod auth;
mod background;
pub mod backup;
pub mod clock;
pub mod config;
pub mod demo;
pub mod document;
pub mod facts;
pub mod features;
pub mod gate;
pub mod gateways;
pub mod history;
pub mod http;
pub mod jobs;
pub mod listing;
pub mod measures;
pub mod outbox;
mod relevance;
pub mod schema;
mod status_counts;
pub mod telemetry;
pub mod words;
