//! The table `loan`. Made from the schema.

use kyndig_domain::{
    ids::{LoanId, PersonId, PositionId, UnitId},
    loan::LoanState,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "loan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LoanId,
    pub position_id: PositionId,
    pub person_id: PersonId,
    pub unit_id: UnitId,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub manager_id: Option<PersonId>,
    pub comment: String,
    pub comment_by: PersonId,
    pub state: LoanState,
    pub registered_by: PersonId,
    pub registered_by_unit: String,
    pub registered_at: DateTimeUtc,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
