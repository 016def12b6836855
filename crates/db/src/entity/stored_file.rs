//! The table `stored_file`. Made from the schema.

use kyndig_domain::{
    file::FileKind,
    ids::{FileId, PersonId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stored_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FileId,
    pub location: String,
    pub name: String,
    pub kind: FileKind,
    pub size: i64,
    pub sha256: String,
    pub stored_at: DateTimeUtc,
    pub stored_by: PersonId,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
