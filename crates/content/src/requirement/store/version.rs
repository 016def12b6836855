//! Queries on publications.

use chrono::{DateTime, Utc};
use kyndig_contract::{category::CategoryRef, requirement::RequirementContent};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::{CategoryId, PersonId, RequirementId};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

#[derive(Debug, FromQueryResult)]
pub struct VersionRow {
    pub version: i32,
    pub published_at: DateTime<Utc>,
    pub by_id: PersonId,
    pub by_name: String,
    content: String,
    before: Option<String>,
}

impl VersionRow {
    pub fn content(&self) -> Result<RequirementContent, Failure> {
        Ok(serde_json::from_str(&self.content)?)
    }

    /// The content of the previous publication.
    pub fn before(&self) -> Result<Option<RequirementContent>, Failure> {
        Ok(self.before.as_deref().map(serde_json::from_str).transpose()?)
    }
}

fn versions(requirement: RequirementId) -> Sql {
    sql!(
        "SELECT v.version, v.published_at, p.id AS by_id, p.name AS by_name, v.content, b.content AS before \
             FROM requirement_version v JOIN person p ON p.id = v.published_by \
             LEFT JOIN requirement_version b ON b.requirement_id = v.requirement_id \
             AND b.version = v.version - 1 WHERE v.requirement_id = {requirement}",
        requirement,
    )
}

/// Latest first; one row more than the limit: it says that there is another page.
pub async fn page(
    work: &Work<'_>,
    requirement: RequirementId,
    before: Option<i32>,
    limit: u16,
) -> Result<Vec<VersionRow>, Failure> {
    let sql = versions(requirement)
        .when(before, |sql, before| sql.push(" AND v.version < ").bind(before))
        .push(" ORDER BY v.version DESC LIMIT ")
        .bind(i64::from(limit) + 1);
    Ok(work.tx.all(sql).await?)
}

pub async fn one(work: &Work<'_>, requirement: RequirementId, version: i32) -> Result<Option<VersionRow>, Failure> {
    Ok(work.tx.one(versions(requirement).push(" AND v.version = ").bind(version)).await?)
}

#[derive(FromQueryResult)]
struct CategoryRow {
    id: CategoryId,
    name: String,
}

/// Those of these that exist, by name.
pub async fn categories(work: &Work<'_>, ids: &[CategoryId]) -> Result<Vec<CategoryRef>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql =
        sql!("SELECT id, name FROM category WHERE id IN {ids} ORDER BY name, id", ids = list(ids.iter().copied()));
    let rows = work.tx.all::<CategoryRow>(sql).await?;
    Ok(rows.into_iter().map(|row| CategoryRef { id: row.id, name: row.name }).collect())
}
