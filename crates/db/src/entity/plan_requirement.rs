//! The table `plan_requirement`. Made from the schema.

use kyndig_domain::{
    ids::{GoalId, PersonId, PlanId, PlanRequirementId, RequirementId, SectionId},
    plan::PlanRequirementState,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_requirement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanRequirementId,
    pub plan_id: PlanId,
    pub section_id: SectionId,
    pub goal_id: Option<GoalId>,
    pub requirement_id: RequirementId,
    pub ordinal: i32,
    pub state: PlanRequirementState,
    pub state_before: Option<PlanRequirementState>,
    pub validity_days: Option<i32>,
    pub validity_reason: Option<String>,
    pub added_at: DateTimeUtc,
    pub added_by: PersonId,
    pub deactivated_at: Option<DateTimeUtc>,
    pub deactivated_by: Option<PersonId>,
    pub deactivation_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
