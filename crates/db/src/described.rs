//! What the entities say of their tables, in a form in which it can be compared with a schema.

use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};

/// A table, as its entity has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    pub table: String,
    /// In their order.
    pub columns: Vec<Column>,
    /// The columns of the primary key, in its order.
    pub key: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
    pub nullable: bool,
}

/// The types that the schema uses, which both databases have, each under a name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Uuid,
    Time,
    Date,
    Bool,
    Int,
    Big,
    Text,
    /// None that the schema uses.
    Other,
}

impl From<&ColumnType> for Kind {
    fn from(kind: &ColumnType) -> Self {
        match kind {
            ColumnType::Uuid => Self::Uuid,
            ColumnType::TimestampWithTimeZone => Self::Time,
            ColumnType::Date => Self::Date,
            ColumnType::Boolean => Self::Bool,
            ColumnType::Integer => Self::Int,
            ColumnType::BigInteger => Self::Big,
            ColumnType::String(_) | ColumnType::Text => Self::Text,
            _ => Self::Other,
        }
    }
}

pub(crate) fn describe<E: EntityTrait>() -> Described {
    let columns = E::Column::iter().map(|column| {
        let definition = column.def();
        Column {
            name: column.as_str().to_owned(),
            kind: definition.get_column_type().into(),
            nullable: definition.is_null(),
        }
    });
    let key = E::PrimaryKey::iter().map(|part| part.into_column().as_str().to_owned());
    Described { table: E::default().table_name().to_owned(), columns: columns.collect(), key: key.collect() }
}
