//! The table `repetition`. Made from the schema.

use kyndig_domain::ids::{PersonId, RepetitionId, RequirementId, SignatureRequestId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repetition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RepetitionId,
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
    pub round: i32,
    pub performed_on: Date,
    pub comment: String,
    pub request_id: Option<SignatureRequestId>,
    pub registered_at: DateTimeUtc,
    pub registered_by: PersonId,
    pub set_aside_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
