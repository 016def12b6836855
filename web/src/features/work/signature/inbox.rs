//! The signer's list as the address has it: which tab, which request, and what comes next.

use std::collections::BTreeSet;

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::signature::{RequestStatus, SignatureRequestSummary};
use kyndig_domain::ids::SignatureRequestId;
use leptos::prelude::*;

use crate::browser;
use crate::features::work::waiting::Waiting;
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

/// The requests of a line: several, where it is done several times (SIG-3).
pub fn requests_of(line: &SignatureRequestSummary) -> Vec<SignatureRequestId> {
    if line.repetitions.is_empty() { vec![line.id] } else { line.repetitions.iter().map(|time| time.id).collect() }
}

/// Whether the line is of this request.
pub fn is_of(line: &SignatureRequestSummary, id: &str) -> bool {
    line.id.to_string() == id || line.repetitions.iter().any(|time| time.id.to_string() == id)
}

/// What keys do with the request that is open, or with those that are ticked.
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
    /// SIG-6: what is ticked in the list, and what is done with it.
    pub ticked: RwSignal<BTreeSet<SignatureRequestId>>,
    pub bulk: RwSignal<Option<Deciding>>,
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
                let path = with_query(api_path!("/signature-requests"), &[("status", status), ("cursor", cursor)]);
                transport::get::<Page<SignatureRequestSummary>>(&path).await
            },
        );
        let inbox = Self {
            tab,
            chosen: Query::new("request"),
            status,
            list,
            deciding: RwSignal::new(None),
            ticked: RwSignal::new(BTreeSet::new()),
            bulk: RwSignal::new(None),
        };
        Effect::new(move |before: Option<RequestStatus>| {
            let now = status.get();
            if before.is_some_and(|before| before != now) {
                inbox.chosen.set(None);
                inbox.ticked.set(BTreeSet::new());
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

    /// Where the open request is in the list, which may have it by another of its line's.
    fn at(self) -> Option<usize> {
        let now = self.chosen.get_untracked()?;
        untrack(move || self.shown()).iter().position(|line| is_of(line, &now))
    }

    /// The second of seven.
    pub fn place(self, id: &str) -> Option<(usize, i64)> {
        let shown = self.shown();
        let at = shown.iter().position(|line| is_of(line, id))?;
        let known = i64::try_from(shown.len()).unwrap_or(i64::MAX);
        let total = self.list.total().unwrap_or(known);
        Some((at + 1, total.max(known)))
    }

    /// The requests of the lines that are ticked, in the order of the list: of those alone that are seen to be.
    pub fn ticked_ids(self) -> Vec<SignatureRequestId> {
        self.shown().iter().filter(|line| self.is_ticked(line)).flat_map(requests_of).collect()
    }

    pub fn is_ticked(self, line: &SignatureRequestSummary) -> bool {
        self.ticked.with(|ticked| requests_of(line).iter().all(|id| ticked.contains(id)))
    }

    pub fn tick(self, lines: &[SignatureRequestSummary], on: bool) {
        self.ticked.update(|ticked| {
            for id in lines.iter().flat_map(requests_of) {
                if on {
                    ticked.insert(id);
                } else {
                    ticked.remove(&id);
                }
            }
        });
    }

    /// Ticks the line that is open, or no longer.
    pub fn turn(self) {
        let line = self.at().and_then(|at| untrack(move || self.shown()).get(at).cloned());
        if let Some(line) = line.filter(|_| self.status.get_untracked() == RequestStatus::Awaiting) {
            let on = untrack(|| self.is_ticked(&line));
            self.tick(&[line], !on);
        }
    }

    /// Up or down the list.
    pub fn step(self, down: bool) {
        let ids = self.ids();
        let next = match self.at() {
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
        let lines = untrack(move || self.shown());
        let at = lines.iter().position(|line| is_of(line, id));
        let next = at.and_then(|at| lines.get(at + 1).or_else(|| at.checked_sub(1).and_then(|at| lines.get(at))));
        self.choose(next.map(|line| line.id.to_string()));
        self.refetch();
    }

    /// Many leave it: where the open one is among them, on to the next that stays.
    pub fn gone_many(self, gone: &[SignatureRequestId]) {
        let lines = untrack(move || self.shown());
        let stays = |line: &&SignatureRequestSummary| !requests_of(line).iter().all(|id| gone.contains(id));
        self.ticked.set(BTreeSet::new());
        match self.at() {
            Some(at) if lines.get(at).as_ref().is_some_and(stays) => {}
            Some(at) => {
                let next = lines[at..].iter().find(stays).or_else(|| lines[..at].iter().rev().find(stays));
                self.choose(next.map(|line| line.id.to_string()));
            }
            None => browser::focus_id(
                lines.iter().find(stays).map_or("content".to_owned(), |line| row_id(&line.id.to_string())),
            ),
        }
        self.refetch();
    }

    /// Some of a line's are decided: on with this one of it.
    pub fn go_on(self, rest: SignatureRequestId) {
        self.chosen.set(Some(rest.to_string()));
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
