//! Which errors of the database are worth another try.

use sea_orm::{DbErr, RuntimeErr};
use sqlx::Error;

/// A deadlock, a serialization failure or a lock not had in time: run the whole transaction again.
pub fn is_transient(error: &DbErr) -> bool {
    let Some(database) = cause(error).and_then(Error::as_database_error) else { return false };
    // PostgreSQL: serialization_failure, deadlock_detected, lock_not_available. SQLite: busy and its extended codes.
    database.code().is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01" | "55P03" | "5" | "261" | "517"))
}

/// The database cannot be reached, is stopping or starting, or has no connection to give: it may be back in a moment.
pub fn is_away(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_)) {
        return true;
    }
    match cause(error) {
        Some(Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed) => true,
        // PostgreSQL: connection_exception, too_many_connections, admin_shutdown, crash_shutdown, cannot_connect_now.
        Some(Error::Database(database)) => database
            .code()
            .is_some_and(|code| code.len() == 5 && (code.starts_with("08") || ENDED.contains(&code.as_ref()))),
        _ => false,
    }
}

const ENDED: [&str; 4] = ["53300", "57P01", "57P02", "57P03"];

fn cause(error: &DbErr) -> Option<&Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause))
        | DbErr::Conn(RuntimeErr::SqlxError(cause)) => Some(cause.as_ref()),
        _ => None,
    }
}
