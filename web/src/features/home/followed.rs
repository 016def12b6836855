//! FOL-7: how all requirements of those one follows up stand; each status leads to who they are.

use kyndig_contract::assignment::StatusCounts;
use kyndig_contract::home::HomeDetails;
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use crate::language;
use crate::t;
use crate::ui::{Bar, Empty, ListRow, Mark, Panel, icon, icon_paths, status_name};

/// How many of their requirements have expired, were rejected, or are past their deadline, in words; nothing where none.
pub fn urgent(home: &HomeDetails) -> Option<String> {
    let counts = home.follow_up?;
    let overdue = home.follow_up_overdue.unwrap_or_default();
    let said = [
        (counts.expired > 0).then(|| t::home::followed_expired(counts.expired)),
        (counts.rejected > 0).then(|| t::home::followed_rejected(counts.rejected)),
        (overdue > 0).then(|| t::home::followed_overdue(overdue)),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

pub fn panel(counts: &StatusCounts, overdue: i64) -> AnyView {
    let all = || view! { <a class="ds-link" href="/follow-up">{t::home::followed_all()}</a> };
    // what calls for something first
    let rows = [
        (Status::Expired, counts.expired),
        (Status::Rejected, counts.rejected),
        (Status::Expiring, counts.expiring),
        (Status::AwaitingSignature, counts.awaiting_signature),
        (Status::Started, counts.started),
        (Status::NotStarted, counts.not_started),
        (Status::Fulfilled, counts.fulfilled),
    ];
    let row = |(status, count): (Status, i64)| {
        view! {
            <ListRow
                id=format!("followed-{status}")
                href=Signal::stored(format!("/follow-up/people?status={status}"))
                lead=move || view! { <Mark status quiet=true/> }
                title=status_name(status).to_owned()
            >
                <b class="num">{language::number(count)}</b>
            </ListRow>
        }
    };
    let body = if counts.total() == 0 {
        view! { <Empty title=t::follow_up::none_title() text=t::follow_up::none_text()/> }.into_any()
    } else {
        let rows = rows.into_iter().filter(|(_, count)| *count > 0).map(row).collect_view();
        // a deadline is of a requirement that stands in one of the lines already
        let overdue = (overdue > 0).then(|| {
            view! {
                <ListRow
                    id="followed-overdue"
                    href=Signal::stored("/follow-up/people?deadline=passed".to_owned())
                    lead=|| view! { <i class="due late" aria-hidden="true">{icon(icon_paths::FLAG_CROSS_FILL)}</i> }.into_any()
                    title=t::follow_up::deadline_passed().to_owned()
                >
                    <b class="num">{language::number(overdue)}</b>
                </ListRow>
            }
        });
        view! {
            <div class="pad progress">
                <Bar
                    done=counts.fulfilled
                    partly=counts.started + counts.awaiting_signature + counts.expiring
                    late=counts.rejected + counts.expired
                    total=counts.total()
                />
                <span class="num meta">{t::employee::percent(counts.percent())}</span>
            </div>
            <ul class="list">{overdue} {rows}</ul>
        }
        .into_any()
    };
    view! {
        <Panel title=t::home::followed().to_owned() aside=all>
            {body}
        </Panel>
    }
    .into_any()
}
