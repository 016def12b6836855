//! The table `assignment_event`. Made from the schema.

use kyndig_domain::{
    assignment::AssignmentEventKind,
    ids::{AssignmentId, EventId, PersonId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub assignment_id: AssignmentId,
    pub kind: AssignmentEventKind,
    pub at: DateTimeUtc,
    pub by_person_id: Option<PersonId>,
    pub deputy_for_id: Option<PersonId>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
