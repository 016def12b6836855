//! How many people and positions stand how: the cells and deltas of the gate, and the sums that lists are ordered by.

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
    "CREATE TABLE counter_cell (
        unit_id {uuid} NOT NULL, requirement_id {uuid} NOT NULL, status text NOT NULL, deadline {date} NOT NULL,
        people {big} NOT NULL, PRIMARY KEY (unit_id, requirement_id, status, deadline))",
    "CREATE INDEX counter_cell_empty ON counter_cell(unit_id) WHERE people = 0",
    "CREATE INDEX counter_cell_deadline ON counter_cell(deadline) WHERE deadline < '9999-12-31'",
    "CREATE TABLE counter_delta (
        id {serial} PRIMARY KEY, unit_id {uuid} NOT NULL, requirement_id {uuid} NOT NULL, status text NOT NULL,
        deadline {date} NOT NULL, people {big} NOT NULL)",
    "CREATE INDEX counter_delta_unit ON counter_delta(unit_id)",
    // FOL-4, FOL-8: the sums of the counters that follow-up is ordered by, one row for each unit and requirement.
    "CREATE TABLE requirement_summary (
        unit_id {uuid} NOT NULL, requirement_id {uuid} NOT NULL, people {big} NOT NULL, not_started {big} NOT NULL,
        started {big} NOT NULL, awaiting_signature {big} NOT NULL, rejected {big} NOT NULL, fulfilled {big} NOT NULL,
        expiring {big} NOT NULL, expired {big} NOT NULL, deadline_near {big} NOT NULL,
        deadline_passed {big} NOT NULL, PRIMARY KEY (unit_id, requirement_id))",
    "CREATE INDEX requirement_summary_empty ON requirement_summary(unit_id) WHERE people = 0",
    // The summaries are all of one day. Before all days no deadline is near or passed: the next change brings them to its day.
    "CREATE TABLE counted_day (id {int} PRIMARY KEY CHECK (id = 1), day {date} NOT NULL)",
    "INSERT INTO counted_day (id, day) VALUES (1, '1900-01-01')",
    // FOL-8: how many positions of a unit have a plan.
    "CREATE TABLE plan_cell (
        unit_id {uuid} NOT NULL, plan_id {uuid} NOT NULL, positions {big} NOT NULL, PRIMARY KEY (unit_id, plan_id))",
    "CREATE INDEX plan_cell_empty ON plan_cell(unit_id) WHERE positions = 0",
    "CREATE TABLE plan_delta (
        id {serial} PRIMARY KEY, unit_id {uuid} NOT NULL, plan_id {uuid} NOT NULL, positions {big} NOT NULL)",
    "CREATE INDEX plan_delta_unit ON plan_delta(unit_id, plan_id)",
    // FOL-1: how the plans of a position stand.
    "CREATE TABLE position_summary (
        position_id {uuid} PRIMARY KEY REFERENCES position(id), not_started {big} NOT NULL, started {big} NOT NULL,
        awaiting_signature {big} NOT NULL, rejected {big} NOT NULL, fulfilled {big} NOT NULL,
        expiring {big} NOT NULL, expired {big} NOT NULL, plans {big} NOT NULL DEFAULT 0)",
    // REP-4: how requirements stood when a day began; a subject is a unit, or a manager. Rows are added and never changed.
    "CREATE TABLE follow_up_day (
        subject_id {uuid} NOT NULL, day {date} NOT NULL, not_started {big} NOT NULL, started {big} NOT NULL,
        awaiting_signature {big} NOT NULL, rejected {big} NOT NULL, fulfilled {big} NOT NULL,
        expiring {big} NOT NULL, expired {big} NOT NULL, PRIMARY KEY (subject_id, day))",
    "CREATE INDEX follow_up_day_day ON follow_up_day(day)",
];
