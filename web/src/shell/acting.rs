//! What one acts as, in a line and in two.

use crate::language::date;
use crate::t;
use kyndig_contract::session::{ActingChoice, ActingKind};

/// What one acts as: "Sykepleier · Medisinsk sengepost 3", and of what is for a time also until when.
pub fn acting_line(acting: &ActingChoice) -> String {
    let end = acting.to.map(date);
    match (acting.kind, &acting.deputy_for_name, end) {
        (ActingKind::Loan, _, Some(end)) => t::session::on_loan_until(&acting.unit_name, end),
        (ActingKind::Loan, _, None) => t::session::on_loan(&acting.unit_name),
        (ActingKind::Deputy, Some(name), Some(end)) => t::session::deputy_for_until(name, end),
        (ActingKind::Deputy, Some(name), None) => t::session::deputy_for(name),
        _ => format!("{} · {}", acting.title, acting.unit_name),
    }
}

/// The same in two lines: what it is, and where and until when.
pub fn acting_place(acting: &ActingChoice) -> (String, String) {
    let title = match (acting.kind, &acting.deputy_for_name) {
        (ActingKind::Loan, _) => t::session::title_on_loan(&acting.title),
        (ActingKind::Deputy, Some(name)) => t::session::deputy_for(name),
        _ => acting.title.clone(),
    };
    let until = acting.to.map(|end| t::session::period_until(date(end)));
    let place = acting.unit_name.clone();
    (title, until.map_or_else(|| place.clone(), |until| format!("{place} · {until}")))
}
