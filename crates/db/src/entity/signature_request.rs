//! The table `signature_request`. Made from the schema.

use kyndig_domain::{
    ids::{PersonId, RepetitionId, RequirementId, SignatureRequestId},
    signature::{RejectionReason, RequestStatus},
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
    pub repetition_id: Option<RepetitionId>,
    pub reminded_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
