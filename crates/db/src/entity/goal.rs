//! The table `goal`. Made from the schema.

use kyndig_domain::ids::{GoalId, PlanId, SectionId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GoalId,
    pub plan_id: PlanId,
    pub section_id: SectionId,
    pub code: String,
    pub name: String,
    pub description: String,
    pub ordinal: i32,
    pub template_goal_id: Option<GoalId>,
    pub origin: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
