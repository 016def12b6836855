//! PLN-14: what a plan is, beside the list; from here one opens it, to read or to edit.

use kyndig_contract::api_path;
use kyndig_contract::person::PersonRef;
use kyndig_contract::plan::{PlanDetails, PlanKind};
use kyndig_contract::requirement::Level;
use leptos::prelude::*;

use super::{preview, words};
use crate::features::content::transfer::export;
use crate::language;
use crate::load::Load;
use crate::nav::{Query, encoded};
use crate::t;
use crate::transport;
use crate::ui::*;

/// The panel of the plan that stands in the address.
#[component]
pub fn SummaryDialog(query: Query) -> AnyView {
    let open = RwSignal::new(false);
    let title = RwSignal::new(String::new());
    Effect::new(move |_| open.set(query.get().is_some()));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            query.set(None);
        }
        now
    });
    view! {
        <Dialog open title side=true>
            {live(move || query.get().map(|id| view! { <Summary id title/> }))}
        </Dialog>
    }
    .into_any()
}

#[component]
fn Summary(id: String, title: RwSignal<String>) -> AnyView {
    title.set(t::common::loading().to_owned());
    let details = Load::new(
        || (),
        move |()| {
            let path = api_path!("/plans/{}", encoded(&id));
            async move { transport::get::<PlanDetails>(&path).await }
        },
    );
    Effect::new(move |_| {
        if let Some(plan) = details.value() {
            title.set(plan.name);
        }
    });
    loaded(details, 8, summary)
}

fn summary(plan: PlanDetails) -> AnyView {
    let access = if plan.can_edit { t::plan::access_edit() } else { t::plan::access_preview() };
    let variant = if plan.level == Level::Local { t::plan::variant_local() } else { t::plan::variant_central() };
    let somebody = |person: Option<PersonRef>| person.map_or(t::plan::nobody().to_owned(), |person| person.name);
    let published = if plan.publications.is_empty() {
        view! { <dd>{t::plan::publication_none_title()}</dd> }.into_any()
    } else {
        let one = |publication: kyndig_contract::plan::PlanPublication| {
            let unit = publication.unit.name;
            if publication.with_subunits { t::plan::summary_below(unit) } else { unit }
        };
        let units = plan.publications.into_iter().map(one).map(|text| view! { <div>{text}</div> }).collect_view();
        view! { <dd>{units}</dd> }.into_any()
    };
    let completion = (plan.kind == PlanKind::Competence).then(|| {
        view! {
            <dt>{t::plan::completion()}</dt>
            <dd>{words::completion_name(plan.completion)}</dd>
        }
    });
    let said = |name: &'static str, text: String| {
        (!text.trim().is_empty()).then(|| {
            view! {
                <dt>{name}</dt>
                <dd class="kept">{text}</dd>
            }
        })
    };
    // the archive is not previewed
    let preview = plan.archived.is_none().then(|| {
        view! {
            <a class="ds-button" data-variant="secondary" id="preview" href=preview::href(plan.id, false)>
                {t::plan::preview()}
            </a>
        }
    });
    let export = plan.archived.is_none().then(|| export::plan(plan.id, plan.kind, &plan.name));
    let archived = plan.archived.map(|archived| {
        view! { <Note tone=Tone::Info>{t::plan::archived_note(language::moment(archived.at), archived.by.name)}</Note> }
    });
    let (path, text) =
        if plan.can_edit { (icon_paths::PENCIL, t::common::edit()) } else { (icon_paths::FOLDER, t::plan::open()) };
    let open = view! {
        <a class="ds-button" id="edit" href=format!("/manage/plans/{}", plan.id)>
            {icon(path)}
            {text}
        </a>
    };
    view! {
        {archived}
        <div class="row">{open} {preview} {export}</div>
        <dl class="kv">
            <dt>{t::plan::kind()}</dt>
            <dd>{words::kind(plan.kind, plan.is_template)}</dd>
            <dt>{t::plan::access()}</dt>
            <dd>{access}</dd>
            <dt>{t::plan::summary_changed()}</dt>
            <dd>{language::moment(plan.changed_at)}</dd>
            <dt>{t::plan::version()}</dt>
            <dd class="num">{plan.plan_version}</dd>
            <dt>{t::plan::owner()}</dt>
            <dd>{plan.owner_unit.name}</dd>
            <dt>{t::plan::document_owner()}</dt>
            <dd>{somebody(plan.document_owner)}</dd>
            <dt>{t::plan::document_author()}</dt>
            <dd>{somebody(plan.document_author)}</dd>
            <dt>{t::plan::variant()}</dt>
            <dd>{variant}</dd>
            {completion}
            <dt>{t::plan::summary_published()}</dt>
            {published}
            {said(t::plan::description(), plan.description)}
            {said(t::plan::time_frame(), plan.time_frame)}
            {said(t::plan::literature(), plan.literature)}
        </dl>
    }
    .into_any()
}
