//! Queries on the rows of stored bytes.

use kyndig_db::Sql;
use kyndig_domain::{
    file::FileKind,
    ids::{FileId, PersonId},
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use super::Received;

#[derive(Debug, FromQueryResult)]
pub struct Row {
    pub id: FileId,
    pub name: String,
    pub kind: FileKind,
    pub sha256: String,
}

pub async fn find(work: &Work<'_>, id: FileId) -> Result<Option<Row>, Failure> {
    Ok(work.tx.one(Sql::new("SELECT id, name, kind, sha256 FROM stored_file WHERE id = ").bind(id)).await?)
}

pub async fn insert(work: &Work<'_>, file: &Received, by: PersonId) -> Result<(), Failure> {
    let sql =
        Sql::new("INSERT INTO stored_file (id, location, name, kind, size, sha256, stored_at, stored_by) VALUES ")
            .rows([[
                file.key.id().into(),
                file.key.to_string().into(),
                file.name.as_str().into(),
                file.kind.into(),
                i64::try_from(file.size).map_err(anyhow::Error::from)?.into(),
                file.sha256.as_str().into(),
                work.now.into(),
                by.into(),
            ]]);
    work.tx.execute(sql).await?;
    Ok(())
}

pub async fn delete(work: &Work<'_>, files: &[FileId]) -> Result<(), Failure> {
    for chunk in files.chunks(1000) {
        let sql = Sql::new("DELETE FROM stored_file WHERE id IN ").list(chunk.iter().copied());
        work.tx.execute(sql).await?;
    }
    Ok(())
}

/// Every file that should be on a shelf.
pub async fn on_shelf(work: &Work<'_>, shelf: char) -> Result<Vec<FileId>, Failure> {
    // the digit after the slash is the next character in order
    let sql = Sql::new("SELECT id FROM stored_file WHERE location >= ")
        .bind(format!("{shelf}/"))
        .push(" AND location < ")
        .bind(format!("{shelf}0"));
    Ok(work.tx.column(sql).await?)
}
