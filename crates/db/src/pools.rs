//! How the connections are used, for those who run it.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use sea_orm::{DatabaseBackend, DatabaseConnection};

/// What a transaction is begun on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pool {
    Write,
    Read,
    /// Of SQLite; PostgreSQL reads in bulk as it reads.
    Bulk,
}

/// How a pool is used at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    pub name: &'static str,
    /// Connections that there are, and those of them that a transaction has.
    pub open: u32,
    pub in_use: u32,
    pub most: u32,
    /// Transactions that wait to begin.
    pub waiting: u32,
}

/// Transactions that wait to begin, in each pool.
#[derive(Clone, Debug, Default)]
pub(crate) struct Waiting(Arc<[AtomicU32; 3]>);

/// One of them, for as long as it waits.
pub(crate) struct Waits<'a>(&'a AtomicU32);

impl Waiting {
    pub fn enter(&self, pool: Pool) -> Waits<'_> {
        let count = &self.0[pool as usize];
        count.fetch_add(1, Ordering::Relaxed);
        Waits(count)
    }

    pub fn of(&self, pool: Pool, name: &'static str, connection: &DatabaseConnection) -> PoolUse {
        let waiting = self.0[pool as usize].load(Ordering::Relaxed);
        let (open, idle, most) = if connection.get_database_backend() == DatabaseBackend::Sqlite {
            let pool = connection.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle(), pool.options().get_max_connections())
        } else {
            let pool = connection.get_postgres_connection_pool();
            (pool.size(), pool.num_idle(), pool.options().get_max_connections())
        };
        let in_use = open.saturating_sub(u32::try_from(idle).unwrap_or(u32::MAX));
        PoolUse { name, open, in_use, most, waiting }
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
