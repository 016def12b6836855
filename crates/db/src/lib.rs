//! The database: connections that write and others that only read, transactions, and errors read by kind and never by text.
//!
//! The connections are private. Only the guard (and jobs, through the same door) opens a transaction, so
//! that no query runs outside a scope.

mod bulk;
mod connect;
pub mod copy;
pub mod described;
pub mod entity;
mod error;
mod hold;
mod pools;
mod row_text;
mod sql;
#[macro_use]
pub mod template;

pub use connect::{Db, Settings, WRITER_CACHE_KIB, file_of};
pub use error::{is_away, is_transient};
pub use hold::Hold;
pub use pools::PoolUse;
pub use row_text::{RowTextReader, RowTextWriter};
pub use sql::{Sql, Tx, containing};
pub use template::list;
