//! A backup: a folder with a snapshot of the database, the files that it refers to, their checksums in the format of
//! `sha256sum -c`, and, written last, a manifest that describes it. Taken while the server is in use; restored into an
//! empty database and store.

mod restore;
mod take;

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::{Component, Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, Utc};
use kyndig_db::copy::Table;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use restore::restore;
pub use take::take;

const MANIFEST: &str = "manifest.json";
const SUMS: &str = "SHA256SUMS";
const FILES: &str = "files";
/// The version of the folder's layout.
const FORMAT: u32 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    pub format: u32,
    /// The version of the program that took it.
    pub program: String,
    /// The database snapshot is taken a little later.
    pub begun_at: DateTime<Utc>,
    pub database: Kind,
    /// The migrations of the schema.
    pub schema: Vec<String>,
    /// For PostgreSQL.
    pub tables: Vec<Table>,
    /// The number of stored files, and their bytes.
    pub files: usize,
    pub bytes: u64,
    /// Those that the database refers to and that could not be read.
    pub missing: Vec<String>,
    /// The checksum of the list of checksums.
    pub sums: String,
}

impl Manifest {
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(MANIFEST);
        let text = std::fs::read(&path)
            .with_context(|| format!("{}: no backup is here, or one that was not finished", path.display()))?;
        let said: serde_json::Value = serde_json::from_slice(&text).with_context(|| path.display().to_string())?;
        ensure!(said["format"] == FORMAT, "{}: of a format that this program does not know", path.display());
        serde_json::from_value(said).with_context(|| path.display().to_string())
    }
}

/// A line of the checksums.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sum {
    sha256: String,
    /// Relative to the folder.
    path: String,
}

/// Checks that all of it is there as it was written.
pub fn verify(folder: &Path) -> anyhow::Result<Manifest> {
    let manifest = Manifest::read(folder)?;
    for sum in sums(folder, &manifest)? {
        let path = folder.join(&sum.path);
        let found = checksum(&path).with_context(|| path.display().to_string())?;
        ensure!(found == sum.sha256, "{}: is not what was written (its checksum is another)", path.display());
    }
    Ok(manifest)
}

/// The checksums, which must match the manifest.
fn sums(folder: &Path, manifest: &Manifest) -> anyhow::Result<Vec<Sum>> {
    let path = folder.join(SUMS);
    let found = checksum(&path).with_context(|| path.display().to_string())?;
    ensure!(found == manifest.sums, "{}: is not what was written (its checksum is another)", path.display());
    let mut sums = Vec::new();
    for line in BufReader::new(File::open(&path)?).lines() {
        let line = line?;
        let Some((sha256, path)) = line.split_once("  ") else { bail!("{SUMS}: a line that is no checksum") };
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        ensure!(inside, "{SUMS}: {path} does not lie in the backup");
        sums.push(Sum { sha256: sha256.to_owned(), path: path.to_owned() });
    }
    Ok(sums)
}

fn checksum(path: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    io::copy(&mut File::open(path)?, &mut digest)?;
    Ok(format!("{:x}", digest.finalize()))
}

/// The path of a stored file in the backup.
fn file_path(location: &str) -> PathBuf {
    Path::new(FILES).join(location)
}
