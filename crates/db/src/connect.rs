//! Opening the database by its URL, and transactions on it.

use std::{
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait, TryGetable,
};
use tokio::time::{Instant, sleep, timeout_at};

use crate::{
    error::is_away,
    pools::{Pool, PoolUse, Waiting},
    sql::{Sql, Tx},
};

/// What can be set about the connection.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite://path/to/kyndig.db` or `postgres://…`.
    pub url: String,
    /// Connections at the most: half of them read on PostgreSQL, all on SQLite, where two a core are enough.
    pub connections: u32,
    /// The longest a statement may take.
    pub statement_timeout: Duration,
}

/// The connections: those that write, and readers that cannot, and see one moment each time. SQLite has one writer, and a third
/// pool, of readers that read a great deal once and keep next to nothing in memory: what an export goes through must not fill
/// the cache of every reader.
#[derive(Clone, Debug)]
pub struct Db {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    bulk: DatabaseConnection,
    /// The longest that a transaction waits to begin.
    patience: Duration,
    /// How many connections there may be that the server has closed without their having heard of it.
    stale: u32,
    /// Of SQLite.
    file: PathBuf,
    waiting: Waiting,
    again: Arc<AtomicU64>,
    statements: Arc<AtomicU64>,
}

/// The file that an address of SQLite names; none for an address of PostgreSQL.
pub fn file_of(url: &str) -> Option<PathBuf> {
    let options: sqlx::sqlite::SqliteConnectOptions = url.starts_with("sqlite:").then(|| url.parse().ok()).flatten()?;
    Some(options.get_filename().to_owned())
}

/// A connection that has been idle for so long is asked whether it still answers, before it is used.
const QUIET: Duration = Duration::from_secs(5);
/// How long a request waits for a PostgreSQL that is away, or for a connection to it.
const AWAY: Duration = Duration::from_secs(4);
/// How long the program waits at its start for a PostgreSQL that starts beside it.
const STARTING: Duration = Duration::from_secs(30);
/// The longest that a transaction waits for SQLite's one writer.
const WRITER: Duration = Duration::from_secs(30);
/// Those that write, on PostgreSQL: a job has one for its lock, and works with another.
const LEAST: u32 = 2;
/// Those that read: a job and an import have one each for their locks, and there is one to read with.
const LEAST_READERS: u32 = 3;
/// Statements that a connection keeps prepared: more than are in use.
const KNOWN: usize = 300;
/// Connections of SQLite that read in bulk.
const BULK: u32 = 2;
/// Pages that SQLite's writer keeps in memory, and all its readers together: what a cache lacks the machine has in its own.
pub const WRITER_CACHE_KIB: u32 = 48 * 1024;
const READERS_CACHE_KIB: u32 = 48 * 1024;
const BULK_CACHE_KIB: u32 = 512;

/// As SQLite takes it: a negative size is one in KiB.
fn cache(kib: u32) -> String {
    format!("-{kib}")
}

fn counted(mut connection: DatabaseConnection, statements: &Arc<AtomicU64>) -> DatabaseConnection {
    let statements = statements.clone();
    connection.set_metric_callback(move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
    });
    connection
}

/// Whether beginning met a connection that is gone, and another may be there.
fn is_lost(error: &DbErr) -> bool {
    !matches!(error, DbErr::ConnectionAcquire(_)) && is_away(error)
}

/// Connects, and waits a while for a server that is still starting.
async fn patiently(options: &ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let until = Instant::now() + STARTING;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if is_away(&error) && Instant::now() < until => {
                tracing::warn!(%error, "the database cannot be reached yet; trying again");
                sleep(Duration::from_millis(500)).await;
            }
            outcome => return outcome,
        }
    }
}

impl Db {
    pub async fn connect(settings: &Settings) -> Result<Self, DbErr> {
        if settings.url.starts_with("sqlite:") { Self::sqlite(settings).await } else { Self::postgres(settings).await }
    }

    async fn sqlite(settings: &Settings) -> Result<Self, DbErr> {
        use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
        let mut options = ConnectOptions::new(&settings.url);
        options
            .sqlx_logging(false)
            .acquire_timeout(WRITER)
            .test_before_acquire(false)
            .min_connections(1)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .statement_cache_capacity(KNOWN)
                    .journal_mode(SqliteJournalMode::Wal)
                    // An acknowledged signature survives a power cut.
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(20))
                    .pragma("temp_store", "memory")
                    .pragma("cache_size", cache(WRITER_CACHE_KIB))
            });
        let mut writing = options.clone();
        writing.max_connections(1).idle_timeout(None).max_lifetime(None);
        let statements = Arc::default();
        let writer = counted(Database::connect(writing).await?, &statements);
        let reading = |connections: u32, kib: u32| {
            let mut reading = options.clone();
            reading.max_connections(connections).map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .foreign_keys(true)
                    .statement_cache_capacity(KNOWN)
                    .busy_timeout(Duration::from_secs(20))
                    .pragma("query_only", "on")
                    .pragma("temp_store", "memory")
                    .pragma("cache_size", cache(kib))
            });
            reading
        };
        // More than the cores can feed read no faster, and each has a thread, a cache and its statements.
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let readers = settings.connections.clamp(1, u32::try_from(cores).unwrap_or(u32::MAX).saturating_mul(2));
        let reader = counted(Database::connect(reading(readers, READERS_CACHE_KIB / readers)).await?, &statements);
        let bulk = counted(Database::connect(reading(BULK, BULK_CACHE_KIB)).await?, &statements);
        let file = file_of(&settings.url).unwrap_or_default();
        Ok(Self {
            writer,
            reader,
            bulk,
            file,
            patience: WRITER,
            stale: 0,
            waiting: Waiting::default(),
            again: Arc::default(),
            statements,
        })
    }

    async fn postgres(settings: &Settings) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(&settings.url);
        options
            .sqlx_logging(false)
            .acquire_timeout(AWAY)
            .test_before_acquire_if_idle_for(QUIET)
            .statement_timeout(settings.statement_timeout)
            .set_application_name("kyndig");
        // Compiling a statement takes a second, which none of ours runs for: with it a table of plans took ten times as
        // long to assign. What is sorted of a plan given to thousands does not go to the disk.
        let usual = [
            ("jit", "off"),
            ("work_mem", "64MB"),
            // Of a machine that is gone the locks are not kept for hours.
            ("tcp_keepalives_idle", "20"),
            ("tcp_keepalives_interval", "5"),
            ("tcp_keepalives_count", "3"),
        ];
        let reads = [("default_transaction_isolation", "repeatable read"), ("default_transaction_read_only", "on")];
        let readers = (settings.connections / 2).max(LEAST_READERS);
        let (mut writing, mut reading) = (options.clone(), options);
        writing
            .max_connections(settings.connections.saturating_sub(readers).max(LEAST))
            .map_sqlx_postgres_opts(move |postgres| postgres.options(usual).statement_cache_capacity(KNOWN));
        reading.max_connections(readers).map_sqlx_postgres_opts(move |postgres| {
            postgres.options(usual.into_iter().chain(reads)).statement_cache_capacity(KNOWN)
        });
        let statements = Arc::default();
        let writer = counted(patiently(&writing).await?, &statements);
        let reader = counted(patiently(&reading).await?, &statements);
        let (patience, stale) = (AWAY, settings.connections.max(LEAST));
        let (bulk, file) = (reader.clone(), PathBuf::new());
        let (waiting, again) = (Waiting::default(), Arc::default());
        Ok(Self { writer, reader, bulk, patience, stale, file, waiting, again, statements })
    }

    /// Begins a transaction, in good time or not at all. A connection that has been lost is found by beginning on it: then
    /// nothing has been done, and the next one is tried.
    pub(crate) async fn begin(&self, pool: Pool, options: &TransactionOptions) -> Result<Tx, DbErr> {
        let _waits = self.waiting.enter(pool);
        let pool = match pool {
            Pool::Write => &self.writer,
            Pool::Read => &self.reader,
            Pool::Bulk => &self.bulk,
        };
        let until = Instant::now() + self.patience;
        let mut stale = 0;
        loop {
            match timeout_at(until, pool.begin_with_options(*options)).await {
                Ok(Err(error)) if stale < self.stale && is_lost(&error) => stale += 1,
                Ok(begun) => return begun.map(Tx::new),
                Err(_) => return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
            }
        }
    }

    pub fn backend(&self) -> DatabaseBackend {
        self.writer.get_database_backend()
    }

    /// A transaction that may write. Dropped without a commit, it rolls back.
    pub async fn write(&self) -> Result<Tx, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: (self.backend() == DatabaseBackend::Sqlite)
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.begin(Pool::Write, &options).await
    }

    /// A transaction that may write and sees one moment: for trying what is not kept.
    pub async fn trial(&self) -> Result<Tx, DbErr> {
        if self.backend() == DatabaseBackend::Sqlite {
            return self.write().await;
        }
        let options = TransactionOptions {
            isolation_level: Some(sea_orm::IsolationLevel::RepeatableRead),
            ..TransactionOptions::default()
        };
        self.begin(Pool::Write, &options).await
    }

    /// A transaction that sees one moment and cannot write.
    pub async fn read(&self) -> Result<Tx, DbErr> {
        self.begin(Pool::Read, &TransactionOptions::default()).await
    }

    /// The same, for a piece of something large that is read once.
    pub async fn read_bulk(&self) -> Result<Tx, DbErr> {
        let pool = if self.backend() == DatabaseBackend::Sqlite { Pool::Bulk } else { Pool::Read };
        self.begin(pool, &TransactionOptions::default()).await
    }

    /// The first column of the first row, of what has been committed by now: outside of any transaction.
    pub async fn committed<T: TryGetable>(&self, sql: Sql) -> Result<Option<T>, DbErr> {
        let row = self.reader.query_one_raw(sql.statement(self.backend())).await?;
        row.map(|row| row.try_get_by_index(0)).transpose()
    }

    /// To be told of each transaction that met another and is run again.
    pub fn count_retry(&self) {
        self.again.fetch_add(1, Ordering::Relaxed);
    }

    /// How many transactions met another and were run again: those that lock in one order never do.
    pub fn retries(&self) -> u64 {
        self.again.load(Ordering::Relaxed)
    }

    /// How many statements have been sent: what a request takes must not grow with what it answers.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// How the connections are used at this moment.
    pub fn pools(&self) -> Vec<PoolUse> {
        let mut pools = vec![
            self.waiting.of(Pool::Write, "write", &self.writer),
            self.waiting.of(Pool::Read, "read", &self.reader),
        ];
        if self.backend() == DatabaseBackend::Sqlite {
            pools.push(self.waiting.of(Pool::Bulk, "bulk", &self.bulk));
        }
        pools
    }

    /// Of SQLite; nowhere on PostgreSQL.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// For the migrations, which manage their own transactions.
    pub fn for_migrations(&self) -> &DatabaseConnection {
        &self.writer
    }

    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reader.ping().await
    }

    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.bulk.close().await?;
        self.writer.close().await
    }
}
