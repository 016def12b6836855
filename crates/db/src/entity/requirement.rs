//! The table `requirement`.

use kyndig_domain::{
    ids::{PersonId, RequirementId, UnitId},
    requirement::DocumentationMethod,
    requirement::LearningMethod,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RequirementId,
    pub number: i32,
    pub owner_unit_id: UnitId,
    pub name: String,
    pub folded: String,
    pub sort_key: String,
    pub learning_method: LearningMethod,
    pub documentation_method: DocumentationMethod,
    pub needs_signature: bool,
    pub validity_days: Option<i32>,
    pub content: String,
    pub published_version: i32,
    pub published_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub created_by: PersonId,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
