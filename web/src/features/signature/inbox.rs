//! The signer's list as the address has it: which tab, which request, and what comes next.

use kyndig_contract::page::Page;
use kyndig_contract::signature::{RequestStatus, SignatureRequestSummary};
use kyndig_domain::ids::SignatureRequestId;
use leptos::prelude::*;

use crate::browser;
use crate::features::home::Waiting;
use crate::load::Pages;
use crate::nav::Query;
use crate::transport::{self, with_query};

/// The tabs in the address; a request that was taken back is shown from the first.
const TABS: [(RequestStatus, &str); 3] =
    [(RequestStatus::Awaiting, "awaiting"), (RequestStatus::Signed, "signed"), (RequestStatus::Rejected, "rejected")];

/// The address of a request in its tab.
pub fn href(status: RequestStatus, id: SignatureRequestId) -> String {
    let tab = TABS.iter().find(|(of, _)| *of == status).map_or("awaiting", |(_, tab)| tab);
    format!("/signing?tab={tab}&request={id}")
}

/// What keys do with the request that is open.
#[derive(Clone, Copy)]
pub struct Deciding {
    pub sign: Callback<()>,
    pub reject: Callback<()>,
}

#[derive(Clone, Copy)]
pub struct Inbox {
    pub tab: Query,
    pub chosen: Query,
    pub status: Memo<RequestStatus>,
    pub list: Pages<SignatureRequestSummary>,
    pub deciding: RwSignal<Option<Deciding>>,
}

impl Inbox {
    pub fn new() -> Self {
        let tab = Query::new("tab");
        let status = Memo::new(move |_| {
            let wanted = tab.text();
            TABS.iter().find(|(_, tab)| *tab == wanted).map_or(RequestStatus::Awaiting, |(status, _)| *status)
        });
        let list = Pages::new(
            move || status.get(),
            |status, cursor| async move {
                let status = Some(status.as_str().to_owned());
                let path = with_query("/signature-requests", &[("status", status), ("cursor", cursor)]);
                transport::get::<Page<SignatureRequestSummary>>(&path).await
            },
        );
        let inbox = Self { tab, chosen: Query::new("request"), status, list, deciding: RwSignal::new(None) };
        Effect::new(move |before: Option<RequestStatus>| {
            let now = status.get();
            if before.is_some_and(|before| before != now) {
                inbox.chosen.set(None);
            }
            now
        });
        inbox
    }

    /// What has been fetched of the tab.
    pub fn shown(self) -> Vec<SignatureRequestSummary> {
        let first = self.list.first.value().map(|page| page.items).unwrap_or_default();
        first.into_iter().chain((0..self.list.count()).flat_map(|index| self.list.more(index))).collect()
    }

    fn ids(self) -> Vec<String> {
        untrack(move || self.shown()).into_iter().map(|request| request.id.to_string()).collect()
    }

    /// The second of seven.
    pub fn place(self, id: &str) -> Option<(usize, i64)> {
        let shown = self.shown();
        let at = shown.iter().position(|request| request.id.to_string() == id)?;
        let known = i64::try_from(shown.len()).unwrap_or(i64::MAX);
        let total = self.list.total().unwrap_or(known);
        Some((at + 1, total.max(known)))
    }

    /// Up or down the list.
    pub fn step(self, down: bool) {
        let ids = self.ids();
        let now = self.chosen.get_untracked();
        let at = now.and_then(|now| ids.iter().position(|id| *id == now));
        let next = match at {
            Some(at) if down => ids.get(at + 1),
            Some(at) => at.checked_sub(1).and_then(|at| ids.get(at)),
            None if down => ids.first(),
            None => ids.last(),
        };
        if let Some(next) = next {
            self.choose(Some(next.clone()));
        }
    }

    /// Opens it, with the focus on its line: from there one works on by keys.
    fn choose(self, id: Option<String>) {
        if !browser::is_narrow() {
            browser::focus_id(id.as_ref().map_or_else(|| "content".to_owned(), |id| row_id(id)));
        }
        self.chosen.set(id);
    }

    /// It leaves the tab: on to the next, and to the one before after the last.
    pub fn gone(self, id: &str) {
        let ids = self.ids();
        let at = ids.iter().position(|known| known == id);
        let next = at.and_then(|at| ids.get(at + 1).or_else(|| at.checked_sub(1).and_then(|at| ids.get(at))));
        self.choose(next.cloned());
        self.refetch();
    }

    /// Others decide and recall too.
    pub fn refetch(self) {
        self.list.refetch();
        Waiting::refetch();
    }
}

/// Names a line, so that the focus finds it.
pub fn row_id(id: &str) -> String {
    format!("request-{id}")
}
