//! Which errors of the database are worth another try.

use sea_orm::{DbErr, RuntimeErr};

/// A deadlock, a serialization failure or a lock not had in time: run the whole transaction again.
pub fn is_transient(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Conn(RuntimeErr::SqlxError(cause))) = error
    else {
        return false;
    };
    let Some(database) = cause.as_database_error() else { return false };
    // PostgreSQL: serialization_failure, deadlock_detected, lock_not_available. SQLite: busy and its extended codes.
    database.code().is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01" | "55P03" | "5" | "261" | "517"))
}
