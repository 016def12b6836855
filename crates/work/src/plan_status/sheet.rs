//! REP-6: the matrix as a file: one row per employee, one column per requirement, in words.

use std::ops::Range;

use kyndig_contract::{
    assignment::Progress,
    plan_status::{PlanStatusColumn, PlanStatusRow, PlanStatusView, goals},
};
use kyndig_platform::{
    http::export::{self, Column, Further, FurtherColumn, Table},
    translations::Translations,
};
use kyndig_sheet::Cell;

use super::service::Head;

export::columns! {
    PlanStatusColumns of PLAN_STATUS;
}

pub static PLAN_STATUS: Table<PlanStatusRow> = Table {
    title: "plan_status.title",
    columns: &[
        Column::new("name", "employee.name", 30, |one, _| Cell::from(&one.name)),
        Column::new("title", "employee.position", 28, |one, _| Cell::from(&one.title)),
        Column::new("unit", "employee.unit", 32, |one, _| Cell::from(&one.unit.name)),
        Column::new("percent", "plan_status.fulfilled", 12, |one, _| Cell::Percent(one.percent)),
    ],
};

/// In characters; longer text is wrapped or cut by the spreadsheet program.
const WIDTH: u16 = 20;

/// The columns of this plan, in this view.
pub fn further(head: &Head, view: PlanStatusView, words: &Translations) -> Further<PlanStatusRow> {
    let groups = head.groups();
    let columns = groups.iter().flat_map(|group| &group.columns);
    let columns = match view {
        PlanStatusView::Requirements => {
            columns.enumerate().map(|(at, column)| requirement(column.name.clone(), at)).collect()
        }
        PlanStatusView::Repetitions => {
            let repeating = columns.filter_map(|column| Some((column, column.repetitions?)));
            repeating.enumerate().map(|(at, (column, times))| repetitions(column, times, at, words)).collect()
        }
        PlanStatusView::Goals => goals(&groups).map(|(name, columns)| goal(name.to_owned(), columns)).collect(),
    };
    Further { about: head.plan.name.clone(), columns }
}

fn requirement(heading: String, at: usize) -> FurtherColumn<PlanStatusRow> {
    FurtherColumn { heading, width: WIDTH, of: at..at + 1, value: |row, at, words| said(row, at.start, words) }
}

fn goal(heading: String, of: Range<usize>) -> FurtherColumn<PlanStatusRow> {
    FurtherColumn { heading, width: WIDTH, of, value: |row, columns, words| far(row.progress(columns), words) }
}

fn far(progress: Progress, words: &Translations) -> Cell<'_> {
    Cell::from(words.get(match progress {
        Progress::NotStarted => "plan_status.goal_not_started",
        Progress::Started => "plan_status.goal_started",
        Progress::Completed => "plan_status.goal_completed",
    }))
}

/// The status, and the deadline where there is one: as on the page.
fn said<'a>(row: &PlanStatusRow, column: usize, words: &'a Translations) -> Cell<'a> {
    let Some(status) = row.status(column) else { return Cell::Empty };
    let name = words.of_kind("common.status_", status.as_str());
    let deadline = row.dates(column).and_then(|dates| dates.deadline);
    let deadline = deadline.map(|day| format!(", {} {}", words.get("plan_status.deadline"), words.day(day)));
    Cell::from(format!("{name}{}", deadline.unwrap_or_default()))
}

/// A number, under a heading that gives the total.
fn repetitions(column: &PlanStatusColumn, times: i32, at: usize, words: &Translations) -> FurtherColumn<PlanStatusRow> {
    FurtherColumn {
        heading: format!("{} ({} {times})", column.name, words.get("plan_status.of")),
        width: WIDTH,
        of: at..at + 1,
        value: |row, at, _| row.repetitions.get(at.start).copied().into(),
    }
}
