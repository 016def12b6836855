//! FOL-4, FOL-8: the sums of the counters that follow-up is ordered by, one row a unit and requirement, and the plans
//! that a unit's people have. SQLite counts through the same deltas as PostgreSQL from now on.

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
    "CREATE TABLE requirement_summary (
        unit_id {uuid} NOT NULL, requirement_id {uuid} NOT NULL, people {big} NOT NULL, not_started {big} NOT NULL,
        started {big} NOT NULL, awaiting_signature {big} NOT NULL, rejected {big} NOT NULL, fulfilled {big} NOT NULL,
        expiring {big} NOT NULL, expired {big} NOT NULL, deadline_near {big} NOT NULL, deadline_passed {big} NOT NULL,
        counted_on {date} NOT NULL, counted_soon {date} NOT NULL, PRIMARY KEY (unit_id, requirement_id))",
    "CREATE INDEX counter_cell_deadline ON counter_cell(deadline) WHERE deadline < '9999-12-31'",
    "CREATE INDEX counter_delta_unit ON counter_delta(unit_id)",
    "CREATE TABLE plan_cell (
        unit_id {uuid} NOT NULL, plan_id {uuid} NOT NULL, positions {big} NOT NULL, PRIMARY KEY (unit_id, plan_id))",
    "CREATE TABLE plan_delta (
        id {serial} PRIMARY KEY, unit_id {uuid} NOT NULL, plan_id {uuid} NOT NULL, positions {big} NOT NULL)",
    "CREATE INDEX plan_delta_unit ON plan_delta(unit_id, plan_id)",
    // What there is already; its deadlines are counted by the first night, which knows the date.
    "INSERT INTO requirement_summary (unit_id, requirement_id, people, not_started, started, awaiting_signature, rejected,
        fulfilled, expiring, expired, deadline_near, deadline_passed, counted_on, counted_soon)
     SELECT unit_id, requirement_id, sum(people),
        sum(CASE WHEN status = 'not_started' THEN people ELSE 0 END), sum(CASE WHEN status = 'started' THEN people ELSE 0 END),
        sum(CASE WHEN status = 'awaiting_signature' THEN people ELSE 0 END),
        sum(CASE WHEN status = 'rejected' THEN people ELSE 0 END), sum(CASE WHEN status = 'fulfilled' THEN people ELSE 0 END),
        sum(CASE WHEN status = 'expiring' THEN people ELSE 0 END), sum(CASE WHEN status = 'expired' THEN people ELSE 0 END),
        0, 0, '1970-01-01', '1970-01-01'
     FROM (SELECT unit_id, requirement_id, status, people FROM counter_cell
           UNION ALL SELECT unit_id, requirement_id, status, people FROM counter_delta) cells
     GROUP BY unit_id, requirement_id HAVING sum(people) <> 0",
    "INSERT INTO plan_cell (unit_id, plan_id, positions)
     SELECT c.ancestor_id, a.plan_id, count(*) FROM assignment a
     JOIN position p ON p.id = a.position_id AND p.state = 'open'
     JOIN org_unit_closure c ON c.descendant_id = p.unit_id
     JOIN org_unit u ON u.id = c.ancestor_id AND u.kind <> 'section'
     WHERE a.active GROUP BY c.ancestor_id, a.plan_id",
    "CREATE INDEX standing_deadline ON standing(deadline, person_id, requirement_id) WHERE deadline IS NOT NULL",
    "CREATE INDEX standing_dated ON standing(person_id, deadline) WHERE deadline IS NOT NULL",
    "CREATE INDEX standing_status ON standing(person_id, status)",
];
