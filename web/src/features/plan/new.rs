//! PLN-1: a new plan. A name that departs from the standard is warned about while it is typed.

use kyndig_contract::plan::{CreatePlan, PlanDetails};
use leptos::prelude::*;

use super::words;
use crate::features::unit::find;
use crate::form::{Field, Form};
use crate::load::Act;
use crate::nav;
use crate::t;
use crate::transport;
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

#[component]
pub fn New() -> AnyView {
    let form = Form::new();
    let unit = form.field("ownerUnitId", "");
    let name = form.field("name", "");
    let time_frame = form.field("timeFrame", "");
    let literature = form.field("literature", "");
    let description = form.field("description", "");
    let completion = form.field("completion", words::completion_choices()[0].value.clone());
    let act = Act::new(
        |request: CreatePlan, attempt| async move { transport::create::<PlanDetails>("/plans", &request, &attempt).await },
        move |plan: PlanDetails| {
            toast(t::plan::created());
            form.saved();
            nav::go(&format!("/manage/plans/{}", plan.id));
        },
    );
    form.follow(act);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(owner_unit_id) = unit.get().parse() else { return unit.reject("required") };
        let Ok(completion) = completion.get().parse() else { return completion.reject("required") };
        let request = CreatePlan {
            owner_unit_id,
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
    view! {
        <form class="stack" novalidate on:submit=send>
            <ErrorSummary form/>
            <SuggestField
                field=unit
                label=t::plan::owner()
                description=Some(Oco::from(t::plan::owner_text()))
                required=true
                search=find::editable
            />
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
