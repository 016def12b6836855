//! The table `requirement_description`. Made from the schema.

use kyndig_domain::ids::RequirementId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement_description")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub requirement_id: RequirementId,
    pub folded: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
