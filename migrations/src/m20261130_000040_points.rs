//! FUL-9: a point of a checklist is known by an id, and not by its words. What is there gets an id that follows from the
//! requirement and the words, so that the same point has the same one in the draft, in every publication, and wherever the
//! requirement has been brought.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, Statement, Value},
};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::schema;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::run(manager, BEFORE).await?;
        let mut known = BTreeSet::new();
        for table in ["requirement", "requirement_draft", "requirement_version"] {
            identify(manager, table, &mut known).await?;
        }
        let connection = manager.get_connection();
        for (requirement, text, point) in known {
            connection
                .execute_raw(Statement::from_sql_and_values(
                    connection.get_database_backend(),
                    "INSERT INTO checklist_point_words (requirement_id, words, point_id) VALUES ($1, $2, $3)",
                    [requirement.into(), text.into(), point.into()],
                ))
                .await?;
        }
        schema::run(manager, AFTER).await
    }
}

const BEFORE: &[&str] = &[
    "CREATE TABLE checklist_point_words (requirement_id {uuid} NOT NULL, words text NOT NULL, point_id {uuid} NOT NULL,
        PRIMARY KEY (requirement_id, point_id))",
];

const AFTER: &[&str] = &[
    "CREATE TABLE checklist_tick_by_id (
        person_id {uuid} NOT NULL REFERENCES person(id), requirement_id {uuid} NOT NULL REFERENCES requirement(id),
        point_id {uuid} NOT NULL, ticked_at {time} NOT NULL, ticked_by {uuid} NOT NULL REFERENCES person(id),
        PRIMARY KEY (person_id, requirement_id, point_id))",
    "INSERT INTO checklist_tick_by_id (person_id, requirement_id, point_id, ticked_at, ticked_by)
        SELECT t.person_id, t.requirement_id, w.point_id, t.ticked_at, t.ticked_by FROM checklist_tick t
        JOIN checklist_point_words w ON w.requirement_id = t.requirement_id AND w.words = t.point",
    "DROP TABLE checklist_tick",
    "ALTER TABLE checklist_tick_by_id RENAME TO checklist_tick",
    "CREATE TABLE checklist_not_relevant_by_id (
        person_id {uuid} NOT NULL REFERENCES person(id), plan_id {uuid} NOT NULL REFERENCES plan(id),
        requirement_id {uuid} NOT NULL REFERENCES requirement(id), point_id {uuid} NOT NULL, comment text NOT NULL,
        marked_at {time} NOT NULL, marked_by {uuid} NOT NULL REFERENCES person(id),
        PRIMARY KEY (person_id, requirement_id, plan_id, point_id))",
    "INSERT INTO checklist_not_relevant_by_id
        (person_id, plan_id, requirement_id, point_id, comment, marked_at, marked_by)
        SELECT n.person_id, n.plan_id, n.requirement_id, w.point_id, n.comment, n.marked_at, n.marked_by
        FROM checklist_not_relevant n
        JOIN checklist_point_words w ON w.requirement_id = n.requirement_id AND w.words = n.point",
    "DROP TABLE checklist_not_relevant",
    "ALTER TABLE checklist_not_relevant_by_id RENAME TO checklist_not_relevant",
    "DROP TABLE checklist_point_words",
];

/// Gives the points of every content in the table their ids; adds to `known` which requirement calls which point what.
async fn identify(
    manager: &SchemaManager<'_>,
    table: &str,
    known: &mut BTreeSet<(Uuid, String, Uuid)>,
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = connection.get_database_backend();
    let (of, version) = match table {
        "requirement" => ("id", "1"),
        "requirement_draft" => ("requirement_id", "1"),
        _ => ("requirement_id", "version"),
    };
    let sql = format!(
        "SELECT c.{of} AS id, COALESCE(r.origin_id, r.id) AS origin, {version} AS version, c.content AS content \
         FROM {table} c JOIN requirement r ON r.id = c.{of} WHERE c.content LIKE '%\"checklist\"%'",
        version = if version == "version" { "c.version" } else { version },
    );
    for row in connection.query_all_raw(Statement::from_string(backend, sql)).await? {
        let requirement: Uuid = row.try_get("", "id")?;
        let origin: Uuid = row.try_get("", "origin")?;
        let number: i32 = row.try_get("", "version")?;
        let content: String = row.try_get("", "content")?;
        let Some((content, points)) = with_ids(origin, &content).map_err(|error| DbErr::Json(error.to_string()))?
        else {
            continue;
        };
        known.extend(points.into_iter().map(|(point, text)| (requirement, text, point)));
        let (only, mut values) =
            if version == "version" { (" AND version = $3", vec![Value::from(number)]) } else { ("", Vec::new()) };
        let sql = format!("UPDATE {table} SET content = $1 WHERE {of} = $2{only}");
        let mut all = vec![Value::from(content), Value::from(requirement)];
        all.append(&mut values);
        connection.execute_raw(Statement::from_sql_and_values(backend, sql, all)).await?;
    }
    Ok(())
}

/// A content with ids, and the points with their words.
type Identified = (String, Vec<(Uuid, String)>);

/// None where there are no points.
fn with_ids(origin: Uuid, content: &str) -> Result<Option<Identified>, serde_json::Error> {
    let mut content: Json = serde_json::from_str(content)?;
    let Some(Json::Array(points)) = content.get_mut("checklist") else { return Ok(None) };
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for point in points.iter_mut().filter_map(Json::as_object_mut) {
        let text = point.get("text").and_then(Json::as_str).unwrap_or_default().to_owned();
        let again = times.entry(text.clone()).or_default();
        // two that say the same are two points
        let name = if *again == 0 { text.clone() } else { format!("{text}\u{0}{again}") };
        *again += 1;
        let id = Uuid::new_v5(&origin, name.as_bytes());
        point.insert("id".to_owned(), Json::String(id.to_string()));
        found.push((id, text));
    }
    if found.is_empty() { Ok(None) } else { Ok(Some((serde_json::to_string(&content)?, found))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves FUL-9: the same words of the same requirement are the same point, and twice the same words are two.
    #[test]
    fn ids_follow_from_the_words() {
        let origin = Uuid::from_u128(7);
        let before = r#"{"name":"Seng","checklist":[{"text":"Vekt"},{"text":"Alarm"},{"text":"Vekt"}]}"#;
        let (content, points) = with_ids(origin, before).unwrap().unwrap();
        let (_, draft) = with_ids(origin, r#"{"checklist":[{"text":"Alarm","mustBeDone":false}]}"#).unwrap().unwrap();
        assert_eq!(points[1], draft[0]);
        assert_ne!(points[0].0, points[2].0);
        let told: Json = serde_json::from_str(&content).unwrap();
        assert_eq!(told["checklist"][2]["id"], points[2].0.to_string());
        assert_eq!(told["name"], "Seng");
        assert_ne!(with_ids(Uuid::from_u128(8), before).unwrap().unwrap().1[0].0, points[0].0);
        assert_eq!(with_ids(origin, r#"{"checklist":[]}"#).unwrap(), None);
        assert_eq!(with_ids(origin, r#"{"name":"\"checklist\""}"#).unwrap(), None);
    }
}
