//! A new requirement, as a draft of the chosen unit.

use kyndig_contract::requirement::{
    CreateRequirement, Level, RequirementContent, RequirementDetails, RequirementKind, RequirementSummary,
};
use kyndig_contract::session::ContentKind;
use leptos::prelude::*;

use super::fields::{self, About, Fields};
use crate::features::unit::find;
use crate::form::Form;
use crate::load::{Act, Pages};
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::*;

#[component]
pub fn Add(list: Pages<RequirementSummary>, open: RwSignal<bool>, chosen: Query) -> AnyView {
    let form = Form::new();
    let fields = Fields::new(form, "content", &RequirementContent::default(), &[]);
    let unit = form.field("ownerUnitId", "");
    let add = Act::new(
        |request: CreateRequirement, attempt| async move {
            transport::create::<RequirementDetails>("/requirements", &request, &attempt).await
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
        let request =
            CreateRequirement { owner_unit_id, kind: RequirementKind::Requirement, level: Level::Local, content };
        if form.check(&request) {
            add.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <ErrorSummary form/>
            <SuggestField
                field=unit
                label=t::requirement::owner()
                description=Some(Oco::from(t::requirement::owner_text()))
                required=true
                search=move |text| find::owner_of(ContentKind::Requirement, true, text)
            />
            {fields::view(&fields, About::default())}
            <ErrorBox error=add.error/>
            <Submit pending=add.pending text=t::requirement::add().to_owned()/>
        </form>
    }
    .into_any()
}
