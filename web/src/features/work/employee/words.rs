//! How an employee stands, in words and colours.

use kyndig_contract::assignment::{SkipReason, StatusCounts};
use kyndig_contract::employee::Availability;
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use crate::t;
use crate::ui::{Bar, Choice, Mark, Tone, icon, icon_paths};

/// LOA-5: lent out is yellow, borrowed green.
pub fn availability(availability: Availability) -> (Tone, &'static str) {
    match availability {
        Availability::Available => (Tone::Neutral, t::employee::available()),
        Availability::LentOut => (Tone::Warning, t::employee::lent_out()),
        Availability::Borrowed => (Tone::Success, t::employee::borrowed()),
    }
}

/// The values of the filter, as the API calls them.
pub fn availability_choices() -> Vec<Choice> {
    vec![
        Choice::new("available", t::employee::available()),
        Choice::new("lent_out", t::employee::lent_out()),
        Choice::new("borrowed", t::employee::borrowed()),
    ]
}

pub fn skip_reason(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::HasItAlready => t::employee::skip_has_it_already(),
        SkipReason::NoAccess => t::employee::skip_no_access(),
        SkipReason::NotPublishedToUnit => t::employee::skip_not_published_to_unit(),
        SkipReason::NotAssigned => t::employee::skip_not_assigned(),
        SkipReason::Started => t::employee::skip_started(),
    }
}

/// The bar and its per cent.
pub fn progress(counts: &StatusCounts) -> AnyView {
    view! {
        <div class="progress">
            <Bar
                done=counts.fulfilled
                partly=counts.started + counts.awaiting_signature + counts.expiring
                late=counts.rejected + counts.expired
                total=counts.total()
            />
            <span class="num meta">{t::employee::percent(counts.percent())}</span>
        </div>
    }
    .into_any()
}

/// SIG-5: how many requirements have waited for a signature for more than 14 days.
pub fn long_awaiting(count: i64) -> AnyView {
    view! {
        <span class="row meta long">
            <Mark status=Status::AwaitingSignature quiet=true/>
            {t::employee::awaiting_long(count)}
        </span>
    }
    .into_any()
}

/// ASG-6, FOL-1: "!" and how many plans wait for approval.
pub fn awaiting_approval(count: i64) -> AnyView {
    view! {
        <span class="row meta long">
            <span class="mark late" aria-hidden="true">{icon(icon_paths::EXCLAMATIONMARK)}</span>
            {t::employee::awaiting_approval_n(count)}
        </span>
    }
    .into_any()
}
