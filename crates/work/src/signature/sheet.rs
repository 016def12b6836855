//! REP-6: a tab of the signer's list as a file.

use kyndig_contract::signature::{RequestStatus, SignatureRequestSummary};
use kyndig_platform::{
    clock::wall,
    http::export::{self, Column, Table},
};
use kyndig_sheet::Cell;

export::columns! {
    RequestColumns of REQUESTS;
}

pub static REQUESTS: Table<SignatureRequestSummary> = Table {
    title: "signature.title",
    columns: &[
        Column::new("requirement", "requirement.caption", 48, |one, _| Cell::from(&one.requirement_name)),
        Column::new("person", "signature.who", 30, |one, _| Cell::from(&one.person.name)),
        Column::new("title", "employee.position", 28, |one, _| Cell::from(&one.person_title)),
        Column::new("plans", "employee.plans", 48, |one, _| one.plan_names.join(", ").into()),
        Column::new("performed_on", "signature.performed", 12, |one, _| one.performed_on.into()),
        Column::new("sent_at", "signature.sent", 18, |one, _| wall(one.sent_at).into()),
        Column::new("status", "requirement.state", 16, |one, words| {
            Cell::from(words.get(match one.status {
                RequestStatus::Awaiting => "signature.tab_awaiting",
                RequestStatus::Signed => "signature.tab_signed",
                RequestStatus::Rejected => "signature.tab_rejected",
                RequestStatus::Recalled => "signature.recalled",
                RequestStatus::Withdrawn => "signature.withdrawn",
            }))
        }),
        Column::new("decided_at", "signature.decided", 18, |one, _| one.decided_at.map(wall).into()),
    ],
};
