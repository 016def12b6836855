//! The base of every feature: HTTP, who is asking and what that allows, facts, files, mail, exports, the clock,
//! telemetry. It depends on no feature.

pub mod audit;
pub mod auth;
pub mod background;
pub mod clock;
pub mod config;
pub mod facts;
pub mod gateways;
pub mod http;
pub mod listing;
pub mod outbox;
pub mod state;
pub mod telemetry;
pub mod translations;
