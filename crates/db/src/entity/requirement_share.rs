//! The table `requirement_share`. Made from the schema.

use kyndig_domain::ids::{RequirementId, UnitId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement_share")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub requirement_id: RequirementId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: UnitId,
    pub with_subunits: bool,
    pub shared_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
