//! The part of `bench/RESULTS.md` that is about this.

use std::{fmt::Write as _, fs};

use kyndig_platform::clock::{Clock, SystemClock};

use crate::server::Taken;

/// The ratio to XlsxWriter that must be reached, and the bytes that memory may grow by.
const MUST_BE: f64 = 20.0;
const MOST_GROWTH: u64 = 32 << 20;
/// Where it begins.
const HEADING: &str = "## 300,000 rows out";

/// One way of having a table's rows.
#[derive(Debug)]
pub struct Line {
    pub name: String,
    pub taken: Vec<Taken>,
    pub grown: Option<[u64; 2]>,
    is_export: bool,
    is_writer: bool,
}

impl Line {
    pub fn export(name: String) -> Self {
        Self { name, taken: Vec::new(), grown: None, is_export: true, is_writer: false }
    }

    pub fn other(name: String) -> Self {
        Self { is_export: false, ..Self::export(name) }
    }

    /// What the server writes with.
    pub fn writer(name: String) -> Self {
        Self { is_writer: true, ..Self::other(name) }
    }

    /// The median of each figure by itself.
    fn median(&self) -> Taken {
        let mut taken = self.taken.clone();
        let middle = taken.len() / 2;
        let mut of = |figure: fn(&Taken) -> f64| {
            taken.sort_by(|a, b| figure(a).total_cmp(&figure(b)));
            figure(&taken[middle])
        };
        let (wall, cpu) = (of(|one| one.wall), of(|one| one.cpu));
        Taken { wall, cpu, bytes: taken[middle].bytes }
    }
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
fn mebi(bytes: u64) -> String {
    if bytes == 0 { String::new() } else { format!("{:.1}", bytes as f64 / f64::from(1 << 20)) }
}

pub fn table(name: &str, lines: &[Line]) -> String {
    let beside = lines.last().expect("XlsxWriter").median();
    let mut out = format!(
        "### {name}\n\n| | wall, s | CPU, s | times as quick | MiB | memory, first | next |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    );
    let (mut written, mut read, mut large) = (0.0_f64, Vec::new(), false);
    for line in lines {
        let Taken { wall, cpu, bytes } = line.median();
        let ratio = beside.cpu / cpu;
        let grown =
            line.grown.map_or_else(|| "| |".to_owned(), |[one, two]| format!("{} | {} |", mebi(one), mebi(two)));
        let _ = writeln!(out, "| {} | {wall:.2} | {cpu:.2} | {ratio:.1} | {} | {grown}", line.name, mebi(bytes));
        large |= line.grown.is_some_and(|grown| grown.iter().any(|bytes| *bytes > MOST_GROWTH));
        if line.is_writer {
            written = ratio;
        }
        if line.is_export && line.name.ends_with("xlsx") {
            read.push(format!("{ratio:.1}"));
        }
    }
    let holds = |it: bool| if it { "holds" } else { "**does not hold**" };
    let verdict = format!(
        "Writing, beside writing: {written:.0} times as quick, {}. Memory: {}. With the reading, beside XlsxWriter that has read \
         already: {} times.",
        holds(written >= MUST_BE),
        holds(!large),
        read.join(" and ")
    );
    let _ = write!(out, "\n{verdict}\n");
    out
}

pub fn section(tables: &[String]) -> String {
    format!(
        "{HEADING}\n\nWritten on {}. 300,000 rows each, from the request to the last byte; beside it what writing the same \
         rows takes with all of them in memory, and what the database alone takes to find them and count them. {} rounds in \
         turn, medians; CPU is that of the server and of PostgreSQL's own processes, and what is compared. Memory: how much a \
         fresh process grows by at the most during the first export, and during the next.\n\nWriting xlsx must take at most 1/{MUST_BE:.0} of the CPU \
         that XlsxWriter takes for it, and memory grow by at most {} MiB.\n\n{}",
        SystemClock.now().date_naive(),
        crate::rounds(),
        mebi(MOST_GROWTH),
        tables.join("\n"),
    )
}

/// In place of what the report had of this before, at its end.
pub fn write(section: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench/RESULTS.md");
    let before = fs::read_to_string(path).unwrap_or_default();
    let begins = before.find(&format!("\n{HEADING}\n"));
    let (head, rest) = begins.map_or((before.as_str(), ""), |at| before.split_at(at));
    let after = rest.get(1..).and_then(|rest| rest.find("\n## ").map(|at| &rest[at..])).unwrap_or_default();
    let after = after.trim();
    let after = if after.is_empty() { String::new() } else { format!("\n{after}\n") };
    fs::write(path, format!("{}\n\n{section}{after}", head.trim_end())).expect("the report");
}
