//! The entities of `kyndig-db` are those of the schema: made from it, and compared with it on both databases.

#![expect(clippy::expect_used, reason = "a test fails by it")]

mod generate;
mod schema;

use std::{collections::BTreeSet, fs, path::Path};

use kyndig_db::described::{Described, Kind};

use self::schema::{On, Schema, Table};

/// Set to anything, it writes the entities instead of comparing them.
const WRITE: &str = "KYNDIG_WRITE_ENTITIES";

/// Each file is what is generated from the schema: `KYNDIG_WRITE_ENTITIES=1 cargo test -p kyndig-migrations` writes them.
#[tokio::test]
async fn entities_are_made_from_the_schema() {
    let schema = Schema::of(On::Sqlite).await.expect("SQLite is always there");
    let files = generate::files(&schema.tables);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/db/src/entity");
    let there: BTreeSet<String> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    let unknown: Vec<_> = there.iter().filter(|name| !files.contains_key(*name)).collect();
    if std::env::var_os(WRITE).is_some() {
        for name in unknown {
            fs::remove_file(folder.join(name)).expect("removed");
        }
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("written");
        }
        return;
    }
    assert!(unknown.is_empty(), "{unknown:?}: entities without a table; {WRITE}=1 removes them");
    for (name, text) in files {
        let found = fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(found == text, "{name} is not what the schema makes; {WRITE}=1 writes it:\n{text}");
    }
}

#[tokio::test]
async fn entities_are_like_the_schema_of_sqlite() {
    compare(&Schema::of(On::Sqlite).await.expect("SQLite is always there"));
}

#[tokio::test]
async fn entities_are_like_the_schema_of_postgresql() {
    let Some(schema) = Schema::of(On::Postgres).await else { return };
    compare(&schema);
}

/// Columns in their order, types, what may be null, and primary keys; no table without an entity, and no entity without a table.
fn compare(schema: &Schema) {
    let entities = kyndig_db::entity::all();
    let mut wrong = Vec::new();
    for table in &schema.tables {
        match entities.iter().find(|entity| entity.table == table.name) {
            None => wrong.push(format!("{}: no entity", table.name)),
            Some(entity) => wrong.extend(differences(table, entity)),
        }
    }
    let tables: BTreeSet<&str> = schema.tables.iter().map(|table| table.name.as_str()).collect();
    let without = entities.iter().filter(|entity| !tables.contains(entity.table.as_str()));
    wrong.extend(without.map(|entity| format!("{}: no table", entity.table)));
    assert!(tables.len() > 50);
    assert_eq!(wrong, Vec::<String>::new());
}

fn differences(table: &Table, entity: &Described) -> Vec<String> {
    let name = &table.name;
    let columns = |names: Vec<&str>| names.join(", ");
    let has = columns(table.columns.iter().map(|column| column.name.as_str()).collect());
    let says = columns(entity.columns.iter().map(|column| column.name.as_str()).collect());
    let mut wrong = Vec::new();
    if has != says {
        wrong.push(format!("{name} has the columns {has}; its entity says {says}"));
    }
    if table.key != entity.key {
        wrong.push(format!("{name} has the key {:?}; its entity says {:?}", table.key, entity.key));
    }
    for column in &table.columns {
        let Some(said) = entity.columns.iter().find(|said| said.name == column.name) else { continue };
        // SQLite has one type for a number that it counts up itself
        let counted = column.counted && said.kind == Kind::Big;
        if said.nullable != column.nullable || !(counted || said.kind == column.kind) {
            wrong.push(format!("{name}.{} is {column:?}; its entity says {said:?}", column.name));
        }
    }
    wrong
}
