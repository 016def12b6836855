//! What stands in a cell, as a mark and in words.

use kyndig_contract::assignment::Progress;
use kyndig_contract::plan_status::{PlanStatusColumn, PlanStatusRow};
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use crate::language::date;
use crate::session::use_session;
use crate::t;
use crate::ui::{Mark, MatrixCell, icon, icon_paths, status_name};

/// Where the plan of an employee is.
pub fn plan_href(row: &PlanStatusRow) -> String {
    format!("/employees/{}/plans/{}", row.position_id, row.assignment_id)
}

fn requirement_href(row: &PlanStatusRow, column: &PlanStatusColumn) -> String {
    format!("{}?krav={}", plan_href(row), column.requirement_id)
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
    let clock = deadline.map(|_| view! { <i class="due" class:late=late>{icon(icon_paths::CLOCK)}</i> });
    MatrixCell {
        href: requirement_href(row, column),
        title: format!("{} · {}", said.join(", "), column.name),
        inner: view! { <Mark status quiet=true/> {clock} }.into_any(),
    }
}

/// How many times, of how many; `at` is among those that are done several times.
pub fn repetition(row: &PlanStatusRow, at: usize, column: &PlanStatusColumn) -> MatrixCell {
    let counted = row.repetitions.get(at).copied().unwrap_or_default();
    let required = column.repetitions.unwrap_or_default();
    let class = match counted {
        counted if counted >= required => "nth-of num all",
        0 => "nth-of num",
        _ => "nth-of num some",
    };
    MatrixCell {
        href: requirement_href(row, column),
        title: format!("{} · {}", t::plan_status::times(counted, required), column.name),
        inner: view! { <span class=class aria-hidden="true">{format!("{counted}/{required}")}</span> }.into_any(),
    }
}

/// How far a goal is.
pub fn goal(row: &PlanStatusRow, progress: Progress, name: &str) -> MatrixCell {
    MatrixCell {
        href: plan_href(row),
        title: format!("{} · {name}", progress_name(progress)),
        inner: progress_mark(progress),
    }
}

/// The mark of what is as far.
pub fn progress_mark(progress: Progress) -> AnyView {
    let status = match progress {
        Progress::NotStarted => Status::NotStarted,
        Progress::Started => Status::Started,
        Progress::Completed => Status::Fulfilled,
    };
    view! { <Mark status quiet=true/> }.into_any()
}

pub fn progress_name(progress: Progress) -> &'static str {
    match progress {
        Progress::NotStarted => t::plan_status::goal_not_started(),
        Progress::Started => t::plan_status::goal_started(),
        Progress::Completed => t::plan_status::goal_completed(),
    }
}
