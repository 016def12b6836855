//! Thousands of ids as one value of a statement: what is done to many takes as many statements as what is done to few, and
//! their text is the same for any number. PostgreSQL is given an array, SQLite a text of their digits.

use std::fmt::Write;

use sea_orm::{Value, sea_query::ArrayType};
use uuid::Uuid;

use super::Sql;

/// How a table of ids is marked in the text until the database is known: `@rows2($7)`.
const MARK: &str = "@rows";
/// The same mark, of a condition.
const AMONG: usize = 0;
/// Digits of an id.
const DIGITS: usize = 32;

impl Sql {
    /// A table `given` of these rows, with the columns `column1`, `column2` and so on.
    #[must_use]
    pub fn uuids<const N: usize>(self, rows: impl IntoIterator<Item = [Uuid; N]>) -> Self {
        let flat: Vec<Value> = rows.into_iter().flatten().map(Value::from).collect();
        self.push(&format!("{MARK}{N}(")).bind(Value::Array(ArrayType::Uuid, Some(Box::new(flat)))).push(")")
    }

    /// As `list`, for a list of any length.
    #[must_use]
    pub fn ids(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        self.push("(SELECT column1 FROM ").uuids(ids.into_iter().map(|id| [id])).push(")")
    }

    /// ` IN ` and `ids`, where a column's index is to be looked into: to PostgreSQL a condition, and no table to be joined.
    #[must_use]
    pub fn among(self, ids: impl IntoIterator<Item = Uuid>) -> Self {
        let ids = ids.into_iter().map(Value::from).collect();
        self.push(&format!("{MARK}{AMONG}(")).bind(Value::Array(ArrayType::Uuid, Some(Box::new(ids)))).push(")")
    }
}

/// Writes the marked tables out, as this database has them.
pub fn expand(text: &str, values: &mut [Value], postgres: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once(MARK) {
        out.push_str(before);
        let Some((columns, value, after)) = read(marked) else {
            out.push_str(MARK);
            rest = marked;
            continue;
        };
        // Writing to a String cannot fail.
        let _ = if postgres { in_postgres(&mut out, columns, value) } else { in_sqlite(&mut out, columns, value) };
        if let (false, Some(array)) = (postgres, values.get_mut(value - 1)) {
            *array = digits(array, columns).into();
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `2($7) …`: the number of columns and of the value, and what comes after.
fn read(marked: &str) -> Option<(usize, usize, &str)> {
    let (columns, rest) = marked.split_once("($")?;
    let (value, after) = rest.split_once(')')?;
    Some((columns.parse().ok()?, value.parse().ok().filter(|value| *value > 0)?, after))
}

fn in_postgres(out: &mut String, columns: usize, value: usize) -> std::fmt::Result {
    if columns == AMONG {
        return write!(out, " = ANY (CAST(${value} AS uuid[]))");
    }
    out.push_str("(SELECT ");
    for column in 1..=columns {
        let comma = if column > 1 { ", " } else { "" };
        write!(out, "{comma}(CAST(${value} AS uuid[]))[at * {columns} + {column}] AS column{column}")?;
    }
    write!(out, " FROM generate_series(0, cardinality(CAST(${value} AS uuid[])) / {columns} - 1) at) given")
}

fn in_sqlite(out: &mut String, columns: usize, value: usize) -> std::fmt::Result {
    if columns == AMONG {
        return write!(out, " IN (SELECT unhex(value) FROM json_each(${value}))");
    }
    out.push_str("(SELECT ");
    for column in 1..=columns {
        let comma = if column > 1 { ", " } else { "" };
        let from = (column - 1) * DIGITS + 1;
        write!(out, "{comma}unhex(substr(value, {from}, {DIGITS})) AS column{column}")?;
    }
    write!(out, " FROM json_each(${value})) given")
}

/// A list of rows, each the digits of its ids.
fn digits(array: &Value, columns: usize) -> String {
    let Value::Array(_, Some(flat)) = array else { return "[]".to_owned() };
    let mut out = String::with_capacity(flat.len() * (DIGITS + 3) + 2);
    out.push('[');
    for (at, row) in flat.chunks(columns.max(1)).enumerate() {
        out.push_str(if at > 0 { ",\"" } else { "\"" });
        for id in row {
            if let Value::Uuid(Some(id)) = id {
                let _ = write!(out, "{}", id.simple());
            }
        }
        out.push('"');
    }
    out.push(']');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_has_its_own_table() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let inner = Sql::new("x IN ").ids([one]);
        let sql = Sql::new("SELECT ").bind(7).push(" FROM ").uuids([[one, two]]).push(" WHERE ").append(&inner);
        let mut values = sql.values().to_vec();
        let text = expand(sql.text(), &mut values, true);
        assert_eq!(
            text,
            "SELECT $1 FROM (SELECT (CAST($2 AS uuid[]))[at * 2 + 1] AS column1, (CAST($2 AS uuid[]))[at * 2 + 2] AS column2 \
             FROM generate_series(0, cardinality(CAST($2 AS uuid[])) / 2 - 1) at) given WHERE x IN (SELECT column1 FROM \
             (SELECT (CAST($3 AS uuid[]))[at * 1 + 1] AS column1 \
             FROM generate_series(0, cardinality(CAST($3 AS uuid[])) / 1 - 1) at) given)"
        );
        assert!(matches!(&values[1], Value::Array(_, Some(flat)) if flat.len() == 2));
        let text = expand(sql.text(), &mut values, false);
        assert!(text.ends_with("(SELECT unhex(substr(value, 1, 32)) AS column1 FROM json_each($3)) given)"), "{text}");
        let both = format!("[\"{}{}\"]", one.simple(), two.simple());
        assert_eq!(values[1], both.into());
    }

    #[test]
    fn a_condition_is_on_the_column() {
        let sql = Sql::new("x").among([Uuid::from_u128(1), Uuid::from_u128(2)]);
        let mut values = sql.values().to_vec();
        assert_eq!(expand(sql.text(), &mut values, true), "x = ANY (CAST($1 AS uuid[]))");
        assert_eq!(expand(sql.text(), &mut values, false), "x IN (SELECT unhex(value) FROM json_each($1))");
        let both = format!("[\"{}\",\"{}\"]", Uuid::from_u128(1).simple(), Uuid::from_u128(2).simple());
        assert_eq!(values[0], both.into());
    }

    #[test]
    fn what_looks_like_a_mark_is_left_alone() {
        assert_eq!(expand("'@rows' @rows2(x)", &mut [], true), "'@rows' @rows2(x)");
    }
}
