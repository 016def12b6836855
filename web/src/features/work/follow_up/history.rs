//! REP-4: how it stands now, and how each night left it: as a chart, and day by day in a table.

use chrono::{Days, NaiveDate};
use kyndig_contract::api_path;
use kyndig_contract::assignment::StatusCounts;
use kyndig_contract::follow_up::{FollowUpDay, FollowUpHistory};
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use super::chart::chart;
use crate::language;
use crate::load::Load;
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// Days in the table before one asks for more.
const PART: usize = 10;
/// In the order of the table.
const STATUSES: [Status; 7] = [
    Status::Fulfilled,
    Status::Expiring,
    Status::Expired,
    Status::AwaitingSignature,
    Status::Rejected,
    Status::Started,
    Status::NotStarted,
];

/// How far back, as in the address; 90 days where it says nothing.
fn days_of(period: &str) -> Days {
    Days::new(match period {
        "month" => 30,
        "year" => 365,
        "all" => 3 * 365,
        _ => 90,
    })
}

#[component]
pub fn History() -> AnyView {
    let (scope, period) = (Query::new("scope"), Query::new("period"));
    let today = use_session().today();
    let asked = Memo::new(move |_| {
        let from = today.checked_sub_days(days_of(&period.text())).map(|day| day.to_string());
        with_query(api_path!("/follow-up/history"), &[("scope", Some(scope.text())), ("from", from)])
    });
    let load = Load::new(move || asked.get(), |path| async move { transport::get::<FollowUpHistory>(&path).await });
    let periods = vec![
        Choice::new("month", t::follow_up::days_30()),
        Choice::new("", t::follow_up::days_90()),
        Choice::new("year", t::follow_up::a_year()),
        Choice::new("all", t::follow_up::three_years()),
    ];
    view! {
        <PageHead title=t::follow_up::title().to_owned() above=super::above()/>
        {super::ways(super::HISTORY)}
        <div class="filters">
            <Toggle
                query=scope
                label=t::employee::scope()
                choices=vec![Choice::new("", t::employee::all()), Choice::new("mine", t::employee::mine())]
            />
            <Toggle query=period label=t::follow_up::period() choices=periods/>
            <ExportMenu path=asked/>
        </div>
        <div>{loaded(load, 10, shown)}</div>
    }
    .into_any()
}

fn shown(history: FollowUpHistory) -> AnyView {
    let FollowUpHistory { now, days } = history;
    if now.total() == 0 && days.is_empty() {
        return view! {
            <section class="panel">
                <Empty title=t::follow_up::none_title() text=t::follow_up::none_text()/>
            </section>
        }
        .into_any();
    }
    let over_time = if days.is_empty() {
        view! { <Empty title=t::follow_up::no_days_title() text=t::follow_up::no_days_text()/> }.into_any()
    } else {
        chart(&days)
    };
    let last_night = days.last().map(|last| {
        let percent = language::number(last.counts.percent());
        format!(" {}", t::follow_up::last_night(percent))
    });
    let (percent, of) = if now.total() == 0 {
        (t::follow_up::none_title().to_owned(), t::follow_up::none_text().to_owned())
    } else {
        (t::follow_up::now_percent(now.percent()), t::follow_up::now_of(language::number(now.total())))
    };
    view! {
        <div class="over-time">
            <section class="panel">
                <div class="pad now">
                    <h2>{percent}</h2>
                    <p>{of} {last_night}</p>
                    <p class="sub">{t::follow_up::kept()}</p>
                </div>
                {over_time}
            </section>
            {table(now, days)}
        </div>
    }
    .into_any()
}

/// The present, and then the days from the last to the first.
fn table(now: StatusCounts, days: Vec<FollowUpDay>) -> AnyView {
    let mut columns = vec![Column::new(t::follow_up::day()), Column::new(t::follow_up::share_done()).amount()];
    columns.extend(STATUSES.map(|status| Column::new(status_name(status)).amount()));
    let present = view! { <tr class="present"><th scope="row">{t::follow_up::now()}</th> {cells(&now)}</tr> };
    let past: Vec<FollowUpDay> = days.into_iter().rev().collect();
    let (rows, more) = in_parts(past, PART, |one| {
        view! { <tr><th scope="row" class="num">{date(one.day)}</th> {cells(&one.counts)}</tr> }.into_any()
    });
    view! {
        <Table caption=t::follow_up::history().to_owned() columns>
            {present}
            {rows}
        </Table>
        <div class="more">{more}</div>
    }
    .into_any()
}

fn date(day: NaiveDate) -> AnyView {
    view! { <time datetime=day.to_string()>{language::date(day)}</time> }.into_any()
}

fn cells(counts: &StatusCounts) -> AnyView {
    let count = |status: Status| {
        let count = counts.of(status);
        let class = if count == 0 { "num meta" } else { "num" };
        view! { <td data-label=status_name(status) class="amount"><span class=class>{language::number(count)}</span></td> }
    };
    // of nothing there is no share
    let share = (counts.total() > 0).then(|| t::employee::percent(counts.percent()));
    view! {
        <td data-label=t::follow_up::share_done() class="amount"><span class="num">{share}</span></td>
        {STATUSES.map(count).collect_view()}
    }
    .into_any()
}
