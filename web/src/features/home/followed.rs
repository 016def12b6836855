//! FOL-7: how all requirements of those one follows up stand; each status leads to who they are.

use kyndig_contract::assignment::StatusCounts;
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use crate::language;
use crate::t;
use crate::ui::{Bar, Empty, ListRow, Mark, Panel, status_name};

pub fn panel(counts: &StatusCounts) -> AnyView {
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
            <ul class="list">{rows}</ul>
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
