//! The table `audit_log`. Made from the schema.

use kyndig_domain::ids::{EventId, PersonId, PositionId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub at: DateTimeUtc,
    pub person_id: Option<PersonId>,
    pub position_id: Option<PositionId>,
    pub deputy_for_id: Option<PersonId>,
    pub permission: String,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    pub subject_person_id: Option<PersonId>,
    pub address: Option<String>,
    pub trace_id: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
