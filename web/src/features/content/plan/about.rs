//! PLN-1, PLN-12: what the plan says of itself.

use std::collections::BTreeSet;

use kyndig_contract::api_path;
use kyndig_contract::plan::{PlanDetails, UpdatePlan};
use kyndig_contract::session::ContentKind;
use leptos::prelude::*;

use super::editing::Editing;
use super::{new::name_warning, words};
use crate::features::people::unit::find;
use crate::form::Form;
use crate::language;
use crate::load::Act;
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::*;

#[component]
pub fn About(plan: PlanDetails, editing: Editing) -> AnyView {
    let made = t::plan::created_by(&plan.created_by.name, language::moment(plan.created_at));
    let owner = plan.owner_unit.name.clone();
    if !plan.can_edit {
        return read(&plan, made);
    }
    let writes = ContentKind::of_plan(plan.kind, plan.level, plan.is_template);
    let written = use_session().writes(writes);
    let movable = !plan.kind.has_goals();
    let form = Form::new();
    let name = form.field("name", plan.name.clone());
    let time_frame = form.field("timeFrame", plan.time_frame.clone());
    let description = form.field("description", plan.description.clone());
    let literature = form.field("literature", plan.literature.clone());
    let completion = form.field("completion", plan.completion.as_str());
    let unit = form.field("ownerUnitId", "");
    let version = StoredValue::new(plan.version);
    let path = api_path!("/plans/{}", plan.id);
    let act = Act::new(
        move |request: UpdatePlan, _| {
            let path = path.clone();
            async move { transport::patch::<PlanDetails>(&path, &request, Some(version.get_value())).await }
        },
        move |plan| {
            toast(t::plan::saved());
            form.saved();
            editing.put(plan);
        },
    );
    form.follow(act);
    form.guard(&["tab"]);
    let request = move || UpdatePlan {
        name: Some(name.get().trim().to_owned()),
        description: Some(description.get()),
        time_frame: Some(time_frame.get()),
        literature: Some(literature.get()),
        completion: completion.get().parse().ok(),
        owner_unit_id: unit.get().parse().ok(),
    };
    let send = Callback::new(move |()| {
        let request = request();
        if form.check(&request) {
            act.run(request);
        }
    });
    let began = StoredValue::new(plan.clone());
    let stands = StoredValue::new(None::<PlanDetails>);
    let differing = move |current: serde_json::Value| {
        let Ok(theirs) = serde_json::from_value::<PlanDetails>(current) else { return Vec::new() };
        stands.set_value(Some(theirs.clone()));
        let base = began.get_value();
        let owner = match unit.some() {
            Some(_) => t::requirement::owner_chosen().to_owned(),
            None => base.owner_unit.name.clone(),
        };
        let named = |completion: &str| completion_name(completion);
        let (before, now) = (named(base.completion.as_str()), named(theirs.completion.as_str()));
        [
            Differing::of("name", t::plan::name(), &base.name, name.get(), theirs.name),
            Differing::of("timeFrame", t::plan::time_frame(), &base.time_frame, time_frame.get(), theirs.time_frame),
            Differing::of(
                "description",
                t::plan::description(),
                &base.description,
                description.get(),
                theirs.description,
            ),
            Differing::of("literature", t::plan::literature(), &base.literature, literature.get(), theirs.literature),
            Differing::of("completion", t::plan::completion(), &before, named(&completion.get()), now),
            Differing::of("ownerUnitId", t::plan::owner(), &base.owner_unit.name, owner, theirs.owner_unit.name),
        ]
        .into_iter()
        .flatten()
        .collect()
    };
    // what is left out stays as the other has it
    let merge = move |taken: BTreeSet<&'static str>| {
        let Some(theirs) = stands.get_value() else { return };
        version.set_value(theirs.version);
        let request = request();
        let mine = |field: &str| !taken.contains(field);
        act.run(UpdatePlan {
            name: request.name.filter(|_| mine("name")),
            description: request.description.filter(|_| mine("description")),
            time_frame: request.time_frame.filter(|_| mine("timeFrame")),
            literature: request.literature.filter(|_| mine("literature")),
            completion: request.completion.filter(|_| mine("completion")),
            owner_unit_id: request.owner_unit_id.filter(|_| mine("ownerUnitId")),
        });
    };
    view! {
        <section class="panel pad">
            <dl class="kv">
                <dt>{t::plan::owner()}</dt>
                <dd>{owner}</dd>
            </dl>
            <form
                class="stack narrow"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send.run(());
                }
            >
                <ErrorSummary form/>
                <div>
                    <TextField field=name label=t::plan::name() description=t::plan::name_text() required=true/>
                    {name_warning(name)}
                </div>
                <TextField field=time_frame label=t::plan::time_frame() description=t::plan::time_frame_text()/>
                <TextArea field=description label=t::plan::description() rows=5 max=10_000/>
                <TextArea field=literature label=t::plan::literature() max=4_000/>
                <SelectField
                    field=completion
                    label=t::plan::completion()
                    choices=words::completion_choices()
                    required=true
                />
                {movable
                    .then(|| {
                        view! {
                            <SuggestField
                                field=unit
                                label=t::plan::new_owner()
                                search=move |text| find::owner_of(writes, written, text)
                            />
                        }
                    })}
                <Clash error=act.error rows=differing save=merge retry=send/>
                <Submit id="save-about" pending=act.pending text=t::plan::about_save().to_owned()/>
            </form>
            <p class="meta">{made}</p>
        </section>
    }
    .into_any()
}

fn completion_name(value: &str) -> String {
    words::completion_choices().into_iter().find(|one| one.value == value).map_or(String::new(), |one| one.label)
}

fn read(plan: &PlanDetails, made: String) -> AnyView {
    let line = |name: &'static str, value: &str| {
        (!value.is_empty()).then(|| view! { <dt>{name}</dt> <dd class="kept">{value.to_owned()}</dd> })
    };
    view! {
        <section class="panel pad">
            <dl class="kv">
                {line(t::plan::owner(), &plan.owner_unit.name)}
                {line(t::plan::time_frame(), &plan.time_frame)}
                {line(t::plan::description(), &plan.description)}
                {line(t::plan::literature(), &plan.literature)}
                {line(t::plan::completion(), &completion_name(plan.completion.as_str()))}
            </dl>
            <p class="meta">{made}</p>
        </section>
    }
    .into_any()
}
