//! The table `person`. Made from the schema.

use kyndig_domain::ids::PersonId;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    pub external_id: String,
    pub given_name: String,
    pub family_name: String,
    pub name: String,
    pub folded: String,
    pub sort_key: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub hpr_number: Option<String>,
    pub created_at: DateTimeUtc,
    pub stamp: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
