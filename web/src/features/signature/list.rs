//! SIG-1: the signer's list, one tab for what awaits and one for each decision.

use kyndig_contract::signature::{RequestStatus, SignatureRequestSummary};
use leptos::prelude::*;

use super::inbox::{Inbox, row_id};
use super::{keys, request};
use crate::features::home::Waiting;
use crate::language::{capitalised, date, day, local_day, spelled};
use crate::t;
use crate::transport::with_query;
use crate::ui::{Actions, Empty, ExportMenu, Hint, ListRow, PageHead, Split, Tabs, live, paged};

#[component]
pub fn Signing() -> AnyView {
    let inbox = Inbox::new();
    let tasks = Memo::new(|_| Waiting::get());
    let sub = Signal::derive(move || {
        let tasks = tasks.get()?;
        if tasks.signatures == 0 {
            return Some(t::signature::nothing().to_owned());
        }
        let waiting = t::signature::waiting(tasks.signatures, capitalised(&spelled(tasks.signatures)));
        let oldest = tasks.oldest_signature.filter(|_| tasks.signatures > 1).map(local_day);
        Some(oldest.map_or(waiting.clone(), |oldest| t::signature::oldest(&waiting, day(oldest))))
    });
    let tabs = Signal::derive(move || {
        let waiting = tasks.with(|tasks| tasks.as_ref().map(|tasks| tasks.signatures));
        vec![
            ("awaiting", t::signature::tab_awaiting().to_owned(), waiting.filter(|count| *count > 0)),
            ("signed", t::signature::tab_signed().to_owned(), None),
            ("rejected", t::signature::tab_rejected().to_owned(), None),
        ]
    });
    let rows = move |_: String| {
        let status = inbox.status.get_untracked();
        paged(
            inbox.list,
            7,
            move || empty(status),
            |rows| view! { <ul class="list">{rows}</ul> }.into_any(),
            move |request| row(inbox, request),
        )
    };
    let export = Signal::derive(move || {
        with_query("/signature-requests", &[("status", Some(inbox.status.get().as_str().to_owned()))])
    });
    let panel = move || match inbox.chosen.get() {
        Some(id) => view! { <request::Request id inbox/> }.into_any(),
        None => view! { <Hint title=t::signature::choose() text=t::signature::choose_text()/> }.into_any(),
    };
    view! {
        <PageHead title=t::signature::title().to_owned() sub=sub>
            <Actions><ExportMenu path=export/></Actions>
        </PageHead>
        <Split wide=true>
            <section class="panel inbox-list">
                <Tabs query=inbox.tab tabs=tabs label=t::signature::tabs() panel=rows/>
                <keys::Keys inbox/>
            </section>
            {live(panel)}
        </Split>
    }
    .into_any()
}

fn empty(status: RequestStatus) -> AnyView {
    let (title, text) = match status {
        RequestStatus::Signed => (t::signature::signed_none(), t::signature::signed_none_text()),
        RequestStatus::Rejected => (t::signature::rejected_none(), t::signature::rejected_none_text()),
        RequestStatus::Awaiting | RequestStatus::Recalled => {
            (t::signature::awaiting_none(), t::signature::awaiting_none_text())
        }
    };
    view! { <Empty title text/> }.into_any()
}

fn row(inbox: Inbox, request: SignatureRequestSummary) -> AnyView {
    let id = request.id.to_string();
    let (mine, wanted) = (id.clone(), id.clone());
    let sub = if request.plan_names.is_empty() {
        request.person.name
    } else {
        format!("{} · {}", request.person.name, request.plan_names.join(", "))
    };
    view! {
        <ListRow
            id=row_id(&id)
            href=Signal::derive(move || inbox.chosen.href(&wanted))
            chosen=Signal::derive(move || inbox.chosen.get().as_ref() == Some(&mine))
            title=request.requirement_name
            sub=sub
        >
            <span class="meta num">{date(request.performed_on)}</span>
        </ListRow>
    }
    .into_any()
}
