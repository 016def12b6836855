//! FOL-7: how all requirements of those one follows up stand; each count leads to who they are.

use kyndig_contract::assignment::StatusCounts;
use kyndig_contract::home::HomeDetails;
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use crate::language;
use crate::t;
use crate::ui::{Bar, Empty, Mark, PENNANT, Panel, icon, status_name};

/// How many of their requirements have expired, were rejected, or are past their deadline, each with the way there;
/// nothing where none.
pub fn urgent(home: &HomeDetails) -> Option<AnyView> {
    let counts = home.follow_up?;
    let overdue = home.follow_up_overdue.unwrap_or_default();
    let said = [
        (counts.expired > 0).then(|| (of_status(Status::Expired), t::home::followed_expired(counts.expired))),
        (counts.rejected > 0).then(|| (of_status(Status::Rejected), t::home::followed_rejected(counts.rejected))),
        (overdue > 0).then(|| (OVERDUE.to_owned(), t::home::followed_overdue(overdue))),
    ];
    let said: Vec<_> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| {
        let links = said.into_iter().enumerate().map(|(at, (href, text))| {
            view! {
                {(at > 0).then_some(", ")}
                <a class="ds-link" href=href>
                    {text}
                </a>
            }
        });
        view! { {t::home::urgent_followed()} " " {links.collect_view()} }.into_any()
    })
}

const OVERDUE: &str = "/follow-up/people?deadline=passed";

fn of_status(status: Status) -> String {
    format!("/follow-up/people?status={status}")
}

pub fn panel(counts: &StatusCounts, overdue: i64) -> AnyView {
    let all = || view! { <a class="ds-link" href="/follow-up">{t::home::followed_all()}</a> };
    let body = if counts.total() == 0 {
        view! { <Empty title=t::follow_up::none_title() text=t::follow_up::none_text()/> }.into_any()
    } else {
        // as the parts of the bar follow one another
        let tiles = [
            (Status::Fulfilled, counts.fulfilled),
            (Status::Expiring, counts.expiring),
            (Status::AwaitingSignature, counts.awaiting_signature),
            (Status::Started, counts.started),
            (Status::Rejected, counts.rejected),
            (Status::Expired, counts.expired),
            (Status::NotStarted, counts.not_started),
        ];
        let tiles = tiles.into_iter().filter(|(_, count)| *count > 0).map(|(status, count)| {
            let mark = view! { <Mark status quiet=true/> }.into_any();
            tile(&status.to_string(), of_status(status), mark, count, status_name(status))
        });
        // a deadline is of a requirement that stands in one of the others already
        let overdue = (overdue > 0).then(|| {
            let flag = view! { <i class="due late" aria-hidden="true">{icon(PENNANT)}</i> }.into_any();
            tile("overdue", OVERDUE.to_owned(), flag, overdue, t::follow_up::deadline_passed())
        });
        let percent = t::employee::percent(counts.percent());
        view! {
            <div class="pad stack">
                <b>{t::home::followed_share(percent, language::number(counts.total()))}</b>
                <Bar
                    done=counts.fulfilled
                    partly=counts.started + counts.awaiting_signature + counts.expiring
                    late=counts.rejected + counts.expired
                    total=counts.total()
                />
                <ul class="tiles">{tiles.collect_view()} {overdue}</ul>
            </div>
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

fn tile(id: &str, href: String, mark: AnyView, count: i64, name: &'static str) -> AnyView {
    view! {
        <li>
            <a id=format!("followed-{id}") href=href>
                {mark}
                <b class="num">{language::number(count)}</b>
                <span>{name}</span>
            </a>
        </li>
    }
    .into_any()
}
