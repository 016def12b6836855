//! The table `standing_event`. Made from the schema.

use kyndig_domain::{
    ids::{EventId, PersonId, PlanId, PositionId, RequirementId},
    signature::RejectionReason,
    standing::EventKind,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "standing_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
    pub kind: EventKind,
    pub at: DateTimeUtc,
    pub by_person_id: Option<PersonId>,
    pub by_position_id: Option<PositionId>,
    pub deputy_for_id: Option<PersonId>,
    pub date: Option<Date>,
    pub other_person_id: Option<PersonId>,
    pub reason: Option<RejectionReason>,
    pub comment: String,
    pub plan_id: Option<PlanId>,
    pub about: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
