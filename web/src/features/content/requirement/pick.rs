//! Finds requirements by name, number, category and owner, and ticks several: what is taken into a plan, and what must be
//! done before.

use std::collections::BTreeMap;

use kyndig_contract::api_path;
use kyndig_contract::page::Page;
use kyndig_contract::requirement::{RequirementRef, RequirementSummary};
use kyndig_domain::ids::RequirementId;
use leptos::{ev, prelude::*};

use crate::features::{content::category, people::unit};
use crate::form::Form;
use crate::load::Pages;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::*;

/// What is ticked, by name where it is shown.
pub type Ticked = RwSignal<BTreeMap<RequirementId, RequirementRef>>;

/// The fields and the list. It can stand in a form: Enter in its fields does not send that.
#[component]
pub fn Picker(
    /// What narrows the list besides what is typed: `forPlan`.
    fixed: Vec<(&'static str, Option<String>)>,
    ticked: Ticked,
    /// Those that are there already are not offered.
    #[prop(into)]
    there: Callback<RequirementId, bool>,
) -> AnyView {
    let search = RwSignal::new(String::new());
    let form = Form::named("pick");
    let (category, owner) = (form.field("category", ""), form.field("owner", ""));
    let fixed = StoredValue::new(fixed);
    let list = Pages::new(
        move || (search.get(), category.value.get(), owner.value.get()),
        move |(search, category, owner), cursor| async move {
            let mut query = fixed.get_value();
            query.extend([
                ("search", Some(search)),
                ("category", Some(category)),
                ("owner", Some(owner)),
                ("limit", Some("30".to_owned())),
                ("cursor", cursor),
            ]);
            transport::get::<Page<RequirementSummary>>(&with_query(api_path!("/requirements"), &query)).await
        },
    );
    let rows = paged(
        list,
        5,
        || view! { <Empty title=t::plan::take_none_title() text=t::plan::take_none_text()/> }.into_any(),
        |rows| {
            view! {
                <div class="choices" role="group" aria-label=t::plan::take_choose()>
                    {rows}
                </div>
            }
            .into_any()
        },
        move |one: RequirementSummary| if there.run(one.id) { ().into_any() } else { row(one, ticked) },
    );
    let stay = |event: ev::KeyboardEvent| {
        let typing = event_target::<web_sys::Element>(&event).tag_name() == "INPUT";
        if event.key() == "Enter" && typing {
            event.prevent_default();
        }
    };
    view! {
        <div class="stack" on:keydown=stay>
            <FindBox text=search label=t::plan::take_search()/>
            <div class="pair">
                <SuggestField field=category filter=true label=t::plan::take_category() search=category::find::any/>
                <SuggestField field=owner filter=true label=t::plan::owner() search=unit::find::any/>
            </div>
            <div class="choose">{rows}</div>
        </div>
    }
    .into_any()
}

fn row(one: RequirementSummary, ticked: Ticked) -> AnyView {
    let id = one.id;
    let named = RequirementRef { id, number: one.number.clone(), name: one.name.clone() };
    let press = move |event: ev::Event| {
        let on = event_target_checked(&event);
        ticked.update(|ticked| {
            if on {
                ticked.insert(id, named.clone());
            } else {
                ticked.remove(&id);
            }
        });
    };
    let filed = one.category.map(|category| format!(" · {}", category.name)).unwrap_or_default();
    view! {
        <label class="choice">
            <input
                type="checkbox"
                class="ds-input"
                prop:checked=move || ticked.with(|ticked| ticked.contains_key(&id))
                on:change=press
            />
            <span>
                <b>{one.name}</b>
                <small>{format!("{} · {}{filed}", one.number, one.owner_unit.name)}</small>
            </span>
        </label>
    }
    .into_any()
}
