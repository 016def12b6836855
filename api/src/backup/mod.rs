//! A backup: a folder with the database as it was at one moment, the files that it knew then, their checksums as
//! `sha256sum -c` reads them, and, written last, a manifest that says what it is. Taken while people work; brought back into
//! an empty place.

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
/// How the folder is laid out.
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
    /// The moment is a little later.
    pub begun_at: DateTime<Utc>,
    pub database: Kind,
    /// The steps of the schema.
    pub schema: Vec<String>,
    /// Of PostgreSQL.
    pub tables: Vec<Table>,
    /// Stored files, and their bytes.
    pub files: usize,
    pub bytes: u64,
    /// Those that the database knows and that were not to be had.
    pub missing: Vec<String>,
    /// Of the list of checksums.
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
    /// Under the folder.
    path: String,
}

/// Whether all of it is there as it was written.
pub fn verify(folder: &Path) -> anyhow::Result<Manifest> {
    let manifest = Manifest::read(folder)?;
    for sum in sums(folder, &manifest)? {
        let path = folder.join(&sum.path);
        let found = checksum(&path).with_context(|| path.display().to_string())?;
        ensure!(found == sum.sha256, "{}: is not what was written (its checksum is another)", path.display());
    }
    Ok(manifest)
}

/// The checksums, which are those that the manifest means.
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

/// Where a stored file lies in the backup.
fn file_path(location: &str) -> PathBuf {
    Path::new(FILES).join(location)
}
