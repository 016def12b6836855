//! The night run with what is due that day, beside an indexed UPDATE of the same rows.

use chrono::NaiveDate;
use kyndig_api::jobs::night;
use kyndig_db::Sql;
use kyndig_platform::{background::Stop, clock};

use super::{
    server::Server,
    table::{By, Case, Table, Taken},
};

const CASE: Case = Case { workload: "night run", beside: "a bare UPDATE", by: By::Cpu, most: 2.0 };

pub async fn round(server: &Server, round: usize, table: &mut Table) {
    let mut day = clock::today(server.state.clock.now());
    for _ in 0..=round {
        day = day.succ_opt().expect("a day");
    }
    let due = due(server, day).await;
    let theirs = Taken::of(server, 1, async |_| bare(server, day).await).await;
    let ours = Taken::of(server, 1, async |_| {
        assert!(night::run(&server.state, day, &Stop::never()).await.expect("a night"));
        server.fold().await;
    })
    .await;
    table.add(server, CASE, ours, theirs, &format!("{due} due"));
}

fn which(day: NaiveDate) -> [String; 2] {
    let soon = day + chrono::Days::new(30);
    [
        format!("status = 'expiring' AND expires_on < '{day}'"),
        format!("status = 'fulfilled' AND expires_on <= '{soon}'"),
    ]
}

async fn due(server: &Server, day: NaiveDate) -> i64 {
    let mut due = 0;
    for which in which(day) {
        due += server.rows(&format!("standing WHERE expires_on IS NOT NULL AND {which}")).await;
    }
    due
}

/// Taken back, so that the night finds the same.
async fn bare(server: &Server, day: NaiveDate) {
    let tx = server.state.db.write().await.expect("a transaction");
    for (which, status) in which(day).into_iter().zip(["expired", "expiring"]) {
        let sql = format!(
            "UPDATE standing SET status = '{status}', version = version + 1 WHERE expires_on IS NOT NULL AND {which}"
        );
        tx.execute(Sql::new(&sql)).await.expect("an update");
    }
    tx.rollback().await.expect("the end");
}
