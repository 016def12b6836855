//! Units, people, positions, loans, roles, deputies, who is a member of which unit, settings, and imports from HR.

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
    "CREATE TABLE org_unit (
        id {uuid} PRIMARY KEY, parent_id {uuid} REFERENCES org_unit(id), kind text NOT NULL, name text NOT NULL,
        folded text NOT NULL, sort_key {key} NOT NULL, external_id text NOT NULL, short_code text, org_number text,
        cost_centre text, source text NOT NULL DEFAULT 'units', active {bool} NOT NULL DEFAULT TRUE,
        UNIQUE (source, external_id))",
    "CREATE INDEX org_unit_parent ON org_unit(parent_id, sort_key)",
    "CREATE INDEX org_unit_cost_centre ON org_unit(cost_centre)",
    "CREATE TABLE org_unit_closure (
        ancestor_id {uuid} NOT NULL REFERENCES org_unit(id), descendant_id {uuid} NOT NULL REFERENCES org_unit(id),
        depth {int} NOT NULL, PRIMARY KEY (ancestor_id, descendant_id))",
    "CREATE INDEX org_unit_closure_descendant ON org_unit_closure(descendant_id, depth)",
    "CREATE TABLE person (
        id {uuid} PRIMARY KEY, external_id text NOT NULL UNIQUE, given_name text NOT NULL, family_name text NOT NULL,
        name text NOT NULL, folded text NOT NULL, sort_key {key} NOT NULL, email text, phone text, hpr_number text,
        created_at {time} NOT NULL, stamp {int} NOT NULL DEFAULT 1)",
    "CREATE UNIQUE INDEX person_email ON person(email)",
    "CREATE TABLE person_word (
        word {key} NOT NULL, person_id {uuid} NOT NULL REFERENCES person(id), PRIMARY KEY (word, person_id))",
    "CREATE INDEX person_word_person ON person_word(person_id)",
    "CREATE TABLE position (
        id {uuid} PRIMARY KEY, person_id {uuid} NOT NULL REFERENCES person(id), kind text NOT NULL,
        trust_id {uuid} NOT NULL REFERENCES org_unit(id), cost_centre text NOT NULL,
        unit_id {uuid} NOT NULL REFERENCES org_unit(id), title text NOT NULL, sort_key {key} NOT NULL,
        starts_on {date} NOT NULL, ends_on {date}, state text NOT NULL, opened_on {date}, closed_on {date},
        hr_manager_id {uuid} REFERENCES person(id), set_manager_id {uuid} REFERENCES person(id),
        manager_id {uuid} REFERENCES person(id), loan_id {uuid}, version {int} NOT NULL DEFAULT 1)",
    "CREATE INDEX position_person ON position(person_id, state)",
    "CREATE INDEX position_manager ON position(manager_id, sort_key, id) WHERE state = 'open'",
    "CREATE INDEX position_unit ON position(unit_id)",
    "CREATE INDEX position_hr_manager ON position(hr_manager_id)",
    "CREATE UNIQUE INDEX position_identity ON position(person_id, trust_id, cost_centre)
        WHERE kind = 'employment' AND state <> 'closed'",
    "CREATE INDEX position_to_open ON position(starts_on) WHERE state = 'pending'",
    "CREATE INDEX position_to_close ON position(ends_on) WHERE state = 'open' AND ends_on IS NOT NULL",
    // Whose manager was chosen by hand: looked up when that person leaves or comes back.
    "CREATE INDEX position_set_manager ON position(set_manager_id) WHERE set_manager_id IS NOT NULL",
    "CREATE INDEX position_loan_manager ON position(hr_manager_id) WHERE kind = 'loan'",
    "CREATE UNIQUE INDEX position_loan ON position(loan_id) WHERE loan_id IS NOT NULL",
    "CREATE TABLE unit_member (
        unit_id {uuid} NOT NULL REFERENCES org_unit(id), sort_key {key} NOT NULL,
        position_id {uuid} NOT NULL REFERENCES position(id), PRIMARY KEY (unit_id, sort_key, position_id))",
    "CREATE INDEX unit_member_position ON unit_member(position_id)",
    "CREATE TABLE role_grant (
        id {uuid} PRIMARY KEY, position_id {uuid} NOT NULL REFERENCES position(id), role text NOT NULL,
        unit_id {uuid} REFERENCES org_unit(id), plan_id {uuid}, speciality text, granted_at {time} NOT NULL,
        granted_by {uuid} REFERENCES person(id))",
    "CREATE INDEX role_grant_position ON role_grant(position_id)",
    "CREATE INDEX role_grant_plan ON role_grant(plan_id) WHERE plan_id IS NOT NULL",
    "CREATE TABLE deputy (
        manager_id {uuid} NOT NULL REFERENCES person(id), deputy_id {uuid} NOT NULL REFERENCES person(id),
        ends_on {date}, named_at {time} NOT NULL, PRIMARY KEY (manager_id, deputy_id))",
    "CREATE INDEX deputy_deputy ON deputy(deputy_id)",
    "CREATE TABLE loan (
        id {uuid} PRIMARY KEY, position_id {uuid} NOT NULL REFERENCES position(id),
        person_id {uuid} NOT NULL REFERENCES person(id), unit_id {uuid} NOT NULL REFERENCES org_unit(id),
        starts_on {date} NOT NULL, ends_on {date}, manager_id {uuid} REFERENCES person(id), comment text NOT NULL,
        comment_by {uuid} NOT NULL REFERENCES person(id), state text NOT NULL,
        registered_by {uuid} NOT NULL REFERENCES person(id), registered_by_unit text NOT NULL,
        registered_at {time} NOT NULL, version {int} NOT NULL DEFAULT 1)",
    "CREATE INDEX loan_position ON loan(position_id, starts_on)",
    "CREATE INDEX loan_ongoing ON loan(position_id) WHERE state = 'ongoing'",
    "CREATE INDEX loan_to_start ON loan(starts_on) WHERE state = 'future'",
    "CREATE INDEX loan_to_finish ON loan(ends_on) WHERE state = 'ongoing' AND ends_on IS NOT NULL",
    "CREATE TABLE person_setting (
        person_id {uuid} PRIMARY KEY REFERENCES person(id), language text NOT NULL, changed_at {time} NOT NULL)",
    "CREATE TABLE hr_import (
        id {uuid} PRIMARY KEY, profile text NOT NULL, dry_run {bool} NOT NULL, state text NOT NULL,
        started_by {uuid} REFERENCES person(id), started_at {time} NOT NULL, finished_at {time},
        file_rows {big} NOT NULL DEFAULT 0, changes {big} NOT NULL DEFAULT 0, done {big} NOT NULL DEFAULT 0,
        problems {big} NOT NULL DEFAULT 0, report text NOT NULL)",
    "CREATE INDEX hr_import_started ON hr_import(started_at)",
];
