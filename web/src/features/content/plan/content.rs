//! The tab Content: sections with their requirements, in an order that can be changed.

use kyndig_contract::api_path;
use kyndig_contract::plan::{CreateSection, PlanDetails};
use leptos::prelude::*;

use super::deactivated;
use super::drag::Moves;
use super::editing::Editing;
use super::row::Around;
use super::section::section;
use crate::form::Form;
use crate::load::Act;
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::*;

/// Drawn once: each part follows what it shows of the plan, and nothing else.
pub fn content(moves: Moves, editing: Editing) -> AnyView {
    let ordering = Query::new("order");
    let around = Memo::new(move |_| editing.read(Around::of));
    live(move || {
        let around = around.get()?;
        keep_focus();
        Some(drawn(around, moves, editing, ordering))
    })
}

fn drawn(around: Around, moves: Moves, editing: Editing, ordering: Query) -> AnyView {
    let adding = RwSignal::new(false);
    let themed = around.kind.has_goals();
    let some = Memo::new(move |_| editing.read(|plan| !plan.sections.is_empty()).unwrap_or_default());
    let text = if themed { t::plan::theme_new() } else { t::plan::section_new() };
    let new = move |id: &'static str| {
        around.can_arrange.then(|| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    id=id
                    data-variant="secondary"
                    on:click=move |_| adding.set(true)
                >
                    {icon(icon_paths::PLUS)}
                    {text}
                </button>
            }
        })
    };
    // the button stands elsewhere once there is a section
    let empty = move || {
        keep_focus();
        (!some.get()).then(|| {
            let text = if themed { t::plan::content_none_goals() } else { t::plan::content_none_text() };
            view! {
                <section class="panel">
                    <Empty title=t::plan::content_none_title() text>
                        {new("new-section")}
                    </Empty>
                </section>
            }
        })
    };
    let sections = kept(
        move || {
            let ids = |plan: &PlanDetails| plan.sections.iter().map(|one| (one.id.0, one.id)).collect();
            editing.read(ids).unwrap_or_default()
        },
        move |id| section(around, id, moves, editing, ordering),
    );
    let foot = move || {
        keep_focus();
        (around.can_fill && some.get())
            .then(|| view! { <div class="row">{new("new-section")} {live(move || order(ordering))}</div> })
    };
    let deactivated = move || {
        if themed {
            return None;
        }
        keep_focus();
        editing.details.value().and_then(|plan| deactivated::list(&plan, editing))
    };
    view! {
        <p class="ds-sr-only" id="order-help">{t::plan::order_text()}</p>
        {live(empty)}
        {sections}
        {live(foot)}
        {live(deactivated)}
        <Dialog open=adding title=text.to_owned()>
            <Add plan=around.plan.to_string() themed editing open=adding/>
        </Dialog>
    }
    .into_any()
}

/// Shows or hides the arrows beside each row.
fn order(ordering: Query) -> AnyView {
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
    .into_any()
}

#[component]
fn Add(plan: String, themed: bool, editing: Editing, open: RwSignal<bool>) -> AnyView {
    let form = Form::new();
    let name = form.field("name", "");
    let relevant = RwSignal::new(false);
    let path = api_path!("/plans/{plan}/sections");
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
        let request =
            CreateSection { name: name.get().trim().to_owned(), may_be_not_relevant: relevant.get_untracked() };
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
            <CheckField
                checked=relevant
                label=t::plan::not_relevant_section()
                description=t::plan::not_relevant_section_text()
                form
            />
            <ErrorBox error=act.error/>
            <Submit pending=act.pending text=t::plan::section_add().to_owned()/>
        </form>
    }
    .into_any()
}
