//! Opening the database by its URL, and transactions on it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnectOptions, Database, DatabaseBackend, DatabaseConnection, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use crate::sql::Tx;

/// What can be set about the connection.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite://path/to/kyndig.db` or `postgres://…`.
    pub url: String,
    /// Connections at the most: half of them read on PostgreSQL, all on SQLite.
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
    again: Arc<AtomicU64>,
    statements: Arc<AtomicU64>,
}

/// A connection that has been idle for so long is asked whether it still answers, before it is used.
const QUIET: Duration = Duration::from_secs(5);
/// Of either kind, on PostgreSQL: a job has one for its lock, and works with another.
const LEAST: u32 = 2;
/// Statements that a connection keeps prepared: more than are in use.
const KNOWN: usize = 300;
/// Connections of SQLite that read in bulk.
const BULK: u32 = 2;

fn counted(mut connection: DatabaseConnection, statements: &Arc<AtomicU64>) -> DatabaseConnection {
    let statements = statements.clone();
    connection.set_metric_callback(move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
    });
    connection
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
            .acquire_timeout(Duration::from_secs(30))
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
                    .pragma("cache_size", "-65536")
            });
        let mut writing = options.clone();
        writing.max_connections(1).idle_timeout(None).max_lifetime(None);
        let statements = Arc::default();
        let writer = counted(Database::connect(writing).await?, &statements);
        let reading = |connections: u32, cache: &'static str| {
            let mut reading = options.clone();
            reading.max_connections(connections).map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .foreign_keys(true)
                    .statement_cache_capacity(KNOWN)
                    .busy_timeout(Duration::from_secs(20))
                    .pragma("query_only", "on")
                    .pragma("temp_store", "memory")
                    .pragma("cache_size", cache)
            });
            reading
        };
        let reader = counted(Database::connect(reading(settings.connections, "-65536")).await?, &statements);
        let bulk = counted(Database::connect(reading(BULK, "-512")).await?, &statements);
        Ok(Self { writer, reader, bulk, again: Arc::default(), statements })
    }

    async fn postgres(settings: &Settings) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(&settings.url);
        options
            .sqlx_logging(false)
            .acquire_timeout(Duration::from_secs(30))
            .test_before_acquire_if_idle_for(QUIET)
            .statement_timeout(settings.statement_timeout)
            .set_application_name("kyndig");
        // Compiling a statement takes a second, which none of ours runs for: with it a table of plans took ten times as
        // long to assign. What is sorted of a plan given to thousands does not go to the disk.
        let usual = [("jit", "off"), ("work_mem", "64MB")];
        let reads = [("default_transaction_isolation", "repeatable read"), ("default_transaction_read_only", "on")];
        let readers = (settings.connections / 2).max(LEAST);
        let (mut writing, mut reading) = (options.clone(), options);
        writing
            .max_connections(settings.connections.saturating_sub(readers).max(LEAST))
            .map_sqlx_postgres_opts(move |postgres| postgres.options(usual).statement_cache_capacity(KNOWN));
        reading.max_connections(readers).map_sqlx_postgres_opts(move |postgres| {
            postgres.options(usual.into_iter().chain(reads)).statement_cache_capacity(KNOWN)
        });
        let statements = Arc::default();
        let writer = counted(Database::connect(writing).await?, &statements);
        let reader = counted(Database::connect(reading).await?, &statements);
        Ok(Self { writer, bulk: reader.clone(), reader, again: Arc::default(), statements })
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
        self.writer.begin_with_options(options).await.map(Tx::new)
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
        self.writer.begin_with_options(options).await.map(Tx::new)
    }

    /// A transaction that sees one moment and cannot write.
    pub async fn read(&self) -> Result<Tx, DbErr> {
        self.reader.begin().await.map(Tx::new)
    }

    /// The same, for a piece of something large that is read once.
    pub async fn read_bulk(&self) -> Result<Tx, DbErr> {
        self.bulk.begin().await.map(Tx::new)
    }

    /// To be told of each transaction that met another and is run again.
    pub fn runs_again(&self) {
        self.again.fetch_add(1, Ordering::Relaxed);
    }

    /// How many transactions met another and were run again: those that lock in one order never do.
    pub fn run_again(&self) -> u64 {
        self.again.load(Ordering::Relaxed)
    }

    /// How many statements have been sent: what a request takes must not grow with what it answers.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
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
