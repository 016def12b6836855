//! In: choose a file and where it is to be, and try it; what it would change is shown below, and can be carried out.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::plan::{PlanKind, PlanSummary};
use kyndig_contract::session::ContentKind;
use leptos::prelude::*;

use super::report::Report;
use super::sending::{Asked, Tried, send};
use super::words;
use crate::features::people::unit::find;
use crate::form::Form;
use crate::load::Act;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, AppError, with_query};
use crate::ui::*;

/// Bytes that the API takes, as the field says.
const MAX_UPLOAD: f64 = 8.0 * 1024.0 * 1024.0;

#[component]
pub fn Import() -> AnyView {
    let tried = RwSignal::new_local(None::<Tried>);
    let report = move || tried.get().map(|now| view! { <Report now tried/> });
    view! {
        <PageHead title=t::transfer::title().to_owned() sub=t::transfer::sub().to_owned()/>
        <Upload tried/>
        {live(report)}
    }
    .into_any()
}

/// Templates that a framework can fill.
async fn templates(text: String) -> Result<Vec<SuggestOption>, AppError> {
    let query = [
        ("template", Some("true".to_owned())),
        ("access", Some("edit".to_owned())),
        ("search", Some(text)),
        ("limit", Some("20".to_owned())),
    ];
    let found: Page<PlanSummary> = transport::get(&with_query(api_path!("/plans"), &query)).await?;
    let option =
        |plan: PlanSummary| SuggestOption { value: plan.id.to_string(), name: plan.name, detail: plan.owner_unit.name };
    Ok(found.items.into_iter().map(option).collect())
}

#[component]
fn Upload(tried: RwSignal<Option<Tried>, LocalStorage>) -> AnyView {
    let form = Form::new();
    let choices = words::content_choices(use_session());
    let content = form.field("content", choices.first().map(|choice| choice.value.clone()).unwrap_or_default());
    let unit = form.field("ownerUnitId", "");
    let plan = form.field("planId", "");
    let kind = form.field("planKind", PlanKind::LearningGoals.as_str());
    let file = FileChoice::new("import-file", MAX_UPLOAD, t::transfer::file_required);
    let act = Act::new(
        |asked: Asked, attempt| async move {
            let report = send(&asked, None, &attempt).await?;
            Ok(Tried { asked, report, moved: false })
        },
        move |now: Tried| {
            tried.set(Some(now));
            crate::browser::focus_id("import-report");
        },
    );
    form.follow(act);
    let chosen = Memo::new(move |_| content.value.get().parse::<ContentKind>().unwrap_or(ContentKind::CompetencePlan));
    let press = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(file) = file.take() else { return };
        if unit.get().is_empty() {
            return unit.reject("required");
        }
        let Ok(kind) = kind.get().parse() else { return kind.reject("required") };
        let plan = if chosen.get_untracked() == ContentKind::Template { plan.get() } else { String::new() };
        act.run(Asked { file, unit: unit.get(), plan, kind });
    };
    let which = (choices.len() > 1).then(|| {
        view! { <SelectField field=content label=t::transfer::content() choices=choices.clone() required=true/> }
    });
    let place = move || {
        let writes = chosen.get();
        let framework = (writes == ContentKind::Template).then(|| {
            view! {
                <SelectField
                    field=kind
                    label=t::transfer::plan_kind()
                    choices=words::plan_kind_choices()
                    required=true
                />
                <SuggestField
                    field=plan
                    label=t::transfer::template()
                    description=Some(Oco::from(t::transfer::template_text()))
                    search=templates
                />
            }
        });
        view! {
            <SuggestField
                field=unit
                label=t::transfer::owner()
                description=Some(Oco::from(t::transfer::owner_text()))
                required=true
                search=move |text| find::owner_of(writes, true, text)
            />
            {framework}
        }
    };
    let working = move || {
        act.pending.get().then(|| {
            view! {
                <div class="import-progress">
                    <progress aria-label=t::transfer::trying()></progress>
                    <span class="meta">{t::transfer::trying()}</span>
                </div>
            }
        })
    };
    view! {
        <Panel title=t::transfer::upload().to_owned()>
            <div class="pad">
                <form class="stack narrow" novalidate on:submit=press>
                    <FileField
                        choice=file
                        label=t::transfer::file()
                        description=t::transfer::file_text()
                        accept=".json,.csv,application/json,text/csv"
                    />
                    {which}
                    {live(place)}
                    <ErrorBox error=act.error/>
                    <Submit pending=act.pending text=t::transfer::try_file().to_owned() icon_path=icon_paths::UPLOAD/>
                    <div role="status">{live(working)}</div>
                </form>
            </div>
        </Panel>
    }
    .into_any()
}
