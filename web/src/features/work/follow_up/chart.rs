//! REP-4: shares day by day, as layers on top of each other. Only the layers are drawn in a picture, which is as wide as
//! there is room; what is written stands beside it, in the size of all other text.

use std::fmt::Write as _;

use chrono::NaiveDate;
use kyndig_contract::assignment::StatusCounts;
use kyndig_contract::follow_up::FollowUpDay;
use leptos::prelude::*;

use crate::language;
use crate::t;
use crate::ui::status_name;
use kyndig_domain::standing::Status;

/// From the lowest up: what it is called, how it looks, and how many there are.
type Layer = (fn() -> &'static str, &'static str, fn(&StatusCounts) -> i64);

const LAYERS: [Layer; 4] = [
    (|| status_name(Status::Fulfilled), "done", |counts| counts.fulfilled),
    (|| status_name(Status::Expiring), "soon", |counts| counts.expiring),
    (|| status_name(Status::Expired), "late", |counts| counts.expired),
    (t::follow_up::rest, "rest", |counts| {
        counts.not_started + counts.started + counts.awaiting_signature + counts.rejected
    }),
];

/// The days there are, from the first to the last.
pub fn chart(days: &[FollowUpDay]) -> AnyView {
    let Some((first, last)) = days.first().zip(days.last()) else { return ().into_any() };
    let width = (last.day - first.day).num_days() + 1;
    let percent = |day: &FollowUpDay| language::number(day.counts.percent());
    let said = if width == 1 {
        t::follow_up::share_one(language::date(first.day), percent(first))
    } else {
        t::follow_up::share_text(language::date(first.day), language::date(last.day), percent(first), percent(last))
    };
    let layers = LAYERS.iter().enumerate().map(|(at, (_, class, _))| {
        view! { <path class=*class d=layer(days, first.day, at)></path> }
    });
    let key = LAYERS.iter().map(|(name, class, _)| view! { <li><i class=*class></i> {name()}</li> });
    view! {
        <figure class="chart">
            <figcaption>
                <h3>{t::follow_up::share()}</h3>
                <ul class="row">{key.collect_view()}</ul>
            </figcaption>
            <div class="plot">
                <div class="scale num" aria-hidden="true">
                    {[100, 75, 50, 25, 0].map(|line| view! { <span>{t::employee::percent(line)}</span> }).collect_view()}
                </div>
                <svg viewBox=format!("0 0 {width} 100") preserveAspectRatio="none" role="img" aria-label=said>
                    {layers.collect_view()}
                    <path class="lines" d=format!("M0 25H{width}M0 50H{width}M0 75H{width}")></path>
                </svg>
                <div class="dates num" aria-hidden="true">
                    {dates(first.day, last.day).into_iter().map(|day| view! { <span>{language::date(day)}</span> }).collect_view()}
                </div>
            </div>
            <p class="sub">{t::follow_up::rest_text()}</p>
        </figure>
    }
    .into_any()
}

/// The first, one in the middle where there is room for it, and the last.
fn dates(first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let days = (last - first).num_days();
    match days {
        0 => vec![first],
        1..5 => vec![first, last],
        _ => vec![first, first + chrono::TimeDelta::days(days / 2), last],
    }
}

/// A layer as the outline of its days, each as wide as the others; a day that nobody counted leaves a gap.
fn layer(days: &[FollowUpDay], first: NaiveDate, at: usize) -> String {
    let mut path = String::new();
    for run in days.chunk_by(|one, next| one.day.succ_opt() == Some(next.day)) {
        let left = run.first().map_or(0, |one| (one.day - first).num_days());
        let (mut over, mut under) = (String::new(), String::new());
        for (x, one) in (left..).zip(run) {
            let (bottom, top) = edges(&one.counts, at);
            // what is written to a text cannot fail
            let _ = write!(over, "L{x} {top}L{} {top}", x + 1);
            under = format!("L{} {bottom}L{x} {bottom}{under}", x + 1);
        }
        let start = run.first().map_or(100.0, |one| edges(&one.counts, at).0);
        let _ = write!(path, "M{left} {start}{over}{under}Z");
    }
    path
}

/// Where a layer begins and ends, from the top.
fn edges(counts: &StatusCounts, at: usize) -> (f64, f64) {
    let below = |layers: &[Layer]| layers.iter().map(|(_, _, count)| count(counts)).sum::<i64>();
    let total = counts.total().max(1);
    #[expect(clippy::cast_precision_loss, reason = "counts of requirements are far from that large")]
    let height = |count: i64| ((1.0 - count as f64 / total as f64) * 10_000.0).round() / 100.0;
    (height(below(LAYERS.get(..at).unwrap_or_default())), height(below(LAYERS.get(..=at).unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str, fulfilled: i64, expired: i64) -> FollowUpDay {
        let counts = StatusCounts { fulfilled, expired, ..StatusCounts::default() };
        FollowUpDay { day: text.parse().expect("a date"), counts }
    }

    /// Layers lie on top of each other, and a day without figures is left open.
    #[test]
    fn layers_of_days() {
        let days = [day("2026-11-01", 3, 1), day("2026-11-02", 1, 1), day("2026-11-04", 1, 0)];
        let first = days[0].day;
        assert_eq!(
            layer(&days, first, 0),
            "M0 100L0 25L1 25L1 50L2 50L2 100L1 100L1 100L0 100ZM3 100L3 0L4 0L4 100L3 100Z"
        );
        assert_eq!(layer(&days, first, 2), "M0 25L0 0L1 0L1 0L2 0L2 50L1 50L1 25L0 25ZM3 0L3 0L4 0L4 0L3 0Z");
        // nobody has anything: nothing is drawn, and nothing divided by
        assert_eq!(edges(&StatusCounts::default(), 3), (100.0, 100.0));
    }
}
