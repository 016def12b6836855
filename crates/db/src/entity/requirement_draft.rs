//! The table `requirement_draft`. Made from the schema.

use kyndig_domain::ids::{CategoryId, PersonId, RequirementId, UnitId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement_draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub requirement_id: RequirementId,
    pub content: String,
    pub saved_at: DateTimeUtc,
    pub saved_by: PersonId,
    pub owner_unit_id: Option<UnitId>,
    pub category_id: Option<CategoryId>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
