//! Taking a backup: the database first, then the files that it refers to, since all of them are in the store by then.

use kyndig_db::sql;
use std::{
    fs::{DirBuilder, File},
    io::{BufWriter, Write},
    path::Path,
    pin::pin,
};

use anyhow::{Context, ensure};
use futures_util::TryStreamExt;
use kyndig_db::copy::{Known, Snapshot};
use kyndig_platform::{
    gateways::files::{FileKey, FilesError},
    state::State,
};
use sha2::{Digest, Sha256};

use super::{FORMAT, Kind, MANIFEST, Manifest, SUMS, checksum, file_path};
use crate::schema;

/// Takes a backup into a folder that is new or empty; reports progress by `say`.
pub async fn take(state: &State, folder: &Path, say: &dyn Fn(&str)) -> anyhow::Result<Manifest> {
    let begun_at = state.clock.now();
    let url = &state.config.database.url;
    ensure!(
        schema::mismatch(&state.db).await? != Some(schema::Mismatch::None),
        "the database has no schema: nothing to back up"
    );
    prepare(folder).with_context(|| folder.display().to_string())?;
    say("the database");
    let mut snapshot = Snapshot::take(url, folder).await?;
    let schema = snapshot.schema().await?;
    let known = snapshot.known().await?;
    let sums = folder.join(SUMS);
    let mut list = BufWriter::new(File::create_new(&sums).with_context(|| sums.display().to_string())?);
    for file in snapshot.files() {
        writeln!(list, "{}  {}", checksum(&folder.join(&file))?, file.display())?;
    }
    let tables = snapshot.tables().to_vec();
    snapshot.close().await?;

    say(&format!("{} files", known.len()));
    let (mut files, mut bytes, mut missing) = (0, 0, Vec::new());
    for one in &known {
        match file(state, one, folder).await? {
            Copied::Whole(size) => {
                writeln!(list, "{}  {}", one.sha256, file_path(&one.location).display())?;
                files += 1;
                bytes += size;
            }
            Copied::Not(why) => {
                say(&format!("{}: {why}", one.location));
                missing.push(one.location.clone());
            }
            Copied::Deleted => {}
        }
    }
    list.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        begun_at,
        database: Kind::of(url),
        schema,
        tables,
        files,
        bytes,
        missing,
        sums: checksum(&sums)?,
    };
    let mut file = File::create_new(folder.join(MANIFEST))?;
    file.write_all(serde_json::to_string_pretty(&manifest)?.as_bytes())?;
    file.sync_all()?;
    Ok(manifest)
}

/// Its contents are personal data: no other user may read it.
fn prepare(folder: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    ensure!(std::fs::read_dir(folder)?.next().is_none(), "is not empty");
    Ok(())
}

enum Copied {
    Whole(u64),
    /// After the database snapshot.
    Deleted,
    Not(&'static str),
}

async fn file(state: &State, known: &Known, folder: &Path) -> anyhow::Result<Copied> {
    let Some(key) = FileKey::parse(&known.location) else { return Ok(Copied::Not("is no file of ours")) };
    let from = match state.files.read(key).await {
        Ok((_, from)) => from,
        Err(FilesError::Missing(_)) if still_known(state, known).await? => {
            return Ok(Copied::Not("its bytes are missing"));
        }
        Err(FilesError::Missing(_)) => return Ok(Copied::Deleted),
        Err(error) => return Err(error.into()),
    };
    let path = folder.join(file_path(&known.location));
    if let Some(shelf) = path.parent() {
        std::fs::create_dir_all(shelf)?;
    }
    let mut to = File::create_new(&path).with_context(|| path.display().to_string())?;
    let (mut digest, mut size) = (Sha256::new(), 0);
    let mut from = pin!(from);
    while let Some(piece) = from.try_next().await? {
        digest.update(&piece);
        to.write_all(&piece)?;
        size += piece.len() as u64;
    }
    to.sync_all()?;
    if format!("{:x}", digest.finalize()) == known.sha256 {
        return Ok(Copied::Whole(size));
    }
    drop(to);
    std::fs::remove_file(&path)?;
    Ok(Copied::Not("its bytes are not those that were stored"))
}

async fn still_known(state: &State, known: &Known) -> anyhow::Result<bool> {
    let tx = state.db.read().await?;
    let there = tx
        .exists(sql!("SELECT 1 FROM stored_file WHERE location = {location}", location = known.location.as_str()))
        .await;
    tx.rollback().await?;
    Ok(there?)
}
