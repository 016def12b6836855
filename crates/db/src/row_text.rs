//! Many rows as one text. What is read by the hundred thousand costs less to write together where it lies, and to take
//! apart here, than to be handed over value by value: SQLite's driver copies each, and PostgreSQL sends each by itself.
//!
//! A word ends with a comma, and is one that has none: an id, a date, a number, one of a fixed set. A text has its length
//! before it, and may have anything in it. A list ends with a bar.

use std::str::FromStr;

use chrono::NaiveDate;
use sea_orm::DbErr;
use uuid::Uuid;

use super::{Sql, Tx};

/// What is written of each row.
#[derive(Debug)]
pub struct RowTextWriter {
    sql: Sql,
    postgres: bool,
    begun: bool,
}

impl RowTextWriter {
    pub fn new(tx: &Tx) -> Self {
        Self { sql: Sql::default(), postgres: tx.is_postgres(), begun: false }
    }

    fn push(mut self, text: &str) -> Self {
        self.sql = self.sql.push(if self.begun { ", " } else { "" }).push(text);
        self.begun = true;
        self
    }

    /// Nothing, for NULL.
    #[must_use]
    pub fn word(self, column: &str) -> Self {
        self.push(&format!("{column}, ','"))
    }

    #[must_use]
    pub fn id(self, column: &str) -> Self {
        if self.postgres { self.word(column) } else { self.word(&format!("hex({column})")) }
    }

    #[must_use]
    pub fn text(self, column: &str) -> Self {
        self.push(&format!("octet_length({column}), ':', {column}"))
    }

    /// All rows of another packing, in no order.
    #[must_use]
    pub fn list(mut self, each: Self, from: &Sql) -> Self {
        self = self.push("(");
        self.sql = self.sql.append(&each.rows(from)).push("), '|'");
        self
    }

    /// A query of one value: these rows, in the order that a limited query among `FROM` has.
    pub fn rows(self, from: &Sql) -> Sql {
        Sql::new("SELECT string_agg(concat(").append(&self.sql).push("), '') FROM ").append(from)
    }
}

impl Tx {
    /// The value of such a query; empty where there are no rows.
    pub async fn row_text(&self, packing: RowTextWriter, from: &Sql) -> Result<String, DbErr> {
        Ok(self.value::<Option<String>>(packing.rows(from)).await?.flatten().unwrap_or_default())
    }
}

/// Takes rows apart, in the order in which they were packed.
#[derive(Clone, Copy, Debug)]
pub struct RowTextReader<'a>(&'a str);

impl<'a> RowTextReader<'a> {
    pub fn new(packed: &'a str) -> Self {
        Self(packed)
    }

    /// Whether there is another row.
    pub fn more(&self) -> bool {
        !self.0.is_empty()
    }

    fn until(&mut self, end: u8) -> Result<&'a str, DbErr> {
        let at = self.0.bytes().position(|byte| byte == end).ok_or_else(broken)?;
        let (before, after) = self.0.split_at(at);
        self.0 = &after[1..];
        Ok(before)
    }

    pub fn word(&mut self) -> Result<&'a str, DbErr> {
        self.until(b',')
    }

    pub fn text(&mut self) -> Result<&'a str, DbErr> {
        let length = self.until(b':')?;
        let length: usize = if length.is_empty() { 0 } else { length.parse().map_err(|_| broken())? };
        let (text, after) = self.0.split_at_checked(length).ok_or_else(broken)?;
        self.0 = after;
        Ok(text)
    }

    pub fn list(&mut self) -> Result<Self, DbErr> {
        self.until(b'|').map(Self)
    }

    pub fn id<I: From<Uuid>>(&mut self) -> Result<I, DbErr> {
        Uuid::try_parse(self.word()?).map(I::from).map_err(|_| broken())
    }

    pub fn number<N: FromStr>(&mut self) -> Result<N, DbErr> {
        self.word()?.parse().map_err(|_| broken())
    }

    /// The other, where there is none.
    pub fn number_or<N: FromStr>(&mut self, other: N) -> Result<N, DbErr> {
        match self.word()? {
            "" => Ok(other),
            word => word.parse().map_err(|_| broken()),
        }
    }

    pub fn is(&mut self) -> Result<bool, DbErr> {
        Ok(matches!(self.word()?, "1" | "t"))
    }

    pub fn day(&mut self) -> Result<Option<NaiveDate>, DbErr> {
        let word = self.word()?;
        if word.is_empty() {
            return Ok(None);
        }
        day(word).ok_or_else(broken).map(Some)
    }
}

/// `2026-11-22`: half a million of them, which a format that has to be read first would not be quick with.
fn day(word: &str) -> Option<NaiveDate> {
    let (year, rest) = word.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn broken() -> DbErr {
    DbErr::Type("rows that are not as they were packed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_taken_apart() {
        let id = Uuid::from_u128(7);
        let packed = format!("{},6:a,|:å,2026-11-22,t,{id},1,2,|0::42,", id.simple());
        let mut row = RowTextReader::new(&packed);
        assert_eq!(row.id::<Uuid>(), Ok(id));
        assert_eq!(row.text(), Ok("a,|:å"));
        assert_eq!(row.word(), Ok(""));
        assert_eq!(row.day(), Ok(NaiveDate::from_ymd_opt(2026, 11, 22)));
        assert_eq!(row.is(), Ok(true));
        let mut list = row.list().unwrap();
        assert_eq!((list.id::<Uuid>(), list.number::<i32>(), list.number::<i32>()), (Ok(id), Ok(1), Ok(2)));
        assert!(!list.more());
        assert_eq!((row.text(), row.text()), (Ok(""), Ok("")));
        assert_eq!((row.number::<i32>(), row.more()), (Ok(42), false));
        assert_eq!((RowTextReader::new(",").number_or(5), RowTextReader::new("3,").number_or(5)), (Ok(5), Ok(3)));
    }

    #[test]
    fn what_is_not_is_an_error() {
        for packed in ["", "x", "9:short", "1:å", "x:y"] {
            assert!(RowTextReader::new(packed).text().is_err(), "{packed}");
        }
        assert!(RowTextReader::new("x").word().is_err());
        assert!(RowTextReader::new("x,").id::<Uuid>().is_err());
        assert!(RowTextReader::new("2026-02-30,").day().is_err());
        assert_eq!(RowTextReader::new(",").day(), Ok(None));
    }
}
