//! PLN-11: the plan taken out of use, and taken back within 30 days.

use kyndig_contract::plan::PlanDetails;
use kyndig_contract::requirement::Archive;
use leptos::prelude::*;

use super::editor::Editing;
use crate::features::impact;
use crate::form::Form;
use crate::language;
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
    let reason = form.field("reason", "");
    let path = format!("/plans/{}/archive", plan.id);
    let version = plan.version;
    let act = Act::new(
        move |request: Archive, _| {
            let path = path.clone();
            async move { transport::post_version::<PlanDetails>(&path, &request, version).await }
        },
        move |plan| {
            toast(t::plan::archived());
            form.saved();
            editing.put(plan);
        },
    );
    form.follow(act);
    let meant = (plan.assigned > 0)
        .then(|| impact::asked(format!("/plans/{}/archive", plan.id), serde_json::json!({}), version));
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = Archive { reason: reason.get() };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack narrow" novalidate on:submit=send>
            <p>{t::plan::archive_text(plan.assigned)}</p>
            {meant}
            <p>{t::plan::archive_live_on()}</p>
            <p>{t::plan::archive_undo()}</p>
            <TextArea field=reason label=t::plan::archive_reason() rows=2 max=1000 required=true/>
            <ErrorBox error=act.error/>
            <Submit id="archive" pending=act.pending text=t::plan::archive_now().to_owned() color="danger"/>
        </form>
    }
    .into_any()
}

fn restore(plan: &PlanDetails, editing: Editing) -> AnyView {
    let Some(archived) = plan.archived.clone() else { return ().into_any() };
    let open = RwSignal::new(false);
    let (path, version) = (format!("/plans/{}/restore", plan.id), plan.version);
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
    let button = plan.can_archive.then(|| {
        view! {
            <p>{t::plan::restore_until(language::moment(archived.restorable_until))}</p>
            <p>
                <button
                    type="button"
                    class="ds-button"
                    id="restore"
                    data-variant="secondary"
                    on:click=move |_| open.set(true)
                >
                    {t::plan::restore()}
                </button>
            </p>
        }
    });
    view! {
        <dl class="kv">
            <dt>{t::plan::archived_at()}</dt>
            <dd>{language::moment(archived.at)}</dd>
            <dt>{t::plan::archived_by()}</dt>
            <dd>{archived.by.name}</dd>
            <dt>{t::plan::archive_reason()}</dt>
            <dd>{archived.reason}</dd>
        </dl>
        {button}
        <Confirm open title=t::plan::restore_title().to_owned() action=t::plan::restore_now().to_owned() act>
            <p>{t::plan::restore_text()}</p>
        </Confirm>
    }
    .into_any()
}
