//! The table `plan`. Made from the schema.

use kyndig_domain::{
    ids::{PersonId, PlanId, UnitId},
    plan::{Completion, PlanKind, PlanStatus},
    requirement::Level,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PlanId,
    pub kind: PlanKind,
    pub name: String,
    pub folded: String,
    pub sort_key: String,
    pub owner_unit_id: UnitId,
    pub description: String,
    pub time_frame: String,
    pub literature: String,
    pub completion: Completion,
    pub document_owner_id: Option<PersonId>,
    pub document_author_id: Option<PersonId>,
    pub major: i32,
    pub minor: i32,
    pub was_published: bool,
    pub created_at: DateTimeUtc,
    pub created_by: PersonId,
    pub version: i32,
    pub level: Level,
    pub is_template: bool,
    pub template_id: Option<PlanId>,
    pub changed_at: Option<DateTimeUtc>,
    pub archived_at: Option<DateTimeUtc>,
    pub archived_by: Option<PersonId>,
    pub archive_reason: Option<String>,
    pub status: PlanStatus,
    pub owner_key: String,
    pub creator_key: String,
    pub description_key: String,
    pub origin: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
