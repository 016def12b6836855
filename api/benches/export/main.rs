//! `./just bench`: 300,000 rows taken out of the server (REP-6), beside what XlsxWriter takes to write the same rows in
//! constant memory, with the rows in its hands and no database to ask.
//!
//! All of it runs in turn, round by round, so that whatever else the machine does falls on all alike. Memory is measured
//! in processes of their own, where nothing else has grown before: this program, started again with the address of the
//! database.

#![allow(clippy::expect_used, clippy::print_stdout, clippy::print_stderr, reason = "it stops where something is amiss")]

mod staff;

use std::{
    fmt::Write as _,
    fs,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    pin::Pin,
    process::Command,
    sync::Arc,
    time::Instant,
};

use actix_web::{App, body::MessageBody, dev::Service, middleware::from_fn, test::TestRequest, web};
use chrono::NaiveDate;
use kyndig_api::{
    app::{self, State},
    clock::{Clock, SystemClock},
    config::Config,
    http::export::{CSV, XLSX},
};
use kyndig_domain::ids::SessionId;
use kyndig_sheet::{Cell, Column, Workbook};
use rust_xlsxwriter::{Format, Workbook as Library};
use sea_orm::{ConnectionTrait, Database};

const ROUNDS: usize = 5;
/// Texts, a date and numbers.
const COLUMNS: &str = "name,title,unit,availability,starts_on,plans,plan_status,not_started,started,fulfilled";
const WIDTH: usize = 10;
/// The ratio to XlsxWriter that must be reached, and the bytes that memory may grow by.
const MUST_BE: f64 = 20.0;
const MOST_GROWTH: u64 = 32 << 20;
/// Where this part of the report begins.
const HEADING: &str = "## 300,000 rows out";

struct Server {
    name: &'static str,
    url: String,
    state: web::Data<State>,
    session: SessionId,
}

impl Server {
    async fn connect(name: &'static str, url: String, session: Option<SessionId>) -> Self {
        let mut config = Config::defaults().expect("the defaults");
        config.database.url.clone_from(&url);
        config.sign_in.secret = Some("a secret of the bench".to_owned().into());
        let state = State::start(config, Arc::new(SystemClock)).await.expect("the state");
        let session = if let Some(session) = session {
            session
        } else {
            app::migrate(&state.db).await.expect("the schema");
            let began = Instant::now();
            let session = staff::fill(&state.db).await;
            eprintln!("{name}: filled in {:.0} s", began.elapsed().as_secs_f64());
            session
        };
        Self { name, url, state: web::Data::new(state), session }
    }

    /// Sends a request and hands on the pieces of the answer, as a client on a quick line would take them; how many bytes.
    async fn take(&self, accept: &str, mut sink: impl FnMut(&[u8])) -> u64 {
        let service = actix_web::test::init_service(
            App::new().app_data(self.state.clone()).wrap(from_fn(app::authenticate)).configure(app::configure),
        )
        .await;
        let token = self.state.tokens.issue(self.session, self.state.clock.now()).expect("a token");
        let request = TestRequest::get()
            .uri(&format!("/api/v1/employees?scope=all&columns={COLUMNS}"))
            .insert_header(("accept", accept))
            .insert_header(("authorization", format!("Bearer {token}")));
        let answer = service.call(request.to_request()).await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        let mut body = Box::pin(answer.into_body());
        let mut bytes = 0;
        while let Some(piece) = std::future::poll_fn(|context| Pin::new(&mut body).poll_next(context)).await {
            let piece = piece.map_err(Into::<actix_web::Error>::into).expect("a piece");
            bytes += piece.len() as u64;
            sink(&piece);
        }
        bytes
    }
}

/// Seconds that the processors have worked for this process.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("what the process has used");
    let fields: Vec<_> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("ticks");
    (ticks(11) + ticks(12)) / 100.0
}

/// Kibibytes, as `/proc/self/status` names them.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the memory of the process");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect(name);
    line.trim_matches([':', ' ', '\t', 'k', 'B']).parse().expect("kibibytes")
}

/// What is measured in a process of its own: bytes that memory grew by at the most, at first and once more.
async fn measure(url: String, session: SessionId, accept: &str) {
    let server = Server::connect("", url, Some(session)).await;
    server.take("application/json", |_| {}).await;
    let mut grown = Vec::new();
    for _ in 0..2 {
        // forgets the peak there was
        fs::write("/proc/self/clear_refs", "5").expect("the peak");
        let before = memory("VmRSS");
        server.take(accept, |_| {}).await;
        grown.push((memory("VmHWM").saturating_sub(before) * 1024).to_string());
    }
    println!("{}", grown.join(" "));
}

#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    wall: f64,
    cpu: f64,
    bytes: u64,
}

fn clocked(bytes: impl FnOnce() -> u64) -> Taken {
    let (began, used) = (Instant::now(), cpu());
    let bytes = bytes();
    Taken { wall: began.elapsed().as_secs_f64(), cpu: cpu() - used, bytes }
}

/// The rows as they came out, with their types.
fn typed(csv: &Path) -> Vec<Vec<Cell<'static>>> {
    let text = fs::read_to_string(csv).expect("the rows");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let cell = |field: &str| -> Cell<'static> {
        if let Ok(number) = field.parse::<i64>() {
            return Cell::Number(number);
        }
        if let Ok(day) = field.parse::<NaiveDate>() {
            return Cell::Day(day);
        }
        match field.strip_suffix(" %").and_then(|number| number.parse().ok()) {
            Some(percent) => Cell::Percent(percent),
            None => Cell::from(field.to_owned()),
        }
    };
    reader.records().map(|row| row.expect("a row").iter().map(cell).collect()).collect()
}

fn ours(rows: &[Vec<Cell<'static>>], path: &Path) -> u64 {
    let file = BufWriter::new(fs::File::create(path).expect("a file"));
    let columns = (0..WIDTH).map(|number| Column::new(number.to_string(), 20)).collect();
    let mut book = Workbook::new(file, "Medarbeidere", columns).expect("a workbook");
    for row in rows {
        book.row(row.iter().cloned()).expect("a row");
    }
    book.finish().expect("the end").flush().expect("the last bytes");
    fs::metadata(path).expect("the file").len()
}

/// The best that the library does: constant memory, the quickest compression.
fn library(rows: &[Vec<Cell<'static>>], path: &Path) -> u64 {
    let mut book = Library::new();
    book.set_zip_compression_level(1);
    let (day, share) = (Format::new().set_num_format_index(14), Format::new().set_num_format_index(9));
    let nought = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");
    let sheet = book.add_worksheet_with_constant_memory().expect("a sheet");
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let written = match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string(at, column, text.as_ref()),
                Cell::Number(number) => sheet.write_number(at, column, *number as f64),
                Cell::Percent(percent) => sheet.write_number_with_format(at, column, *percent as f64 / 100.0, &share),
                Cell::Day(date) => sheet.write_number_with_format(at, column, (*date - nought).num_days() as f64, &day),
                Cell::Is(is) => sheet.write_boolean(at, column, *is),
                Cell::Moment(at_time) => sheet.write_string(at, column, at_time.to_string()),
            };
            written.expect("a cell");
        }
    }
    book.save(path).expect("a workbook");
    fs::metadata(path).expect("the file").len()
}

fn xlsxwriter(csv: &Path, path: &Path) -> Taken {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let output = Command::new(root.join(".tools/python/bin/python"))
        .arg(root.join("scripts/bench-xlsxwriter.py"))
        .args([csv, path])
        .output()
        .expect("python: scripts/ready python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("what it took");
    assert_eq!(said["rows"], staff::EMPLOYEES + 1);
    let number = |name: &str| said[name].as_f64().expect("a number");
    Taken { wall: number("wall"), cpu: number("cpu"), bytes: said["bytes"].as_u64().expect("bytes") }
}

/// In its own process: how much memory grew by, at first and once more.
fn growth(server: &Server, accept: &str) -> [u64; 2] {
    let me = std::env::current_exe().expect("this program");
    let output = Command::new(me)
        .env("KYNDIG_BENCH_EXPORT", format!("{} {} {accept}", server.session, server.url))
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
        let mut asked = asked.split(' ');
        let mut next = || asked.next().expect("session, address, form");
        let session = next().parse().expect("a session");
        let url = next().to_owned();
        return measure(url, session, next()).await;
    }
    let folder = std::env::temp_dir().join(format!("kyndig-bench-export-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
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
    let csv = folder.join("rows.csv");
    let mut file = BufWriter::new(fs::File::create(&csv).expect("a file"));
    servers[0].take(CSV, |piece| file.write_all(piece).expect("a piece")).await;
    file.flush().expect("the last bytes");
    drop(file);
    let rows = typed(&csv);
    assert_eq!(rows.len(), staff::EMPLOYEES + 1);

    let mut names = Vec::new();
    for server in &servers {
        names.push(format!("the server on {}, xlsx", server.name));
        names.push(format!("the server on {}, csv", server.name));
    }
    names.extend(
        ["crates/sheet alone", "rust_xlsxwriter, constant memory, level 1", "XlsxWriter, constant memory"]
            .map(str::to_owned),
    );
    let mut all: Vec<Vec<Taken>> = vec![Vec::new(); names.len()];
    for round in 0..ROUNDS {
        let mut at = 0;
        let mut keep = |taken: Taken| {
            eprintln!("round {}: {}: {:.2} s, CPU {:.2} s", round + 1, names[at], taken.wall, taken.cpu);
            all[at].push(taken);
            at += 1;
        };
        for server in &servers {
            for accept in [XLSX, CSV] {
                let (began, used) = (Instant::now(), cpu());
                let bytes = server.take(accept, |_| {}).await;
                keep(Taken { wall: began.elapsed().as_secs_f64(), cpu: cpu() - used, bytes });
            }
        }
        keep(clocked(|| ours(&rows, &folder.join("ours.xlsx"))));
        keep(clocked(|| library(&rows, &folder.join("library.xlsx"))));
        keep(xlsxwriter(&csv, &folder.join("xlsxwriter.xlsx")));
    }
    let grown: Vec<[u64; 2]> =
        servers.iter().flat_map(|server| [XLSX, CSV].map(|accept| growth(server, accept))).collect();
    let report = report(&names, all, &grown);
    println!("{report}");
    write(&report);
    fs::remove_dir_all(&folder).expect("the folder");
}

/// The median of each figure by itself.
fn median(mut taken: Vec<Taken>) -> Taken {
    let middle = taken.len() / 2;
    let mut of = |figure: fn(&Taken) -> f64| {
        taken.sort_by(|a, b| figure(a).total_cmp(&figure(b)));
        figure(&taken[middle])
    };
    let (wall, cpu) = (of(|one| one.wall), of(|one| one.cpu));
    Taken { wall, cpu, bytes: taken[middle].bytes }
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
fn mebi(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}

fn report(names: &[String], all: Vec<Vec<Taken>>, grown: &[[u64; 2]]) -> String {
    let medians: Vec<Taken> = all.into_iter().map(median).collect();
    let beside = medians.last().copied().expect("XlsxWriter");
    let mut out = format!(
        "{HEADING}\n\nWritten on {}. The overview of a region's {} employees with {WIDTH} columns (texts, a date, numbers), from \
         the request to the last byte; beside it what writing the same rows takes, with the rows in memory. {ROUNDS} \
         rounds in turn, medians; CPU is that of the process, without PostgreSQL's own. Memory: how much a fresh process \
         grows by at the most during the first export, and during the next.\n\nxlsx must be at least {MUST_BE:.0} times as quick as XlsxWriter, and memory grow by at most {} \
         MiB.\n\n| | wall, s | CPU, s | times as quick | MiB | memory, first | next |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
        SystemClock.now().date_naive(),
        staff::EMPLOYEES,
        mebi(MOST_GROWTH),
    );
    for (at, (name, taken)) in names.iter().zip(&medians).enumerate() {
        let Taken { wall, cpu, bytes } = taken;
        let grown = grown
            .get(at)
            .map_or_else(|| "| |".to_owned(), |[first, next]| format!("{} | {} |", mebi(*first), mebi(*next)));
        let _ =
            writeln!(out, "| {name} | {wall:.2} | {cpu:.2} | {:.1} | {} | {grown}", beside.wall / wall, mebi(*bytes));
    }
    let slow: Vec<_> = names
        .iter()
        .zip(&medians)
        .filter(|(name, taken)| name.ends_with("xlsx") && beside.wall / taken.wall < MUST_BE)
        .map(|(name, _)| name.as_str())
        .collect();
    let large = grown.iter().flatten().any(|bytes| *bytes > MOST_GROWTH);
    let verdict = match (slow.is_empty(), large) {
        (true, false) => "Both hold.".to_owned(),
        (true, true) => "The memory does not hold.".to_owned(),
        (false, _) => format!("Too slow: {}.", slow.join(", ")),
    };
    let _ = write!(out, "\n{verdict}\n");
    out
}

/// In place of what the report had of this before, at its end.
fn write(section: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench/RESULTS.md");
    let before = fs::read_to_string(path).unwrap_or_default();
    let begins = before.find(&format!("\n{HEADING}\n"));
    let (head, rest) = begins.map_or((before.as_str(), ""), |at| before.split_at(at));
    let after = rest.get(1..).and_then(|rest| rest.find("\n## ").map(|at| &rest[at..])).unwrap_or_default();
    let after = after.trim();
    let after = if after.is_empty() { String::new() } else { format!("\n{after}\n") };
    fs::write(path, format!("{}\n\n{section}{after}", head.trim_end())).expect("the report");
}
