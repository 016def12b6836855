//! PLN-11: the plan taken out of use, and taken back within 30 days.

use kyndig_contract::api_path;
use kyndig_contract::plan::PlanDetails;
use leptos::prelude::*;

use super::editing::Editing;
use crate::features::content::archive::{self, Asked};
use crate::features::content::impact;
use crate::form::Form;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::*;

/// The tab.
#[component]
pub fn Archiving(plan: PlanDetails, editing: Editing) -> AnyView {
    let inner =
        if plan.archived.is_some() { restore(&plan, editing) } else { view! { <ToArchive plan editing/> }.into_any() };
    view! { <section class="panel pad">{inner}</section> }.into_any()
}

#[component]
fn ToArchive(plan: PlanDetails, editing: Editing) -> AnyView {
    let form = Form::named("archive");
    let version = plan.version;
    let meant = (plan.assigned > 0)
        .then(|| impact::asked(api_path!("/plans/{}/archive", plan.id), serde_json::json!({}), version));
    let about = archive::Archiving {
        path: api_path!("/plans/{}/archive", plan.id),
        version,
        title: t::plan::archive_ask(),
        undo: t::plan::archive_undo(),
        action: t::plan::archive_now(),
        is_used: plan.assigned > 0,
    };
    let done = move |plan| {
        toast(t::plan::archived());
        editing.put(plan);
    };
    view! {
        <div class="stack narrow">
            <p>{t::plan::archive_text(plan.assigned)}</p>
            {meant}
            <p>{t::plan::archive_live_on()}</p>
            {archive::form(form, about, done)}
        </div>
    }
    .into_any()
}

fn restore(plan: &PlanDetails, editing: Editing) -> AnyView {
    let Some(archived) = plan.archived.clone() else { return ().into_any() };
    let open = RwSignal::new(false);
    let (path, version) = (api_path!("/plans/{}/restore", plan.id), plan.version);
    let act = Act::new(
        move |(), _| {
            let path = path.clone();
            async move { transport::post_version::<PlanDetails>(&path, &serde_json::json!({}), version).await }
        },
        move |plan| {
            toast(t::plan::restored());
            open.set(false);
            editing.put(plan);
        },
    );
    let asked = Asked { title: t::plan::restore_title(), text: t::plan::restore_text(), open, act };
    archive::archived(archived, plan.can_archive.then_some(asked))
}
