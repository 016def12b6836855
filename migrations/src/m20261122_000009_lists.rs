//! The lists of plans and of requirements: what they are ordered and narrowed by stands beside each row, and each
//! order has an index that holds all that a row is chosen by, so that no order and no filter reads the rows themselves.

use kyndig_domain::text;
use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend, Statement},
};
use uuid::Uuid;

use crate::schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::run(manager, STATEMENTS).await?;
        fold_descriptions(manager).await
    }
}

const STATEMENTS: &[&str] = &[
    // PLN-14: whether anything waits for approval, and whether it is published anywhere.
    "ALTER TABLE plan ADD COLUMN status text NOT NULL DEFAULT 'draft_unpublished'",
    "ALTER TABLE plan ADD COLUMN owner_key {key} NOT NULL DEFAULT ''",
    "ALTER TABLE plan ADD COLUMN creator_key {key} NOT NULL DEFAULT ''",
    "ALTER TABLE plan ADD COLUMN description_key {key} NOT NULL DEFAULT '~~'",
    "ALTER TABLE requirement ADD COLUMN owner_key {key} NOT NULL DEFAULT ''",
    // What has none comes last.
    "ALTER TABLE requirement ADD COLUMN category_key {key} NOT NULL DEFAULT '~~'",
    "UPDATE plan SET owner_key = (SELECT substr(u.sort_key, 1, 60) FROM org_unit u WHERE u.id = plan.owner_unit_id),
        creator_key = (SELECT substr(p.sort_key, 1, 60) FROM person p WHERE p.id = plan.created_by),
        status = CASE WHEN plan.major = 0 OR EXISTS (SELECT 1 FROM plan_requirement pr WHERE pr.plan_id = plan.id
            AND (pr.state = 'inactive' OR (pr.state = 'active' AND EXISTS (SELECT 1 FROM requirement_draft d
            WHERE d.requirement_id = pr.requirement_id)))) THEN 'draft_' ELSE '' END
        || CASE WHEN EXISTS (SELECT 1 FROM plan_publication pp WHERE pp.plan_id = plan.id) THEN 'published'
            ELSE 'unpublished' END",
    "UPDATE requirement SET
        owner_key = (SELECT substr(u.sort_key, 1, 60) FROM org_unit u WHERE u.id = requirement.owner_unit_id),
        category_key = COALESCE((SELECT substr(k.sort_key, 1, 60) FROM category k WHERE k.id = requirement.category_id),
            '~~')",
    "DROP INDEX plan_sort",
    "DROP INDEX requirement_sort",
    // A search in descriptions reads these narrow rows, and not all that a requirement says.
    "CREATE TABLE plan_description (plan_id {uuid} PRIMARY KEY REFERENCES plan(id), folded text NOT NULL)",
    "CREATE TABLE requirement_description (
        requirement_id {uuid} PRIMARY KEY REFERENCES requirement(id), folded text NOT NULL)",
    "CREATE INDEX plan_by_name ON plan(sort_key, id, kind, level, is_template, owner_unit_id, status, created_by,
        document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_kind ON plan(kind, sort_key, id, level, is_template, owner_unit_id, status, created_by,
        document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_description ON plan(description_key, sort_key, id, kind, level, is_template, owner_unit_id,
        status, created_by, document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_owner ON plan(owner_key, sort_key, id, kind, level, is_template, owner_unit_id, status,
        created_by, document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_status ON plan(status, sort_key, id, kind, level, is_template, owner_unit_id, created_by,
        document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX plan_by_creator ON plan(creator_key, sort_key, id, kind, level, is_template, owner_unit_id, status,
        created_by, document_owner_id, document_author_id, archived_at, folded)",
    "CREATE INDEX requirement_by_name ON requirement(sort_key, id, kind, level, owner_unit_id, category_id, number,
        archived_at, folded)",
    "CREATE INDEX requirement_by_number ON requirement(number, sort_key, id, kind, level, owner_unit_id, category_id,
        archived_at, folded)",
    "CREATE INDEX requirement_by_owner ON requirement(owner_key, sort_key, id, kind, level, owner_unit_id, category_id,
        number, archived_at, folded)",
    "CREATE INDEX requirement_by_category ON requirement(category_key, sort_key, id, kind, level, owner_unit_id,
        category_id, number, archived_at, folded)",
];

/// Only the program folds as searches do.
async fn fold_descriptions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = connection.get_database_backend();
    let mut rows = Vec::new();
    for row in connection.query_all_raw(text_of(backend, "SELECT id, description FROM plan")).await? {
        rows.push(("plan", row.try_get_by_index::<Uuid>(0)?, row.try_get_by_index::<String>(1)?));
    }
    for row in connection.query_all_raw(text_of(backend, "SELECT id, content FROM requirement")).await? {
        let content: serde_json::Value = serde_json::from_str(&row.try_get_by_index::<String>(1)?)
            .map_err(|error| DbErr::Migration(format!("a requirement's content: {error}")))?;
        let description = content["description"].as_str().unwrap_or_default();
        rows.push(("requirement", row.try_get_by_index::<Uuid>(0)?, description.to_owned()));
    }
    for (table, id, description) in rows {
        let insert = format!("INSERT INTO {table}_description ({table}_id, folded) VALUES ($1, $2)");
        let values = [id.into(), text::fold(&description).into()];
        connection.execute_raw(Statement::from_sql_and_values(backend, insert, values)).await?;
        if table == "plan" && !description.is_empty() {
            let key = text::sort_key(&description.chars().take(60).collect::<String>());
            let update = "UPDATE plan SET description_key = $1 WHERE id = $2";
            connection.execute_raw(Statement::from_sql_and_values(backend, update, [key.into(), id.into()])).await?;
        }
    }
    Ok(())
}

fn text_of(backend: DbBackend, sql: &str) -> Statement {
    Statement::from_string(backend, sql)
}
