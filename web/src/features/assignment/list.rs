//! FUL-16: one's plans by owner unit, and the archive of deactivated ones.

use kyndig_contract::assignment::AssignmentSummary;
use kyndig_contract::page::Page;
use leptos::prelude::*;

use super::plan_row;
use crate::language::{capitalised, date, local_day, spelled};
use crate::load::{Load, State};
use crate::nav::Query;
use crate::t;
use crate::transport::{self, AppError, with_query};
use crate::ui::{Empty, PageHead, Panel, Tabs, loaded};

#[component]
pub fn Plans() -> AnyView {
    let tab = Query::new("tab");
    let plans = Load::new(|| (), |()| all());
    let sub = Signal::derive(move || {
        plans.state.with(|state| match state {
            State::Ready(plans) => conclusion(plans),
            State::Loading | State::Failed(_) => None,
        })
    });
    let tabs = Signal::derive(move || {
        vec![
            ("active", t::assignment::tab_active().to_owned(), None),
            ("archive", t::assignment::tab_archive().to_owned(), None),
        ]
    });
    let panel = move |chosen: String| {
        let active = chosen == "active";
        loaded(plans, 6, move |plans| groups(plans.into_iter().filter(|plan| plan.active == active).collect(), active))
    };
    view! {
        <PageHead title=t::assignment::title().to_owned() sub=sub/>
        <Tabs query=tab tabs=tabs label=t::assignment::tabs() panel=panel/>
    }
    .into_any()
}

/// A person's plans are few: all of them, page after page.
async fn all() -> Result<Vec<AssignmentSummary>, AppError> {
    let mut plans = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let limit = Some("100".to_owned());
        let path = with_query("/my/assignments", &[("limit", limit), ("cursor", cursor)]);
        let page: Page<AssignmentSummary> = transport::get(&path).await?;
        plans.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(plans);
        }
    }
}

/// "Tre planer, én er fullført."
fn conclusion(plans: &[AssignmentSummary]) -> Option<String> {
    let active = plans.iter().filter(|plan| plan.active).count();
    let done = plans.iter().filter(|plan| plan.active && plan.completed).count();
    let said = |count: usize| spelled(i64::try_from(count).unwrap_or(i64::MAX));
    let all = t::assignment::plans(active, capitalised(&said(active)));
    let text = match done {
        _ if active == 0 => return None,
        0 => all,
        done if done == active => t::assignment::plans_all_done(active, all),
        done => t::assignment::plans_done(done, all, said(done)),
    };
    Some(format!("{text}."))
}

fn groups(plans: Vec<AssignmentSummary>, active: bool) -> AnyView {
    if plans.is_empty() {
        let (title, text) = if active {
            (t::assignment::none(), t::assignment::none_text())
        } else {
            (t::assignment::archive_none(), t::assignment::archive_none_text())
        };
        return view! { <section class="panel"><Empty title text/></section> }.into_any();
    }
    let mut groups: Vec<(String, Vec<AssignmentSummary>)> = Vec::new();
    for plan in plans {
        match groups
            .iter_mut()
            .find(|(_, known)| known.first().is_some_and(|first| first.owner_unit.id == plan.owner_unit.id))
        {
            Some((_, known)) => known.push(plan),
            None => groups.push((plan.owner_unit.name.clone(), vec![plan])),
        }
    }
    let group = |(unit, plans): (String, Vec<AssignmentSummary>)| {
        view! {
            <Panel title=unit>
                <ul class="list">{plans.iter().map(|plan| plan_row(plan, sub(plan))).collect_view()}</ul>
            </Panel>
        }
    };
    groups.into_iter().map(group).collect_view().into_any()
}

fn sub(plan: &AssignmentSummary) -> String {
    let progress = t::assignment::progress(plan.counts.total(), plan.counts.valid());
    if plan.archived {
        return t::assignment::plan_archived().to_owned();
    }
    match plan.deactivated_at.filter(|_| !plan.active) {
        Some(at) => format!("{} · {progress}", t::assignment::deactivated_on(date(local_day(at)))),
        None => progress,
    }
}
