//! The table `standing`. Made from the schema.

use kyndig_domain::{
    ids::{PersonId, RequirementId, SignatureRequestId},
    standing::Status,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "standing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: PersonId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub requirement_id: RequirementId,
    pub status: Status,
    pub performed_on: Option<Date>,
    pub expires_on: Option<Date>,
    pub expiry_is_manual: bool,
    pub deadline: Option<Date>,
    pub comment: String,
    pub request_id: Option<SignatureRequestId>,
    pub changed_at: DateTimeUtc,
    pub version: i32,
    pub chosen_expiry: Option<Date>,
    pub done_at: Option<DateTimeUtc>,
    pub before: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
