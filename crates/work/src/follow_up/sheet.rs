//! REP-6: the tabs of the follow-up as files.

use kyndig_contract::follow_up::FollowedRequirement;
use kyndig_domain::standing::Status;
use kyndig_platform::http::export::{self, Column, Table};
use kyndig_sheet::Cell;

use super::{history::Line, reading::Standing};

export::columns! {
    RequirementColumns of REQUIREMENTS;
    StandingColumns of STANDINGS;
    DayColumns of DAYS;
}

pub static REQUIREMENTS: Table<FollowedRequirement> = Table {
    title: "follow_up.requirements",
    columns: &[
        Column::new("number", "requirement.number", 12, |one, _| Cell::from(&one.number)),
        Column::new("name", "requirement.caption", 48, |one, _| Cell::from(&one.name)),
        Column::new("people", "follow_up.people", 12, |one, _| one.people.into()),
        Column::new("percent", "follow_up.percent", 12, |one, _| Cell::Percent(one.percent)),
        Column::new("not_started", "common.status_not_started", 16, |one, _| one.counts.not_started.into()),
        Column::new("started", "common.status_started", 16, |one, _| one.counts.started.into()),
        Column::new("awaiting_signature", "common.status_awaiting_signature", 18, |one, _| {
            one.counts.awaiting_signature.into()
        }),
        Column::new("rejected", "common.status_rejected", 16, |one, _| one.counts.rejected.into()),
        Column::new("fulfilled", "common.status_fulfilled", 16, |one, _| one.counts.fulfilled.into()),
        Column::new("expiring", "common.status_expiring", 16, |one, _| one.counts.expiring.into()),
        Column::new("expired", "common.status_expired", 16, |one, _| one.counts.expired.into()),
        Column::new("deadline_near", "follow_up.deadline_near", 14, |one, _| one.deadline_near.into()),
        Column::new("deadline_passed", "follow_up.deadline_passed", 14, |one, _| one.deadline_passed.into()),
        Column::new("plans", "employee.plans", 60, |one, _| {
            one.plans.iter().map(|plan| plan.name.as_str()).collect::<Vec<_>>().join(", ").into()
        }),
    ],
};

pub static STANDINGS: Table<Standing> = Table {
    title: "follow_up.standings",
    columns: &[
        Column::new("person", "employee.name", 30, |one, _| Cell::from(&*one.who.name)),
        Column::new("title", "employee.position", 28, |one, _| Cell::from(&*one.who.title)),
        Column::new("unit", "employee.unit", 32, |one, _| Cell::from(&*one.who.unit)),
        Column::new("number", "requirement.number", 12, |one, _| Cell::from(&*one.requirement.number)),
        Column::new("requirement", "requirement.caption", 48, |one, _| Cell::from(&*one.requirement.name)),
        Column::new("status", "requirement.state", 20, |one, words| Cell::from(words.get(status(one.status)))),
        Column::new("performed_on", "signature.performed", 12, |one, _| one.performed_on.into()),
        Column::new("expires_on", "follow_up.expires_on", 12, |one, _| one.expires_on.into()),
        Column::new("deadline", "follow_up.deadline", 12, |one, _| one.deadline.into()),
    ],
};

pub static DAYS: Table<Line> = Table {
    title: "follow_up.history",
    columns: &[
        Column::new("day", "follow_up.day", 12, |one, words| {
            one.day.map_or_else(|| Cell::from(words.get("follow_up.now")), Cell::from)
        }),
        Column::new("percent", "follow_up.share_done", 14, |one, _| {
            if one.counts.total() == 0 { Cell::Empty } else { Cell::Percent(one.counts.percent()) }
        }),
        Column::new("total", "follow_up.total", 12, |one, _| one.counts.total().into()),
        Column::new("fulfilled", status(Status::Fulfilled), 16, |one, _| one.counts.fulfilled.into()),
        Column::new("expiring", status(Status::Expiring), 16, |one, _| one.counts.expiring.into()),
        Column::new("expired", status(Status::Expired), 16, |one, _| one.counts.expired.into()),
        Column::new("awaiting_signature", status(Status::AwaitingSignature), 18, |one, _| {
            one.counts.awaiting_signature.into()
        }),
        Column::new("rejected", status(Status::Rejected), 16, |one, _| one.counts.rejected.into()),
        Column::new("started", status(Status::Started), 16, |one, _| one.counts.started.into()),
        Column::new("not_started", status(Status::NotStarted), 16, |one, _| one.counts.not_started.into()),
    ],
};

/// The key of the name of a status.
const fn status(status: Status) -> &'static str {
    match status {
        Status::NotStarted => "common.status_not_started",
        Status::Started => "common.status_started",
        Status::AwaitingSignature => "common.status_awaiting_signature",
        Status::Rejected => "common.status_rejected",
        Status::Fulfilled => "common.status_fulfilled",
        Status::Expiring => "common.status_expiring",
        Status::Expired => "common.status_expired",
        Status::NotRelevant => "common.status_not_relevant",
    }
}
