//! REQ-14: a validity of the plan's own, where a central requirement lets plans have one.

use kyndig_contract::api_path;
use kyndig_contract::path::ApiPath;
use kyndig_contract::plan::{AdaptedValidity, PlanDetails, PlanRequirement};
use kyndig_domain::ids::PlanId;
use leptos::prelude::*;

use super::editing::Editing;
use crate::form::Form;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::*;

/// The button, and its dialog with the original validity beside.
pub fn adapt(plan: PlanId, place: &PlanRequirement, editing: Editing) -> AnyView {
    let open = RwSignal::new(false);
    let path = api_path!("/plans/{plan}/requirements/{}/validity", place.id);
    let name = place.requirement.name.clone();
    let original = place.requirement.validity_days;
    let now = place.adapted.clone();
    view! {
        <button
            type="button"
            class="ds-button"
            id=format!("adapt-{}", place.id)
            data-variant="tertiary"
            aria-label=t::plan::adapt_of(&name)
            on:click=move |_| open.set(true)
        >
            {t::plan::adapt()}
        </button>
        <Dialog open title=t::plan::adapt_title().to_owned()>
            <Adapt path=path.clone() original now=now.clone() editing open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Adapt(
    path: ApiPath,
    original: Option<i32>,
    now: Option<AdaptedValidity>,
    editing: Editing,
    open: RwSignal<bool>,
) -> AnyView {
    let form = Form::named("adapt");
    let days = form.field("validityDays", now.as_ref().map_or(String::new(), |now| now.validity_days.to_string()));
    let reason = form.field("reason", now.as_ref().map_or(String::new(), |now| now.reason.clone()));
    let put = path.clone();
    let act = Act::new(
        move |request: AdaptedValidity, _| {
            let (path, version) = (put.clone(), editing.version());
            async move { transport::put::<PlanDetails>(&path, &request, version).await }
        },
        move |plan| {
            toast(t::plan::adapted());
            open.set(false);
            editing.put(plan);
        },
    );
    form.follow(act);
    let remove = Act::new(
        move |(), _| {
            let (path, version) = (path.clone(), editing.version());
            async move { transport::delete(&path, version).await }
        },
        move |()| {
            toast(t::plan::adapted());
            open.set(false);
            editing.details.refetch();
        },
    );
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(Some(validity_days)) = days.parsed("number") else { return days.reject("required") };
        let request = AdaptedValidity { validity_days, reason: reason.get() };
        if form.check(&request) {
            act.run(request);
        }
    };
    let back = now.is_some().then(|| {
        view! {
            <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| remove.run(())>
                {t::plan::adapt_remove()}
            </button>
        }
    });
    view! {
        <form class="stack" novalidate on:submit=send>
            {original.map(|days| view! { <p>{t::plan::adapt_original(t::plan::days(days))}</p> })}
            <NumberField field=days label=t::plan::adapt_days() unit=t::requirement::days()/>
            <TextArea field=reason label=t::plan::adapt_reason() rows=2 max=1000 required=true/>
            <ErrorBox error=act.error/>
            <ErrorBox error=remove.error/>
            <div class="row">
                <Submit pending=act.pending text=t::plan::adapt_now().to_owned()/>
                {back}
            </div>
        </form>
    }
    .into_any()
}
