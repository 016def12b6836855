//! The table `role_grant`. Made from the schema.

use kyndig_domain::{
    ids::{PersonId, PlanId, PositionId, RoleGrantId, UnitId},
    role::Role,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoleGrantId,
    pub position_id: PositionId,
    pub role: Role,
    pub unit_id: Option<UnitId>,
    pub plan_id: Option<PlanId>,
    pub speciality: Option<String>,
    pub granted_at: DateTimeUtc,
    pub granted_by: Option<PersonId>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
