//! SQLite's settings while a demo is loaded: a power cut or a failure may leave half a demo, which is detected and
//! refused. The settings of PostgreSQL belong to its administrator.

use kyndig_db::{Db, WRITER_CACHE_KIB};
use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr};

/// No waiting for the disk, foreign keys are checked at the end, and adjacent pages stay in memory.
const FAST: &[&str] = &[
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA cache_size = -524288",
    "PRAGMA wal_autocheckpoint = 16384",
];
/// Sorting for an index exceeds the memory, and uses two threads.
const SORTING: &[&str] = &["PRAGMA temp_store = FILE", "PRAGMA threads = 1"];
/// The settings of `Db` when connecting; the first commit afterwards waits until the disk has all.
const USUAL: &[&str] = &[
    "PRAGMA temp_store = MEMORY",
    "PRAGMA threads = 0",
    "PRAGMA analysis_limit = 0",
    "PRAGMA wal_autocheckpoint = 1000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
];

pub async fn fast(db: &Db) -> Result<(), DbErr> {
    set(db, FAST).await
}

pub async fn sorting(db: &Db) -> Result<(), DbErr> {
    set(db, SORTING).await
}

pub async fn usual(db: &Db) -> Result<(), DbErr> {
    let cache = format!("PRAGMA cache_size = -{WRITER_CACHE_KIB}");
    let pragmas: Vec<&str> = USUAL.iter().copied().chain([cache.as_str()]).collect();
    set(db, &pragmas).await
}

async fn set(db: &Db, pragmas: &[&str]) -> Result<(), DbErr> {
    if db.backend() == DatabaseBackend::Sqlite {
        for pragma in pragmas {
            db.for_migrations().execute_unprepared(pragma).await?;
        }
    }
    Ok(())
}
