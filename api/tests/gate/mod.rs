//! The gate: after whatever happens the counters, expiries, statuses and completions say what the facts say.

mod acts;
mod concurrent;
mod facts;
mod history;
mod many;
mod matrix;
mod steps;
