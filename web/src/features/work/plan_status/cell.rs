//! What stands in a cell, as a mark and in words.

use kyndig_contract::assignment::Progress;
use kyndig_contract::plan_status::{PlanStatusColumn, PlanStatusRow};
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use crate::language::date;
use crate::session::use_session;
use crate::t;
use crate::ui::{Mark, MatrixCell, PENNANT, icon, mark_class, status_name};

/// The corners of a cell with a deadline, and with one that has passed.
const DUE: &str = "flag";
const LATE: &str = "flag-late";

/// Where the plan of an employee is.
pub fn plan_href(row: &PlanStatusRow) -> String {
    format!("/employees/{}/plans/{}", row.position_id, row.assignment_id)
}

fn requirement_href(row: &PlanStatusRow, column: &PlanStatusColumn) -> String {
    format!("{}?requirement={}", plan_href(row), column.requirement_id)
}

/// How one stands on a requirement, with its deadline and its expiry.
pub fn requirement(row: &PlanStatusRow, at: usize, column: &PlanStatusColumn) -> MatrixCell {
    // a letter that a later server has made up
    let status = row.status(at).unwrap_or(Status::NotStarted);
    let dates = row.dates(at).copied();
    let expires = dates.and_then(|dates| dates.expires_on).map(|day| match status {
        Status::Expired => t::plan_status::expired(date(day)),
        _ => t::plan_status::expires(date(day)),
    });
    let deadline = dates.and_then(|dates| dates.deadline);
    let due = deadline.map(|day| t::plan_status::due(date(day)));
    let said: Vec<String> = [Some(status_name(status).to_owned()), expires, due].into_iter().flatten().collect();
    // what is done is not late
    let late = deadline.is_some_and(|day| day < use_session().today() && !status.is_valid());
    MatrixCell {
        href: requirement_href(row, column),
        title: format!("{} · {}", said.join(", "), column.name),
        look: mark_class(status),
        corner: match deadline {
            None => "",
            Some(_) if late => LATE,
            Some(_) => DUE,
        },
        ..MatrixCell::default()
    }
}

/// How many times, of how many; `at` is among those that are done several times.
pub fn repetition(row: &PlanStatusRow, at: usize, column: &PlanStatusColumn) -> MatrixCell {
    let counted = row.repetitions.get(at).copied().unwrap_or_default();
    let required = column.repetitions.unwrap_or_default();
    let look = match counted {
        counted if counted >= required => "nth all",
        0 => "nth",
        _ => "nth some",
    };
    MatrixCell {
        href: requirement_href(row, column),
        title: format!("{} · {}", t::plan_status::times(counted, required), column.name),
        look,
        text: format!("{counted}/{required}"),
        ..MatrixCell::default()
    }
}

/// How far a goal is.
pub fn goal(row: &PlanStatusRow, progress: Progress, name: &str) -> MatrixCell {
    MatrixCell {
        href: plan_href(row),
        title: format!("{} · {name}", progress_name(progress)),
        look: mark_class(as_status(progress)),
        ..MatrixCell::default()
    }
}

/// The status whose mark says how far it is.
fn as_status(progress: Progress) -> Status {
    match progress {
        Progress::NotStarted => Status::NotStarted,
        Progress::Started => Status::Started,
        Progress::Completed => Status::Fulfilled,
    }
}

/// The mark of what is as far.
pub fn progress_mark(progress: Progress) -> AnyView {
    view! { <Mark status=as_status(progress) quiet=true/> }.into_any()
}

/// The marks of all cells, under their classes.
pub fn marks() -> Vec<(&'static str, AnyView)> {
    let mark = |status: &Status| (mark_class(*status), view! { <Mark status=*status quiet=true/> }.into_any());
    let flags = [(DUE, "due"), (LATE, "due late")];
    let flag = |(name, class)| (name, view! { <i class=class>{icon(PENNANT)}</i> }.into_any());
    Status::ALL.iter().map(mark).chain(flags.into_iter().map(flag)).collect()
}

pub fn progress_name(progress: Progress) -> &'static str {
    match progress {
        Progress::NotStarted => t::plan_status::goal_not_started(),
        Progress::Started => t::plan_status::goal_started(),
        Progress::Completed => t::plan_status::goal_completed(),
    }
}
