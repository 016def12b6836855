//! Assignments, standings and their history, signatures, and the counters (mechanism 3).

use sea_orm_migration::prelude::*;

use crate::schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    "CREATE TABLE assignment (
        id {uuid} PRIMARY KEY, plan_id {uuid} NOT NULL REFERENCES plan(id),
        position_id {uuid} NOT NULL REFERENCES position(id), person_id {uuid} NOT NULL REFERENCES person(id),
        active {bool} NOT NULL, completed_at {time}, assigned_at {time} NOT NULL, assigned_by {uuid} REFERENCES person(id),
        deactivated_at {time}, deactivated_because text, UNIQUE (plan_id, position_id))",
    "CREATE INDEX assignment_position ON assignment(position_id, active)",
    "CREATE INDEX assignment_person ON assignment(person_id, active)",
    "CREATE TABLE assignment_event (
        id {uuid} PRIMARY KEY, assignment_id {uuid} NOT NULL REFERENCES assignment(id), kind text NOT NULL,
        at {time} NOT NULL, by_person_id {uuid} REFERENCES person(id), deputy_for_id {uuid} REFERENCES person(id))",
    "CREATE INDEX assignment_event_assignment ON assignment_event(assignment_id, at)",
    "CREATE TABLE standing (
        person_id {uuid} NOT NULL REFERENCES person(id), requirement_id {uuid} NOT NULL REFERENCES requirement(id),
        status text NOT NULL, performed_on {date}, expires_on {date}, expiry_is_manual {bool} NOT NULL DEFAULT FALSE,
        deadline {date}, comment text NOT NULL DEFAULT '', request_id {uuid}, changed_at {time} NOT NULL,
        version {int} NOT NULL DEFAULT 1, PRIMARY KEY (person_id, requirement_id))",
    "CREATE INDEX standing_requirement ON standing(requirement_id, status)",
    "CREATE INDEX standing_expiry ON standing(status, expires_on) WHERE expires_on IS NOT NULL",
    "CREATE TABLE standing_event (
        id {uuid} PRIMARY KEY, person_id {uuid} NOT NULL REFERENCES person(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), kind text NOT NULL, at {time} NOT NULL,
        by_person_id {uuid} REFERENCES person(id), by_position_id {uuid} REFERENCES position(id),
        deputy_for_id {uuid} REFERENCES person(id), date {date}, other_person_id {uuid} REFERENCES person(id),
        reason text, comment text NOT NULL DEFAULT '')",
    "CREATE INDEX standing_event_standing ON standing_event(person_id, requirement_id, at)",
    "CREATE TABLE signature_request (
        id {uuid} PRIMARY KEY, person_id {uuid} NOT NULL REFERENCES person(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), signer_id {uuid} NOT NULL REFERENCES person(id),
        performed_on {date} NOT NULL, comment text NOT NULL DEFAULT '', status text NOT NULL, sent_at {time} NOT NULL,
        decided_at {time}, reason text, decision_comment text NOT NULL DEFAULT '', version {int} NOT NULL DEFAULT 1)",
    "CREATE INDEX signature_request_signer ON signature_request(signer_id, status, sent_at, id)",
    "CREATE INDEX signature_request_decided ON signature_request(signer_id, status, decided_at, id)",
    "CREATE INDEX signature_request_standing ON signature_request(person_id, requirement_id)",
    "CREATE UNIQUE INDEX signature_request_awaiting ON signature_request(person_id, requirement_id)
        WHERE status = 'awaiting'",
    "CREATE TABLE counter_cell (
        unit_id {uuid} NOT NULL, requirement_id {uuid} NOT NULL, status text NOT NULL, deadline {date} NOT NULL,
        people {big} NOT NULL, PRIMARY KEY (unit_id, requirement_id, status, deadline))",
    "CREATE INDEX counter_cell_empty ON counter_cell(unit_id) WHERE people = 0",
    "CREATE TABLE counter_delta (
        id {serial} PRIMARY KEY, unit_id {uuid} NOT NULL, requirement_id {uuid} NOT NULL, status text NOT NULL,
        deadline {date} NOT NULL, people {big} NOT NULL)",
];
