//! REQ-1, REQ-6: the link between a requirement and its files. The bytes, and their rows, belong to the file feature.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kyndig_contract::{
    file::{FileDetails, FileSummary},
    person::PersonRef,
};
use kyndig_db::{Sql, list, sql};
use kyndig_domain::{
    file::{FileKind, Held},
    ids::{FileId, PersonId, RequirementId},
    text,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

#[derive(Debug, FromQueryResult)]
struct DetailsRow {
    id: FileId,
    name: String,
    kind: FileKind,
    size: i64,
    stored_at: DateTime<Utc>,
    by_id: PersonId,
    by_name: String,
    removed_at: Option<DateTime<Utc>>,
}

impl From<DetailsRow> for FileDetails {
    fn from(row: DetailsRow) -> Self {
        Self {
            file: FileSummary { id: row.id, name: row.name, kind: row.kind, size: row.size },
            added_at: row.stored_at,
            added_by: PersonRef { id: row.by_id, name: row.by_name },
            removed_at: row.removed_at,
        }
    }
}

fn details(requirement: RequirementId) -> Sql {
    sql!(
        "SELECT f.id, f.name, f.kind, f.size, f.stored_at, p.id AS by_id, p.name AS by_name, l.removed_at \
             FROM requirement_file l JOIN stored_file f ON f.id = l.file_id \
             JOIN person p ON p.id = f.stored_by WHERE l.requirement_id = {requirement}",
        requirement,
    )
}

async fn listed(work: &Work<'_>, sql: Sql) -> Result<Vec<FileDetails>, Failure> {
    let mut rows = work.tx.all::<DetailsRow>(sql).await?;
    rows.sort_by_cached_key(|row| (text::sort_key(&row.name), row.id));
    Ok(rows.into_iter().map(FileDetails::from).collect())
}

/// The present files, by name.
pub async fn present(work: &Work<'_>, requirement: RequirementId) -> Result<Vec<FileDetails>, Failure> {
    listed(work, details(requirement).push(" AND l.removed_at IS NULL")).await
}

/// REQ-17: the files during the time of this publication.
pub async fn of_version(
    work: &Work<'_>,
    requirement: RequirementId,
    version: i32,
) -> Result<Vec<FileDetails>, Failure> {
    let sql = details(requirement)
        .push(" AND l.from_version <= ")
        .bind(version)
        .push(" AND (l.until_version IS NULL OR l.until_version >= ")
        .bind(version)
        .push(")");
    listed(work, sql).await
}

/// The files of each of these, as shown to people who have it: an archived one shows none (REQ-13).
pub async fn current(
    work: &Work<'_>,
    requirements: &[RequirementId],
) -> Result<HashMap<RequirementId, Vec<FileSummary>>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        requirement_id: RequirementId,
        id: FileId,
        name: String,
        kind: FileKind,
        size: i64,
    }
    let mut found: HashMap<RequirementId, Vec<FileSummary>> = HashMap::new();
    for chunk in requirements.chunks(1000) {
        let sql = sql!(
            "SELECT l.requirement_id, f.id, f.name, f.kind, f.size FROM requirement_file l \
             JOIN stored_file f ON f.id = l.file_id JOIN requirement r ON r.id = l.requirement_id \
             WHERE l.removed_at IS NULL AND r.archived_at IS NULL AND l.requirement_id IN {chunk}",
            chunk = list(chunk.iter().copied()),
        );
        for row in work.tx.all::<Row>(sql).await? {
            let file = FileSummary { id: row.id, name: row.name, kind: row.kind, size: row.size };
            found.entry(row.requirement_id).or_default().push(file);
        }
    }
    for files in found.values_mut() {
        files.sort_by_cached_key(|file| (text::sort_key(&file.name), file.id));
    }
    Ok(found)
}

/// The total size and number of the present files.
pub async fn held(work: &Work<'_>, requirement: RequirementId) -> Result<Held, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        count: i64,
        total: i64,
    }
    let sql = sql!(
        "SELECT count(*) AS count, CAST(COALESCE(sum(f.size), 0) AS bigint) AS total \
         FROM requirement_file l JOIN stored_file f ON f.id = l.file_id WHERE l.removed_at IS NULL \
         AND l.requirement_id = {requirement}",
        requirement,
    );
    let row = work.tx.one::<Row>(sql).await?;
    let row = row.ok_or_else(|| Failure::Internal(anyhow::anyhow!("a sum without a row")))?;
    let number = |value: i64| u64::try_from(value).map_err(anyhow::Error::from);
    Ok(Held { count: number(row.count)?, total: number(row.total)? })
}

/// Whether a present file has this name, ignoring case.
pub async fn is_named(work: &Work<'_>, requirement: RequirementId, name: &str) -> Result<bool, Failure> {
    let sql = sql!(
        "SELECT 1 FROM requirement_file WHERE removed_at IS NULL AND requirement_id = {requirement} \
         AND folded = {folded}",
        requirement,
        folded = folded(name),
    );
    Ok(work.tx.exists(sql).await?)
}

/// Two names that differ in case alone would be the same file where they are saved.
fn folded(name: &str) -> String {
    name.to_lowercase()
}

pub async fn link(
    work: &Work<'_>,
    requirement: RequirementId,
    file: FileId,
    name: &str,
    version: i32,
) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO requirement_file (file_id, requirement_id, folded, from_version) VALUES ")
        .rows([[file.into(), requirement.into(), folded(name).into(), version.into()]]);
    work.tx.execute(sql).await?;
    Ok(())
}

#[derive(Debug, FromQueryResult)]
pub struct Linked {
    pub added_at: DateTime<Utc>,
    pub removed_at: Option<DateTime<Utc>>,
}

pub async fn linked(work: &Work<'_>, requirement: RequirementId, file: FileId) -> Result<Option<Linked>, Failure> {
    let sql = sql!(
        "SELECT f.stored_at AS added_at, l.removed_at FROM requirement_file l \
         JOIN stored_file f ON f.id = l.file_id WHERE l.requirement_id = {requirement} AND l.file_id = {file}",
        requirement,
        file,
    );
    Ok(work.tx.one(sql).await?)
}

/// No longer present, but part of the versions it was in.
pub async fn remove(work: &Work<'_>, file: FileId, version: i32, by: PersonId) -> Result<(), Failure> {
    let sql = sql!(
        "UPDATE requirement_file SET until_version = {version}, removed_at = {now}, removed_by = {by} \
         WHERE file_id = {file}",
        version,
        now = work.now,
        by,
        file,
    );
    work.tx.execute(sql).await?;
    Ok(())
}

/// As though it had never been added.
pub async fn unlink(work: &Work<'_>, file: FileId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM requirement_file WHERE file_id = {file}", file)).await?;
    Ok(())
}

/// All of a requirement's files, including those of former versions; returns their ids.
pub async fn unlink_all(work: &Work<'_>, requirement: RequirementId) -> Result<Vec<FileId>, Failure> {
    let sql = sql!("SELECT file_id FROM requirement_file WHERE requirement_id = {requirement}", requirement);
    let files = work.tx.column(sql).await?;
    work.tx.execute(sql!("DELETE FROM requirement_file WHERE requirement_id = {requirement}", requirement)).await?;
    Ok(files)
}
