//! The table `signature_request`.

use kyndig_domain::{
    ids::{PersonId, RequirementId, SignatureRequestId},
    signature::RejectionReason,
    signature::RequestStatus,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signature_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SignatureRequestId,
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
    pub signer_id: PersonId,
    pub performed_on: Date,
    pub comment: String,
    pub status: RequestStatus,
    pub sent_at: DateTimeUtc,
    pub decided_at: Option<DateTimeUtc>,
    pub reason: Option<RejectionReason>,
    pub decision_comment: String,
    pub version: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
