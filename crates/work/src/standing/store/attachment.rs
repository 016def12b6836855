//! FUL-11: the files that document a standing. The bytes, and their rows, belong to the file feature.

use chrono::{DateTime, Utc};
use kyndig_contract::{file::FileSummary, person::PersonRef, standing::Attachment};
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    file::{FileKind, Held},
    ids::{FileId, PersonId, RequirementId},
    text,
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

#[derive(Debug, FromQueryResult)]
struct Row {
    id: FileId,
    name: String,
    kind: FileKind,
    size: i64,
    description: String,
    stored_at: DateTime<Utc>,
    by_id: PersonId,
    by_name: String,
}

impl From<Row> for Attachment {
    fn from(row: Row) -> Self {
        Self {
            file: FileSummary { id: row.id, name: row.name, kind: row.kind, size: row.size },
            description: row.description,
            added_at: row.stored_at,
            added_by: PersonRef { id: row.by_id, name: row.by_name },
        }
    }
}

/// The present files, by name.
pub async fn present(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
) -> Result<Vec<Attachment>, Failure> {
    let sql = sql!(
        "SELECT f.id, f.name, f.kind, f.size, l.description, f.stored_at, p.id AS by_id, p.name AS by_name \
         FROM standing_file l JOIN stored_file f ON f.id = l.file_id \
         JOIN person p ON p.id = f.stored_by WHERE l.person_id = {person} \
         AND l.requirement_id = {requirement}",
        person,
        requirement,
    );
    let mut rows: Vec<Row> = work.tx.all(sql).await?;
    rows.sort_by_cached_key(|row| (text::sort_key(&row.name), row.id));
    Ok(rows.into_iter().map(Attachment::from).collect())
}

/// The total size and number of the present files.
pub fn held(present: &[Attachment]) -> Held {
    Held {
        count: present.len() as u64,
        total: present.iter().map(|one| u64::try_from(one.file.size).unwrap_or_default()).sum(),
    }
}

pub async fn link(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    file: FileId,
    description: &str,
) -> Result<(), Failure> {
    let sql = Sql::new("INSERT INTO standing_file (file_id, person_id, requirement_id, description) VALUES ").rows([[
        file.into(),
        person.into(),
        requirement.into(),
        description.into(),
    ]]);
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn describe(work: &Work<'_>, file: FileId, description: &str) -> Result<(), Failure> {
    let sql = sql!("UPDATE standing_file SET description = {description} WHERE file_id = {file}", description, file);
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn unlink(work: &Work<'_>, file: FileId) -> Result<(), Failure> {
    work.tx.execute(sql!("DELETE FROM standing_file WHERE file_id = {file}", file)).await?;
    Ok(())
}
