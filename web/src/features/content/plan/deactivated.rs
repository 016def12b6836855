//! PLN-8: requirements taken out of use in the plan, with who, when and why, and the way back.

use kyndig_contract::api_path;
use kyndig_contract::path::ApiPath;
use kyndig_contract::plan::{DeactivateRequirement, PlanDetails, PlanRequirement, ReactivateRequirement};
use kyndig_domain::ids::PlanId;
use leptos::prelude::*;

use super::editing::Editing;
use super::words;
use crate::form::Form;
use crate::language;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::*;

/// The button of a requirement in use, and what it asks.
pub fn deactivate(plan: PlanId, place: &PlanRequirement, editing: Editing) -> AnyView {
    let open = RwSignal::new(false);
    let path = api_path!("/plans/{plan}/requirements/{}/deactivate", place.id);
    let name = place.requirement.name.clone();
    view! {
        <button
            type="button"
            class="ds-button"
            id=format!("deactivate-{}", place.id)
            data-variant="tertiary"
            aria-label=t::plan::deactivate_of(&name)
            on:click=move |_| open.set(true)
        >
            {t::plan::deactivate()}
        </button>
        <Dialog open title=t::plan::deactivate_title(&name)>
            <Deactivate path=path.clone() editing open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Deactivate(path: ApiPath, editing: Editing, open: RwSignal<bool>) -> AnyView {
    let form = Form::named("deactivate");
    let reason = form.field("reason", "");
    let act = Act::new(
        move |request: DeactivateRequirement, _| {
            let (path, version) = (path.clone(), editing.version());
            async move { transport::post_version::<PlanDetails>(&path, &request, version.unwrap_or_default()).await }
        },
        move |plan| {
            toast(t::plan::deactivated_now());
            open.set(false);
            editing.put(plan);
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = DeactivateRequirement { reason: reason.get() };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <p>{t::plan::deactivate_text()}</p>
            <TextArea field=reason label=t::plan::deactivate_reason() rows=2 max=1000 required=true/>
            <ErrorBox error=act.error/>
            <Submit pending=act.pending text=t::plan::deactivate_now().to_owned() color="danger"/>
        </form>
    }
    .into_any()
}

/// Those that are out of use, below the sections.
pub fn list(plan: &PlanDetails, editing: Editing) -> Option<AnyView> {
    let rows = rows(plan, plan.sections.iter().flat_map(|section| &section.requirements), editing)?;
    let list = view! {
        <section class="panel section">
            <header>
                <h2>{t::plan::deactivated_title()}</h2>
                <span class="meta">{t::plan::section_count(rows.len())}</span>
            </header>
            <ul class="list">{rows}</ul>
        </section>
    };
    Some(list.into_any())
}

/// Those that are out of use below a goal; they come back into it.
pub fn of_goal<'a>(
    plan: &PlanDetails,
    places: impl Iterator<Item = &'a PlanRequirement>,
    editing: Editing,
) -> Option<AnyView> {
    let rows = rows(plan, places, editing)?;
    let title = t::plan::deactivated_activities(rows.len());
    Some(view! { <Fold title><ul class="list">{rows}</ul></Fold> }.into_any())
}

fn rows<'a>(
    plan: &PlanDetails,
    places: impl Iterator<Item = &'a PlanRequirement>,
    editing: Editing,
) -> Option<Vec<AnyView>> {
    let rows: Vec<_> = places.filter(|place| !words::is_in_use(place)).map(|place| row(plan, place, editing)).collect();
    (!rows.is_empty()).then_some(rows)
}

fn row(plan: &PlanDetails, place: &PlanRequirement, editing: Editing) -> AnyView {
    let name = place.requirement.name.clone();
    let (tone, state) = words::place(place);
    let why = place.deactivated.as_ref().map(|why| {
        let text = t::plan::deactivated_by(language::moment(why.at), &why.by.name, &why.reason);
        view! { <span>{text}</span> }
    });
    let back = (plan.can_fill() && place.deactivated.is_some()).then(|| {
        let open = RwSignal::new(false);
        let path = api_path!("/plans/{}/requirements/{}/reactivate", plan.id, place.id);
        let into_goal = place.goal_id.is_some();
        let sections: Vec<_> =
            plan.sections.iter().map(|section| Choice::new(section.id.to_string(), section.name.clone())).collect();
        let title = t::plan::reactivate_title(&name);
        view! {
            <button
                type="button"
                class="ds-button"
                id=format!("reactivate-{}", place.id)
                data-variant="tertiary"
                aria-label=t::plan::reactivate_of(&name)
                on:click=move |_| open.set(true)
            >
                {t::plan::reactivate()}
            </button>
            <Dialog open title>
                <Reactivate path=path.clone() sections=sections.clone() into_goal editing open/>
            </Dialog>
        }
    });
    view! {
        <li>
            <div class="t">
                <b>{name.clone()}</b>
                {why}
            </div>
            <Tag tone text=state/>
            {back}
        </li>
    }
    .into_any()
}

#[component]
fn Reactivate(
    path: ApiPath,
    sections: Vec<Choice>,
    into_goal: bool,
    editing: Editing,
    open: RwSignal<bool>,
) -> AnyView {
    let form = Form::named("reactivate");
    let first = sections.first().map_or(String::new(), |section| section.value.clone());
    let section = form.field("sectionId", first);
    let act = Act::new(
        move |request: ReactivateRequirement, _| {
            let (path, version) = (path.clone(), editing.version());
            async move { transport::post_version::<PlanDetails>(&path, &request, version.unwrap_or_default()).await }
        },
        move |plan| {
            toast(t::plan::reactivated_now());
            open.set(false);
            editing.put(plan);
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if into_goal {
            return act.run(ReactivateRequirement { section_id: None });
        }
        match section.get().parse() {
            Ok(section_id) => act.run(ReactivateRequirement { section_id: Some(section_id) }),
            Err(_) => section.reject("required"),
        }
    };
    let choice = if into_goal {
        view! { <p>{t::plan::reactivate_into_goal()}</p> }.into_any()
    } else {
        view! { <SelectField field=section label=t::plan::reactivate_section() choices=sections required=true/> }
            .into_any()
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            {choice}
            <ErrorBox error=act.error/>
            <Submit pending=act.pending text=t::plan::reactivate_now().to_owned()/>
        </form>
    }
    .into_any()
}
