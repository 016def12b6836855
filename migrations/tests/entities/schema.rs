//! What a migrated database says of its own tables.

use kyndig_db::described::Kind;
use kyndig_migrations::Migrator;
use sea_orm_migration::{
    MigratorTrait,
    sea_orm::{ConnectionTrait, Database, DatabaseConnection, QueryResult, Statement},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Sqlite,
    Postgres,
}

pub struct Schema {
    /// Sorted by name; without the table of the migrations themselves.
    pub tables: Vec<Table>,
}

pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// The columns of the primary key, in their order in the table, which is that of an entity's key.
    pub key: Vec<String>,
}

#[derive(Debug)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    pub nullable: bool,
    /// SQLite may count it up: `integer PRIMARY KEY`.
    pub counted: bool,
    /// The table whose id it is.
    pub refers_to: Option<String>,
}

impl Schema {
    /// Made by the migrations in a database of its own. None where there is no PostgreSQL.
    pub async fn of(on: On) -> Option<Self> {
        match on {
            On::Sqlite => {
                let folder = tempfile::tempdir().expect("a folder");
                let url = format!("sqlite://{}?mode=rwc", folder.path().join("schema.db").display());
                Some(sqlite(&migrated(&url).await).await)
            }
            On::Postgres => {
                let Ok(base) = std::env::var("KYNDIG_TEST_POSTGRES_URL") else {
                    assert!(std::env::var("CI").is_err(), "KYNDIG_TEST_POSTGRES_URL is not set, and CI skips nothing");
                    eprintln!("skipped: KYNDIG_TEST_POSTGRES_URL is not set");
                    return None;
                };
                let name = format!("kyndig_entities_{}", std::process::id());
                let cluster = Database::connect(base.as_str()).await.expect("the cluster");
                cluster.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
                let server = base.rsplit_once('/').expect("a database in the URL").0;
                let connection = migrated(&format!("{server}/{name}")).await;
                let schema = postgres(&connection).await;
                connection.close().await.expect("closed");
                cluster.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("dropped");
                Some(schema)
            }
        }
    }
}

async fn migrated(url: &str) -> DatabaseConnection {
    let connection = Database::connect(url).await.expect("a database");
    Migrator::up(&connection, None).await.expect("the schema");
    connection
}

async fn rows(connection: &DatabaseConnection, sql: String) -> Vec<QueryResult> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.expect("rows")
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).expect(column)
}

fn names(rows: &[QueryResult]) -> Vec<String> {
    rows.iter().map(|row| text(row, "name")).filter(|name| name != "seaql_migrations").collect()
}

async fn sqlite(connection: &DatabaseConnection) -> Schema {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut tables = Vec::new();
    for name in names(&rows(connection, sql.to_owned()).await) {
        let references = rows(connection, format!("SELECT \"from\", \"table\" FROM pragma_foreign_key_list('{name}')"));
        let references: Vec<(String, String)> =
            references.await.iter().map(|row| (text(row, "from"), text(row, "table"))).collect();
        let sql =
            format!("SELECT name, lower(type) AS type, \"notnull\" AS given, pk FROM pragma_table_info('{name}')");
        let (mut columns, mut key) = (Vec::new(), Vec::new());
        for row in rows(connection, sql).await {
            let column = text(&row, "name");
            let part: i32 = row.try_get("", "pk").expect("pk");
            let given: i32 = row.try_get("", "given").expect("given");
            let said = text(&row, "type");
            if part > 0 {
                key.push(column.clone());
            }
            columns.push(Column {
                kind: match said.as_str() {
                    "blob" => Kind::Uuid,
                    "timestamp_with_timezone_text" => Kind::Time,
                    "date_text" => Kind::Date,
                    "boolean" => Kind::Bool,
                    "integer" => Kind::Int,
                    "bigint" => Kind::Big,
                    "text" => Kind::Text,
                    _ => Kind::Other,
                },
                // of a key SQLite does not say it
                nullable: given == 0 && part == 0,
                counted: part > 0 && said == "integer",
                refers_to: references.iter().find(|(from, _)| *from == column).map(|(_, to)| to.clone()),
                name: column,
            });
        }
        tables.push(Table { name, columns, key });
    }
    Schema { tables }
}

async fn postgres(connection: &DatabaseConnection) -> Schema {
    let sql = "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1";
    let mut tables = Vec::new();
    for name in names(&rows(connection, sql.to_owned()).await) {
        let sql = format!(
            "SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable, \
             a.attnum = ANY (i.indkey::smallint[]) AS part FROM pg_attribute a \
             JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary \
             WHERE a.attrelid = to_regclass('{name}') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
        );
        let (mut columns, mut key) = (Vec::new(), Vec::new());
        for row in rows(connection, sql).await {
            let column = text(&row, "name");
            if row.try_get("", "part").expect("part") {
                key.push(column.clone());
            }
            columns.push(Column {
                kind: match text(&row, "type").as_str() {
                    "uuid" => Kind::Uuid,
                    "timestamp with time zone" => Kind::Time,
                    "date" => Kind::Date,
                    "boolean" => Kind::Bool,
                    "integer" => Kind::Int,
                    "bigint" => Kind::Big,
                    "text" => Kind::Text,
                    _ => Kind::Other,
                },
                nullable: row.try_get("", "nullable").expect("nullable"),
                counted: false,
                refers_to: None,
                name: column,
            });
        }
        tables.push(Table { name, columns, key });
    }
    Schema { tables }
}
