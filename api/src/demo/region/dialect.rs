//! Differences between the two databases: ids made from numbers, days and times computed in SQL.

use chrono::NaiveDate;
use kyndig_db::{Sql, Tx};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::Value;
use uuid::Uuid;

/// The kind of object an id is made for.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Person = 1,
    Position,
    Unit,
    Assignment,
    Assigned,
    Finished,
    Left,
    Request,
    Event,
    Loan,
    /// One repetition of a requirement, and its request.
    Time,
    TimeRequest,
}

/// The form of a UUIDv7 of the autumn of 2024, so that ids made later sort after it.
const MOMENT: u64 = 0x0193_0000_0000;

impl Kind {
    /// The first ten bytes.
    fn prefix(self) -> String {
        format!("{MOMENT:012x}7a{:02x}8000", self as u8)
    }

    /// The id of a number.
    pub fn id<I: From<Uuid>>(self, number: usize) -> I {
        let high = MOMENT << 16 | 0x7a00 | self as u64;
        Uuid::from_u64_pair(high, 0x8000 << 48 | number as u64).into()
    }

    /// The same, from an SQL expression.
    pub fn sql(self, tx: &Tx, number: &str) -> String {
        let prefix = self.prefix();
        if tx.is_postgres() {
            format!("CAST('{prefix}' || lpad(to_hex(CAST({number} AS bigint)), 12, '0') AS uuid)")
        } else {
            format!("unhex('{prefix}' || printf('%012x', {number}))")
        }
    }
}

/// SQL for one of the databases.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    postgres: bool,
    today: NaiveDate,
}

impl Dialect {
    pub fn of(work: &Work<'_>) -> Self {
        Self { postgres: work.tx.is_postgres(), today: work.today }
    }

    /// This many days before today; `days` is an SQL expression.
    pub fn ago(self, days: &str) -> String {
        let today = self.today;
        if self.postgres {
            format!("(DATE '{today}' - CAST({days} AS integer))")
        } else {
            format!("date('{today}', (-({days})) || ' days')")
        }
    }

    /// This many days after a day.
    pub fn later(self, day: &str, days: &str) -> String {
        if self.postgres {
            format!("({day} + CAST({days} AS integer))")
        } else {
            format!("date({day}, ({days}) || ' days')")
        }
    }

    /// A time of a day, as `10:00`; formatted as the program does, since SQLite compares text.
    pub fn at(self, day: &str, hour: &str) -> String {
        if self.postgres {
            format!("(({day} + TIME '{hour}') AT TIME ZONE 'UTC')")
        } else {
            format!("({day} || 'T{hour}:00+00:00')")
        }
    }

    /// A table for computations, with the types of the schema in braces; the caller drops it.
    pub async fn scratch(self, work: &Work<'_>, name: &str, columns: &str) -> Result<(), Failure> {
        self.table(work, "TABLE", name, columns).await
    }

    /// The same, for one transaction only.
    pub async fn scratch_now(self, work: &Work<'_>, name: &str, columns: &str) -> Result<(), Failure> {
        self.table(work, "TEMPORARY TABLE", name, columns).await
    }

    async fn table(self, work: &Work<'_>, kind: &str, name: &str, columns: &str) -> Result<(), Failure> {
        let (uuid, date) = if self.postgres { ("uuid", "date") } else { ("blob", "text") };
        let columns = columns.replace("{uuid}", uuid).replace("{date}", date);
        work.tx.execute(Sql::new(&format!("CREATE {kind} {name} ({columns})"))).await?;
        Ok(())
    }
}

/// Values in one statement.
const VALUES: usize = 30_000;

pub async fn insert<const N: usize>(work: &Work<'_>, into: &str, rows: Vec<[Value; N]>) -> Result<(), Failure> {
    for chunk in rows.chunks(VALUES / N) {
        let sql = Sql::new(&format!("INSERT INTO {into} VALUES ")).rows(chunk.iter().cloned());
        work.tx.execute(sql).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_numbers_are_valid_and_their_own() {
        let id: Uuid = Kind::Person.id(80_000);
        assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
        let other: Uuid = Kind::Position.id(80_000);
        assert!(id < other);
        assert!(id.simple().to_string().starts_with(&Kind::Person.prefix()));
    }
}
