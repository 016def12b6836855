//! PLN-1, PLN-2, PLN-18: a new plan, of each kind that one may make. A name that departs from the standard is warned about while it is typed.

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::plan::{CreatePlan, PlanDetails, PlanKind, PlanSummary};
use kyndig_contract::requirement::Level;
use kyndig_contract::session::ContentKind;
use leptos::prelude::*;

use super::words;
use crate::features::people::unit::owner;
use crate::form::{Field, Form};
use crate::load::Act;
use crate::nav;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, AppError, with_query};
use crate::ui::*;

/// Says so when the name does not follow the standard; a warning, never a stop.
pub fn name_warning(name: Field) -> AnyView {
    let off = move || {
        let name = name.value.get();
        let name = name.trim();
        (!name.is_empty() && kyndig_domain::naming::check(name, None).is_some())
            .then(|| view! { <p class="changed">{t::plan::name_off()}</p> })
    };
    view! { <div role="status">{live(off)}</div> }.into_any()
}

/// What the present position may make, as the choice is called.
fn choices() -> Vec<Choice> {
    let session = use_session();
    let of =
        |kind: ContentKind, value: &str, name: &'static str| session.writes(kind).then(|| Choice::new(value, name));
    [
        of(ContentKind::CompetencePlan, "competence", t::plan::kind_competence()),
        of(ContentKind::CentralPlan, "central", t::plan::kind_central()),
        of(ContentKind::LearningGoals, "learning", t::plan::kind_learning_goals()),
        of(ContentKind::ApprenticeGoals, "apprentice", t::plan::kind_apprentice_goals()),
        of(ContentKind::Template, "learning_template", t::plan::kind_learning_template()),
        of(ContentKind::Template, "apprentice_template", t::plan::kind_apprentice_template()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a choice makes: the kind, for whom, whether it is a template, and as whose it is written.
fn made(choice: &str) -> (PlanKind, Level, bool, ContentKind) {
    let (kind, level, is_template) = match choice {
        "central" => (PlanKind::Competence, Level::Central, false),
        "learning" => (PlanKind::LearningGoals, Level::Local, false),
        "apprentice" => (PlanKind::ApprenticeGoals, Level::Local, false),
        "learning_template" => (PlanKind::LearningGoals, Level::Central, true),
        "apprentice_template" => (PlanKind::ApprenticeGoals, Level::Central, true),
        _ => (PlanKind::Competence, Level::Local, false),
    };
    (kind, level, is_template, ContentKind::of_plan(kind, level, is_template))
}

/// Templates of this kind, by name.
async fn templates(kind: PlanKind, text: String) -> Result<Vec<SuggestOption>, AppError> {
    let query = [
        ("template", Some("true".to_owned())),
        ("kind", Some(kind.to_string())),
        ("search", Some(text)),
        ("limit", Some("20".to_owned())),
    ];
    let found: Page<PlanSummary> = transport::get(&with_query(api_path!("/plans"), &query)).await?;
    let option =
        |plan: PlanSummary| SuggestOption { value: plan.id.to_string(), name: plan.name, detail: plan.owner_unit.name };
    Ok(found.items.into_iter().map(option).collect())
}

#[component]
pub fn New() -> AnyView {
    let form = Form::new();
    let choices = choices();
    let content = form.field("kind", choices.first().map(|choice| choice.value.clone()).unwrap_or_default());
    let template = form.field("templateId", "");
    let unit = form.field("ownerUnitId", "");
    let name = form.field("name", "");
    let time_frame = form.field("timeFrame", "");
    let literature = form.field("literature", "");
    let description = form.field("description", "");
    let completion = form.field("completion", words::completion_choices()[0].value.clone());
    let act = Act::new(
        |request: CreatePlan, attempt| async move {
            transport::create::<PlanDetails>(&api_path!("/plans"), &request, &attempt).await
        },
        move |plan: PlanDetails| {
            toast(if plan.template.is_some() { t::plan::copied() } else { t::plan::created() });
            form.saved();
            nav::go(&format!("/manage/plans/{}", plan.id));
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (kind, level, is_template, _) = made(&content.get());
        let template_id = template.get().parse().ok().filter(|_| kind.has_goals() && !is_template);
        if kind.has_goals() && !is_template && template_id.is_none() {
            return template.reject("required");
        }
        let Ok(owner_unit_id) = unit.get().parse() else { return unit.reject("required") };
        let Ok(completion) = completion.get().parse() else { return completion.reject("required") };
        let request = CreatePlan {
            owner_unit_id,
            // a template is central by what it is
            level: if is_template { Level::Local } else { level },
            kind,
            is_template,
            template_id,
            name: name.get().trim().to_owned(),
            description: description.get(),
            time_frame: time_frame.get(),
            literature: literature.get(),
            completion,
        };
        if form.check(&request) {
            act.run(request);
        }
    };
    let which = (choices.len() > 1).then(
        || view! { <SelectField field=content label=t::plan::content_kind() choices=choices.clone() required=true/> },
    );
    // what it is made from, and for whom, follows from what it is
    let chosen = Memo::new(move |_| content.value.get());
    let origin = move || {
        let (kind, _, is_template, writes) = made(&chosen.get());
        let from = (kind.has_goals() && !is_template).then(|| {
            view! {
                <SuggestField
                    field=template
                    label=t::plan::based_on()
                    description=Some(Oco::from(t::plan::based_on_text()))
                    required=true
                    search=move |text| templates(kind, text)
                />
            }
        });
        let text =
            if writes == ContentKind::LearningGoals { t::plan::owner_trust_text() } else { t::plan::owner_text() };
        view! {
            {from}
            {owner::field(unit, writes, t::plan::owner(), text)}
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <ErrorSummary form/>
            {which}
            {live(origin)}
            <div>
                <TextField field=name label=t::plan::name() description=t::plan::name_text() required=true/>
                {name_warning(name)}
            </div>
            <TextField field=time_frame label=t::plan::time_frame() description=t::plan::time_frame_text()/>
            <TextArea field=description label=t::plan::description() max=10_000/>
            <TextArea field=literature label=t::plan::literature() max=4_000/>
            <SelectField
                field=completion
                label=t::plan::completion()
                choices=words::completion_choices()
                required=true
            />
            <ErrorBox error=act.error/>
            <Submit pending=act.pending text=t::plan::create().to_owned()/>
        </form>
    }
    .into_any()
}
