//! One entity a table, as the migrations made it. Queries that matter are SQL in the stores; these serve inserts
//! and look-ups by key.

pub mod assignment;
pub mod assignment_event;
pub mod audit_log;
pub mod credential;
pub mod deputy;
pub mod hr_import;
pub mod idempotency_key;
pub mod job_run;
pub mod known_device;
pub mod loan;
pub mod org_unit;
pub mod org_unit_closure;
pub mod outbox;
pub mod person;
pub mod person_word;
pub mod plan;
pub mod plan_publication;
pub mod plan_requirement;
pub mod plan_version;
pub mod position;
pub mod refresh_token;
pub mod requirement;
pub mod requirement_draft;
pub mod requirement_version;
pub mod role_grant;
pub mod section;
pub mod session;
pub mod sign_in_failure;
pub mod signature_request;
pub mod standing;
pub mod standing_event;
pub mod unit_member;
