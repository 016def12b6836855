//! PLN-14: the filters and the columns of the list, in a panel beside it. Each choice holds at once.

use leptos::prelude::*;

use super::columns::{COLUMNS, USUAL, column_name, further_access};
use super::words;
use crate::features::portal::view::{SaveView, View};
use crate::features::work::employee::people;
use crate::form::Form;
use crate::nav::Query;
use crate::t;
use crate::ui::*;

#[component]
pub fn Filters(view: View) -> AnyView {
    let columns = Query::new("columns");
    let access = std::iter::once(Choice::new("", t::plan::access_edit())).chain(further_access()).collect();
    let scope = vec![
        Choice::new("", t::plan::scope_region()),
        Choice::new("own_trust", t::plan::scope_own_trust()),
        Choice::new("own_unit", t::plan::scope_own_unit()),
        Choice::new("central", t::plan::scope_central()),
    ];
    view! {
        <div class="stack">
            <SortChoice
                sorting=Sorting::new("name")
                choices=COLUMNS.iter().map(|name| Choice::new(*name, column_name(name))).collect()
            />
            <div>
                <Ticks
                    query=columns
                    label=t::common::columns()
                    choices=COLUMNS.iter().map(|name| Choice::new(*name, column_name(name))).collect()
                    all=USUAL
                />
                <button type="button" class="link" id="columns-reset" on:click=move |_| columns.set(None)>
                    {t::common::columns_reset()}
                </button>
            </div>
            <Ticks query=Query::new("kind") label=t::plan::kind() choices=words::kind_choices()/>
            <Radios query=Query::new("scope") label=t::plan::owner_scope() choices=scope/>
            <Ticks query=Query::new("status") label=t::plan::status() choices=words::status_choices()/>
            <Radios query=Query::new("access") label=t::plan::access() choices=access/>
            <SearchBox query=Query::new("owner") label=t::plan::search_owner()/>
            <SearchBox query=Query::new("by") label=t::plan::search_creator()/>
            <SearchBox query=Query::new("description") label=t::plan::search_description()/>
            <Person/>
            <SaveView view everything="access=all"/>
        </div>
    }
    .into_any()
}

/// A document owner or author. The name stands in the address too, to be shown when the list is opened again.
#[component]
fn Person() -> AnyView {
    let (person, name) = (Query::new("person"), Query::new("personName"));
    let form = Form::named("filter");
    let field = form.field("person", person.get_untracked().unwrap_or_default());
    let choose = move |option: Option<SuggestOption>| {
        let (id, named) = option.map(|option| (option.value, option.name)).unzip();
        person.set(id);
        name.set(named);
    };
    view! {
        <SuggestField
            filter=true
            field
            label=t::plan::person()
            name=name.get_untracked().unwrap_or_default()
            search=people::find
            chosen=Callback::new(choose)
        />
    }
    .into_any()
}
