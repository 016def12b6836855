//! The org chart, read only: level by level, or what a search finds.

use kyndig_contract::api_path;
use kyndig_contract::page::{MAX_LIMIT, Page};
use kyndig_contract::unit::{UnitKind, UnitSummary};
use leptos::prelude::*;

use crate::load::Pages;
use crate::nav::Query;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

#[component]
pub fn Units() -> AnyView {
    let search = Query::new("search");
    let view = move || {
        let text = search.text();
        if text.is_empty() { level(None, true) } else { hits(text) }
    };
    view! {
        <PageHead title=t::unit::title().to_owned() sub=t::unit::sub().to_owned()/>
        <div class="filters">
            <SearchBox query=search label=t::unit::search()/>
        </div>
        <section class="panel">{live(view)}</section>
    }
    .into_any()
}

fn fetch(parent: Option<String>, search: Option<String>) -> Pages<UnitSummary> {
    Pages::new(
        || (),
        move |(), cursor| {
            let query = [
                ("parent", parent.clone()),
                ("search", search.clone()),
                ("limit", Some(MAX_LIMIT.to_string())),
                ("cursor", cursor),
            ];
            let path = with_query(api_path!("/units"), &query);
            async move { transport::get::<Page<UnitSummary>>(&path).await }
        },
    )
}

/// The units under one, or the topmost.
fn level(parent: Option<String>, open: bool) -> AnyView {
    paged(
        fetch(parent, None),
        3,
        || view! { <Empty title=t::unit::none_title() text=t::unit::none_text()/> }.into_any(),
        |rows| view! { <ul class="tree">{rows}</ul> }.into_any(),
        move |unit| branch(unit, open),
    )
}

/// A unit that opens to those under it, which are fetched when it is opened the first time.
fn branch(unit: UnitSummary, open: bool) -> AnyView {
    let line = line(&unit, None);
    if unit.children == 0 {
        return view! { <li class="leaf">{line}</li> }.into_any();
    }
    let id = unit.id.to_string();
    let opened = RwSignal::new(open);
    let ever = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or(false) || opened.get());
    let below = move || ever.get().then(|| level(Some(id.clone()), false));
    view! {
        <li>
            <details
                class="branch"
                prop:open=move || opened.get()
                on:toggle=move |event| {
                    let open = crate::browser::target_element(&event).is_some_and(|it| it.has_attribute("open"));
                    opened.set(open);
                }
            >
                <summary>{line}</summary>
                {live(below)}
            </details>
        </li>
    }
    .into_any()
}

fn hits(text: String) -> AnyView {
    paged(
        fetch(None, Some(text)),
        5,
        || view! { <Empty title=t::unit::no_hits_title() text=t::unit::no_hits_text()/> }.into_any(),
        |rows| view! { <ul class="tree">{rows}</ul> }.into_any(),
        |unit| {
            let above = unit.above.iter().rev().cloned().collect::<Vec<_>>().join(" › ");
            view! { <li class="leaf">{line(&unit, Some(above))}</li> }.into_any()
        },
    )
}

fn kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Region => t::unit::kind_region(),
        UnitKind::HealthTrust => t::unit::kind_health_trust(),
        UnitKind::Clinic => t::unit::kind_clinic(),
        UnitKind::Department => t::unit::kind_department(),
        UnitKind::Section => t::unit::kind_section(),
    }
}

/// Name, kind, codes, and how many positions there are.
fn line(unit: &UnitSummary, above: Option<String>) -> AnyView {
    let mut parts = vec![kind(unit.kind).to_owned()];
    parts.extend(unit.short_code.clone());
    parts.extend(unit.cost_centre.as_ref().map(t::unit::cost_centre));
    parts.extend(unit.org_number.as_ref().map(t::unit::org_number));
    let above = above.filter(|above| !above.is_empty()).map(|above| view! { <span class="meta">{above}</span> });
    view! {
        <span class="unit">
            <b>{unit.name.clone()}</b>
            <span class="meta">{parts.join(" · ")}</span>
            {above}
        </span>
        <span class="meta num end">{t::unit::positions(unit.positions)}</span>
    }
    .into_any()
}
