//! REQ-13: what has left the list because the requirement was archived, with the reason.

use chrono::Days;
use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::signature::SignatureRequestSummary;
use leptos::prelude::*;

use super::inbox::Inbox;
use crate::language::local_day;
use crate::load::Load;
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::{ListRow, live};

/// So long it is told of.
const SHOWN: Days = Days::new(30);

/// Nothing where there is nothing to tell.
pub fn withdrawn(inbox: Inbox) -> AnyView {
    let gone = Load::new(
        || (),
        |()| async move {
            let path = api_path!("/signature-requests").with("status", "withdrawn").with("limit", "10");
            transport::get::<Page<SignatureRequestSummary>>(&path).await
        },
    );
    let today = use_session().today();
    let since = today.checked_sub_days(SHOWN).unwrap_or(today);
    let rows = move || {
        let all = gone.value()?.items;
        let recent = all.into_iter().filter(|one| one.decided_at.is_some_and(|at| local_day(at) >= since));
        let rows: Vec<_> = recent.map(|one| row(inbox, one)).collect();
        (!rows.is_empty()).then(|| {
            view! {
                <h2 class="group">{t::signature::withdrawn_title()}</h2>
                <ul class="list">{rows}</ul>
            }
        })
    };
    live(rows)
}

fn row(inbox: Inbox, one: SignatureRequestSummary) -> AnyView {
    let id = one.id.to_string();
    let because = one.archived_because.filter(|reason| !reason.is_empty()).map(t::signature::withdrawn_because);
    let sub = [Some(one.person.name), because].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <ListRow
            id=format!("withdrawn-{id}")
            href=Signal::derive(move || inbox.chosen.href(&id))
            title=one.requirement_name
            sub=sub
        />
    }
    .into_any()
}
