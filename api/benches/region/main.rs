//! `./just bench`: what the portal does at a region's size, each workload beside what it must not take much more than, in
//! one run and in turn, round by round, so that whatever else the machine does falls on both.
//!
//! `KYNDIG_BENCH_SIZE`: `region` (otherwise), `tenth`, `trust` or `small`, to try the program. `KYNDIG_BENCH_FOLDER`: where the
//! SQLite databases are kept and found again. `KYNDIG_BENCH_ONLY`: the workloads to try, with commas. `KYNDIG_BENCH_ROUNDS`:
//! fewer of them. What is measured on PostgreSQL is this process and those of PostgreSQL.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::print_stderr, reason = "it stops where something is amiss")]

mod assign;
mod follow_up;
mod night;
mod overview;
mod search;
mod server;
mod sign;
mod table;

use std::{fs, path::PathBuf};

use kyndig_api::demo::region::Scale;
use sea_orm::{ConnectionTrait, Database};

use follow_up::Readers;
use kyndig_platform::clock::{Clock, SystemClock};
use server::Server;
use table::Table;

const ROUNDS: usize = 5;
/// Where this part of the report begins.
const HEADING: &str = "## A region at work";

/// A database of the full size, and one of a tenth, which growth is measured by.
struct Pair {
    full: Server,
    tenth: Server,
    readers: Option<Readers>,
}

fn scale() -> (&'static str, Scale, Scale) {
    match std::env::var("KYNDIG_BENCH_SIZE").as_deref() {
        Ok("small") => ("small", Scale { people: 600, largest: 480, ..Scale::SMALL }, Scale::SMALL),
        Ok("tenth") => ("tenth", Scale::TENTH, Scale::TENTH),
        Ok("trust") => ("trust", Scale::TRUST, Scale::TENTH),
        Ok("region") | Err(_) => ("region", Scale::REGION, Scale::TENTH),
        Ok(other) => panic!("KYNDIG_BENCH_SIZE: {other}"),
    }
}

/// `KYNDIG_BENCH_ONLY` names what is to be tried.
fn wanted(workload: &str) -> bool {
    std::env::var("KYNDIG_BENCH_ONLY").map_or(true, |only| only.split(',').any(|one| one == workload))
}

async fn servers() -> Vec<Pair> {
    let (size, scale, tenth) = scale();
    let folder = folder();
    fs::create_dir_all(&folder).expect("a folder");
    let wanted = std::env::var("KYNDIG_BENCH_ON").unwrap_or_default();
    let mut pairs = Vec::new();
    if wanted != "postgres" {
        let url = |name: &str| format!("sqlite://{}", folder.join(format!("{name}.db")).display());
        let full = Server::start("SQLite", &url(size), &scale).await;
        let tenth = Server::start("SQLite", &url("beside"), &tenth).await;
        let readers = readers(&full).await;
        pairs.push(Pair { full, tenth, readers });
    }
    match std::env::var("KYNDIG_TEST_POSTGRES_URL") {
        Ok(base) if wanted != "sqlite" => {
            let server = base.rsplit_once('/').expect("a database in the URL").0;
            let admin = Database::connect(&base).await.expect("the cluster");
            for name in [size, "beside"] {
                // there already where the cluster has been kept
                let made = admin.execute_unprepared(&format!("CREATE DATABASE kyndig_bench_{name}")).await;
                eprintln!("kyndig_bench_{name} {}", if made.is_ok() { "is made" } else { "is there" });
            }
            let url = |name: &str| format!("{server}/kyndig_bench_{name}");
            let full = Server::start("PostgreSQL", &url(size), &scale).await;
            let tenth = Server::start("PostgreSQL", &url("beside"), &tenth).await;
            let readers = readers(&full).await;
            pairs.push(Pair { full, tenth, readers });
        }
        _ => eprintln!("without PostgreSQL"),
    }
    pairs
}

async fn readers(server: &Server) -> Option<Readers> {
    if wanted("follow_up") { Some(Readers::of(server).await) } else { None }
}

fn folder() -> PathBuf {
    std::env::var_os("KYNDIG_BENCH_FOLDER")
        .map_or_else(|| std::env::temp_dir().join(format!("kyndig-bench-region-{}", std::process::id())), PathBuf::from)
}

#[actix_web::main]
async fn main() {
    let pairs = servers().await;
    let mut table = Table::default();
    let rounds = std::env::var("KYNDIG_BENCH_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().expect("a number"));
    // What is read is measured before anything is written: each round gives people dozens of plans they did not have.
    for round in 0..rounds {
        eprintln!("reading, round {} of {rounds}", round + 1);
        for Pair { full, tenth, readers } in &pairs {
            if wanted("overview") {
                overview::round(full, tenth, &mut table).await;
            }
            if wanted("search") {
                search::round(full, &mut table).await;
            }
            if let Some(readers) = readers {
                follow_up::round(full, readers, &mut table).await;
            }
        }
    }
    for round in 0..rounds {
        eprintln!("writing, round {} of {rounds}", round + 1);
        for Pair { full, .. } in &pairs {
            if wanted("night") {
                night::round(full, round, &mut table).await;
            }
            if wanted("assign") {
                assign::round(full, &mut table).await;
                assign::wide(full, &mut table).await;
            }
            if wanted("sign") {
                sign::round(full, &mut table).await;
            }
        }
    }
    let mut raced = Vec::new();
    for Pair { full, .. } in pairs.iter().filter(|_| wanted("race")) {
        // where one writes at a time, fewer say as much
        let decisions = match scale().0 {
            "region" if full.is_postgres() => 100_000,
            "region" => 20_000,
            _ => 2_000,
        };
        raced.push(sign::race(full, decisions).await);
    }
    let mut sizes = Vec::new();
    for Pair { full, tenth, .. } in &pairs {
        let (standings, before) = (full.rows("standing").await, tenth.rows("standing").await);
        let events = full.rows("standing_event").await;
        sizes.push(format!("{}: {standings} standings with {events} events; a tenth: {before}", full.name));
    }
    let report = report(&table, &raced, &sizes);
    println!("{report}");
    write(&report);
    if std::env::var_os("KYNDIG_BENCH_FOLDER").is_none() {
        fs::remove_dir_all(folder()).expect("the folder");
    }
}

fn report(table: &Table, raced: &[String], sizes: &[String]) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{HEADING}\n\nWritten on {}: {cores} cores, {}, a release build. {}. {ROUNDS} rounds in turn; CPU is the median of the \
         rounds, for one call, of this process and, on PostgreSQL, of its processes; p50 and p99 are of all calls. Of table \
         assignment the numbers are for an employee, of signing for a signature.\n\n{}\n{}\n",
        SystemClock.now().date_naive(),
        std::env::consts::OS,
        sizes.join(". "),
        table.report(),
        raced.join("\n\n"),
    )
}

/// In place of what the report had of this before, at its end.
fn write(section: &str) {
    let tried = ["KYNDIG_BENCH_ONLY", "KYNDIG_BENCH_ROUNDS"].iter().any(|name| std::env::var_os(name).is_some());
    if scale().0 != "region" || tried {
        return;
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench/RESULTS.md");
    let before = fs::read_to_string(path).unwrap_or_default();
    let begins = before.find(&format!("\n{HEADING}\n"));
    let (head, rest) = begins.map_or((before.as_str(), ""), |at| before.split_at(at));
    let after = rest.get(1..).and_then(|rest| rest.find("\n## ").map(|at| &rest[at..])).unwrap_or_default();
    let after = after.trim();
    let after = if after.is_empty() { String::new() } else { format!("\n{after}\n") };
    fs::write(path, format!("{}\n\n{section}{after}", head.trim_end())).expect("the report");
}
