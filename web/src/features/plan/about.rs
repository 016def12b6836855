//! PLN-1, PLN-12: what the plan says of itself.

use kyndig_contract::plan::{PlanDetails, UpdatePlan};
use leptos::prelude::*;

use super::editor::Editing;
use super::{new::name_warning, words};
use crate::features::unit::find;
use crate::form::Form;
use crate::language;
use crate::load::Act;
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
    let form = Form::new();
    let name = form.field("name", plan.name.clone());
    let time_frame = form.field("timeFrame", plan.time_frame.clone());
    let description = form.field("description", plan.description.clone());
    let literature = form.field("literature", plan.literature.clone());
    let completion = form.field("completion", plan.completion.as_str());
    let unit = form.field("ownerUnitId", "");
    let version = StoredValue::new(plan.version);
    let path = format!("/plans/{}", plan.id);
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
    let send = Callback::new(move |()| {
        let request = UpdatePlan {
            name: Some(name.get().trim().to_owned()),
            description: Some(description.get()),
            time_frame: Some(time_frame.get()),
            literature: Some(literature.get()),
            completion: completion.get().parse().ok(),
            owner_unit_id: unit.get().parse().ok(),
        };
        if form.check(&request) {
            act.run(request);
        }
    });
    let differing = move |current: serde_json::Value| {
        let Ok(theirs) = crate::json::from_value::<PlanDetails>(current) else { return Vec::new() };
        version.set_value(theirs.version);
        let rows = [
            (t::plan::name(), name.get(), theirs.name),
            (t::plan::time_frame(), time_frame.get(), theirs.time_frame),
            (t::plan::description(), description.get(), theirs.description),
            (t::plan::literature(), literature.get(), theirs.literature),
            (t::plan::completion(), completion_name(&completion.get()), completion_name(theirs.completion.as_str())),
        ];
        rows.into_iter()
            .filter(|(_, mine, theirs)| mine != theirs)
            .map(|(name, mine, theirs)| (name.to_owned(), mine, theirs))
            .collect()
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
                <SuggestField field=unit label=t::plan::new_owner() search=find::editable/>
                <Conflict
                    error=act.error
                    rows=differing
                    mine=send
                    theirs=move || {
                        form.saved();
                        editing.details.refetch();
                    }
                />
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
