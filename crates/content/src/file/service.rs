//! The rows of stored bytes, and the sweep that keeps store and database consistent.
//!
//! The bytes are stored first, under a fresh key; the row that refers to them is written in the transaction of their
//! purpose. Where that fails they are deleted at once (`settle`), and after a crash, by the sweep.

use std::collections::HashSet;

use kyndig_contract::file::FileSummary;
use kyndig_domain::{file::is_forsaken, ids::FileId};
use kyndig_platform::{
    auth::{Work, as_system, new_id},
    background::Stop,
    gateways::files::{FileKey, Files, SHELVES},
    http::Failure,
    state::State,
};

pub use super::store::Row;
use super::{Received, store, upload};

/// A key that has never been used.
pub fn fresh_key(state: &State) -> FileKey {
    FileKey::of(new_id(state.clock.now()))
}

/// Writes the row of stored bytes. The caller links it in the same transaction.
pub async fn keep(work: &Work<'_>, file: &Received) -> Result<FileId, Failure> {
    store::insert(work, file, work.person()?.person_id).await?;
    Ok(file.key.id())
}

/// The transaction is over, committed or not: bytes without a row are deleted. A commit whose answer was lost may have
/// succeeded, so the database is asked; where it does not answer either, the sweep will do it.
pub async fn settle(state: &State, received: &Received) {
    let id = received.key.id();
    let known = as_system(state.system(), "file:settle", async |work| store::find(work, id).await).await;
    match known {
        Ok(Some(_)) => {}
        Ok(None) => upload::discard(&state.files, received.key).await,
        Err(error) => tracing::warn!(cause = %error, key = %received.key, "row not readable; bytes left to the sweep"),
    }
}

/// Deletes the rows of files that are no longer linked; their bytes are to be `discard`ed after the commit.
pub async fn purge(work: &Work<'_>, files: &[FileId]) -> Result<(), Failure> {
    store::delete(work, files).await
}

/// Deletes the bytes of files whose rows are deleted.
pub async fn discard(files: &Files, forgotten: &[FileId]) {
    for file in forgotten {
        upload::discard(files, FileKey::of(*file)).await;
    }
}

/// The caller has checked that the actor may read it.
pub async fn find(work: &Work<'_>, id: FileId) -> Result<Row, Failure> {
    store::find(work, id).await?.ok_or_else(Failure::not_found)
}

/// One of the files shown: an actor who sees it there may fetch it.
pub async fn among(work: &Work<'_>, mut shown: impl Iterator<Item = &FileSummary>, id: FileId) -> Result<Row, Failure> {
    if shown.any(|file| file.id == id) { find(work, id).await } else { Err(Failure::not_found()) }
}

/// The result of a sweep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Bytes without a row, or partially stored, that are now deleted.
    pub dropped: u64,
    /// Rows whose bytes are missing.
    pub missing: u64,
    /// Whether it was completed.
    pub whole: bool,
}

/// Compares store and database, shelf by shelf.
pub async fn sweep(state: &State, stop: &Stop) -> Result<Swept, Failure> {
    let mut swept = Swept::default();
    for shelf in SHELVES.chars() {
        if stop.is_asked() {
            return Ok(swept);
        }
        let one = sweep_shelf(state, shelf).await?;
        swept.dropped += one.dropped;
        swept.missing += one.missing;
    }
    metrics::gauge!("kyndig_files_missing").set(u32::try_from(swept.missing).unwrap_or(u32::MAX));
    Ok(Swept { whole: true, ..swept })
}

async fn sweep_shelf(state: &State, shelf: char) -> Result<Swept, Failure> {
    let store = &state.files;
    let now = state.clock.now();
    let forsaken = |key: FileKey| key.made_at().is_some_and(|made_at| is_forsaken(made_at, now));
    let there = store.shelf(shelf).await.map_err(|error| upload::unavailable(&error))?;
    // Asked after the store: files added meanwhile are in the database and not in the listing, never the other way.
    let known: HashSet<FileKey> = as_system(state.system(), "job:sweep", async |work| {
        Ok(store::on_shelf(work, shelf).await?.into_iter().map(FileKey::of).collect())
    })
    .await?;
    let mut swept = Swept::default();
    for key in there.iter().copied().filter(|key| !known.contains(key) && forsaken(*key)) {
        tracing::info!(%key, "deleting bytes that no row refers to");
        store.delete(key).await.map_err(|error| upload::unavailable(&error))?;
        swept.dropped += 1;
    }
    swept.dropped += store.drop_unfinished(shelf, forsaken).await.map_err(|error| upload::unavailable(&error))?;
    let there: HashSet<FileKey> = there.into_iter().collect();
    for key in known.iter().filter(|key| !there.contains(key)) {
        if !store.exists(*key).await.map_err(|error| upload::unavailable(&error))? {
            tracing::error!(file = %key.id(), "the bytes of a file are missing");
            swept.missing += 1;
        }
    }
    Ok(swept)
}
