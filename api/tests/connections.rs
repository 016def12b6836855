//! Connections to PostgreSQL: a job holds its lock with one and works with another, however few are allowed.

use std::time::Duration;

use kyndig_db::{Db, Settings, Sql};

use crate::support::{Database, On};

#[actix_web::test]
async fn two_write_and_three_read_however_few_are_allowed() {
    let Some(database) = Database::make(On::Postgres).await else { return };
    let settings =
        Settings { url: database.url().to_owned(), connections: 1, statement_timeout: Duration::from_secs(30) };
    let db = Db::connect(&settings).await.expect("a connection");
    let held = [db.write().await.expect("a job's lock"), db.write().await.expect("its work")];
    let read =
        [db.read().await.expect("a lock"), db.read().await.expect("another"), db.read().await.expect("a reader")];
    for tx in held.into_iter().chain(read) {
        assert_eq!(tx.value::<i32>(Sql::new("SELECT 1")).await.expect("an answer"), Some(1));
        tx.rollback().await.expect("the end");
    }
    db.close().await.expect("closed");
}
