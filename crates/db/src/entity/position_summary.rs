//! The table `position_summary`. Made from the schema.

use kyndig_domain::ids::PositionId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "position_summary")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub position_id: PositionId,
    pub not_started: i64,
    pub started: i64,
    pub awaiting_signature: i64,
    pub rejected: i64,
    pub fulfilled: i64,
    pub expiring: i64,
    pub expired: i64,
    pub plans: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
