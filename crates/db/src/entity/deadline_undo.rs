//! The table `deadline_undo`. Made from the schema.

use kyndig_domain::ids::{PersonId, UndoId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline_undo")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UndoId,
    pub by_person_id: PersonId,
    pub at: DateTimeUtc,
    pub deadline: Option<Date>,
    pub before: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
