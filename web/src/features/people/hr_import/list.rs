//! The page: a new import, the report of the chosen one, and the runs so far.

use kyndig_contract::api_path;
use kyndig_contract::hr_import::HrImportSummary;
use kyndig_contract::page::Page;
use kyndig_contract::permission;
use leptos::prelude::*;

use super::report::Report;
use super::tried::Tried;
use super::upload::Upload;
use super::words;
use crate::language;
use crate::load::Pages;
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

#[component]
pub fn Imports() -> AnyView {
    let chosen = Query::new("import");
    let list = Pages::new(
        || (),
        |(), cursor| async move {
            transport::get::<Page<HrImportSummary>>(&with_query(api_path!("/hr-imports"), &[("cursor", cursor)])).await
        },
    );
    let tried = RwSignal::new_local(None::<Tried>);
    let may_run = use_session().may(permission::RUN_IMPORTS);
    let upload = may_run.then(|| view! { <Upload tried chosen list/> });
    let report = move || chosen.get().map(|id| view! { <Report id tried chosen list close=move || chosen.set(None)/> });
    let rows = paged(
        list,
        5,
        || view! { <Empty title=t::hr_import::none_title() text=t::hr_import::none_text()/> }.into_any(),
        |rows| view! { <ul class="list">{rows}</ul> }.into_any(),
        move |one: HrImportSummary| row(one, chosen),
    );
    view! {
        <PageHead title=t::hr_import::title().to_owned() sub=t::hr_import::sub().to_owned()/>
        {upload}
        {live(report)}
        <Panel title=t::hr_import::earlier().to_owned()>{rows}</Panel>
    }
    .into_any()
}

fn row(one: HrImportSummary, chosen: Query) -> AnyView {
    let id = one.id.to_string();
    let (mine, wanted) = (id.clone(), id.clone());
    let (tone, state) = words::state(one.state);
    let what = if one.dry_run { t::hr_import::dry_run() } else { t::hr_import::real() };
    view! {
        <ListRow
            id=format!("import-{id}")
            href=Signal::derive(move || chosen.href(&wanted))
            chosen=Signal::derive(move || chosen.get().as_ref() == Some(&mine))
            title=format!("{} · {}", words::profile(one.profile), language::moment(one.started_at))
            sub=t::hr_import::summary(what, language::number(one.changes), language::number(one.problems))
        >
            <Tag tone text=state/>
        </ListRow>
    }
    .into_any()
}
