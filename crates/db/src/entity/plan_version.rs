//! The table `plan_version`. Made from the schema.

use kyndig_domain::ids::{PersonId, PlanId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: PlanId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub major: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub minor: i32,
    pub content: String,
    pub made_at: DateTimeUtc,
    pub made_by: PersonId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
