//! The table `checklist_tick`. Made from the schema.

use kyndig_domain::ids::{PersonId, PointId, RequirementId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checklist_tick")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub requirement_id: RequirementId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub point_id: PointId,
    pub ticked_at: DateTimeUtc,
    pub ticked_by: PersonId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
