//! The table `checklist_not_relevant`. Made from the schema.

use kyndig_domain::ids::{PersonId, PlanId, PointId, RequirementId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checklist_not_relevant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: PlanId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub requirement_id: RequirementId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub point_id: PointId,
    pub comment: String,
    pub marked_at: DateTimeUtc,
    pub marked_by: PersonId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
