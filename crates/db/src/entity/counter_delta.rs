//! The table `counter_delta`. Made from the schema.

use kyndig_domain::{
    ids::{RequirementId, UnitId},
    standing::Status,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counter_delta")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub unit_id: UnitId,
    pub requirement_id: RequirementId,
    pub status: Status,
    pub deadline: Date,
    pub people: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
