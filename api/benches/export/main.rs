//! `./just bench`: 300,000 rows taken out of the server (REP-6), beside what XlsxWriter takes to write the same rows in
//! constant memory, with the rows in its hands and no database to ask.
//!
//! All of it runs in turn, round by round, so that whatever else the machine does falls on all alike. Memory is measured
//! in processes of their own, where nothing else has grown before: this program, started again with the address of the
//! database. `KYNDIG_BENCH_SIZE=small` tries the program, and writes no report; `KYNDIG_BENCH_ROUNDS` says how many rounds.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::print_stderr, reason = "it stops where something is amiss")]

mod beside;
mod report;
mod server;
mod staff;
mod trust;
mod workload;

use std::{
    fs,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use kyndig_platform::http::export::{CSV, XLSX};
use sea_orm::{ConnectionTrait, Database};

use crate::{
    report::Line,
    server::{Server, Taken, memory},
    workload::{ALL, Workload},
};

pub fn small() -> bool {
    std::env::var("KYNDIG_BENCH_SIZE").is_ok_and(|size| size == "small")
}

fn rounds() -> usize {
    match std::env::var("KYNDIG_BENCH_ROUNDS") {
        Ok(rounds) => rounds.parse().expect("KYNDIG_BENCH_ROUNDS"),
        Err(_) if small() => 1,
        Err(_) => 5,
    }
}

/// What is measured in a process of its own: bytes that memory grew by at the most, at first and once more.
async fn measure(asked: &str) {
    let mut asked = asked.split(' ');
    let mut next = || asked.next().expect("two sessions, address, workload, form");
    let sessions = [next(), next()].map(|session| session.parse().expect("a session"));
    let server = Server::connect("", next().to_owned(), Some(sessions)).await;
    let workload = &ALL[next().parse::<usize>().expect("a number")];
    let accept = next();
    server.take(workload, "application/json", |_| {}).await;
    let mut grown = Vec::new();
    for _ in 0..2 {
        // forgets the peak there was
        fs::write("/proc/self/clear_refs", "5").expect("the peak");
        let before = memory("VmRSS");
        server.take(workload, accept, |_| {}).await;
        grown.push((memory("VmHWM").saturating_sub(before) * 1024).to_string());
    }
    println!("{}", grown.join(" "));
}

/// In its own process: how much memory grew by, at first and once more.
fn growth(server: &Server, workload: usize, accept: &str) -> [u64; 2] {
    let me = std::env::current_exe().expect("this program");
    let output = Command::new(me)
        .env("KYNDIG_BENCH_EXPORT", format!("{} {} {workload} {accept}", server.sessions(), server.url))
        .output()
        .expect("this program again");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).expect("numbers");
    let mut numbers = said.split_whitespace().map(|number| number.parse().expect("bytes"));
    [numbers.next().expect("the first"), numbers.next().expect("the second")]
}

#[actix_web::main]
async fn main() {
    if let Ok(asked) = std::env::var("KYNDIG_BENCH_EXPORT") {
        return measure(&asked).await;
    }
    let folder = std::env::temp_dir().join(format!("kyndig-bench-export-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let servers = servers(&folder).await;
    let mut tables = Vec::new();
    for (number, workload) in ALL.iter().enumerate() {
        let lines = lines(number, workload, &servers, &folder).await;
        tables.push(report::table(workload.name, &lines));
    }
    let report = report::section(&tables);
    println!("{report}");
    if !small() {
        report::write(&report);
    }
    fs::remove_dir_all(&folder).expect("the folder");
}

async fn servers(folder: &Path) -> Vec<Server> {
    let mut servers =
        vec![Server::connect("SQLite", format!("sqlite://{}", folder.join("bench.db").display()), None).await];
    match std::env::var("KYNDIG_TEST_POSTGRES_URL") {
        Ok(base) => {
            let server = base.rsplit_once('/').expect("a database in the URL").0;
            let admin = Database::connect(&base).await.expect("the cluster");
            admin.execute_unprepared("CREATE DATABASE kyndig_bench_export").await.expect("a database");
            servers.push(Server::connect("PostgreSQL", format!("{server}/kyndig_bench_export"), None).await);
        }
        Err(_) => eprintln!("without PostgreSQL: KYNDIG_TEST_POSTGRES_URL is not set"),
    }
    servers
}

/// The rows of one workload, with what each way of having them takes; XlsxWriter is the last.
async fn lines(number: usize, workload: &Workload, servers: &[Server], folder: &Path) -> Vec<Line> {
    let csv: PathBuf = folder.join("rows.csv");
    let mut file = BufWriter::new(fs::File::create(&csv).expect("a file"));
    servers[0].take(workload, CSV, |piece| file.write_all(piece).expect("a piece")).await;
    file.flush().expect("the last bytes");
    drop(file);
    let rows = beside::typed(&csv);
    assert_eq!(rows.len(), staff::rows() + 1);

    let mut lines = Vec::new();
    for server in servers {
        lines.push(Line::export(format!("the server on {}, xlsx", server.name)));
        lines.push(Line::export(format!("the server on {}, csv", server.name)));
        lines.push(Line::other(format!("{}, the bare SQL, its rows counted", server.name)));
    }
    lines.push(Line::writer("crates/sheet alone".to_owned()));
    lines.extend(
        ["rust_xlsxwriter, constant memory, level 1", "XlsxWriter, constant memory"]
            .map(|name| Line::other(name.to_owned())),
    );
    for round in 0..rounds() {
        let mut at = 0;
        let mut keep = |taken: Taken| {
            let line = &mut lines[at];
            eprintln!("round {}: {}: {:.2} s, CPU {:.2} s", round + 1, line.name, taken.wall, taken.cpu);
            line.taken.push(taken);
            at += 1;
        };
        for server in servers {
            for accept in [XLSX, CSV] {
                keep(server.clocked(server.take(workload, accept, |_| {})).await);
            }
            let bare = async {
                server.bare(workload).await;
                0
            };
            keep(server.clocked(bare).await);
        }
        keep(server::clocked(|| beside::ours(&rows, &folder.join("ours.xlsx"))));
        keep(server::clocked(|| beside::library(&rows, &folder.join("library.xlsx"))));
        keep(beside::xlsxwriter(&csv, &folder.join("xlsxwriter.xlsx"), staff::rows() + 1));
    }
    for (at, server) in servers.iter().enumerate() {
        for (beside, accept) in [XLSX, CSV].into_iter().enumerate() {
            lines[at * 3 + beside].grown = Some(growth(server, number, accept));
        }
    }
    lines
}
