//! SIG-5: finding what has waited long for a signature, and whom it was said to, without reading all that was ever
//! decided.

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
    "CREATE INDEX signature_request_waiting ON signature_request(sent_at) WHERE status = 'awaiting'",
    "CREATE INDEX signature_request_reminded ON signature_request(signer_id, reminded_at) WHERE reminded_at IS NOT NULL",
];
