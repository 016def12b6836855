//! ★ What differs between two versions of a plan.

use kyndig_contract::api_path;
use kyndig_contract::difference::{Change, Named, PlacedDifference, PlanDifference, SectionDifference};
use kyndig_contract::page::Page;
use kyndig_contract::plan::PlanVersionSummary;
use leptos::prelude::*;

use crate::features::content::difference::{Between, choose, marked, pieces};
use crate::features::content::requirement::content_difference;
use crate::language;
use crate::load::Load;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// Beside the list of versions.
#[component]
pub fn Difference(plan: String, from: String, to: String) -> AnyView {
    let between = Between::here();
    let versions_path = api_path!("/plans/{plan}/versions").with("limit", "100");
    let versions = Load::new(
        || (),
        move |()| {
            let path = versions_path.clone();
            async move { transport::get::<Page<PlanVersionSummary>>(&path).await }
        },
    );
    let path = with_query(api_path!("/plans/{plan}/difference"), &[("from", Some(from)), ("to", Some(to))]);
    let found = Load::new(
        || (),
        move |()| {
            let path = path.clone();
            async move { transport::get::<PlanDifference>(&path).await }
        },
    );
    let choices = loaded(versions, 1, move |page| {
        let one = |version: &PlanVersionSummary| {
            let label = format!("{} · {}", t::plan::version_n(&version.version), language::moment(version.made_at));
            Choice::new(version.version.clone(), label)
        };
        let all: Vec<Choice> = page.items.iter().map(one).collect();
        choose(between, all.clone(), all)
    });
    view! {
        <Side title=t::difference::title() close=move || between.close()>
            {choices}
            {loaded(found, 6, |found| whole(&found))}
        </Side>
    }
    .into_any()
}

fn whole(found: &PlanDifference) -> AnyView {
    let renamed = found.name.iter().any(|piece| piece.change != Change::Same);
    let name = renamed.then(|| {
        view! {
            <dl class="kv">
                <dt>{t::plan::name()}</dt>
                <dd>{pieces(&found.name)}</dd>
            </dl>
        }
    });
    let sections: Vec<_> =
        found.sections.iter().filter(|one| differs(one)).map(|one| section(one, &found.named)).collect();
    if sections.is_empty() && !renamed {
        return view! { <p>{t::difference::nothing()}</p> }.into_any();
    }
    view! { <div class="stack difference">{name} {sections}</div> }.into_any()
}

fn changed(one: &PlacedDifference) -> bool {
    one.change != Change::Same || one.moved || one.content.is_some()
}

fn differs(section: &SectionDifference) -> bool {
    section.change != Change::Same
        || section.moved
        || section.was_named.is_some()
        || section.requirements.iter().any(changed)
}

fn section(one: &SectionDifference, named: &Named) -> AnyView {
    let moved = one.moved.then(|| view! { <Tag tone=Tone::Info text=t::difference::moved()/> });
    let was = one.was_named.clone().map(|was| view! { {marked(Change::Removed, was)} " " });
    let own = if one.was_named.is_some() { Change::Added } else { one.change };
    let rows = one.requirements.iter().filter(|one| changed(one)).map(|one| requirement(one, named)).collect_view();
    let rest = one.requirements.iter().filter(|one| !changed(one)).count();
    let rest = (rest > 0).then(|| view! { <p class="meta">{t::difference::unchanged(rest)}</p> });
    view! {
        <section class="past">
            <h4>{was} {marked(own, one.name.clone())} " " {moved}</h4>
            <ul class="changes">{rows}</ul>
            {rest}
        </section>
    }
    .into_any()
}

fn requirement(one: &PlacedDifference, named: &Named) -> AnyView {
    let moved = one.moved.then(|| {
        let text = match &one.from_section {
            Some(from) => t::difference::moved_from(from),
            None => t::difference::moved().to_owned(),
        };
        view! { <Tag tone=Tone::Info text=text/> }
    });
    let content = one.content.as_ref().map(|content| content_difference(content, named));
    view! {
        <li>
            {marked(one.change, format!("{} · {}", one.number, one.name))}
            " "
            {moved}
            {content}
        </li>
    }
    .into_any()
}
