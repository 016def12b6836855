//! How SQLite writes while a demo goes in: what a power cut or a failure may spoil before the end is half a demo, which is
//! known again and refused. PostgreSQL has settings of its own, and they are its owner's.

use kyndig_db::{Db, WRITER_CACHE_KIB};
use sea_orm::{ConnectionTrait, DatabaseBackend, DbErr};

/// Nothing waits for the disk, what is written is looked up at the end, and what lies side by side stays in memory.
const FAST: &[&str] = &[
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA cache_size = -524288",
    "PRAGMA wal_autocheckpoint = 16384",
];
/// What is sorted for an index is more than there is memory for, and is sorted by two.
const SORTING: &[&str] = &["PRAGMA temp_store = FILE", "PRAGMA threads = 1"];
/// As `Db` connects; the first commit after it waits for the disk to have all.
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
