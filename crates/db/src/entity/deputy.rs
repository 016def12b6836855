//! The table `deputy`. Made from the schema.

use kyndig_domain::ids::PersonId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deputy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub manager_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub deputy_id: PersonId,
    pub ends_on: Option<Date>,
    pub named_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
