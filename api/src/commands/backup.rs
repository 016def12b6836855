//! `kyndig backup` and `kyndig restore`

use std::path::{Path, PathBuf};

use anyhow::Context;
use kyndig_api::backup::{self, Manifest};
use kyndig_platform::{config::Config, state::State};

/// Sorts by time, and is a valid file name on every system.
const DATED: &str = "%Y-%m-%dT%H%M%SZ";

/// Takes one into this folder, or, `dated`, into a new one in it; and deletes the oldest beyond the newest `keep`.
pub async fn take(state: &State, folder: &Path, dated: bool, keep: Option<usize>) -> anyhow::Result<()> {
    let name = state.clock.now().format(DATED).to_string();
    let target = if dated { folder.join(name) } else { folder.to_owned() };
    let manifest = backup::take(state, &target, &|what| eprintln!("backup: {what}")).await?;
    println!("{}: {}", target.display(), told(&manifest));
    for location in &manifest.missing {
        println!("  not in it, for the store of files has it no more: {location}");
    }
    if let Some(keep) = keep {
        for old in superfluous(folder, keep)? {
            std::fs::remove_dir_all(&old).with_context(|| old.display().to_string())?;
            println!("{}: removed", old.display());
        }
    }
    Ok(())
}

/// The finished ones, the oldest first, without the newest that are kept. Anything else there is left alone.
fn superfluous(folder: &Path, keep: usize) -> anyhow::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let dated = chrono::NaiveDateTime::parse_from_str(name, DATED).is_ok();
        if dated && Manifest::read(&path).is_ok() {
            all.push(path);
        }
    }
    all.sort();
    all.truncate(all.len().saturating_sub(keep.max(1)));
    Ok(all)
}

pub async fn restore(config: &Config, folder: &Path, replace: bool) -> anyhow::Result<()> {
    let manifest = backup::restore(config, folder, replace, &|what| eprintln!("restore: {what}")).await?;
    println!("{}: {}, restored", folder.display(), told(&manifest));
    if manifest.schema != kyndig_api::schema::known() {
        println!("Its schema is older than this program: run `kyndig migrate` next.");
    }
    Ok(())
}

pub fn verify(folder: &Path) -> anyhow::Result<()> {
    println!("{}: {}, as it was written", folder.display(), told(&backup::verify(folder)?));
    Ok(())
}

fn told(manifest: &Manifest) -> String {
    format!(
        "database ({}) and {} files ({} MB) of {}, by Kyndig {}",
        manifest.database,
        manifest.files,
        manifest.bytes / 1_000_000,
        manifest.begun_at.format("%Y-%m-%d %H:%M:%S UTC"),
        manifest.program
    )
}
