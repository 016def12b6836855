//! The plans that are in use, to choose from.

use kyndig_contract::api_path;
use kyndig_contract::page::{MAX_LIMIT, Page};
use kyndig_contract::plan_status::PlanInUse;
use leptos::prelude::*;

use crate::load::Pages;
use crate::nav::Query;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::{Empty, ListRow, PageHead, SearchBox, icon, icon_paths, paged};

#[component]
pub fn Choose() -> AnyView {
    let search = Query::new("search");
    let list = Pages::new(
        move || search.text(),
        |search, cursor| async move {
            let query = [("search", Some(search)), ("limit", Some(MAX_LIMIT.to_string())), ("cursor", cursor)];
            transport::get::<Page<PlanInUse>>(&with_query(api_path!("/plan-status"), &query)).await
        },
    );
    let none = move || nothing(search);
    let rows = paged(list, 6, none, |rows| view! { <ul class="list">{rows}</ul> }.into_any(), row);
    view! {
        <PageHead title=t::plan_status::title().to_owned() sub=t::plan_status::choose_text().to_owned()/>
        <div class="filters"><SearchBox query=search label=t::plan_status::find()/></div>
        <section class="panel">{rows}</section>
    }
    .into_any()
}

fn row(plan: PlanInUse) -> AnyView {
    view! {
        <ListRow
            id=format!("plan-{}", plan.id)
            href=Signal::stored(format!("/plan-status/{}", plan.id))
            title=plan.name.clone()
            sub=plan.owner_unit.name.clone()
        >
            <span class="meta num">{t::plan_status::employees(plan.employees)}</span>
            {icon(icon_paths::CHEVRON_RIGHT)}
        </ListRow>
    }
    .into_any()
}

/// None: of that name, or at all.
fn nothing(search: Query) -> AnyView {
    if untrack(move || search.text()).is_empty() {
        return view! { <Empty title=t::plan_status::none() text=t::plan_status::none_text()/> }.into_any();
    }
    view! {
        <Empty title=t::plan_status::no_hits() text=t::plan_status::no_hits_text()>
            <button type="button" class="ds-button" data-variant="secondary" on:click=move |_| search.set(None)>
                {t::plan_status::clear_search()}
            </button>
        </Empty>
    }
    .into_any()
}
