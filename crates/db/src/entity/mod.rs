//! One entity for each table, made from the schema: see `migrations/tests/entities`. Not edited by hand.

pub mod assignment;
pub mod assignment_event;
pub mod assignment_line;
pub mod audit_log;
pub mod category;
pub mod checklist_not_relevant;
pub mod checklist_tick;
pub mod counted_day;
pub mod counter_cell;
pub mod counter_delta;
pub mod credential;
pub mod deadline_undo;
pub mod deputy;
pub mod editing;
pub mod follow_up_day;
pub mod goal;
pub mod goal_reference;
pub mod hr_import;
pub mod idempotency_key;
pub mod job_run;
pub mod known_device;
pub mod loan;
pub mod not_relevant;
pub mod number_series;
pub mod org_unit;
pub mod org_unit_closure;
pub mod outbox;
pub mod person;
pub mod person_setting;
pub mod person_word;
pub mod plan;
pub mod plan_cell;
pub mod plan_delta;
pub mod plan_description;
pub mod plan_publication;
pub mod plan_requirement;
pub mod plan_version;
pub mod position;
pub mod position_summary;
pub mod refresh_token;
pub mod repetition;
pub mod requirement;
pub mod requirement_description;
pub mod requirement_draft;
pub mod requirement_file;
pub mod requirement_prerequisite;
pub mod requirement_share;
pub mod requirement_summary;
pub mod requirement_version;
pub mod role_grant;
pub mod saved_view;
pub mod section;
pub mod session;
pub mod sign_in_failure;
pub mod signature_request;
pub mod standing;
pub mod standing_event;
pub mod standing_file;
pub mod stored_file;
pub mod unit_member;

use crate::described::{Described, describe};

/// What each of them says of its table.
pub fn all() -> Vec<Described> {
    vec![
        describe::<assignment::Entity>(),
        describe::<assignment_event::Entity>(),
        describe::<assignment_line::Entity>(),
        describe::<audit_log::Entity>(),
        describe::<category::Entity>(),
        describe::<checklist_not_relevant::Entity>(),
        describe::<checklist_tick::Entity>(),
        describe::<counted_day::Entity>(),
        describe::<counter_cell::Entity>(),
        describe::<counter_delta::Entity>(),
        describe::<credential::Entity>(),
        describe::<deadline_undo::Entity>(),
        describe::<deputy::Entity>(),
        describe::<editing::Entity>(),
        describe::<follow_up_day::Entity>(),
        describe::<goal::Entity>(),
        describe::<goal_reference::Entity>(),
        describe::<hr_import::Entity>(),
        describe::<idempotency_key::Entity>(),
        describe::<job_run::Entity>(),
        describe::<known_device::Entity>(),
        describe::<loan::Entity>(),
        describe::<not_relevant::Entity>(),
        describe::<number_series::Entity>(),
        describe::<org_unit::Entity>(),
        describe::<org_unit_closure::Entity>(),
        describe::<outbox::Entity>(),
        describe::<person::Entity>(),
        describe::<person_setting::Entity>(),
        describe::<person_word::Entity>(),
        describe::<plan::Entity>(),
        describe::<plan_cell::Entity>(),
        describe::<plan_delta::Entity>(),
        describe::<plan_description::Entity>(),
        describe::<plan_publication::Entity>(),
        describe::<plan_requirement::Entity>(),
        describe::<plan_version::Entity>(),
        describe::<position::Entity>(),
        describe::<position_summary::Entity>(),
        describe::<refresh_token::Entity>(),
        describe::<repetition::Entity>(),
        describe::<requirement::Entity>(),
        describe::<requirement_description::Entity>(),
        describe::<requirement_draft::Entity>(),
        describe::<requirement_file::Entity>(),
        describe::<requirement_prerequisite::Entity>(),
        describe::<requirement_share::Entity>(),
        describe::<requirement_summary::Entity>(),
        describe::<requirement_version::Entity>(),
        describe::<role_grant::Entity>(),
        describe::<saved_view::Entity>(),
        describe::<section::Entity>(),
        describe::<session::Entity>(),
        describe::<sign_in_failure::Entity>(),
        describe::<signature_request::Entity>(),
        describe::<standing::Entity>(),
        describe::<standing_event::Entity>(),
        describe::<standing_file::Entity>(),
        describe::<stored_file::Entity>(),
        describe::<unit_member::Entity>(),
    ]
}
