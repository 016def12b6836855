//! A database for each test: a file, or a database made from a migrated template in the cluster that
//! `KYNDIG_TEST_POSTGRES_URL` names.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use kyndig_db::{Db, Settings};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use sea_orm_migration::MigratorTrait;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Sqlite,
    Postgres,
}

pub struct Database {
    url: String,
    folder: PathBuf,
    drop_at: Option<(String, String)>,
}

impl Database {
    pub async fn make(on: On) -> Option<Self> {
        Self::made(on, true).await
    }

    /// Without a schema; of SQLite not even a file.
    pub async fn empty(on: On) -> Option<Self> {
        Self::made(on, false).await
    }

    async fn made(on: On, migrated: bool) -> Option<Self> {
        let name = format!("kyndig_{:032x}", rand::random::<u128>());
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).expect("a folder");
        match on {
            On::Sqlite => {
                let file = folder.join("test.db");
                if migrated {
                    std::fs::copy(template_file().await, &file).expect("a copy");
                }
                Some(Self { url: sqlite(&file), folder, drop_at: None })
            }
            On::Postgres => {
                let Ok(base) = std::env::var("KYNDIG_TEST_POSTGRES_URL") else {
                    assert!(std::env::var("CI").is_err(), "KYNDIG_TEST_POSTGRES_URL is not set, and CI skips nothing");
                    eprintln!("skipped: KYNDIG_TEST_POSTGRES_URL is not set");
                    return None;
                };
                let admin = sea_orm::Database::connect(base.as_str()).await.expect("the cluster");
                let template = if migrated { template(&admin, &base).await } else { "template0".to_owned() };
                run(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
                let url = beside(&base, &name);
                Some(Self { url, folder, drop_at: Some((base, name)) })
            }
        }
    }

    /// A copy of this database and its files; no connection may be using it.
    pub async fn copy(&self) -> Self {
        let name = format!("kyndig_{:032x}", rand::random::<u128>());
        let folder = std::env::temp_dir().join(&name);
        copy_folder(&self.folder.join("files"), &folder.join("files"));
        let Some((base, from)) = &self.drop_at else {
            let file = folder.join("test.db");
            let here = sea_orm::Database::connect(self.url.as_str()).await.expect("the database");
            run(&here, &format!("VACUUM INTO '{}'", file.display())).await;
            return Self { url: sqlite(&file), folder, drop_at: None };
        };
        let admin = sea_orm::Database::connect(base.as_str()).await.expect("the cluster");
        let left = format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{from}'");
        run(&admin, &left).await;
        run(&admin, &format!("CREATE DATABASE {name} TEMPLATE {from}")).await;
        Self { url: beside(base, &name), folder, drop_at: Some((base.clone(), name)) }
    }

    /// In a cluster that is one's own.
    pub async fn at(url: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("kyndig_{:032x}", rand::random::<u128>()));
        std::fs::create_dir_all(&folder).expect("a folder");
        migrate(url).await;
        Self { url: url.to_owned(), folder, drop_at: None }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{}: {error}", self.folder.display());
        }
        let Some((base, name)) = self.drop_at.take() else { return };
        // Drop cannot wait for a future of this thread, so another thread does.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let admin = sea_orm::Database::connect(base.as_str()).await.expect("the cluster");
                run(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
            });
        });
        if dropped.join().is_err() {
            eprintln!("a database of the tests could not be dropped");
        }
    }
}

/// The same cluster, another database.
fn beside(base: &str, name: &str) -> String {
    let (before, query) = base.split_once('?').map_or((base, ""), |(before, query)| (before, query));
    let server = before.rsplit_once('/').expect("a database in the URL").0;
    if query.is_empty() { format!("{server}/{name}") } else { format!("{server}/{name}?{query}") }
}

/// With all that is in it, if it is there.
fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).into_iter().flatten() {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

fn sqlite(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// What tells the schema of this program from others. The steps are edited until they are released, so their names are not
/// enough.
fn schema_digest() -> String {
    use sha2::{Digest, Sha256};
    let names: Vec<_> = kyndig_migrations::Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    let program = std::env::current_exe().and_then(std::fs::metadata).and_then(|m| m.modified());
    format!("{:x}", Sha256::digest(format!("{names:?} {program:?}")))
}

/// A migrated file, made once for this schema by the test that comes first. A rename puts it in place complete.
async fn template_file() -> PathBuf {
    let file = std::env::temp_dir().join(format!("kyndig_template_{}.db", &schema_digest()[..16]));
    if !file.exists() {
        let making = file.with_extension(format!("{:032x}", rand::random::<u128>()));
        migrate(&sqlite(&making)).await;
        std::fs::rename(&making, &file).expect("its place");
    }
    file
}

/// Made once for this schema by the test that comes first.
async fn template(admin: &DatabaseConnection, base: &str) -> String {
    let digest = schema_digest();
    let name = format!("kyndig_template_{}", &digest[..16]);
    let lock = i64::from_str_radix(&digest[..15], 16).expect("a number");
    // The lock belongs to a connection, so all of this runs on one.
    let mut options = sea_orm::ConnectOptions::new(base);
    options.max_connections(1);
    let one = sea_orm::Database::connect(options).await.expect("the cluster");
    run(&one, &format!("SELECT pg_advisory_lock({lock})")).await;
    let statement = sea_orm::Statement::from_string(
        admin.get_database_backend(),
        format!("SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate"),
    );
    if one.query_one_raw(statement).await.expect("an answer").is_none() {
        run(&one, &format!("DROP DATABASE IF EXISTS {name}")).await;
        run(&one, &format!("CREATE DATABASE {name}")).await;
        migrate(&beside(base, &name)).await;
        run(&one, &format!("ALTER DATABASE {name} IS_TEMPLATE true")).await;
    }
    run(&one, &format!("SELECT pg_advisory_unlock({lock})")).await;
    name
}

async fn migrate(url: &str) {
    let settings = Settings { url: url.to_owned(), connections: 2, statement_timeout: Duration::from_secs(30) };
    let db = Db::connect(&settings).await.expect("a connection");
    kyndig_api::app::migrate(&db).await.expect("the schema");
    db.close().await.expect("closed");
}

async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.expect(sql);
}
