//! The table `hr_import`. Made from the schema.

use kyndig_domain::{
    hr_import::{ImportProfile, ImportState},
    ids::{HrImportId, PersonId},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hr_import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: HrImportId,
    pub profile: ImportProfile,
    pub dry_run: bool,
    pub state: ImportState,
    pub started_by: Option<PersonId>,
    pub started_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    pub file_rows: i64,
    pub changes: i64,
    pub done: i64,
    pub problems: i64,
    pub report: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
