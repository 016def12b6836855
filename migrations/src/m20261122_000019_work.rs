//! FOL-1: how the plans of each position stand, as the overview shows it; SIG-5: what somebody waits for is found from the
//! person as well.

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
    "CREATE INDEX signature_request_asked ON signature_request(person_id, sent_at, requirement_id)
     WHERE status = 'awaiting'",
    "CREATE TABLE position_summary (
        position_id {uuid} PRIMARY KEY REFERENCES position(id), not_started {big} NOT NULL, started {big} NOT NULL,
        awaiting_signature {big} NOT NULL, rejected {big} NOT NULL, fulfilled {big} NOT NULL, expiring {big} NOT NULL,
        expired {big} NOT NULL)",
    "INSERT INTO position_summary (position_id, not_started, started, awaiting_signature, rejected, fulfilled, expiring,
        expired)
     SELECT position_id, sum(CASE WHEN status = 'not_started' THEN 1 ELSE 0 END),
        sum(CASE WHEN status = 'started' THEN 1 ELSE 0 END), sum(CASE WHEN status = 'awaiting_signature' THEN 1 ELSE 0 END),
        sum(CASE WHEN status = 'rejected' THEN 1 ELSE 0 END), sum(CASE WHEN status = 'fulfilled' THEN 1 ELSE 0 END),
        sum(CASE WHEN status = 'expiring' THEN 1 ELSE 0 END), sum(CASE WHEN status = 'expired' THEN 1 ELSE 0 END)
     FROM (SELECT DISTINCT p.id AS position_id, s.requirement_id, s.status FROM assignment a
        JOIN position p ON p.id = a.position_id AND p.state = 'open'
        JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active'
        JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id
        WHERE a.active AND NOT EXISTS (SELECT 1 FROM not_relevant nr WHERE nr.person_id = a.person_id
            AND nr.plan_id = a.plan_id AND nr.subject_id IN (pr.requirement_id, pr.section_id))) each
     GROUP BY position_id",
];
