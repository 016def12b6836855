//! A transaction, and SQL with bound values. Both databases take `$1`, `$2` …, so a query is written once.

use std::fmt::Write;

use super::bulk::expand;
use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr, ExecResult, FromQueryResult, QueryResult, Statement,
    TryGetable, Value,
};

/// An open transaction. All that runs on it commits together or not at all.
#[derive(Debug)]
pub struct Tx(DatabaseTransaction);

impl Tx {
    pub(crate) fn new(inner: DatabaseTransaction) -> Self {
        Self(inner)
    }

    /// For entities: `person::Entity::find_by_id(id).one(tx.orm())`.
    pub fn orm(&self) -> &DatabaseTransaction {
        &self.0
    }

    pub fn is_postgres(&self) -> bool {
        self.0.get_database_backend() == DatabaseBackend::Postgres
    }

    pub async fn commit(self) -> Result<(), DbErr> {
        self.0.commit().await
    }

    pub async fn rollback(self) -> Result<(), DbErr> {
        self.0.rollback().await
    }

    fn statement(&self, sql: Sql) -> Statement {
        sql.statement(self.0.get_database_backend())
    }

    /// Runs it; the number of rows touched.
    pub async fn execute(&self, sql: Sql) -> Result<u64, DbErr> {
        self.0.execute_raw(self.statement(sql)).await.map(|done: ExecResult| done.rows_affected())
    }

    /// Runs them all, none of which may look for what another writes: in one statement where the database can.
    pub async fn execute_all(&self, all: impl IntoIterator<Item = Sql>) -> Result<(), DbErr> {
        if !self.is_postgres() {
            for sql in all {
                self.execute(sql).await?;
            }
            return Ok(());
        }
        let with = all.into_iter().enumerate().fold(Sql::default(), |with, (number, sql)| {
            let begin = if number == 0 { "WITH" } else { "," };
            with.push(&format!("{begin} part_{number} AS (")).append(&sql).push(")")
        });
        if with.text.is_empty() { Ok(()) } else { self.execute(with.push(" SELECT 1")).await.map(drop) }
    }

    pub async fn rows(&self, sql: Sql) -> Result<Vec<QueryResult>, DbErr> {
        self.0.query_all_raw(self.statement(sql)).await
    }

    pub async fn all<T: FromQueryResult>(&self, sql: Sql) -> Result<Vec<T>, DbErr> {
        self.rows(sql).await?.iter().map(|row| T::from_query_result(row, "")).collect()
    }

    pub async fn one<T: FromQueryResult>(&self, sql: Sql) -> Result<Option<T>, DbErr> {
        self.0.query_one_raw(self.statement(sql)).await?.map(|row| T::from_query_result(&row, "")).transpose()
    }

    /// The first column of every row.
    pub async fn column<T: TryGetable>(&self, sql: Sql) -> Result<Vec<T>, DbErr> {
        self.rows(sql).await?.iter().map(|row| row.try_get_by_index(0)).collect()
    }

    /// The first column of the first row.
    pub async fn value<T: TryGetable>(&self, sql: Sql) -> Result<Option<T>, DbErr> {
        self.0.query_one_raw(self.statement(sql)).await?.map(|row| row.try_get_by_index(0)).transpose()
    }

    /// A place in the transaction to come `back` to.
    pub async fn savepoint(&self) -> Result<(), DbErr> {
        self.execute(Sql::new("SAVEPOINT mark")).await.map(drop)
    }

    /// Undoes what was done since the last `mark`, and lets go of what was locked since.
    pub async fn rollback_to(&self) -> Result<(), DbErr> {
        self.execute(Sql::new("ROLLBACK TO SAVEPOINT mark")).await.map(drop)
    }

    /// Locks rows for changing until the transaction ends, in the order of their ids, so that two transactions
    /// wait for each other and never in a ring. SQLite has one writer, so there is nothing to lock there.
    pub async fn lock<I: Copy + Ord + Into<Value>>(&self, table: &'static str, ids: &[I]) -> Result<(), DbErr> {
        if !self.is_postgres() {
            return Ok(());
        }
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        for chunk in ids.chunks(1000) {
            let sql = Sql::new(&format!("SELECT 1 FROM {table} WHERE id IN ")).list(chunk.iter().copied());
            self.execute(sql.push(" ORDER BY id FOR NO KEY UPDATE")).await?;
        }
        Ok(())
    }

    /// Whether there is any row.
    pub async fn exists(&self, sql: Sql) -> Result<bool, DbErr> {
        Ok(self.0.query_one_raw(self.statement(sql)).await?.is_some())
    }
}

/// `?` for `$1`, `$2` …, which stand in their order: to SQLite anything with a number or a name is one among all that came
/// before it, looked for from the first, and ten thousand values take it seconds.
fn unnamed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at);
        let digits = after[1..].find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len() - 1);
        out.push_str(before);
        out.push(if digits > 0 { '?' } else { '$' });
        rest = &after[1 + digits..];
    }
    out.push_str(rest);
    out
}

/// The pattern of a LIKE that finds `text` anywhere, with LIKE's own signs taken as letters; to be followed by
/// `ESCAPE '\'`.
pub fn containing(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// SQL under construction, its values bound as it is written: the number of a value never has to be counted.
///
/// ```
/// # use kyndig_db::Sql;
/// let sql = Sql::new("SELECT id FROM plan WHERE name = ").bind("Brann").push(" LIMIT ").bind(10_i64);
/// assert_eq!(sql.text(), "SELECT id FROM plan WHERE name = $1 LIMIT $2");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    #[must_use]
    pub fn push(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Binds a value here.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        // Writing to a String cannot fail.
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// Binds a value among the columns of a `SELECT`, where PostgreSQL would take it for text.
    #[must_use]
    pub fn bind_as(self, tx: &Tx, value: impl Into<Value>, kind: &str) -> Self {
        if tx.is_postgres() { self.push("CAST(").bind(value).push(&format!(" AS {kind})")) } else { self.bind(value) }
    }

    /// `($1, $2, …)`; an empty list matches nothing. For lists that are short or of a fixed size: others
    /// belong in chunks.
    #[must_use]
    pub fn list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.text.push('(');
        let before = self.values.len();
        for value in values {
            if self.values.len() > before {
                self.text.push_str(", ");
            }
            self = self.bind(value);
        }
        if self.values.len() == before {
            self.text.push_str("NULL");
        }
        self.text.push(')');
        self
    }

    /// `($1, $2), ($3, $4)`: the rows of an INSERT. At least one; many belong in chunks.
    #[must_use]
    pub fn rows<const N: usize>(mut self, rows: impl IntoIterator<Item = [Value; N]>) -> Self {
        for (index, row) in rows.into_iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self = self.list(row);
        }
        self
    }

    /// Appends another piece, its values after ours.
    #[must_use]
    pub fn append(mut self, other: &Sql) -> Self {
        let offset = self.values.len();
        let mut rest = other.text.as_str();
        while let Some(at) = rest.find('$') {
            let (before, after) = rest.split_at(at);
            self.text.push_str(before);
            let digits = after[1..].find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len() - 1);
            if let Ok(number) = after[1..=digits].parse::<usize>() {
                let _ = write!(self.text, "${}", number + offset);
            } else {
                self.text.push_str(&after[..=digits]);
            }
            rest = &after[1 + digits..];
        }
        self.text.push_str(rest);
        self.values.extend(other.values.iter().cloned());
        self
    }

    /// Appends only where there is something.
    #[must_use]
    pub fn when<T>(self, value: Option<T>, more: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => more(self, value),
            None => self,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn statement(self, backend: DatabaseBackend) -> Statement {
        let is_postgres = backend == DatabaseBackend::Postgres;
        let mut values = self.values;
        let text = expand(&self.text, &mut values, is_postgres);
        let text = if is_postgres { text } else { unnamed(&text) };
        Statement::from_sql_and_values(backend, text, values)
    }

    #[cfg(test)]
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::{Sql, containing, unnamed};

    #[test]
    fn values_have_neither_numbers_nor_names() {
        let sql = Sql::new("SELECT content->>'$.name', '$' FROM x WHERE a = ").bind(1).push(" AND b IN ").list([2, 3]);
        assert_eq!(unnamed(sql.text()), "SELECT content->>'$.name', '$' FROM x WHERE a = ? AND b IN (?, ?)");
    }

    #[test]
    fn what_is_searched_for_is_taken_by_the_letter() {
        assert_eq!(containing(r"50 %_\"), r"%50 \%\_\\%");
    }

    #[test]
    fn numbers_follow_the_values() {
        let inner = Sql::new("a = ").bind(1).push(" AND b = ").bind(2);
        let sql = Sql::new("x = ").bind("x").push(" AND (").append(&inner).push(") AND c IN ").list([3, 4]);
        assert_eq!(sql.text(), "x = $1 AND (a = $2 AND b = $3) AND c IN ($4, $5)");
        assert_eq!(sql.values.len(), 5);
        assert_eq!(Sql::new("c IN ").list(Vec::<i32>::new()).text(), "c IN (NULL)");
        let rows = Sql::new("VALUES ").rows([[1.into(), "a".into()], [2.into(), "b".into()]]);
        assert_eq!(rows.text(), "VALUES ($1, $2), ($3, $4)");
        assert_eq!(Sql::new("a").when(None::<i32>, Sql::bind).text(), "a");
    }
}
