//! A run: the file is read and compared; unless it is a dry run, or would close too many positions, it is applied, in
//! one transaction with its report.

use std::time::Duration;

use kyndig_contract::{
    hr_import::{
        ChangedField, HrImportDetails, HrImportReport, HrImportSummary, ImportChange, ImportCount, RowProblem,
        WouldClose,
    },
    page::{Page, PageQuery},
};
use kyndig_db::Hold;
use kyndig_domain::{
    hr_import::{Change, HrFile, ImportProfile, ImportState, Outcome, Profile, diff},
    ids::HrImportId,
};
use kyndig_platform::{
    audit,
    auth::{Work, as_system},
    background::Progress,
    http::{Code, Failure, page},
    state::State,
};

use super::{apply, read, store};

/// Changes and problems that a report shows; the totals cover all of them.
const SAMPLE: usize = 500;
const PROBLEMS: usize = 1000;
/// The holder of the lock releases it shortly after its end is visible.
const TRIES: usize = 10;
const BETWEEN: Duration = Duration::from_millis(50);

/// The import lock: one import at a time, across all processes. It is released when the holder's process dies.
#[derive(Debug)]
pub struct Turn(Hold);

pub async fn turn(state: &State) -> Result<Turn, Failure> {
    let mut tried = 1;
    loop {
        if let Some(hold) = state.db.hold("import").await? {
            return Ok(Turn(hold));
        }
        if tried == TRIES {
            return Err(Code::ImportRunning.into());
        }
        tried += 1;
        tokio::time::sleep(BETWEEN).await;
    }
}

/// Marks a run that no process is working on any more as broken off; nothing of it was applied.
pub async fn tidy(state: &State) -> Result<(), Failure> {
    let tx = state.db.read().await?;
    let under_way = store::under_way(&tx).await;
    tx.rollback().await?;
    if !under_way? {
        return Ok(());
    }
    let Some(hold) = state.db.hold("import").await? else { return Ok(()) };
    let noted = as_system(state.system(), "hr-import:run", async |work| break_off(work).await).await;
    hold.release().await?;
    noted
}

/// The holder of the lock knows that no other run is in progress.
async fn break_off(work: &Work<'_>) -> Result<(), Failure> {
    let report =
        HrImportReport { failure: Some(Code::ImportBrokenOff.as_str().to_owned()), ..HrImportReport::default() };
    let broken = store::break_off(work, &report).await?;
    if broken > 0 {
        tracing::warn!(imports = broken, "marked interrupted imports as failed; nothing of them was applied");
    }
    Ok(())
}

/// Registers a run that is about to start.
pub async fn begin(
    work: &Work<'_>,
    _turn: &Turn,
    profile: ImportProfile,
    dry_run: bool,
) -> Result<HrImportId, Failure> {
    break_off(work).await?;
    let id: HrImportId = work.new_id();
    store::begin(work, id, profile, dry_run).await?;
    audit::log(work, "hr_import", Some(id.0), None).await?;
    Ok(id)
}

/// Runs it to its end; the outcome is recorded on the run in every case.
pub async fn run(
    state: &State,
    turn: Turn,
    id: HrImportId,
    bytes: Vec<u8>,
    profile: ImportProfile,
    dry_run: bool,
    max_close_percent: u8,
) -> Result<HrImportDetails, Failure> {
    let read = actix_web::web::block(move || read::read(&bytes, profile)).await.map_err(anyhow::Error::from);
    let outcome = match read {
        Ok(Ok(file)) => attempt(state, id, &file, profile, dry_run, max_close_percent).await,
        Ok(Err(failure)) => Err(failure),
        Err(error) => Err(error.into()),
    };
    state.imports.end(id.0);
    let noted = match &outcome {
        Ok(()) => Ok(()),
        Err(failure) => fail(state, id, failure).await,
    };
    turn.0.release().await?;
    noted?;
    outcome.or_else(|failure| if failure.code() == Code::Internal { Err(failure) } else { Ok(()) })?;
    as_system(state.system(), "hr-import:view", async |work| details(work, id, &state.imports).await).await
}

async fn attempt(
    state: &State,
    id: HrImportId,
    file: &HrFile,
    profile: ImportProfile,
    dry_run: bool,
    max_close_percent: u8,
) -> Result<(), Failure> {
    as_system(state.system(), "hr-import:run", async |work| {
        let source = Profile::of(profile).source;
        let with_people = profile != ImportProfile::Behandler;
        let (current, keys) = store::current(work, &source, with_people).await?;
        let outcome = diff(&current, file, work.today, max_close_percent);
        drop(current);
        let changes = outcome.changes.len();
        let (state_now, done) = match outcome.to_apply() {
            Err(_) => (ImportState::Stopped, 0),
            Ok(_) if dry_run => (ImportState::Finished, 0),
            Ok(to_apply) => {
                let progress = |done| state.imports.set(id.0, done, changes);
                apply::apply(work, to_apply, &source, keys, progress).await?;
                (ImportState::Finished, changes)
            }
        };
        let end = store::End {
            state: state_now,
            rows: file.rows,
            changes,
            done,
            problems: outcome.problems.len(),
            report: report(&outcome),
        };
        store::end(work, id, &end).await
    })
    .await
}

async fn fail(state: &State, id: HrImportId, failure: &Failure) -> Result<(), Failure> {
    let report = HrImportReport {
        failure: Some(failure.code().as_str().to_owned()),
        failure_detail: match failure {
            Failure::Known(known) => known.detail.clone(),
            Failure::Database(_) | Failure::Internal(_) => None,
        },
        ..HrImportReport::default()
    };
    let end = store::End { state: ImportState::Failed, rows: 0, changes: 0, done: 0, problems: 0, report };
    as_system(state.system(), "hr-import:run", async |work| store::end(work, id, &end).await).await
}

fn report(outcome: &Outcome) -> HrImportReport {
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let counts =
        outcome.counts().into_iter().map(|(kind, count)| ImportCount { kind: kind.to_owned(), count: number(count) });
    let problems = outcome.problems.iter().take(PROBLEMS).map(|problem| RowProblem {
        line: problem.line.and_then(|line| i64::try_from(line).ok()),
        code: problem.code.as_str().to_owned(),
        column: problem.column.clone(),
        value: problem.value.clone(),
        used: problem.used,
    });
    HrImportReport {
        counts: counts.collect(),
        sample: outcome.changes.iter().take(SAMPLE).map(change).collect(),
        row_problems: problems.collect(),
        would_close: outcome.stopped.map(|stopped| WouldClose {
            positions: number(stopped.positions),
            of_open: number(stopped.of_open),
            limit_percent: i64::from(stopped.limit_percent),
        }),
        failure: None,
        failure_detail: None,
    }
}

fn change(change: &Change) -> ImportChange {
    let fields = change.fields().into_iter();
    ImportChange {
        kind: change.kind().to_owned(),
        line: change.line().and_then(|line| i64::try_from(line).ok()),
        subject: change.subject(),
        fields: fields.map(|(field, before, after)| ChangedField { field: field.to_owned(), before, after }).collect(),
    }
}

pub async fn list(work: &Work<'_>, paging: &PageQuery, progress: &Progress) -> Result<Page<HrImportSummary>, Failure> {
    let rows = store::runs(work, page::after(paging)?, paging.limit()).await?;
    page::page(rows, paging.limit(), |row| row.id, |row| live(row.into_summary(), progress))
}

pub async fn details(work: &Work<'_>, id: HrImportId, progress: &Progress) -> Result<HrImportDetails, Failure> {
    let row = store::run(work, id).await?.ok_or_else(Failure::not_found)?;
    let report: HrImportReport = serde_json::from_str(&row.report)?;
    Ok(HrImportDetails {
        summary: live(row.into_summary(), progress),
        counts: report.counts,
        sample: report.sample,
        row_problems: report.row_problems,
        would_close: report.would_close,
        failure: report.failure,
        failure_detail: report.failure_detail,
    })
}

fn live(mut summary: HrImportSummary, progress: &Progress) -> HrImportSummary {
    if let Some((done, of)) = progress.of(summary.id.0).filter(|_| summary.state == ImportState::Running) {
        summary.done = i64::try_from(done).unwrap_or(i64::MAX);
        summary.changes = i64::try_from(of).unwrap_or(i64::MAX);
    }
    summary
}

/// A whole import at once, for the command line and the demo hospital.
pub async fn import(
    state: &State,
    bytes: Vec<u8>,
    profile: ImportProfile,
    dry_run: bool,
    max_close_percent: u8,
) -> Result<HrImportDetails, Failure> {
    let turn = turn(state).await?;
    let begun = async |work: &Work<'_>| begin(work, &turn, profile, dry_run).await;
    let id = as_system(state.system(), "hr-import:run", begun).await?;
    run(state, turn, id, bytes, profile, dry_run, max_close_percent).await
}
