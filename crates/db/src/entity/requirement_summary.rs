//! The table `requirement_summary`. Made from the schema.

use kyndig_domain::ids::{RequirementId, UnitId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement_summary")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: UnitId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub requirement_id: RequirementId,
    pub people: i64,
    pub not_started: i64,
    pub started: i64,
    pub awaiting_signature: i64,
    pub rejected: i64,
    pub fulfilled: i64,
    pub expiring: i64,
    pub expired: i64,
    pub deadline_near: i64,
    pub deadline_passed: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
