//! `./just bench`: how long the server takes to answer, on a region's worth of rows, on both databases.
//!
//! Every workload is a request as somebody. They are measured in rounds, both databases in each, so that whatever else
//! the machine does falls on all of them alike; p50 and p95 are over all rounds. More workloads: a module that gives
//! them, and a line in `workloads`.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::print_stderr, reason = "it stops where something is amiss")]

mod hospital;
mod lists;

use std::{
    fmt::Write as _,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::{App, body::to_bytes, dev::Service, middleware::from_fn, test::TestRequest, web};
use kyndig_api::app;
use kyndig_db::Sql;
use kyndig_domain::ids::SessionId;
use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;

use hospital::{Hospital, Role};
use kyndig_platform::{
    clock::{Clock, SystemClock},
    config::Config,
    state::State,
};

const ROUNDS: usize = 5;
const CALLS: usize = 4;

/// One request, and what it shows.
pub struct Workload {
    pub group: &'static str,
    pub name: String,
    pub role: Role,
    /// What else is tried of the same: the report has the slowest of them.
    pub variant: String,
    pub path: String,
}

type Call = Box<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Vec<u8>>>>>;

/// The application on one of the databases.
pub struct Bench {
    name: &'static str,
    call: Call,
    state: web::Data<State>,
    hospital: Hospital,
}

impl Bench {
    async fn start(name: &'static str, url: String) -> Self {
        let mut config = Config::defaults().expect("the defaults");
        config.database.url = url;
        config.sign_in.secret = Some("a secret of the bench, of 32 bytes and more".to_owned().into());
        let state = kyndig_api::app::start(config, Arc::new(SystemClock)).await.expect("the state");
        app::migrate(&state.db).await.expect("the schema");
        let began = Instant::now();
        let hospital = hospital::fill(&state.db).await;
        eprintln!("{name}: filled in {:.0} s", began.elapsed().as_secs_f64());
        let state = web::Data::new(state);
        let service = actix_web::test::init_service(
            App::new().app_data(state.clone()).wrap(from_fn(app::authenticate)).configure(app::configure),
        )
        .await;
        let call: Call = Box::new(move |request| {
            let answer = service.call(request.to_request());
            Box::pin(async move {
                let answer = answer.await.expect("an answer");
                let status = answer.status();
                let body = to_bytes(answer.into_body()).await.map_err(Into::<actix_web::Error>::into).expect("a body");
                assert!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&body));
                body.to_vec()
            })
        });
        Self { name, call, state, hospital }
    }

    pub async fn get(&self, role: Role, path: &str) -> Vec<u8> {
        let session: SessionId = self.hospital.session(role);
        let token = self.state.tokens.issue(session, self.state.clock.now()).expect("a token");
        let request = TestRequest::get().uri(&format!("/api/v1{path}"));
        (self.call)(request.insert_header(("authorization", format!("Bearer {token}")))).await
    }

    /// The cursor behind so many full pages; none where the list is shorter.
    pub async fn cursor(&self, role: Role, path: &str, pages: usize) -> Option<String> {
        let mark = if path.contains('?') { '&' } else { '?' };
        let mut cursor: Option<String> = None;
        for _ in 0..pages {
            let more = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let body = self.get(role, &format!("{path}{mark}limit=100{more}")).await;
            let page: Value = serde_json::from_slice(&body).expect("a page");
            cursor = Some(page["nextCursor"].as_str()?.to_owned());
        }
        cursor
    }
}

/// Everything that is measured, for one of the databases.
async fn workloads(bench: &Bench) -> Vec<Workload> {
    lists::workloads(bench).await
}

#[actix_web::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("kyndig-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut benches = vec![Bench::start("SQLite", format!("sqlite://{}", folder.join("bench.db").display())).await];
    match std::env::var("KYNDIG_TEST_POSTGRES_URL") {
        Ok(base) => {
            let server = base.rsplit_once('/').expect("a database in the URL").0;
            let admin = Database::connect(&base).await.expect("the cluster");
            admin.execute_unprepared("CREATE DATABASE kyndig_bench").await.expect("a database");
            benches.push(Bench::start("PostgreSQL", format!("{server}/kyndig_bench")).await);
        }
        Err(_) => eprintln!("without PostgreSQL: KYNDIG_TEST_POSTGRES_URL is not set"),
    }
    let mut work = Vec::new();
    for bench in &benches {
        work.push(workloads(bench).await);
    }
    let mut times: Vec<Vec<Vec<Duration>>> = work.iter().map(|work| vec![Vec::new(); work.len()]).collect();
    for round in 0..ROUNDS {
        eprintln!("round {} of {ROUNDS}", round + 1);
        for at in 0..work[0].len() {
            for (database, bench) in benches.iter().enumerate() {
                let Workload { role, path, .. } = &work[database][at];
                for _ in 0..CALLS {
                    let began = Instant::now();
                    bench.get(*role, path).await;
                    times[database][at].push(began.elapsed());
                }
            }
        }
    }
    let measured: Vec<Vec<Measured>> =
        times.iter().map(|all| all.iter().cloned().map(Measured::of).collect()).collect();
    for (at, workload) in work[0].iter().enumerate() {
        let Workload { group, name, role, variant, .. } = workload;
        let each = benches.iter().zip(&measured).map(|(bench, times)| format!("{} {}", bench.name, times[at]));
        println!("{group}: {name}, {variant}, {}: {}", role.name(), each.collect::<Vec<_>>().join(", "));
    }
    let report = report(&benches, &work[0], &times, &measured);
    println!("{report}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench/RESULTS.md");
    std::fs::write(path, report).expect("the report");
    std::fs::remove_dir_all(&folder).expect("the folder");
}

#[derive(Clone, Copy, Default)]
struct Measured {
    p50: Duration,
    p95: Duration,
}

impl Measured {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self { p50: times[times.len() / 2], p95: times[times.len() * 95 / 100] }
    }

    /// The slower of both, figure by figure.
    fn or(self, other: Self) -> Self {
        Self { p50: self.p50.max(other.p50), p95: self.p95.max(other.p95) }
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} / {:.1}", self.p50.as_secs_f64() * 1000.0, self.p95.as_secs_f64() * 1000.0)
    }
}

fn report(benches: &[Bench], work: &[Workload], times: &[Vec<Vec<Duration>>], measured: &[Vec<Measured>]) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let mut out = format!(
        "# How long the server takes\n\nWritten by `./just bench` on {}: {cores} cores, {}, a release build. {ROUNDS} rounds \
         of {CALLS} calls, the databases in turn; p50 / p95 in milliseconds, with everything that the server does for the \
         request. Each line is the slowest of its orders; all of them are printed.\n\n{}\n",
        SystemClock.now().date_naive(),
        std::env::consts::OS,
        hospital::SAYS,
    );
    let (mut group, mut at) = ("", 0);
    for line in work.chunk_by(|a, b| (a.group, &a.name, a.role) == (b.group, &b.name, b.role)) {
        if line[0].group != group {
            group = line[0].group;
            let names: Vec<_> = benches.iter().map(|bench| bench.name).collect();
            let _ = write!(out, "\n## {group}\n\n| | who | orders | {} |\n", names.join(" | "));
            let _ = writeln!(out, "| --- | --- | ---: |{}", " ---: |".repeat(benches.len()));
        }
        let _ = write!(out, "| {} | {} | {} |", line[0].name, line[0].role.name(), line.len());
        for database in measured {
            let worst = database[at..at + line.len()].iter().copied().fold(Measured::default(), Measured::or);
            let _ = write!(out, " {worst} |");
        }
        out.push('\n');
        at += line.len();
        if work.get(at).is_none_or(|next| next.group != group) {
            let _ = write!(
                out,
                "| **all of them together** | | {} |",
                work.iter().filter(|one| one.group == group).count()
            );
            for database in times {
                let of_group = work.iter().zip(database).filter(|(one, _)| one.group == group);
                let _ =
                    write!(out, " {} |", Measured::of(of_group.flat_map(|(_, times)| times.iter().copied()).collect()));
            }
            out.push('\n');
        }
    }
    let slowest = measured.iter().flatten().copied().fold(Measured::default(), Measured::or);
    let _ = write!(out, "\nThe slowest median and the slowest p95 of a line are {slowest} ms.\n");
    out
}

/// So that the planner knows what there is, as it does where the database has been running for a while.
pub async fn settle(db: &kyndig_db::Db) {
    let postgres = db.backend() == sea_orm::DatabaseBackend::Postgres;
    let statement = if postgres { "VACUUM ANALYZE" } else { "ANALYZE" };
    db.for_migrations().execute_unprepared(statement).await.expect("statistics");
}

/// Rows by the thousand.
pub async fn insert<const N: usize>(
    work: &kyndig_platform::auth::Work<'_>,
    into: &str,
    rows: Vec<[sea_orm::Value; N]>,
) {
    for chunk in rows.chunks(30_000 / N) {
        let sql = Sql::new(&format!("INSERT INTO {into} VALUES ")).rows(chunk.iter().cloned());
        work.tx.execute(sql).await.unwrap_or_else(|error| panic!("{into}: {error}"));
    }
}
