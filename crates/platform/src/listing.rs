//! Sorted lists, a page at a time: first by the chosen column, then always by name, then by id. A page begins where its
//! cursor says, so that the hundredth costs what the first does.

use chrono::{DateTime, Utc};
use kyndig_db::{Sql, containing};
use kyndig_domain::text;
use sea_orm::Value;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{auth::Work, http::Failure};

/// What a row is ordered by before its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum First {
    /// By name alone.
    Nothing,
    Text(String),
    Number(i32),
    At(DateTime<Utc>),
    /// The index of the list's branch that it is in.
    Branch(usize),
}

impl First {
    fn value(&self) -> Option<Value> {
        match self {
            Self::Nothing | Self::Branch(_) => None,
            Self::Text(text) => Some(text.as_str().into()),
            Self::Number(number) => Some((*number).into()),
            Self::At(at) => Some((*at).into()),
        }
    }
}

/// Where a page ended, and in which order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Key<S> {
    pub sort: S,
    pub descending: bool,
    pub first: First,
    pub name: String,
    pub id: Uuid,
}

impl<S: PartialEq> Key<S> {
    /// Whether it is a key of a list in this order, with this before the name.
    pub fn is_of(&self, sort: &S, descending: bool, first: impl FnOnce(&First) -> bool) -> bool {
        self.sort == *sort && self.descending == descending && first(&self.first)
    }
}

/// How a list is ordered: `alias` is that of its table, which has `sort_key` and `id`. Descending is ascending
/// reversed, the names too: the same index, scanned backwards.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    pub alias: &'static str,
    /// The SQL that comes before the name; none, for the name alone.
    pub first: Option<&'static str>,
    pub descending: bool,
}

impl Order {
    /// The rows of these branches, one branch after another, from where the previous page ended. Each branch is `SELECT
    /// … FROM … WHERE …`, and has its own limit: what is not shown is not sorted.
    pub fn page<S>(self, branches: Vec<Sql>, after: Option<&Key<S>>, limit: i64) -> Sql {
        let begun = after.map_or(0, |key| if let First::Branch(branch) = key.first { branch } else { 0 });
        let mut sql = Sql::default();
        for (index, branch) in branches.into_iter().enumerate().skip(begun) {
            let after = after.filter(|_| index == begun);
            let union = if index == begun { "" } else { " UNION ALL " };
            sql = sql
                .push(&format!("{union}SELECT id, {index} AS branch FROM ("))
                .append(&self.beyond(branch, after))
                .push(&format!(" ORDER BY {} LIMIT ", self.by()))
                .bind(limit)
                .push(&format!(") branch_{index}"));
        }
        sql
    }

    /// Only what comes after the end of a page; for a query that already has its `WHERE`.
    pub fn beyond<S>(self, sql: Sql, after: Option<&Key<S>>) -> Sql {
        let Some(key) = after else { return sql };
        let alias = self.alias;
        let than = if self.descending { "<" } else { ">" };
        let sql = match self.first.zip(key.first.value()) {
            Some((first, value)) => {
                sql.push(&format!(" AND ({first}, {alias}.sort_key, {alias}.id) {than} (")).bind(value).push(", ")
            }
            None => sql.push(&format!(" AND ({alias}.sort_key, {alias}.id) {than} (")),
        };
        sql.bind(key.name.as_str()).push(", ").bind(key.id).push(")")
    }

    /// As in `ORDER BY`.
    pub fn by(self) -> String {
        let alias = self.alias;
        let down = if self.descending { " DESC" } else { "" };
        let first = self.first.map(|first| format!("{first}{down}, ")).unwrap_or_default();
        format!("{first}{alias}.sort_key{down}, {alias}.id{down}")
    }
}

/// The search text, folded; none where it is empty.
pub fn searched(search: Option<&str>) -> Option<String> {
    search.map(text::fold).filter(|search| !search.is_empty())
}

/// `LIKE` any text that contains this. The escape character is named only where something is escaped: PostgreSQL would
/// otherwise process the text again for each row.
pub fn like(sql: Sql, column: &str, search: &str) -> Sql {
    let pattern = containing(search);
    let escape = if pattern.contains('\\') { " ESCAPE '\\'" } else { "" };
    sql.push(&format!("{column} LIKE ")).bind(pattern).push(escape)
}

/// At most this many characters of a text.
pub fn begins(text: &str, letters: usize) -> &str {
    text.char_indices().nth(letters).map_or(text, |(end, _)| &text[..end])
}

/// Above this number it is quicker to scan the list and test each row than to name the ids.
const MANY: usize = 500;

/// Rows whose description matches the search.
#[derive(Clone, Debug)]
pub enum Described {
    Few(Vec<Uuid>),
    /// The search text.
    Many(String),
}

/// Searches the descriptions of a table (`plan`, `requirement`).
pub async fn described(work: &Work<'_>, table: &str, search: Option<&str>) -> Result<Option<Described>, Failure> {
    let Some(search) = searched(search) else { return Ok(None) };
    let sql = Sql::new(&format!("SELECT {table}_id FROM {table}_description WHERE "));
    let sql = like(sql, "folded", &search).push(" LIMIT ").bind(i64::try_from(MANY + 1).unwrap_or(i64::MAX));
    let found: Vec<Uuid> = work.tx.column(sql).await?;
    Ok(Some(if found.len() > MANY { Described::Many(search) } else { Described::Few(found) }))
}

impl Described {
    /// The condition on a row of a table by its alias.
    pub fn narrow(&self, sql: Sql, table: &str, alias: &str) -> Sql {
        match self {
            Self::Few(found) => sql.push(&format!(" AND {alias}.id IN ")).list(found.iter().copied()),
            Self::Many(search) => {
                let sql = sql.push(&format!(
                    " AND EXISTS (SELECT 1 FROM {table}_description about WHERE about.{table}_id = {alias}.id AND "
                ));
                like(sql, "about.folded", search).push(")")
            }
        }
    }
}
