//! SIG-2, SIG-6: signing by one and by 64 at once; and decisions raced two by two, of which exactly one counts.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use actix_web::http::StatusCode;
use futures_util::future::join_all;
use kyndig_db::Sql;
use kyndig_domain::ids::SignatureRequestId;
use serde_json::json;

use super::{
    server::{Server, Who, Worker, sessions},
    table::{By, Case, Table, Taken},
};

const CLIENTS: usize = 64;
const ALONE: usize = 400;
const TOGETHER: usize = 4000;

const CASE: Case = Case { workload: "64 clients signing", beside: "one client", by: By::P50, most: 3.0 };
/// One writer: as much as one client, at the least nearly.
const ONE_WRITER: Case = Case { most: 0.8, ..CASE };

type Task = (SignatureRequestId, Who);

/// Requests that await, with their signers, signed in.
async fn awaiting(server: &Server, most: usize) -> Vec<Task> {
    server
        .ask(async |work| {
            let sql = Sql::new(
                "SELECT q.id, q.signer_id, (SELECT p.id FROM position p WHERE p.person_id = q.signer_id \
                 AND p.state = 'open' ORDER BY p.id LIMIT 1) FROM signature_request q WHERE q.status = 'awaiting' \
                 AND q.repetition_id IS NULL ORDER BY q.sent_at DESC, q.id LIMIT ",
            )
            .bind(i64::try_from(most).expect("a number"));
            let mut known: std::collections::HashMap<_, Who> = std::collections::HashMap::new();
            let mut tasks = Vec::new();
            for row in work.tx.rows(sql).await? {
                let (id, person) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                let position = row.try_get_by_index(2)?;
                let who = known.entry(person).or_insert_with(|| Who { person, position, session: work.new_id() });
                tasks.push((id, *who));
            }
            sessions(work, &known.into_values().collect::<Vec<_>>()).await?;
            Ok(tasks)
        })
        .await
}

/// All of them by so many clients; how many were signed, refused because somebody else had, and how long each took.
async fn signed(server: &Server, tasks: Vec<Task>, clients: usize) -> (usize, usize, Vec<Duration>) {
    let tasks = Arc::new(Mutex::new(tasks));
    let cores = clients.min(server.cores.len());
    let each = clients / cores;
    let all = server.cores.iter().take(cores).map(|core| {
        let tasks = tasks.clone();
        core.run(async move |worker| join_all((0..each).map(|_| client(&worker, &tasks))).await)
    });
    let all: Vec<_> = all.collect();
    let (mut done, mut raced, mut walls) = (0, 0, Vec::new());
    for answers in join_all(all).await {
        for (status, wall) in answers.into_iter().flatten() {
            *if status == StatusCode::OK { &mut done } else { &mut raced } += 1;
            walls.push(wall);
        }
    }
    (done, raced, walls)
}

/// What each was answered, as long as there is something to sign.
async fn client(worker: &Worker, tasks: &Mutex<Vec<Task>>) -> Vec<(StatusCode, Duration)> {
    let mut answers = Vec::new();
    loop {
        let next = tasks.lock().expect("the tasks").pop();
        let Some((id, who)) = next else { return answers };
        let began = Instant::now();
        let (status, body) = worker.post(who, &format!("/signature-requests/{id}/sign"), &json!({})).await;
        assert!(matches!(status.as_u16(), 200 | 409 | 412), "{status}: {}", String::from_utf8_lossy(&body));
        answers.push((status, began.elapsed()));
    }
}

pub async fn round(server: &Server, table: &mut Table) {
    let mut tasks = awaiting(server, ALONE + TOGETHER).await;
    let few = tasks.split_off(tasks.len() * TOGETHER / (ALONE + TOGETHER));
    let (many, alone) = (tasks.len(), few.len());
    let taken = async |tasks: Vec<Task>, clients: usize| {
        let count = tasks.len();
        let began = Instant::now();
        let (done, raced, _) = signed(server, tasks, clients).await;
        assert_eq!((done, raced), (count, 0));
        // A call's share of the time that all of them took: one upon the throughput.
        Taken::walls(vec![began.elapsed()]).each(count.max(1))
    };
    let theirs = taken(few, 1).await;
    let ours = taken(tasks, CLIENTS).await;
    // a job does this every few seconds
    server.fold().await;
    let case = if server.is_postgres() { CASE } else { ONE_WRITER };
    table.add_throughput(server, case, ours, theirs, &format!("{many} by 64, {alone} by one"));
}

/// Each decided by two at once, until so many decisions have been tried: exactly one of two counts.
pub async fn race(server: &Server, decisions: usize) -> String {
    let tasks = awaiting(server, decisions / 2).await;
    let requests = tasks.len();
    let twice: Vec<Task> = tasks.iter().flat_map(|task| [*task, *task]).collect();
    let signed_before = server.rows("signature_request WHERE status = 'signed'").await;
    let again = server.state.db.retries();
    let (done, raced, _) = signed(server, twice, CLIENTS).await;
    let now = server.rows("signature_request WHERE status = 'signed'").await - signed_before;
    let events = i64::try_from(done).expect("a number");
    assert_eq!((done, raced), (requests, requests), "one of two counts");
    assert_eq!(now, events, "what was answered is there");
    format!(
        "{}: {} decisions raced two by two on {requests} requests: {done} counted, {raced} came second, none lost, no 5xx, \
         {} transactions ran again.",
        server.name,
        2 * requests,
        server.state.db.retries() - again
    )
}
