//! Queries on the rows of stored bytes.

use kyndig_db::{entity::stored_file, sql};
use kyndig_domain::ids::{FileId, PersonId};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::Received;

/// What is known of a file.
pub use kyndig_db::entity::stored_file::Model as Row;

pub async fn find(work: &Work<'_>, id: FileId) -> Result<Option<Row>, Failure> {
    Ok(stored_file::Entity::find_by_id(id).one(work.tx.orm()).await?)
}

pub async fn insert(work: &Work<'_>, file: &Received, by: PersonId) -> Result<(), Failure> {
    let row = stored_file::ActiveModel {
        id: Set(file.key.id()),
        location: Set(file.key.to_string()),
        name: Set(file.name.clone()),
        kind: Set(file.kind),
        size: Set(i64::try_from(file.size).map_err(anyhow::Error::from)?),
        sha256: Set(file.sha256.clone()),
        stored_at: Set(work.now),
        stored_by: Set(by),
    };
    stored_file::Entity::insert(row).exec_without_returning(work.tx.orm()).await?;
    Ok(())
}

pub async fn delete(work: &Work<'_>, files: &[FileId]) -> Result<(), Failure> {
    for chunk in files.chunks(1000) {
        let these = stored_file::Column::Id.is_in(chunk.iter().copied());
        stored_file::Entity::delete_many().filter(these).exec(work.tx.orm()).await?;
    }
    Ok(())
}

/// Every file that should be on a shelf.
pub async fn on_shelf(work: &Work<'_>, shelf: char) -> Result<Vec<FileId>, Failure> {
    // the digit after the slash is the next character in order
    let sql = sql!(
        "SELECT id FROM stored_file WHERE location >= {shelf} AND location < {next_shelf}",
        shelf = format!("{shelf}/"),
        next_shelf = format!("{shelf}0"),
    );
    Ok(work.tx.column(sql).await?)
}
