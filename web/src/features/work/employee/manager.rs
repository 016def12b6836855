//! POS-12: who manages the position, from HR or set by hand.

use kyndig_contract::api_path;
use kyndig_contract::employee::{EmployeeDetails, SetManager};
use leptos::prelude::*;

use super::people;
use crate::form::Form;
use crate::load::{Act, Load};
use crate::t;
use crate::transport;
use crate::ui::*;

#[component]
pub fn Manager(now: EmployeeDetails, details: Load<EmployeeDetails>) -> AnyView {
    let open = RwSignal::new(false);
    let name = now.manager.as_ref().map_or(t::employee::no_manager().to_owned(), |manager| manager.name.clone());
    let origin = now.manager.is_some().then(|| {
        if now.manager_set_by_hand {
            view! { <Tag tone=Tone::Info text=t::employee::by_hand()/> }
        } else {
            view! { <Tag tone=Tone::Neutral text=t::employee::by_hr()/> }
        }
    });
    let change = now.can_set_manager.then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                id="change-manager"
                data-variant="secondary"
                on:click=move |_| open.set(true)
            >
                {t::employee::change_manager()}
            </button>
        }
    });
    let now = StoredValue::new(now);
    view! {
        <Panel title=t::employee::manager().to_owned()>
            <div class="pad">
                <div class="row">{name} {origin}</div>
                {change.map(|change| view! { <div>{change}</div> })}
            </div>
        </Panel>
        <Dialog open title=t::employee::change_manager().to_owned()>
            <Change now=now.get_value() details open/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Change(now: EmployeeDetails, details: Load<EmployeeDetails>, open: RwSignal<bool>) -> AnyView {
    let form = Form::new();
    let manager = form.field("managerId", "");
    let name = RwSignal::new(String::new());
    let version = StoredValue::new(now.version);
    let path = api_path!("/employees/{}/manager", now.position_id);
    let act = Act::new(
        move |request: SetManager, _| {
            let path = path.clone();
            async move { transport::put::<Option<EmployeeDetails>>(&path, &request, Some(version.get_value())).await }
        },
        move |saved: Option<EmployeeDetails>| {
            open.set(false);
            // without a body: somebody else follows the employee up from now on
            if let Some(saved) = saved {
                toast(t::employee::manager_set());
                details.set(saved);
            } else {
                toast(t::employee::manager_set_away());
                crate::nav::go("/employees");
            }
        },
    );
    form.follow(act);
    let send = Callback::new(move |()| match manager.get().parse() {
        Ok(id) => act.run(SetManager { manager_id: Some(id) }),
        Err(_) => manager.reject("required"),
    });
    let differing = move |current: serde_json::Value| {
        let Ok(theirs) = serde_json::from_value::<EmployeeDetails>(current) else { return Vec::new() };
        version.set_value(theirs.version);
        let theirs = theirs.manager.map_or(t::employee::no_manager().to_owned(), |manager| manager.name);
        vec![(t::employee::manager().to_owned(), name.get_untracked(), theirs)]
    };
    let picked =
        Callback::new(move |found: Option<SuggestOption>| name.set(found.map_or(String::new(), |found| found.name)));
    let hr = now.manager_set_by_hand.then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                data-variant="secondary"
                on:click=move |_| act.run(SetManager { manager_id: None })
            >
                {t::employee::use_hr()}
            </button>
        }
    });
    view! {
        <form
            class="stack"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send.run(());
            }
        >
            <p>{t::employee::manager_text()}</p>
            <SuggestField
                field=manager
                label=t::employee::new_manager()
                required=true
                search=people::find
                chosen=Some(picked)
            />
            <Conflict
                error=act.error
                rows=differing
                mine=send
                theirs=move || {
                    open.set(false);
                    details.refetch();
                }
            />
            <div class="row">
                <Submit pending=act.pending text=t::employee::set_manager().to_owned()/>
                {hr}
            </div>
        </form>
    }
    .into_any()
}
