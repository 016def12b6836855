//! Queries on categories.

use kyndig_db::Sql;
use kyndig_domain::ids::CategoryId;
use sea_orm::FromQueryResult;

use crate::{auth::Work, http::Failure};

#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub speciality: Option<String>,
}

pub async fn one(work: &Work<'_>, id: CategoryId) -> Result<Option<Row>, Failure> {
    Ok(work.tx.one(Sql::new("SELECT speciality FROM category WHERE id = ").bind(id)).await?)
}
