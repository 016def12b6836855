//! PLN-7: the versions, each to open with sections and requirements exactly as they were.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::plan::{PlanVersionDetails, PlanVersionRequirement, PlanVersionSection, PlanVersionSummary};
use leptos::prelude::*;

use super::difference::Difference;
use super::editing::Editing;
use super::goal;
use crate::features::content::difference::Between;
use crate::features::content::requirement::read_content;
use crate::language;
use crate::load::{Load, Pages};
use crate::nav::{Query, encoded};
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// The tab: the list, and the chosen version beside it.
pub fn panel(editing: Editing) -> AnyView {
    let Some(plan) = untrack(|| editing.details.value().map(|plan| plan.id)) else { return ().into_any() };
    let chosen = Query::new("version");
    let now = Memo::new(move |_| editing.details.value().map(|plan| plan.plan_version));
    let list = Pages::new(
        move || now.get(),
        move |_, cursor| async move {
            let path = with_query(api_path!("/plans/{plan}/versions"), &[("cursor", cursor)]);
            transport::get::<Page<PlanVersionSummary>>(&path).await
        },
    );
    let rows = paged(
        list,
        4,
        || view! { <Empty title=t::plan::versions_none_title() text=t::plan::versions_none_text()/> }.into_any(),
        |rows| view! { <ul class="list">{rows}</ul> }.into_any(),
        move |one: PlanVersionSummary| {
            let (mine, wanted) = (one.version.clone(), one.version.clone());
            view! {
                <ListRow
                    id=format!("version-{}", one.version.replace('.', "-"))
                    href=Signal::derive(move || chosen.href(&wanted))
                    chosen=Signal::derive(move || chosen.get().as_ref() == Some(&mine))
                    title=t::plan::version_n(&one.version)
                    sub=t::plan::version_by(language::moment(one.made_at), &one.made_by.name)
                />
            }
            .into_any()
        },
    );
    let between = Between::here();
    let side = move || match between.get() {
        Some((from, to)) => Some(view! { <Difference plan=plan.to_string() from to/> }),
        None => chosen.get().map(|version| {
            view! { <Version plan=plan.to_string() version close=move || chosen.set(None)/> }
        }),
    };
    // the last two, to begin with
    let compare = move || {
        let found = list.first.value()?.items;
        let (last, before) = (found.first()?.version.clone(), found.get(1)?.version.clone());
        Some(view! {
            <header>
                <a class="ds-button" id="compare" data-variant="secondary" href=between.href(&before, &last)>
                    {t::difference::compare()}
                </a>
            </header>
        })
    };
    view! {
        <Split wide=true>
            <section class="panel">{live(compare)} {rows}</section>
            {live(side)}
        </Split>
    }
    .into_any()
}

#[component]
fn Version(plan: String, version: String, #[prop(into)] close: Callback<()>) -> AnyView {
    let title = t::plan::version_n(&version);
    let path = api_path!("/plans/{plan}/versions/{}", encoded(&version));
    let details = Load::new(
        || (),
        move |()| {
            let path = path.clone();
            async move { transport::get::<PlanVersionDetails>(&path).await }
        },
    );
    view! {
        <Side title close>
            {loaded(
                details,
                6,
                |now| {
                    let sections = now.sections.into_iter().map(section).collect_view();
                    view! {
                        <p class="sub">{t::plan::version_text(language::moment(now.made_at))}</p>
                        <h3>{now.name}</h3>
                        {sections}
                    }
                        .into_any()
                },
            )}
        </Side>
    }
    .into_any()
}

fn section(section: PlanVersionSection) -> AnyView {
    let goals = section
        .goals
        .into_iter()
        .map(|goal| {
            let about = (!goal.description.is_empty()).then(|| view! { <Prose text=goal.description/> });
            view! {
                <h5>{goal::title(&goal.code, &goal.name)}</h5>
                {about}
                {requirements(goal.requirements)}
            }
        })
        .collect_view();
    view! {
        <section class="past">
            <h4>{section.name}</h4>
            {goals}
            {requirements(section.requirements)}
        </section>
    }
    .into_any()
}

fn requirements(held: Vec<PlanVersionRequirement>) -> AnyView {
    let one = |one: PlanVersionRequirement| {
        let title = format!("{} · {}", one.number, one.name);
        // REQ-13: what has been archived since is a name
        match one.content {
            Some(content) => view! { <Fold title=title>{read_content(&content)}</Fold> }.into_any(),
            None => view! { <p>{title} " " <span class="meta">{t::plan::version_archived()}</span></p> }.into_any(),
        }
    };
    held.into_iter().map(one).collect_view().into_any()
}
