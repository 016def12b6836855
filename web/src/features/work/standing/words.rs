//! FUL-1, DLN-1, DLN-3: what a status and a deadline mean today, in words and in the colour that says the same.

use chrono::NaiveDate;
use kyndig_domain::standing::{CutOffs, Status};

use crate::language::date;
use crate::t;
use crate::ui::status_name;

/// A few words beside a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub text: String,
    /// The class that colours it.
    pub class: &'static str,
}

impl Remark {
    fn new(text: impl Into<String>, class: &'static str) -> Self {
        Self { text: text.into(), class }
    }
}

/// "Signed" where a signature was needed, else the status's own name.
pub fn standing_name(status: Status, needs_signature: bool) -> &'static str {
    if status == Status::Fulfilled && needs_signature { t::standing::signed() } else { status_name(status) }
}

/// What the status calls for; nothing where there is nothing to say beyond the mark.
pub fn status_remark(status: Status, expires_on: Option<NaiveDate>, today: NaiveDate) -> Option<Remark> {
    let remark = match (status, expires_on) {
        (Status::Expired, Some(day)) => Remark::new(t::standing::expired_on(date(day)), "late"),
        (Status::Expired | Status::Rejected, _) => Remark::new(status_name(status), "late"),
        (Status::Expiring, Some(day)) => Remark::new(expires(day, today), "soon"),
        (Status::Expiring, None) => Remark::new(status_name(status), "soon"),
        (Status::NotStarted | Status::AwaitingSignature | Status::Started | Status::NotRelevant, _) => {
            Remark::new(status_name(status), "")
        }
        (Status::Fulfilled, _) => return None,
    };
    Some(remark)
}

fn expires(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        ..=0 => t::standing::expires_today().to_owned(),
        1 => t::standing::expires_tomorrow().to_owned(),
        days => t::standing::expires_in(days),
    }
}

/// DLN-3: a deadline on what is fulfilled is kept, and never overdue.
pub fn deadline_remark(status: Status, deadline: Option<NaiveDate>, today: NaiveDate) -> Option<Remark> {
    let deadline = deadline?;
    let met = status.is_valid() || status == Status::NotRelevant;
    let (text, class) = if !met && deadline < today {
        (t::standing::deadline_passed(date(deadline)), "late")
    } else if !met && deadline <= CutOffs::of(today).soon {
        (t::standing::deadline_on(date(deadline)), "soon")
    } else {
        (t::standing::deadline_on(date(deadline)), "")
    };
    Some(Remark::new(text, class))
}

/// "om 12 dager", for a day from today on.
pub fn in_days(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        ..=0 => t::standing::today().to_owned(),
        1 => t::standing::tomorrow().to_owned(),
        days => t::standing::in_days(days),
    }
}

/// How long what is fulfilled counts: "gyldig til 14.03.2027".
pub fn validity_line(status: Status, expires_on: Option<NaiveDate>) -> Option<String> {
    (status == Status::Fulfilled).then(|| {
        expires_on.map_or_else(|| t::standing::without_expiry().to_owned(), |day| t::standing::valid_until(date(day)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(
        status: Status,
        day: &str,
        of: fn(Status, Option<NaiveDate>, NaiveDate) -> Option<Remark>,
    ) -> Option<&'static str> {
        let today = "2026-11-21".parse().unwrap();
        of(status, day.parse().ok(), today).map(|remark| remark.class)
    }

    /// Of DLN-3
    #[test]
    fn a_deadline_is_overdue_only_while_it_is_not_met() {
        for status in Status::ALL.iter().copied() {
            let met = matches!(status, Status::Fulfilled | Status::Expiring | Status::NotRelevant);
            assert_eq!(class(status, "2026-11-20", deadline_remark), Some(if met { "" } else { "late" }), "{status:?}");
            assert_eq!(class(status, "2026-12-21", deadline_remark), Some(if met { "" } else { "soon" }), "{status:?}");
            assert_eq!(class(status, "2026-12-22", deadline_remark), Some(""), "{status:?}");
        }
        assert_eq!(class(Status::NotStarted, "", deadline_remark), None);
    }

    /// Proves FUL-1
    #[test]
    fn the_colour_of_the_words_is_that_of_the_status() {
        let expected = [
            (Status::NotStarted, Some("")),
            (Status::Started, Some("")),
            (Status::AwaitingSignature, Some("")),
            (Status::Rejected, Some("late")),
            (Status::Fulfilled, None),
            (Status::Expiring, Some("soon")),
            (Status::Expired, Some("late")),
            (Status::NotRelevant, Some("")),
        ];
        assert_eq!(expected.len(), Status::ALL.len());
        for (status, wanted) in expected {
            assert_eq!(class(status, "2026-11-21", status_remark), wanted, "{status:?}");
            assert_eq!(class(status, "", status_remark), wanted, "{status:?}");
        }
    }
}
