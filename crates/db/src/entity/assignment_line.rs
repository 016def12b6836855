//! The table `assignment_line`. Made from the schema.

use kyndig_domain::{
    ids::{AssignmentId, GoalId, PersonId, RequirementId, SectionId},
    requirement::{DocumentationMethod, LearningMethod},
    standing::Status,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub assignment_id: AssignmentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ordinal: i32,
    pub section_id: SectionId,
    pub heading: String,
    pub goal_id: Option<GoalId>,
    pub goal_code: Option<String>,
    pub goal_name: Option<String>,
    pub requirement_id: RequirementId,
    pub number: i32,
    pub name: String,
    pub learning_method: LearningMethod,
    pub documentation_method: DocumentationMethod,
    pub needs_signature: bool,
    pub repetitions: Option<i32>,
    pub counted: i32,
    pub status: Status,
    pub performed_on: Option<Date>,
    pub expires_on: Option<Date>,
    pub out_at: Option<DateTimeUtc>,
    pub out_by: Option<PersonId>,
    pub out_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
