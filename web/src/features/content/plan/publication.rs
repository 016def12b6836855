//! PLN-9, PLN-10: the units where the plan can be assigned.

use kyndig_contract::api_path;
use kyndig_contract::plan::{PlanDetails, PlanPublication, PublishPlan, PublishToUnits};
use kyndig_domain::ids::{PlanId, UnitId};
use leptos::prelude::*;

use super::editing::Editing;
use crate::features::people::unit::several::{self, Units};
use crate::form::Form;
use crate::load::Act;
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::*;

fn publish(plan: PlanId, editing: Editing) -> Act<(UnitId, bool)> {
    Act::new(
        move |(unit, with_subunits): (UnitId, bool), _| async move {
            let path = api_path!("/plans/{plan}/publications/{unit}");
            transport::put::<PlanDetails>(&path, &PublishPlan { with_subunits }, None).await
        },
        move |plan| {
            toast(t::plan::published_now(1_usize));
            editing.put(plan);
        },
    )
}

#[component]
pub fn Publication(plan: PlanDetails, editing: Editing) -> AnyView {
    let id = plan.id;
    let editable = plan.can_edit;
    let named = plan.document_owner.is_some() && plan.document_author.is_some();
    let change = publish(id, editing);
    let rows = if plan.publications.is_empty() {
        view! { <Empty title=t::plan::publication_none_title() text=t::plan::publication_none_text()/> }.into_any()
    } else {
        let rows = plan.publications.into_iter().map(|one| row(id, one, editable, change, editing)).collect_view();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    let end = match (editable, named) {
        (false, _) => ().into_any(),
        (true, true) => view! { <Add plan=id editing/> }.into_any(),
        (true, false) => {
            let href = Query::new("tab").href("owners");
            view! {
                <Note tone=Tone::Info>
                    <p>{t::plan::publication_owners()}</p>
                    <p>
                        <a class="ds-link" href=href>
                            {t::plan::publication_owners_link()}
                        </a>
                    </p>
                </Note>
            }
            .into_any()
        }
    };
    view! {
        <section class="panel">{rows}</section>
        <ErrorBox error=change.error/>
        {end}
    }
    .into_any()
}

fn row(plan: PlanId, one: PlanPublication, editable: bool, change: Act<(UnitId, bool)>, editing: Editing) -> AnyView {
    let unit = one.unit.id;
    let name = one.unit.name;
    let below = one.with_subunits;
    let sub = if below { t::plan::with_subunits() } else { t::plan::without_subunits() };
    let asking = RwSignal::new(false);
    let withdraw = Act::new(
        move |(), _| async move { transport::delete(&api_path!("/plans/{plan}/publications/{unit}"), None).await },
        move |()| {
            toast(t::plan::withdrawn());
            asking.set(false);
            editing.details.refetch();
        },
    );
    let tools = editable.then(|| {
        let text = if below { t::plan::exclude_subunits() } else { t::plan::include_subunits() };
        view! {
            <span class="row tools">
                <button
                    type="button"
                    class="ds-button"
                    id=format!("below-{unit}")
                    data-variant="tertiary"
                    aria-label=format!("{text}, {name}")
                    on:click=move |_| change.run((unit, !below))
                >
                    {text}
                </button>
                <button
                    type="button"
                    class="ds-button"
                    id=format!("withdraw-{unit}")
                    data-variant="tertiary"
                    data-color="danger"
                    aria-label=t::plan::withdraw_from(&name)
                    on:click=move |_| asking.set(true)
                >
                    {t::plan::withdraw()}
                </button>
            </span>
        }
    });
    let title = t::plan::withdraw_title(&name);
    view! {
        <li>
            <div class="t">
                <b>{name}</b>
                <span>{sub}</span>
            </div>
            {tools}
            <Confirm
                open=asking
                title
                action=t::plan::withdraw_now().to_owned()
                act=withdraw
                dangerous=true
            >
                <p>{t::plan::withdraw_text()}</p>
            </Confirm>
        </li>
    }
    .into_any()
}

/// To several units at once.
#[component]
fn Add(plan: PlanId, editing: Editing) -> AnyView {
    let form = Form::new();
    let units = Units::new(form);
    let below = RwSignal::new(false);
    let act = Act::new(
        move |request: PublishToUnits, _| async move {
            transport::post::<PlanDetails>(&api_path!("/plans/{plan}/publications"), &request).await
        },
        move |plan| {
            toast(t::plan::published_now(untrack(|| units.count()).max(1)));
            units.clear();
            editing.put(plan);
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(unit_ids) = units.read() {
            act.run(PublishToUnits { unit_ids, with_subunits: below.get_untracked() });
        }
    };
    let text = Signal::derive(move || t::plan::publish_now(units.count().max(1)));
    view! {
        <Panel title=t::plan::publish_unit().to_owned()>
            <div class="pad">
                <form class="stack narrow" novalidate on:submit=send>
                    {several::field(units, t::plan::publish_unit_label())}
                    <CheckField checked=below label=t::plan::include_subunits()/>
                    <ErrorBox error=form.beyond(act.error)/>
                    <Submit id="publish" pending=act.pending text/>
                </form>
            </div>
        </Panel>
    }
    .into_any()
}
