//! ASG-6, FOL-3: the plans that wait for one's approval, those that have waited longest first.

use kyndig_contract::api_path;
use kyndig_contract::assignment::WaitingAssignment;
use kyndig_contract::page::{MAX_LIMIT, Page};
use leptos::prelude::*;

use crate::language::{date, local_day};
use crate::load::Pages;
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::{Empty, ListRow, PageHead, icon, icon_paths, paged};

#[component]
pub fn Approvals() -> AnyView {
    let list = Pages::new(
        || (),
        |(), cursor| async move {
            let query = [("limit", Some(MAX_LIMIT.to_string())), ("cursor", cursor)];
            transport::get::<Page<WaitingAssignment>>(&with_query(api_path!("/waiting-assignments"), &query)).await
        },
    );
    let none = || {
        let (title, text) = (t::assignment::approvals_none(), t::assignment::approvals_none_text());
        view! { <Empty title text/> }.into_any()
    };
    let rows = paged(list, 6, none, |rows| view! { <ul class="list">{rows}</ul> }.into_any(), row);
    view! {
        <PageHead title=t::assignment::approvals().to_owned() sub=t::assignment::approvals_text().to_owned()/>
        <section class="panel">{rows}</section>
    }
    .into_any()
}

fn row(plan: WaitingAssignment) -> AnyView {
    let since = date(local_day(plan.ready_at));
    view! {
        <ListRow
            id=format!("plan-{}", plan.assignment_id)
            href=Signal::stored(address(&plan))
            lead=|| icon(icon_paths::TASKLIST)
            title=plan.person.name.clone()
            sub=t::assignment::approval_sub(&plan.plan_name, &plan.unit.name, since)
        >
            {icon(icon_paths::CHEVRON_RIGHT)}
        </ListRow>
    }
    .into_any()
}

/// Where the plan is opened to be approved.
fn address(plan: &WaitingAssignment) -> String {
    format!("/employees/{}/plans/{}", plan.position_id, plan.assignment_id)
}
