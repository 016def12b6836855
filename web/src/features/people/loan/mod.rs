//! LOA-1 to LOA-7: the loans of an employee, in a panel beside the list or page that was open.

mod card;
mod form;
mod panel;

use leptos::prelude::*;

use crate::nav::Query;
use crate::t;
use crate::ui::{Dialog, live};

/// The panel of the employee whose position stands in the address.
#[component]
pub fn LoansDialog(
    query: Query,
    /// Something about the loans is different now.
    #[prop(into)]
    changed: Callback<()>,
) -> AnyView {
    let open = RwSignal::new(false);
    let title = RwSignal::new(t::employee::loans().to_owned());
    Effect::new(move |_| open.set(query.get().is_some()));
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        if before == Some(true) && !now {
            query.set(None);
        }
        now
    });
    view! {
        <Dialog open title side=true>
            {live(move || query.get().map(|position| view! { <panel::Loans position title changed/> }))}
        </Dialog>
    }
    .into_any()
}
