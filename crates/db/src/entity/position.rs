//! The table `position`. Made from the schema.

use kyndig_domain::{
    ids::{LoanId, PersonId, PositionId, UnitId},
    position::{PositionKind, PositionState},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "position")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PositionId,
    pub person_id: PersonId,
    pub kind: PositionKind,
    pub trust_id: UnitId,
    pub cost_centre: String,
    pub unit_id: UnitId,
    pub title: String,
    pub sort_key: String,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub state: PositionState,
    pub opened_on: Option<Date>,
    pub closed_on: Option<Date>,
    pub hr_manager_id: Option<PersonId>,
    pub set_manager_id: Option<PersonId>,
    pub manager_id: Option<PersonId>,
    pub loan_id: Option<LoanId>,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
