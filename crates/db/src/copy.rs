//! A whole database as it is at one moment, out to files and back in. SQLite makes a copy of itself; of PostgreSQL it is each
//! table as its COPY has it, compressed, all of them seen by one transaction. Whoever writes meanwhile is not in the way.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, Row, SqliteConnection,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteRow},
};

/// What SQLite's copy is called, under the folder of a backup.
const FILE: &str = "database.sqlite";
/// Where PostgreSQL's tables are, under it.
const FOLDER: &str = "database";
/// Another writer of SQLite, or another process.
const PATIENCE: Duration = Duration::from_mins(1);
/// Bytes at a time.
const PIECE: usize = 64 * 1024;
/// Of those that look after the database, and serve nobody.
const NAME: &str = "kyndig-copy";

#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("{0}: {1}")]
    File(PathBuf, std::io::Error),
    #[error("the backup has {1} rows of {0}, and {2} came in")]
    Rows(String, u64, u64),
}

/// A table that was copied, as PostgreSQL has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u64,
}

impl Table {
    /// Its file, under the folder of a backup.
    pub fn file(&self) -> PathBuf {
        Path::new(FOLDER).join(format!("{}.copy.gz", self.name))
    }

    fn with_columns(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| quoted(column)).collect();
        format!("{} ({})", quoted(&self.name), columns.join(", "))
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Stored bytes that the database knew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub location: String,
    pub sha256: String,
}

/// The moment, for as long as there is something to ask about it.
#[derive(Debug)]
pub enum Snapshot {
    Sqlite(SqliteConnection),
    Postgres(PgConnection, Vec<Table>),
}

impl Snapshot {
    /// Copies all of it into a folder.
    pub async fn take(url: &str, folder: &Path) -> Result<Self, CopyError> {
        if url.starts_with("sqlite:") { sqlite(url, folder).await } else { postgres(url, folder).await }
    }

    /// The files it was copied to, under the folder.
    pub fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Sqlite(_) => vec![PathBuf::from(FILE)],
            Self::Postgres(_, tables) => tables.iter().map(Table::file).collect(),
        }
    }

    /// None of SQLite: they lie together there.
    pub fn tables(&self) -> &[Table] {
        match self {
            Self::Sqlite(_) => &[],
            Self::Postgres(_, tables) => tables,
        }
    }

    /// The steps that its schema had been taken through.
    pub async fn schema(&mut self) -> Result<Vec<String>, CopyError> {
        const STEPS: &str = "SELECT version FROM seaql_migrations ORDER BY version";
        Ok(match self {
            Self::Sqlite(copy) => sqlx::query_scalar(STEPS).fetch_all(copy).await?,
            Self::Postgres(connection, _) => sqlx::query_scalar(STEPS).fetch_all(connection).await?,
        })
    }

    pub async fn known(&mut self) -> Result<Vec<Known>, CopyError> {
        const KNOWN: &str = "SELECT location, sha256 FROM stored_file ORDER BY location";
        let rows: Vec<(String, String)> = match self {
            Self::Sqlite(copy) => sqlx::query_as(KNOWN).fetch_all(copy).await?,
            Self::Postgres(connection, _) => sqlx::query_as(KNOWN).fetch_all(connection).await?,
        };
        Ok(rows.into_iter().map(|(location, sha256)| Known { location, sha256 }).collect())
    }

    pub async fn close(self) -> Result<(), CopyError> {
        match self {
            Self::Sqlite(copy) => copy.close().await?,
            Self::Postgres(connection, _) => connection.close().await?,
        }
        Ok(())
    }
}

async fn sqlite(url: &str, folder: &Path) -> Result<Snapshot, CopyError> {
    let target = folder.join(FILE);
    let options: SqliteConnectOptions = url.parse()?;
    let mut source =
        options.create_if_missing(false).busy_timeout(PATIENCE).disable_statement_logging().connect().await?;
    sqlx::query("VACUUM INTO ?").bind(target.to_string_lossy().into_owned()).execute(&mut source).await?;
    source.close().await?;
    File::open(&target).and_then(|file| file.sync_all()).map_err(|error| CopyError::File(target.clone(), error))?;
    // Nobody else has it: it is looked at without a file of its own beside it.
    let copy = SqliteConnectOptions::new().filename(&target).read_only(true).immutable(true);
    Ok(Snapshot::Sqlite(copy.disable_statement_logging().connect().await?))
}

async fn connect(url: &str) -> Result<PgConnection, CopyError> {
    let options: PgConnectOptions = url.parse()?;
    let options = options.application_name(NAME).options([("statement_timeout", "0"), ("lock_timeout", "0")]);
    Ok(options.disable_statement_logging().connect().await?)
}

async fn postgres(url: &str, folder: &Path) -> Result<Snapshot, CopyError> {
    let mut connection = connect(url).await?;
    sqlx::raw_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut connection).await?;
    let into = folder.join(FOLDER);
    std::fs::create_dir_all(&into).map_err(|error| CopyError::File(into, error))?;
    let mut tables = Vec::new();
    for name in names(&mut connection).await? {
        let columns = "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() \
            AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position";
        let columns = sqlx::query_scalar(columns).bind(&name).fetch_all(&mut connection).await?;
        let mut table = Table { name, columns, rows: 0 };
        out(&mut connection, &mut table, folder).await?;
        tables.push(table);
    }
    Ok(Snapshot::Postgres(connection, tables))
}

/// All tables there are.
async fn names(connection: &mut PgConnection) -> Result<Vec<String>, CopyError> {
    let sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1";
    Ok(sqlx::query_scalar(sql).fetch_all(connection).await?)
}

async fn out(connection: &mut PgConnection, table: &mut Table, folder: &Path) -> Result<(), CopyError> {
    let path = folder.join(table.file());
    let failed = |error| CopyError::File(path.clone(), error);
    let file = File::create_new(&path).map_err(failed)?;
    let mut to = GzEncoder::new(BufWriter::new(file), Compression::fast());
    let sql = format!("COPY {} TO STDOUT", table.with_columns());
    let mut rows = connection.copy_out_raw(&sql).await?;
    // A message is a row.
    while let Some(row) = rows.try_next().await? {
        to.write_all(&row).map_err(failed)?;
        table.rows += 1;
    }
    let file = to.finish().and_then(|file| file.into_inner().map_err(std::io::IntoInnerError::into_error));
    file.and_then(|file| file.sync_all()).map_err(failed)
}

/// How many tables there are; nothing is made where there is nothing.
pub async fn tables(url: &str) -> Result<usize, CopyError> {
    if url.starts_with("sqlite:") {
        let options: SqliteConnectOptions = url.parse()?;
        if !options.get_filename().exists() {
            return Ok(0);
        }
        let mut connection = options.busy_timeout(PATIENCE).disable_statement_logging().connect().await?;
        let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table'";
        let count: SqliteRow = sqlx::query(sql).fetch_one(&mut connection).await?;
        let count: i64 = count.try_get(0)?;
        connection.close().await?;
        return Ok(usize::try_from(count).unwrap_or_default());
    }
    let mut connection = connect(url).await?;
    let count = names(&mut connection).await?.len();
    connection.close().await?;
    Ok(count)
}

/// How many processes of ours are connected to a database of PostgreSQL.
pub async fn served_by(url: &str) -> Result<i64, CopyError> {
    let mut connection = connect(url).await?;
    let sql =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'kyndig'";
    let count = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(count)
}

/// Puts the copy in the place of SQLite's file, which nobody has open.
pub fn put_sqlite(folder: &Path, target: &Path) -> Result<(), CopyError> {
    let beside = |end: &str| {
        let mut path = target.as_os_str().to_owned();
        path.push(end);
        PathBuf::from(path)
    };
    let new = beside(".restoring");
    std::fs::copy(folder.join(FILE), &new)
        .and_then(|_| File::open(&new)?.sync_all())
        .map_err(|error| CopyError::File(new.clone(), error))?;
    // What they hold belongs to the file that goes.
    for end in ["-wal", "-shm"] {
        let path = beside(end);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(CopyError::File(path, error)),
            _ => {}
        }
    }
    std::fs::rename(&new, target).map_err(|error| CopyError::File(target.to_owned(), error))
}

/// Drops every table of a database of PostgreSQL.
pub async fn clear(url: &str) -> Result<(), CopyError> {
    let mut connection = connect(url).await?;
    let names = names(&mut connection).await?;
    if !names.is_empty() {
        let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
        run(&mut connection, format!("DROP TABLE {} CASCADE", names.join(", "))).await?;
    }
    connection.close().await?;
    Ok(())
}

/// Fills the tables of a database of PostgreSQL, which are there already, in one transaction: all of it or nothing.
pub async fn load(url: &str, folder: &Path, tables: &[Table]) -> Result<(), CopyError> {
    let mut connection = connect(url).await?;
    run(&mut connection, "BEGIN".to_owned()).await?;
    let all: Vec<_> = names(&mut connection).await?.iter().map(|name| quoted(name)).collect();
    // Rows come table by table; what they refer to is checked when all are there.
    let constraints: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2",
    )
    .fetch_all(&mut connection)
    .await?;
    for (table, name, _) in &constraints {
        run(&mut connection, format!("ALTER TABLE {table} DROP CONSTRAINT {}", quoted(name))).await?;
    }
    run(&mut connection, format!("TRUNCATE {}", all.join(", "))).await?;
    for table in tables {
        fill(&mut connection, table, folder).await?;
    }
    for (table, name, definition) in &constraints {
        run(&mut connection, format!("ALTER TABLE {table} ADD CONSTRAINT {} {definition}", quoted(name))).await?;
    }
    count_on(&mut connection).await?;
    run(&mut connection, "COMMIT".to_owned()).await?;
    run(&mut connection, "ANALYZE".to_owned()).await?;
    connection.close().await?;
    Ok(())
}

async fn run(connection: &mut PgConnection, sql: String) -> Result<(), CopyError> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

async fn fill(connection: &mut PgConnection, table: &Table, folder: &Path) -> Result<(), CopyError> {
    let path = folder.join(table.file());
    let failed = |error| CopyError::File(path.clone(), error);
    let mut from = GzDecoder::new(BufReader::new(File::open(&path).map_err(failed)?));
    let mut to = connection.copy_in_raw(&format!("COPY {} FROM STDIN", table.with_columns())).await?;
    let mut piece = vec![0; PIECE];
    loop {
        match from.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => {
                to.send(&piece[..read]).await?;
            }
            Err(error) => {
                to.abort("the file cannot be read").await?;
                return Err(failed(error));
            }
        }
    }
    let rows = to.finish().await?;
    if rows == table.rows { Ok(()) } else { Err(CopyError::Rows(table.name.clone(), table.rows, rows)) }
}

/// Numbers that the database gives go on after those that are there.
async fn count_on(connection: &mut PgConnection) -> Result<(), CopyError> {
    let counted: Vec<(String, String)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text FROM information_schema.columns \
         WHERE table_schema = current_schema() AND column_default LIKE 'nextval%'",
    )
    .fetch_all(&mut *connection)
    .await?;
    for (table, column) in counted {
        let (table, name) = (quoted(&table), quoted(&column));
        let sql = format!(
            "SELECT setval(pg_get_serial_sequence('{}', '{}'), COALESCE((SELECT max({name}) FROM {table}), 0) + 1, false)",
            table.replace('\'', "''"),
            column.replace('\'', "''")
        );
        run(connection, sql).await?;
    }
    Ok(())
}
