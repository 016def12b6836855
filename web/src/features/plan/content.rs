//! The tab Content: sections with their requirements, in an order that can be changed.

use kyndig_contract::plan::{CreateSection, PlanDetails};
use leptos::prelude::*;

use super::deactivated;
use super::drag::Moves;
use super::editor::Editing;
use super::section::section;
use crate::form::Form;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::*;

#[component]
pub fn Content(plan: PlanDetails, moves: Moves, editing: Editing) -> AnyView {
    let ordering = crate::nav::Query::new("order");
    let adding = RwSignal::new(false);
    let (arranged, filled) = (plan.can_arrange(), plan.can_fill());
    let themed = plan.kind.has_goals();
    let some = !plan.sections.is_empty();
    let (new_text, section_title) = if themed {
        (t::plan::theme_new(), t::plan::theme_new())
    } else {
        (t::plan::section_new(), t::plan::section_new())
    };
    let new = move |id: &'static str| {
        view! {
            <button
                type="button"
                class="ds-button"
                id=id
                data-variant="secondary"
                on:click=move |_| adding.set(true)
            >
                {icon(icon_paths::PLUS)}
                {new_text}
            </button>
        }
    };
    let order = move || {
        let on = ordering.get().is_some();
        let name = if on { t::plan::order_done() } else { t::plan::order() };
        let press = move |_| ordering.set((!on).then(|| "true".to_owned()));
        view! {
            <button
                type="button"
                class="ds-button"
                id="order"
                data-variant="tertiary"
                aria-pressed=on.to_string()
                on:click=press
            >
                {icon(icon_paths::ARROWS_UP_DOWN)}
                {name}
            </button>
        }
    };
    let foot = (filled && some).then(|| {
        let new = arranged.then(|| new("new-section"));
        view! { <div class="row">{new} {live(order)}</div> }
    });
    let empty = (!some).then(|| {
        let button = arranged.then(|| new("new-section"));
        let text = if themed { t::plan::content_none_goals() } else { t::plan::content_none_text() };
        view! {
            <section class="panel">
                <Empty title=t::plan::content_none_title() text>
                    {button}
                </Empty>
            </section>
        }
    });
    let sections = plan.sections.iter().map(|one| section(&plan, one, moves, editing, ordering)).collect_view();
    view! {
        <p class="ds-sr-only" id="order-help">{t::plan::order_text()}</p>
        {empty}
        {sections}
        {foot}
        {(!themed).then(|| deactivated::list(&plan, editing))}
        <Dialog open=adding title=section_title.to_owned()>
            <Add plan=plan.id.to_string() themed editing open=adding/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Add(plan: String, themed: bool, editing: Editing, open: RwSignal<bool>) -> AnyView {
    let form = Form::new();
    let name = form.field("name", "");
    let path = format!("/plans/{plan}/sections");
    let act = Act::new(
        move |request: CreateSection, attempt| {
            let path = path.clone();
            async move { transport::create::<PlanDetails>(&path, &request, &attempt).await }
        },
        move |plan| {
            toast(if themed { t::plan::theme_added() } else { t::plan::section_added() });
            open.set(false);
            editing.put(plan);
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = CreateSection { name: name.get().trim().to_owned() };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <TextField
                field=name
                label=if themed { t::plan::theme_name() } else { t::plan::section_name() }
                required=true
                autofocus=true
            />
            <ErrorBox error=act.error/>
            <Submit pending=act.pending text=t::plan::section_add().to_owned()/>
        </form>
    }
    .into_any()
}
