//! What was measured, side by side, and the table it makes.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use super::server::Server;

/// What one side took in one round, a call each.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    wall: Vec<Duration>,
    cpu: f64,
}

impl Taken {
    /// Calls it so often.
    pub async fn of(server: &Server, times: usize, call: impl AsyncFn(usize)) -> Self {
        let mut taken = Self::default();
        let before = server.cpu();
        for time in 0..times {
            let began = Instant::now();
            call(time).await;
            taken.wall.push(began.elapsed());
        }
        taken.cpu = server.cpu() - before;
        taken
    }

    /// Of what ran elsewhere at the same time.
    pub fn walls(wall: Vec<Duration>) -> Self {
        Self { wall, cpu: 0.0 }
    }

    /// These calls, and those.
    pub fn and(mut self, more: Self) -> Self {
        self.wall.extend(more.wall);
        Self { cpu: self.cpu + more.cpu, ..self }
    }

    /// Which of the two has the dearer calls.
    pub fn or_dearer(self, other: Self) -> Self {
        let calls = |taken: &Self| taken.cpu / f64::from(u32::try_from(taken.wall.len().max(1)).unwrap_or(u32::MAX));
        if calls(&other) > calls(&self) { other } else { self }
    }

    /// A piece of work for so many.
    pub fn each(self, of: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let parts = of as f64;
        Self { wall: self.wall.into_iter().map(|wall| wall.div_f64(parts)).collect(), cpu: self.cpu / parts }
    }
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Processor time.
    Cpu,
    P50,
    P99,
}

/// A workload on a database, beside what it must not take much more than.
pub struct Line {
    pub workload: &'static str,
    pub beside: &'static str,
    pub database: &'static str,
    pub by: By,
    pub most: f64,
    /// As often as the other, at the least: a throughput.
    pub at_least: bool,
    pub note: String,
    pub ours: Vec<Taken>,
    pub theirs: Vec<Taken>,
}

#[derive(Default)]
pub struct Table(Vec<Line>);

/// What a line compares, and what it must be.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    pub workload: &'static str,
    pub beside: &'static str,
    pub by: By,
    pub most: f64,
}

impl Table {
    pub fn add(&mut self, server: &Server, case: Case, ours: Taken, theirs: Taken, note: &str) {
        self.put(server, case, false, ours, theirs, note);
    }

    fn put(&mut self, server: &Server, case: Case, at_least: bool, ours: Taken, theirs: Taken, note: &str) {
        let Case { workload, beside, by, most } = case;
        let known = self.0.iter_mut().find(|line| line.workload == workload && line.database == server.name);
        let line = if let Some(line) = known {
            line
        } else {
            let (ours, theirs) = (Vec::new(), Vec::new());
            let (database, note) = (server.name, String::new());
            self.0.push(Line { workload, beside, database, by, most, at_least, note, ours, theirs });
            self.0.last_mut().expect("a line")
        };
        note.clone_into(&mut line.note);
        line.ours.push(ours);
        line.theirs.push(theirs);
        eprintln!("  {}", line.says());
    }

    /// Must be at least so many times.
    pub fn add_throughput(&mut self, server: &Server, case: Case, ours: Taken, theirs: Taken, note: &str) {
        self.put(server, case, true, ours, theirs, note);
    }

    pub fn report(&self) -> String {
        let mut out = String::from(
            "| workload | beside | database | CPU, ms | beside | p50 / p99, ms | beside | ratio | must be | |\n\
             | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n",
        );
        for line in &self.0 {
            let _ = writeln!(out, "{}", line.says());
        }
        let missed = self.0.iter().filter(|line| !line.holds()).count();
        let _ = match missed {
            0 => writeln!(out, "\nAll of them hold."),
            _ => writeln!(out, "\n{missed} of {} do not hold; they are marked.", self.0.len()),
        };
        out
    }
}

fn cpu(taken: &[Taken]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let mut rounds: Vec<f64> = taken.iter().map(|round| round.cpu * 1000.0 / round.wall.len().max(1) as f64).collect();
    rounds.sort_by(f64::total_cmp);
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}

fn wall(taken: &[Taken], percent: usize) -> f64 {
    let mut all: Vec<Duration> = taken.iter().flat_map(|round| round.wall.iter().copied()).collect();
    all.sort_unstable();
    all.get(all.len() * percent / 100).or(all.last()).map_or(0.0, |wall| wall.as_secs_f64() * 1000.0)
}

impl Line {
    fn ratio(&self) -> f64 {
        let of = |taken: &[Taken]| match self.by {
            By::Cpu => cpu(taken),
            By::P50 => wall(taken, 50),
            By::P99 => wall(taken, 99),
        };
        if self.at_least { of(&self.theirs) / of(&self.ours) } else { of(&self.ours) / of(&self.theirs) }
    }

    fn holds(&self) -> bool {
        if self.at_least { self.ratio() >= self.most } else { self.ratio() <= self.most }
    }

    fn says(&self) -> String {
        let by = match self.by {
            By::Cpu => "",
            By::P50 => " (p50)",
            By::P99 => " (p99)",
        };
        let sign = if self.at_least { "≥" } else { "≤" };
        let note = if self.note.is_empty() { String::new() } else { format!("; {}", self.note) };
        format!(
            "| {} | {} | {} | {:.2} | {:.2} | {:.2} / {:.2} | {:.2} / {:.2} | {:.2}{by} | {sign} {} | {}{note} |",
            self.workload,
            self.beside,
            self.database,
            cpu(&self.ours),
            cpu(&self.theirs),
            wall(&self.ours, 50),
            wall(&self.ours, 99),
            wall(&self.theirs, 50),
            wall(&self.theirs, 99),
            self.ratio(),
            self.most,
            if self.holds() { "holds" } else { "**does not hold**" },
        )
    }
}
