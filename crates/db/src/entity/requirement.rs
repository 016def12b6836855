//! The table `requirement`. Made from the schema.

use kyndig_domain::{
    ids::{CategoryId, PersonId, RequirementId, UnitId},
    requirement::{DocumentationMethod, LearningMethod, Level, RequirementKind},
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
    pub kind: RequirementKind,
    pub level: Level,
    pub category_id: Option<CategoryId>,
    pub archived_at: Option<DateTimeUtc>,
    pub archived_by: Option<PersonId>,
    pub archive_reason: Option<String>,
    pub owner_key: String,
    pub category_key: String,
    pub origin_id: Option<Uuid>,
    pub repetitions: Option<i32>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
