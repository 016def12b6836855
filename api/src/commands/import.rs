//! `kyndig import hr FILE --profile people`

use std::path::Path;

use anyhow::Context;
use kyndig_contract::hr_import::{HrImportDetails, ImportProfile, ImportState};
use kyndig_people::hr_import::service;
use kyndig_platform::state::State;

/// Imports a file, prints the report; fails where the file was stopped or could not be read.
pub async fn hr(
    state: &State,
    path: &Path,
    profile: ImportProfile,
    dry_run: bool,
    max_close_percent: Option<u8>,
) -> anyhow::Result<()> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    let max = max_close_percent.unwrap_or(state.config.hr.max_close_percent);
    let report = service::import(state, bytes, profile, dry_run, max).await?;
    print(&report);
    match report.summary.state {
        ImportState::Finished => Ok(()),
        ImportState::Stopped => anyhow::bail!("stopped before any change: too many positions would close"),
        ImportState::Failed | ImportState::Running => {
            let why = [report.failure, report.failure_detail].into_iter().flatten().collect::<Vec<_>>().join(": ");
            anyhow::bail!("the file could not be imported: {why}")
        }
    }
}

fn print(report: &HrImportDetails) {
    let summary = &report.summary;
    let done = if summary.dry_run { "would be made" } else { "made" };
    println!("{} rows, {} changes {done}, {} problems", summary.rows, summary.changes, summary.problems);
    for count in &report.counts {
        println!("  {:>7}  {}", count.count, count.kind);
    }
    if let Some(would) = &report.would_close {
        println!(
            "  would close {} of {} open positions; the limit is {} %",
            would.positions, would.of_open, would.limit_percent
        );
    }
    if summary.dry_run {
        for change in &report.sample {
            let line = change.line.map(|line| format!("line {line}: ")).unwrap_or_default();
            let fields = change.fields.iter().map(|f| format!("{}: {} → {}", f.field, f.before, f.after));
            println!("  {line}{} {} {}", change.kind, change.subject, fields.collect::<Vec<_>>().join(", "));
        }
    }
    for problem in &report.row_problems {
        let line = problem.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let what =
            [problem.column.as_deref(), problem.value.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let used = if problem.used { " (row used without it)" } else { "" };
        println!("  {line}{} {what}{used}", problem.code);
    }
}
