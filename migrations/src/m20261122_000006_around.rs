//! What goes out, what is logged, what runs by the clock, and imports.

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
    "CREATE TABLE person_setting (
        person_id {uuid} PRIMARY KEY REFERENCES person(id), language text NOT NULL, changed_at {time} NOT NULL)",
    "CREATE TABLE audit_log (
        id {uuid} PRIMARY KEY, at {time} NOT NULL, person_id {uuid}, position_id {uuid}, deputy_for_id {uuid},
        permission text NOT NULL, subject_kind text NOT NULL, subject_id {uuid}, subject_person_id {uuid},
        address text, trace_id text)",
    "CREATE INDEX audit_log_subject_person ON audit_log(subject_person_id, at)",
    "CREATE INDEX audit_log_at ON audit_log(at)",
    "CREATE TABLE job_run (
        job text NOT NULL, due_at {time} NOT NULL, started_at {time} NOT NULL, finished_at {time}, outcome text,
        PRIMARY KEY (job, due_at))",
    "CREATE TABLE hr_import (
        id {uuid} PRIMARY KEY, profile text NOT NULL, dry_run {bool} NOT NULL, state text NOT NULL,
        started_by {uuid} REFERENCES person(id), started_at {time} NOT NULL, finished_at {time},
        file_rows {big} NOT NULL DEFAULT 0, changes {big} NOT NULL DEFAULT 0, done {big} NOT NULL DEFAULT 0,
        problems {big} NOT NULL DEFAULT 0, report text NOT NULL)",
    "CREATE INDEX hr_import_started ON hr_import(started_at)",
];
