//! The list of requirements: search, those one may edit, and the chosen one in the panel.

use kyndig_contract::page::Page;
use kyndig_contract::requirement::RequirementSummary;
use leptos::prelude::*;

use super::add::Add;
use super::panel::Details;
use super::words;
use crate::load::Pages;
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

#[component]
pub fn Requirements() -> AnyView {
    let search = Query::new("search");
    let which = Query::new("which");
    let chosen = Query::new("requirement");
    let list = Pages::new(
        move || (search.text(), which.text()),
        |(search, which), cursor| async move {
            let set = |on: bool| on.then(|| "true".to_owned());
            let query = [
                ("search", Some(search)),
                ("editable", set(which.is_empty())),
                ("archived", set(which == "archive")),
                ("cursor", cursor),
            ];
            transport::get::<Page<RequirementSummary>>(&with_query("/requirements", &query)).await
        },
    );
    let adding = RwSignal::new(false);
    let may_write = use_session().may("requirement:write");
    let new = may_write.then(|| {
        view! {
            <Actions>
                <button type="button" class="ds-button" id="new" on:click=move |_| adding.set(true)>
                    {icon(icon_paths::PLUS)}
                    {t::requirement::new()}
                </button>
            </Actions>
        }
    });
    let rows = paged(
        list,
        6,
        || view! { <Empty title=t::requirement::none_title() text=t::requirement::none_text()/> }.into_any(),
        |rows| view! { <ul class="list">{rows}</ul> }.into_any(),
        move |item: RequirementSummary| row(item, chosen),
    );
    let panel = move || match chosen.get() {
        Some(id) => view! { <Details id list close=move || chosen.set(None)/> }.into_any(),
        None => view! { <Hint title=t::requirement::choose() text=t::requirement::choose_text()/> }.into_any(),
    };
    view! {
        <PageHead
            title=t::requirement::title().to_owned()
            sub=Signal::derive(move || list.total().map(t::requirement::count))
        >
            {new}
        </PageHead>
        <div class="filters">
            <Toggle
                query=which
                label=t::requirement::which()
                choices=vec![
                    Choice::new("", t::requirement::editable_only()),
                    Choice::new("all", t::requirement::all()),
                    Choice::new("archive", t::requirement::which_archived()),
                ]
            />
            <SearchBox query=search label=t::requirement::search()/>
        </div>
        <Split wide=true>
            <section class="panel">{rows}</section>
            {live(panel)}
        </Split>
        <Dialog open=adding title=t::requirement::new().to_owned()>
            <Add list open=adding chosen/>
        </Dialog>
    }
    .into_any()
}

fn row(item: RequirementSummary, chosen: Query) -> AnyView {
    let id = item.id.to_string();
    let (mine, wanted) = (id.clone(), id.clone());
    let (tone, state) = words::state(item.published, item.has_draft);
    let sub = words::line(&item);
    view! {
        <ListRow
            id=format!("row-{id}")
            href=Signal::derive(move || chosen.href(&wanted))
            chosen=Signal::derive(move || chosen.get().as_ref() == Some(&mine))
            title=item.name
            sub
        >
            <Tag tone text=state/>
        </ListRow>
    }
    .into_any()
}
