//! A new requirement or activity, as a draft of the chosen unit.

use kyndig_contract::api_path;
use kyndig_contract::requirement::{
    CreateRequirement, Level, RequirementContent, RequirementDetails, RequirementKind, RequirementSummary,
};
use kyndig_contract::session::ContentKind;
use leptos::prelude::*;

use super::fields::{self, About, Fields};
use crate::features::people::unit::owner;
use crate::form::Form;
use crate::load::{Act, Pages};
use crate::nav::Query;
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::*;

/// REQ-14, REQ-15: what it is and who it is for, asked only where there is a choice; the form follows from it.
#[component]
pub fn Add(list: Pages<RequirementSummary>, open: RwSignal<bool>, chosen: Query) -> AnyView {
    let session = use_session();
    let made: Vec<ContentKind> = KINDS.iter().copied().filter(|kind| session.writes(*kind)).collect();
    let form = Form::named("made");
    let which = form.field("made", made.first().copied().unwrap_or(KINDS[0]).as_str());
    let choices: Vec<Choice> = made.iter().map(|kind| Choice::new(kind.as_str(), name(*kind))).collect();
    let asked = (made.len() > 1)
        .then(|| view! { <SelectField field=which label=t::requirement::made_as() choices required=true/> });
    let rest = move || {
        let kind = which.value.get().parse().unwrap_or(KINDS[0]);
        view! { <New made=kind list open chosen/> }
    };
    view! { {asked} {live(rest)} }.into_any()
}

const KINDS: [ContentKind; 4] = [
    ContentKind::Requirement,
    ContentKind::CentralRequirement,
    ContentKind::LocalActivity,
    ContentKind::RegionalActivity,
];

fn name(kind: ContentKind) -> &'static str {
    match kind {
        ContentKind::CentralRequirement => t::requirement::made_requirement_central(),
        ContentKind::LocalActivity => t::requirement::made_learning_activity_local(),
        ContentKind::RegionalActivity => t::requirement::made_learning_activity_central(),
        _ => t::requirement::made_requirement_local(),
    }
}

fn as_written(kind: ContentKind) -> (RequirementKind, Level) {
    match kind {
        ContentKind::CentralRequirement => (RequirementKind::Requirement, Level::Central),
        ContentKind::LocalActivity => (RequirementKind::LearningActivity, Level::Local),
        ContentKind::RegionalActivity => (RequirementKind::LearningActivity, Level::Central),
        _ => (RequirementKind::Requirement, Level::Local),
    }
}

#[component]
fn New(made: ContentKind, list: Pages<RequirementSummary>, open: RwSignal<bool>, chosen: Query) -> AnyView {
    let (kind, level) = as_written(made);
    let form = Form::new();
    let fields = Fields::new(form, "content", &RequirementContent::default(), &[]);
    let unit = form.field("ownerUnitId", "");
    let add = Act::new(
        |request: CreateRequirement, attempt| async move {
            transport::create::<RequirementDetails>(&api_path!("/requirements"), &request, &attempt).await
        },
        move |added: RequirementDetails| {
            toast(t::requirement::added());
            open.set(false);
            list.refetch();
            chosen.push(Some(added.id.to_string()));
        },
    );
    form.follow(add);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(content) = fields.read() else { return };
        let Ok(owner_unit_id) = unit.get().parse() else { return unit.reject("required") };
        let request = CreateRequirement { owner_unit_id, kind, level, content };
        if form.check(&request) {
            add.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <ErrorSummary form/>
            {owner::field(unit, made, t::requirement::owner(), t::requirement::owner_text())}
            {fields::view(&fields, About { kind, level, ..About::default() })}
            <ErrorBox error=add.error/>
            <Submit pending=add.pending text=t::requirement::add().to_owned()/>
        </form>
    }
    .into_any()
}
