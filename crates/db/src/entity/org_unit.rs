//! The table `org_unit`. Made from the schema.

use kyndig_domain::{ids::UnitId, unit::UnitKind};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "org_unit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UnitId,
    pub parent_id: Option<UnitId>,
    pub kind: UnitKind,
    pub name: String,
    pub folded: String,
    pub sort_key: String,
    pub external_id: String,
    pub short_code: Option<String>,
    pub org_number: Option<String>,
    pub cost_centre: Option<String>,
    pub source: String,
    pub active: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
