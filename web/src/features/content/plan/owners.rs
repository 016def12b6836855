//! PLN-9: the two people who answer for the plan.

use kyndig_contract::api_path;
use kyndig_contract::person::PersonRef;
use kyndig_contract::plan::{NameOwners, PlanDetails};
use leptos::prelude::*;

use super::editing::Editing;
use crate::features::work::employee::people;
use crate::form::Form;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::*;

fn name(person: Option<&PersonRef>) -> String {
    person.map_or_else(|| t::plan::nobody().to_owned(), |person| person.name.clone())
}

#[component]
pub fn Owners(plan: PlanDetails, editing: Editing) -> AnyView {
    if !plan.can_edit {
        return view! {
            <section class="panel pad">
                <dl class="kv">
                    <dt>{t::plan::document_owner()}</dt>
                    <dd>{name(plan.document_owner.as_ref())}</dd>
                    <dt>{t::plan::document_author()}</dt>
                    <dd>{name(plan.document_author.as_ref())}</dd>
                    {stewards(&plan)}
                </dl>
            </section>
        }
        .into_any();
    }
    let form = Form::new();
    let id = |person: Option<&PersonRef>| person.map_or(String::new(), |person| person.id.to_string());
    let called = |person: Option<&PersonRef>| person.map_or(String::new(), |person| person.name.clone());
    let owner = form.field("documentOwnerId", id(plan.document_owner.as_ref()));
    let author = form.field("documentAuthorId", id(plan.document_author.as_ref()));
    let owner_name = RwSignal::new(called(plan.document_owner.as_ref()));
    let author_name = RwSignal::new(called(plan.document_author.as_ref()));
    let picked = |name: RwSignal<String>| {
        Callback::new(move |found: Option<SuggestOption>| name.set(found.map_or(String::new(), |found| found.name)))
    };
    let version = StoredValue::new(plan.version);
    let path = api_path!("/plans/{}/owners", plan.id);
    let first = StoredValue::new(plan.document_owner.is_none() || plan.document_author.is_none());
    let act = Act::new(
        move |request: NameOwners, _| {
            let path = path.clone();
            async move { transport::put::<PlanDetails>(&path, &request, Some(version.get_value())).await }
        },
        move |plan| {
            toast(if first.get_value() { t::plan::owners_published() } else { t::plan::owners_saved() });
            form.saved();
            editing.put(plan);
        },
    );
    form.follow(act);
    form.guard(&["tab"]);
    let send = Callback::new(move |()| {
        let Ok(document_owner_id) = owner.get().parse() else { return owner.reject("required") };
        let Ok(document_author_id) = author.get().parse() else { return author.reject("required") };
        act.run(NameOwners { document_owner_id, document_author_id });
    });
    let differing = move |current: serde_json::Value| {
        let Ok(theirs) = serde_json::from_value::<PlanDetails>(current) else { return Vec::new() };
        version.set_value(theirs.version);
        vec![
            (t::plan::document_owner().to_owned(), owner_name.get_untracked(), name(theirs.document_owner.as_ref())),
            (t::plan::document_author().to_owned(), author_name.get_untracked(), name(theirs.document_author.as_ref())),
        ]
    };
    let stewards = stewards(&plan);
    // PLN-9: named the first time, the plan is published
    let publishes = first.get_value();
    let text = if publishes { t::plan::owners_save_publish() } else { t::plan::owners_save() };
    let unit = plan.owner_unit.name.clone();
    let explained = if publishes { t::plan::owners_text_publish(&unit) } else { t::plan::owners_text().to_owned() };
    view! {
        <section class="panel pad">
            <dl class="kv">{stewards}</dl>
            <form
                class="stack narrow"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send.run(());
                }
            >
                <p>{explained}</p>
                <ErrorSummary form/>
                <SuggestField
                    field=owner
                    label=t::plan::document_owner()
                    name=owner_name.get_untracked()
                    required=true
                    search=people::find
                    chosen=Some(picked(owner_name))
                />
                <SuggestField
                    field=author
                    label=t::plan::document_author()
                    name=author_name.get_untracked()
                    required=true
                    search=people::find
                    chosen=Some(picked(author_name))
                />
                <Conflict
                    error=act.error
                    rows=differing
                    mine=send
                    theirs=move || {
                        form.saved();
                        editing.details.refetch();
                    }
                />
                <Submit id="save-owners" pending=act.pending text=text.to_owned()/>
            </form>
        </section>
    }
    .into_any()
}

/// PLN-15
fn stewards(plan: &PlanDetails) -> AnyView {
    let names: Vec<_> = plan.stewards.iter().map(|steward| steward.name.as_str()).collect();
    let names = if names.is_empty() { t::plan::stewards_none().to_owned() } else { names.join(", ") };
    view! {
        <dt>{t::plan::stewards()}</dt>
        <dd>{names}</dd>
    }
    .into_any()
}
