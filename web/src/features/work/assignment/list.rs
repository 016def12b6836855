//! FUL-16: one's plans by owner unit, and the archive of what was deactivated or archived.

use kyndig_contract::api_path;
use kyndig_contract::assignment::{ArchivedRequirement, AssignmentSummary};
use kyndig_contract::page::Page;
use leptos::prelude::*;

use super::plan_row;
use super::search::Finder;
use crate::language::{capitalised, date, local_day, spelled};
use crate::load::{Load, State};
use crate::nav::Query;
use crate::t;
use crate::transport::{self, AppError, with_query};
use crate::ui::{Empty, ListRow, PageHead, Panel, Tabs, live, loaded, status_name};

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
        if chosen == "archive" {
            return archive(plans);
        }
        loaded(plans, 6, |plans| {
            let active: Vec<_> = plans.into_iter().filter(|plan| plan.active).collect();
            if active.is_empty() {
                return empty(t::assignment::none(), t::assignment::none_text());
            }
            groups(active)
        })
    };
    view! {
        <PageHead title=t::assignment::title().to_owned() sub=sub/>
        <Finder/>
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
        let path = with_query(api_path!("/my/assignments"), &[("limit", limit), ("cursor", cursor)]);
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

fn empty(title: &'static str, text: &'static str) -> AnyView {
    view! { <section class="panel"><Empty title text/></section> }.into_any()
}

/// FUL-16: what was deactivated, as it was then; and by name what has been archived, plans and requirements.
fn archive(plans: Load<Vec<AssignmentSummary>>) -> AnyView {
    let requirements = Load::new(
        || (),
        |()| async move { transport::whole::<ArchivedRequirement>(&api_path!("/my/archived-requirements")).await },
    );
    let nothing = Memo::new(move |_| {
        let no_plans = plans.value().is_some_and(|plans| plans.iter().all(|plan| plan.active));
        no_plans && requirements.value().is_some_and(|all| all.is_empty())
    });
    let listed = move || {
        if nothing.get() {
            return empty(t::assignment::archive_none(), t::assignment::archive_none_text());
        }
        view! {
            {loaded(
                plans,
                4,
                |plans| {
                    let old = plans.into_iter().filter(|plan| !plan.active);
                    let (archived, deactivated): (Vec<_>, Vec<_>) = old.partition(|plan| plan.archived);
                    let deactivated = (!deactivated.is_empty())
                        .then(|| {
                            view! {
                                <h2 class="group">{t::assignment::deactivated_plans()}</h2>
                                {groups(deactivated)}
                            }
                        });
                    let rows = archived
                        .iter()
                        .map(|plan| name_row(format!("plan-{}", plan.id), &plan.plan_name, plan.owner_unit.name.clone()))
                        .collect_view();
                    let archived = (!archived.is_empty())
                        .then(|| names(t::assignment::archived_plans(), t::assignment::plan_archived_text(), rows.into_any()));
                    view! { {deactivated} {archived} }.into_any()
                },
            )}
            {loaded(
                requirements,
                2,
                |all| {
                    let rows = all
                        .iter()
                        .map(|one| {
                            let because = one.reason.clone().filter(|reason| !reason.is_empty());
                            let because = because.map(t::assignment::archived_because);
                            let plans = Some(one.plan_names.join(", "));
                            let status = Some(status_name(one.status).to_owned());
                            let sub = [plans, status, because].into_iter().flatten().collect::<Vec<_>>().join(" · ");
                            name_row(format!("gone-{}", one.requirement_id), &one.name, sub)
                        })
                        .collect_view();
                    (!all.is_empty())
                        .then(|| {
                            let text = t::assignment::archived_requirements_text();
                            names(t::assignment::archived_requirements(), text, rows.into_any())
                        })
                        .into_any()
                },
            )}
        }
        .into_any()
    };
    live(listed)
}

/// What can no longer be opened.
fn names(title: &'static str, text: &'static str, rows: AnyView) -> AnyView {
    view! {
        <Panel title=title.to_owned()>
            <p class="pad sub">{text}</p>
            <ul class="list">{rows}</ul>
        </Panel>
    }
    .into_any()
}

fn name_row(id: String, name: &str, sub: String) -> AnyView {
    let name = name.to_owned();
    view! { <ListRow id title=name sub/> }.into_any()
}

fn groups(plans: Vec<AssignmentSummary>) -> AnyView {
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
    match plan.deactivated_at.filter(|_| !plan.active) {
        Some(at) => {
            let since = t::assignment::deactivated_on(date(local_day(at)));
            let earlier = plan.earlier.then(|| t::assignment::of_earlier_position().to_owned());
            [Some(since), Some(progress), earlier].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        None => progress,
    }
}
