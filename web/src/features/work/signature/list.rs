//! SIG-1: the signer's list, one tab for what awaits and one for each decision.

use kyndig_contract::api_path;
use kyndig_contract::signature::{RequestStatus, SignatureRequestSummary};
use kyndig_domain::standing::Status;
use leptos::{ev, prelude::*};

use super::inbox::{Inbox, is_of, row_id};
use super::many::bulk;
use super::{keys, request, withdrawn};
use crate::features::work::waiting::Waiting;
use crate::language::{capitalised, date, day, local_day, spelled};
use crate::t;
use crate::transport::with_query;
use crate::ui::{Actions, Empty, ExportMenu, Hint, ListRow, Mark, PageHead, Split, Tabs, Tag, Tone, live, paged};

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
        let (above, below) = (status == RequestStatus::Awaiting).then(|| bulk(inbox)).unzip();
        let rows = paged(
            inbox.list,
            7,
            move || empty(status),
            |rows| view! { <ul class="list">{rows}</ul> }.into_any(),
            move |request| row(inbox, request),
        );
        let gone = (status == RequestStatus::Awaiting).then(|| withdrawn::withdrawn(inbox));
        view! { {above} {rows} {below} {gone} }.into_any()
    };
    let export = Signal::derive(move || {
        with_query(api_path!("/signature-requests"), &[("status", Some(inbox.status.get().as_str().to_owned()))])
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
        RequestStatus::Awaiting | RequestStatus::Recalled | RequestStatus::Withdrawn => {
            (t::signature::awaiting_none(), t::signature::awaiting_none_text())
        }
    };
    view! { <Empty title text/> }.into_any()
}

fn row(inbox: Inbox, line: SignatureRequestSummary) -> AnyView {
    let id = line.id.to_string();
    let wanted = id.clone();
    let mut sub = vec![line.person.name.clone()];
    sub.extend((!line.plan_names.is_empty()).then(|| line.plan_names.join(", ")));
    sub.extend((!line.goal_names.is_empty()).then(|| line.goal_names.join(", ")));
    let title = line.requirement_name.clone();
    let performed = date(line.performed_on);
    let times = line.repetitions.len();
    let times = (times > 1).then(|| view! { <Tag tone=Tone::Info text=t::signature::times(times)/> });
    let line = StoredValue::new(line);
    let chosen = move || inbox.chosen.get().is_some_and(|id| line.with_value(|line| is_of(line, &id)));
    view! {
        <ListRow
            id=row_id(&id)
            href=Signal::derive(move || inbox.chosen.href(&wanted))
            chosen=Signal::derive(chosen)
            lead=move || lead(inbox, line)
            title=title
            sub=sub.join(" · ")
        >
            <span class="remarks">
                {times}
                <span class="meta num">{performed}</span>
            </span>
        </ListRow>
    }
    .into_any()
}

/// What awaits can be ticked; what is decided says how.
fn lead(inbox: Inbox, line: StoredValue<SignatureRequestSummary>) -> AnyView {
    let decided = |status: Status, name: &'static str| {
        view! {
            <Mark status quiet=true/>
            <span class="ds-sr-only">{name}</span>
        }
        .into_any()
    };
    match line.with_value(|line| line.status) {
        RequestStatus::Signed => decided(Status::Fulfilled, t::signature::tab_signed()),
        RequestStatus::Rejected => decided(Status::Rejected, t::signature::tab_rejected()),
        RequestStatus::Recalled | RequestStatus::Withdrawn => ().into_any(),
        RequestStatus::Awaiting => {
            let label = line.with_value(|line| t::signature::choose_one(&line.requirement_name, &line.person.name));
            let press = move |event: ev::Event| {
                inbox.tick(&[line.get_value()], event_target_checked(&event));
            };
            view! {
                <input
                    type="checkbox"
                    class="ds-input"
                    aria-label=label
                    prop:checked=move || line.with_value(|line| inbox.is_ticked(line))
                    on:change=press
                />
            }
            .into_any()
        }
    }
}
