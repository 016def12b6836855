//! The table `outbox`. Made from the schema.

use kyndig_domain::ids::{OutboxId, PersonId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutboxId,
    pub kind: String,
    pub recipient_id: Option<PersonId>,
    pub about_id: Option<Uuid>,
    pub payload: String,
    pub made_at: DateTimeUtc,
    pub attempts: i32,
    pub next_at: Option<DateTimeUtc>,
    pub sent_at: Option<DateTimeUtc>,
    pub last_error: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
