//! What calls for something, sorted by how much it hastens: each requirement once, where it hastens most.

use chrono::NaiveDate;
use kyndig_contract::home::UrgentRequirement;
use kyndig_domain::standing::Status;

use crate::features::work::standing::in_days;
use crate::language::short_date;
use crate::t;
use crate::ui::Tone;

/// Why it calls for something; one card each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Expired,
    Rejected,
    Overdue,
    Expiring,
    Due,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Expired, Self::Rejected, Self::Overdue, Self::Expiring, Self::Due];

    /// As in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Overdue => "overdue",
            Self::Expiring => "expiring",
            Self::Due => "due",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    pub const fn tone(self) -> Tone {
        if self.is_late() { Tone::Danger } else { Tone::Warning }
    }

    pub fn name(self, count: usize) -> String {
        match self {
            Self::Expired => t::home::expired(count),
            Self::Rejected => t::home::rejected(count),
            Self::Overdue => t::home::overdue(count),
            Self::Expiring => t::home::expiring(count),
            Self::Due => t::home::due(count),
        }
    }

    const fn is_late(self) -> bool {
        matches!(self, Self::Expired | Self::Rejected | Self::Overdue)
    }

    fn of(item: &UrgentRequirement, today: NaiveDate) -> Option<Self> {
        let (status, deadline) = (item.requirement.status, item.requirement.deadline);
        match status {
            Status::Expired => Some(Self::Expired),
            Status::Rejected => Some(Self::Rejected),
            Status::Expiring => Some(Self::Expiring),
            Status::Fulfilled | Status::NotRelevant => None,
            Status::NotStarted | Status::Started | Status::AwaitingSignature => {
                deadline.map(|deadline| if deadline < today { Self::Overdue } else { Self::Due })
            }
        }
    }
}

/// All of it.
pub struct Urgency {
    items: Vec<(Kind, UrgentRequirement)>,
    today: NaiveDate,
}

impl Urgency {
    pub fn of(urgent: &[UrgentRequirement], today: NaiveDate) -> Self {
        let items = urgent.iter().filter_map(|item| Kind::of(item, today).map(|kind| (kind, item.clone()))).collect();
        Self { items, today }
    }

    pub fn items(&self, kind: Kind) -> Vec<UrgentRequirement> {
        self.items.iter().filter(|(of, _)| *of == kind).map(|(_, item)| item.clone()).collect()
    }

    /// How many hasten: late already, or turned down.
    pub fn late(&self) -> usize {
        self.items.iter().filter(|(kind, _)| kind.is_late()).count()
    }

    /// The first of a kind in words, and how many more there are.
    pub fn detail(&self, kind: Kind) -> String {
        let items = self.items(kind);
        let Some(first) = items.first() else { return String::new() };
        let item = &first.requirement;
        let said = match kind {
            Kind::Expired => item.expires_on.map(|day| t::home::on(&item.name, short_date(day))),
            Kind::Rejected => item.signer_name.as_ref().map(|name| t::home::rejected_by(&item.name, name)),
            Kind::Overdue => item.deadline.map(|day| t::home::on(&item.name, short_date(day))),
            Kind::Expiring => item.expires_on.map(|day| t::home::when(&item.name, in_days(day, self.today))),
            Kind::Due => item.deadline.map(|day| t::home::when(&item.name, in_days(day, self.today))),
        };
        let said = said.unwrap_or_else(|| item.name.clone());
        if items.len() > 1 { t::home::and_more(items.len() - 1, said) } else { said }
    }
}

#[cfg(test)]
mod tests {
    use kyndig_contract::assignment::AssignedRequirement;
    use kyndig_domain::requirement::{DocumentationMethod, LearningMethod};

    use super::*;

    fn item(status: Status, deadline: Option<&str>) -> UrgentRequirement {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        UrgentRequirement {
            assignment_id: id.parse().unwrap(),
            requirement: AssignedRequirement {
                repetitions: None,
                requirement_id: id.parse().unwrap(),
                number: "KR-1".to_owned(),
                name: "HLR".to_owned(),
                learning_method: LearningMethod::Course,
                documentation_method: DocumentationMethod::SelfRegistration,
                needs_signature: false,
                status,
                fulfilled_on: None,
                expires_on: None,
                deadline: deadline.and_then(|day| day.parse().ok()),
                signer_name: None,
            },
        }
    }

    #[test]
    fn each_stands_once_where_it_hastens_most() {
        let today = "2026-11-21".parse().unwrap();
        let kind = |status, deadline| Kind::of(&item(status, deadline), today);
        assert_eq!(kind(Status::Expired, Some("2026-11-20")), Some(Kind::Expired));
        assert_eq!(kind(Status::Rejected, None), Some(Kind::Rejected));
        assert_eq!(kind(Status::AwaitingSignature, Some("2026-11-20")), Some(Kind::Overdue));
        assert_eq!(kind(Status::NotStarted, Some("2026-11-21")), Some(Kind::Due));
        assert_eq!(kind(Status::Expiring, Some("2026-11-20")), Some(Kind::Expiring));
        // DLN-3: a deadline on what is fulfilled calls for nothing
        assert_eq!(kind(Status::Fulfilled, Some("2026-11-20")), None);
        assert!(Kind::ALL.into_iter().all(|kind| Kind::from_word(kind.word()) == Some(kind)));
    }
}
