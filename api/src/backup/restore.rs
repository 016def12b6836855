//! Restoring a backup: verified first, as a whole; then the files; the database last.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use actix_web::web::Bytes;
use anyhow::{Context, bail, ensure};
use kyndig_db::{Db, Hold, copy, file_of};
use kyndig_platform::{
    config::Config,
    gateways::files::{FileKey, Files, SHELVES},
};

use super::{FILES, Kind, Manifest, sums, verify};
use crate::schema;

/// Bytes copied at a time.
const PIECE: usize = 256 * 1024;

/// Restores a backup into the configured database and store: empty ones, or, if told to `replace`, in place of their
/// contents. The schema remains that of the backup.
pub async fn restore(config: &Config, folder: &Path, replace: bool, say: &dyn Fn(&str)) -> anyhow::Result<Manifest> {
    let manifest = Manifest::read(folder)?;
    let known = schema::known();
    fits(&manifest, &config.database.url, &known)?;
    say("looking through the backup");
    verify(folder)?;
    let target = Target::of(&config.database.url).await?;
    let files = Files::start(&config.files)?;
    if !replace {
        ensure!(
            copy::tables(&config.database.url).await? == 0,
            "the database is not empty: --replace puts the backup in its place, and what is there is gone"
        );
        ensure!(
            is_empty(&files).await?,
            "the store of files is not empty: --replace lays the files of the backup among what is there"
        );
    }
    say(&format!("{} files", manifest.files));
    for sum in sums(folder, &manifest)? {
        let Some(location) = sum.path.strip_prefix(FILES).and_then(|path| path.strip_prefix('/')) else { continue };
        let key = FileKey::parse(location).with_context(|| format!("{}: is no file of ours", sum.path))?;
        put(&files, key, &folder.join(&sum.path)).await?;
    }
    say("the database");
    match &target {
        Target::Sqlite(path, _alone) => copy::put_sqlite(folder, path)?,
        Target::Postgres => postgres(config, folder, &manifest).await?,
    }
    Ok(manifest)
}

/// Whether this program can restore it there.
fn fits(manifest: &Manifest, url: &str, known: &[String]) -> anyhow::Result<()> {
    ensure!(
        manifest.database == Kind::of(url),
        "the backup is of another kind of database ({}) than the one that is configured",
        manifest.database
    );
    if let Some(step) = manifest.schema.iter().find(|step| !known.contains(step)) {
        bail!(schema::Mismatch::Newer(step.clone()));
    }
    ensure!(known.starts_with(&manifest.schema), "the backup lacks steps of the schema between those that it has");
    Ok(())
}

/// The target of the database, with no process using it.
enum Target {
    Sqlite(PathBuf, Hold),
    Postgres,
}

impl Target {
    async fn of(url: &str) -> anyhow::Result<Self> {
        let Some(path) = file_of(url) else {
            let others = copy::served_by(url).await?;
            ensure!(others == 0, "the database is in use, by {others} connections of Kyndig: stop it first");
            return Ok(Self::Postgres);
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let hold =
            Hold::of_file(&path, "serve")?.with_context(|| format!("{} is served: stop that first", path.display()))?;
        Ok(Self::Sqlite(path, hold))
    }
}

async fn is_empty(files: &Files) -> anyhow::Result<bool> {
    for shelf in SHELVES.chars() {
        if !files.shelf(shelf).await?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn put(files: &Files, key: FileKey, path: &Path) -> anyhow::Result<()> {
    let mut from = File::open(path).with_context(|| path.display().to_string())?;
    let mut to = files.write(key);
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            break;
        }
        to.put(Bytes::copy_from_slice(&piece[..read])).await?;
    }
    to.finish().await?;
    Ok(())
}

/// The schema of the backup is recreated, and filled.
async fn postgres(config: &Config, folder: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    copy::clear(&config.database.url).await?;
    let db = Db::connect(&config.database_settings()).await?;
    let made = schema::migrate_to(&db, manifest.schema.len()).await;
    db.close().await?;
    made?;
    copy::load(&config.database.url, folder, &manifest.tables).await?;
    Ok(())
}
