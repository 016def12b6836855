//! The table `assignment`. Made from the schema.

use kyndig_domain::{
    assignment::DeactivationReason,
    ids::{AssignmentId, PersonId, PlanId, PositionId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssignmentId,
    pub plan_id: PlanId,
    pub position_id: PositionId,
    pub person_id: PersonId,
    pub active: bool,
    pub completed_at: Option<DateTimeUtc>,
    pub assigned_at: DateTimeUtc,
    pub assigned_by: Option<PersonId>,
    pub deactivated_at: Option<DateTimeUtc>,
    pub deactivated_because: Option<DeactivationReason>,
    pub ready_at: Option<DateTimeUtc>,
    pub approved_by: Option<PersonId>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
