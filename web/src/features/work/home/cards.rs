//! The cards of the first page: how many, of what, and the way there.

use kyndig_contract::home::UrgentRequirement;
use leptos::prelude::*;

use super::urgency::{Kind, Urgency};
use crate::features::work::assignment;
use crate::features::work::standing::{deadline_remark, status_remark};
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::ui::{ListRow, Mark, Side, icon, icon_paths};

/// One leads to its requirement, several open their list.
pub fn cards(urgency: &Urgency, chosen: Query) -> Option<AnyView> {
    let cards: Vec<AnyView> = Kind::ALL
        .into_iter()
        .filter_map(|kind| {
            let items = urgency.items(kind);
            let count = items.len();
            let detail = urgency.detail(kind);
            let href = match items.as_slice() {
                [] => return None,
                [one] => {
                    Signal::stored(assignment::requirement_href(one.assignment_id, one.requirement.requirement_id))
                }
                _ => Signal::derive(move || chosen.href(kind.word())),
            };
            let current = move || (chosen.get().as_deref() == Some(kind.word())).then_some("true");
            let card = view! {
                <li>
                    <a
                        class="note"
                        id=format!("card-{}", kind.word())
                        data-color=kind.tone().name()
                        href=move || href.get()
                        aria-current=current
                    >
                        <span class="big num">{count}</span>
                        <b>{kind.name(count)}</b>
                        <span>{detail}</span>
                    </a>
                </li>
            };
            Some(card.into_any())
        })
        .collect();
    (!cards.is_empty()).then(|| view! { <ul class="cards">{cards}</ul> }.into_any())
}

/// The list of a card.
pub fn opened(kind: Kind, items: Vec<UrgentRequirement>, chosen: Query) -> AnyView {
    let today = use_session().today();
    let count = items.len();
    let row = move |item: UrgentRequirement| {
        let href = assignment::requirement_href(item.assignment_id, item.requirement.requirement_id);
        let item = item.requirement;
        let status = item.status;
        let said = match kind {
            Kind::Rejected => item.signer_name.as_ref().map(t::standing::rejected_by),
            Kind::Overdue | Kind::Due => deadline_remark(status, item.deadline, today).map(|remark| remark.text),
            Kind::Expired | Kind::Expiring => status_remark(status, item.expires_on, today).map(|remark| remark.text),
        };
        view! {
            <ListRow
                id=format!("urgent-{}", item.requirement_id)
                href=Signal::stored(href)
                lead=move || view! { <Mark status/> }
                title=item.name
                sub=said.unwrap_or_default()
            >
                {icon(icon_paths::CHEVRON_RIGHT)}
            </ListRow>
        }
    };
    view! {
        <Side title=kind.name(count) close=move || chosen.set(None)>
            <ul class="list flush">{items.into_iter().map(row).collect_view()}</ul>
        </Side>
    }
    .into_any()
}
