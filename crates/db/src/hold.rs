//! A name that one process at a time may have: on PostgreSQL an advisory lock, on SQLite a lock on a file beside the
//! database. Whoever dies has let go of it, however it died.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
};

use sea_orm::{AccessMode, DatabaseBackend, DbErr, IsolationLevel, RuntimeErr, TransactionOptions};

use super::{
    connect::Db,
    pools::Pool,
    sql::{Sql, Tx},
};

/// These locks lie in a room of their own.
const ROOM: i32 = 0x6b7a;

/// Had until it is released or dropped.
#[derive(Debug)]
pub struct Hold(Kind);

#[derive(Debug)]
enum Kind {
    /// Its end is the end of the lock.
    File(File),
    Lock(Tx),
}

impl Hold {
    /// The name of a file of SQLite; none where somebody has it.
    pub fn of_file(database: &Path, name: &str) -> Result<Option<Self>, DbErr> {
        let mut path = database.as_os_str().to_owned();
        path.push(format!(".{name}.lock"));
        let failed = |error: std::io::Error| {
            DbErr::Conn(RuntimeErr::Internal(format!("{}: {error}", Path::new(&path).display())))
        };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(Kind::File(file)))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Lets go of it, and waits until that is so.
    pub async fn release(self) -> Result<(), DbErr> {
        match self.0 {
            Kind::File(file) => {
                drop(file);
                Ok(())
            }
            Kind::Lock(tx) => tx.rollback().await,
        }
    }
}

impl Db {
    /// Tries for a name; none where somebody has it.
    pub async fn hold(&self, name: &str) -> Result<Option<Hold>, DbErr> {
        if self.backend() == DatabaseBackend::Sqlite {
            return Hold::of_file(self.file(), name);
        }
        // Open for as long as it is held, and yet no snapshot that would keep dead rows alive.
        let options = TransactionOptions {
            isolation_level: Some(IsolationLevel::ReadCommitted),
            access_mode: Some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        };
        let tx = self.begin(Pool::Read, &options).await?;
        let sql = Sql::new("SELECT pg_try_advisory_xact_lock(").bind(ROOM).push(", hashtext(").bind(name).push("))");
        if tx.value(sql).await?.unwrap_or_default() {
            return Ok(Some(Hold(Kind::Lock(tx))));
        }
        tx.rollback().await?;
        Ok(None)
    }
}
