//! PLN-14: all plans, those one may edit by default.

use kyndig_contract::page::Page;
use kyndig_contract::plan::PlanSummary;
use leptos::prelude::*;

use super::{new::New, words};
use crate::language;
use crate::load::Pages;
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

#[component]
pub fn Plans() -> AnyView {
    let search = Query::new("search");
    let which = Query::new("which");
    let state = Query::new("state");
    let list = Pages::new(
        move || (search.text(), which.text(), state.text()),
        |(search, which, state), cursor| async move {
            let set = |on: bool| on.then(|| "true".to_owned());
            let query = [
                ("search", Some(search)),
                ("state", Some(state)),
                ("editable", set(which.is_empty())),
                ("archived", set(which == "archive")),
                ("cursor", cursor),
            ];
            transport::get::<Page<PlanSummary>>(&with_query("/plans", &query)).await
        },
    );
    let adding = RwSignal::new(false);
    let new = use_session().may("plan:write").then(|| {
        view! {
            <Actions>
                <button type="button" class="ds-button" id="new" on:click=move |_| adding.set(true)>
                    {icon(icon_paths::PLUS)}
                    {t::plan::new()}
                </button>
            </Actions>
        }
    });
    let rows = paged(
        list,
        6,
        || {
            view! {
                <section class="panel">
                    <Empty title=t::plan::none_title() text=t::plan::none_text()/>
                </section>
            }
            .into_any()
        },
        |rows| {
            view! {
                <Table
                    caption=t::plan::caption().to_owned()
                    columns=vec![
                        Column::new(t::plan::name()),
                        Column::new(t::plan::owner()),
                        Column::new(t::plan::state()),
                        Column::new(t::plan::version()),
                        Column::new(t::plan::requirements()),
                        Column::new(t::plan::assigned()),
                    ]
                >
                    {rows}
                </Table>
            }
            .into_any()
        },
        row,
    );
    view! {
        <PageHead title=t::plan::title().to_owned()>{new}</PageHead>
        <div class="filters">
            <Toggle
                query=which
                label=t::plan::which()
                choices=vec![Choice::new("", t::plan::editable_only()), Choice::new("all", t::plan::all())]
            />
            <SearchBox query=search label=t::plan::search()/>
            <FilterSelect
                query=state
                label=t::plan::state()
                any=t::plan::any_state()
                choices=words::state_choices()
            />
        </div>
        <div>{rows}</div>
        <Dialog open=adding title=t::plan::new().to_owned()>
            <New/>
        </Dialog>
    }
    .into_any()
}

fn row(plan: PlanSummary) -> AnyView {
    let (tone, state) = words::state(plan.state);
    view! {
        <tr>
            <td>
                <a class="ds-link" id=format!("plan-{}", plan.id) href=format!("/manage/plans/{}", plan.id)>
                    {plan.name}
                </a>
            </td>
            <td data-label=t::plan::owner()>{plan.owner_unit.name}</td>
            <td data-label=t::plan::state()>
                <Tag tone text=state/>
            </td>
            <td data-label=t::plan::version() class="num">{plan.version}</td>
            <td data-label=t::plan::requirements() class="num">{language::number(plan.requirements)}</td>
            <td data-label=t::plan::assigned() class="num">{language::number(plan.assigned)}</td>
        </tr>
    }
    .into_any()
}
