//! What is found, in the groups that it is shown in.

use kyndig_domain::standing::Status;

/// What stands in front of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    Icon(&'static str),
    Status(Status),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub lead: Lead,
    pub title: String,
    pub meta: String,
    pub href: String,
    /// Under which name it is remembered as opened, where its page does not see to that itself.
    pub kept: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub key: &'static str,
    pub name: &'static str,
    pub hits: Vec<Hit>,
    /// How many more there are than are shown.
    pub further: i64,
    /// Leads to all of them.
    pub all: Option<Hit>,
    /// What it holds can be forgotten.
    pub forgettable: bool,
}

impl Group {
    /// No group, where there is nothing in it.
    pub fn of(key: &'static str, name: &'static str, hits: Vec<Hit>) -> Option<Self> {
        (!hits.is_empty()).then_some(Self { key, name, hits, further: 0, all: None, forgettable: false })
    }

    /// What the arrows walk through.
    pub fn options(&self) -> Vec<Hit> {
        self.hits.iter().chain(&self.all).cloned().collect()
    }

    pub fn total(&self) -> i64 {
        i64::try_from(self.hits.len()).unwrap_or(i64::MAX).saturating_add(self.further)
    }
}

impl Hit {
    pub fn new(icon: &'static str, title: impl Into<String>, meta: impl Into<String>, href: impl Into<String>) -> Self {
        Self { lead: Lead::Icon(icon), title: title.into(), meta: meta.into(), href: href.into(), kept: None }
    }
}
