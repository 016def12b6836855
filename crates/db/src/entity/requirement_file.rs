//! The table `requirement_file`. Made from the schema.

use kyndig_domain::ids::{FileId, PersonId, RequirementId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "requirement_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub file_id: FileId,
    pub requirement_id: RequirementId,
    pub folded: String,
    pub from_version: i32,
    pub until_version: Option<i32>,
    pub removed_at: Option<DateTimeUtc>,
    pub removed_by: Option<PersonId>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
