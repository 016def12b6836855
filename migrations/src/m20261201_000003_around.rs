//! What every feature stands on: mail to be sent, the audit log, runs of jobs, stored files, saved views, and who edits what.

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
    "CREATE TABLE outbox (
        id {uuid} PRIMARY KEY, kind text NOT NULL, recipient_id {uuid} REFERENCES person(id), about_id {uuid},
        payload text NOT NULL, made_at {time} NOT NULL, attempts {int} NOT NULL DEFAULT 0, next_at {time},
        sent_at {time}, last_error text)",
    "CREATE INDEX outbox_due ON outbox(next_at, id) WHERE next_at IS NOT NULL",
    "CREATE INDEX outbox_about ON outbox(about_id)",
    "CREATE TABLE audit_log (
        id {uuid} PRIMARY KEY, at {time} NOT NULL, person_id {uuid}, position_id {uuid}, deputy_for_id {uuid},
        permission text NOT NULL, subject_kind text NOT NULL, subject_id {uuid}, subject_person_id {uuid},
        address text, trace_id text)",
    "CREATE INDEX audit_log_subject_person ON audit_log(subject_person_id, at)",
    "CREATE INDEX audit_log_at ON audit_log(at)",
    "CREATE TABLE job_run (
        job text NOT NULL, due_at {time} NOT NULL, started_at {time} NOT NULL, finished_at {time}, outcome text,
        PRIMARY KEY (job, due_at))",
    // `location`: its key in the store, by which the sweep goes through both side by side.
    "CREATE TABLE stored_file (
        id {uuid} PRIMARY KEY, location {key} NOT NULL, name text NOT NULL, kind text NOT NULL, size {big} NOT NULL,
        sha256 text NOT NULL, stored_at {time} NOT NULL, stored_by {uuid} NOT NULL REFERENCES person(id))",
    "CREATE UNIQUE INDEX stored_file_location ON stored_file(location)",
    // How a person wants a list to look.
    "CREATE TABLE saved_view (
        person_id {uuid} NOT NULL REFERENCES person(id), list text NOT NULL, content text NOT NULL,
        saved_at {time} NOT NULL, PRIMARY KEY (person_id, list))",
    // Who has what open to edit; a row that is not renewed means nothing.
    "CREATE TABLE editing (
        subject_id {uuid} NOT NULL, person_id {uuid} NOT NULL REFERENCES person(id), seen_at {time} NOT NULL,
        PRIMARY KEY (subject_id, person_id))",
];
