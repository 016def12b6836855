//! REP-6: the overview of employees as a file; the number of each one's requirements by status.

use kyndig_contract::employee::{Availability, EmployeeSummary};
use kyndig_platform::http::export::{self, Column, Table};
use kyndig_sheet::Cell;

export::columns! {
    EmployeeColumns of EMPLOYEES;
}

pub static EMPLOYEES: Table<EmployeeSummary> = Table {
    title: "employee.caption",
    columns: &[
        Column::new("name", "employee.name", 30, |one, _| Cell::from(&one.name)),
        Column::new("title", "employee.position", 28, |one, _| Cell::from(&one.title)),
        Column::new("unit", "employee.unit", 32, |one, _| Cell::from(&one.unit.name)),
        Column::new("availability", "employee.availability", 16, |one, words| {
            Cell::from(words.get(match one.availability {
                Availability::Available => "employee.available",
                Availability::LentOut => "employee.lent_out",
                Availability::Borrowed => "employee.borrowed",
            }))
        }),
        Column::new("starts_on", "employee.starts_on", 12, |one, _| one.starts_on.into()),
        Column::new("plans", "employee.plans", 10, |one, _| one.plans.into()),
        // blank where there is nothing to do
        Column::new("plan_status", "employee.plan_status", 14, |one, _| {
            (one.plans > 0).then(|| Cell::Percent(one.counts.percent())).into()
        }),
        Column::new("awaiting_approval", "employee.awaiting_approval", 18, |one, _| one.awaiting_approval.into()),
        Column::new("not_started", "common.status_not_started", 16, |one, _| one.counts.not_started.into()),
        Column::new("started", "common.status_started", 16, |one, _| one.counts.started.into()),
        Column::new("awaiting_signature", "common.status_awaiting_signature", 18, |one, _| {
            one.counts.awaiting_signature.into()
        }),
        Column::new("rejected", "common.status_rejected", 16, |one, _| one.counts.rejected.into()),
        Column::new("fulfilled", "common.status_fulfilled", 16, |one, _| one.counts.fulfilled.into()),
        Column::new("expiring", "common.status_expiring", 16, |one, _| one.counts.expiring.into()),
        Column::new("expired", "common.status_expired", 16, |one, _| one.counts.expired.into()),
    ],
};
