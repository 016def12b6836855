//! ASG, FUL-15 to FUL-17, REP-1: one's plans, a plan with its requirements, a search in them, and a plan on paper.

mod about;
mod actions;
mod approvals;
mod list;
mod many;
mod plan;
mod print;
mod search;
mod section;

use kyndig_contract::assignment::{AssignmentSummary, StatusCounts};
use kyndig_domain::ids::{AssignmentId, RequirementId};
use leptos::prelude::*;

use crate::t;
use crate::ui::{Bar, ListRow, Tag, Tone};

pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["approvals"] => Some(view! { <approvals::Approvals/> }.into_any()),
        ["plans"] => Some(view! { <list::Plans/> }.into_any()),
        ["plans", id] => {
            let id: AssignmentId = id.parse().ok()?;
            Some(view! { <plan::Plan id/> }.into_any())
        }
        ["plans", id, "print"] => {
            let id: AssignmentId = id.parse().ok()?;
            Some(view! { <print::Print id base="/plans"/> }.into_any())
        }
        // of somebody one follows up
        ["employees", position, "plans", id] => {
            let id: AssignmentId = id.parse().ok()?;
            Some(view! { <plan::Plan id employee=format!("/employees/{position}")/> }.into_any())
        }
        ["employees", position, "plans", id, "print"] => {
            let id: AssignmentId = id.parse().ok()?;
            Some(view! { <print::Print id base=format!("/employees/{position}/plans")/> }.into_any())
        }
        _ => None,
    }
}

/// The address of a requirement in a plan.
pub fn requirement_href(plan: AssignmentId, requirement: RequirementId) -> String {
    format!("/plans/{plan}?requirement={requirement}")
}

/// Green, yellow and red of a plan; what is not begun is the bar's ground.
pub fn bar(counts: &StatusCounts) -> AnyView {
    view! {
        <Bar
            done=counts.fulfilled
            partly=counts.started + counts.awaiting_signature + counts.expiring
            late=counts.rejected + counts.expired
            total=counts.total()
        />
    }
    .into_any()
}

/// A plan in a list: name, `sub`, its bar and per cent.
pub fn plan_row(plan: &AssignmentSummary, sub: String) -> AnyView {
    let counts = plan.counts;
    // ASG-6: what waits for the manager is not done
    let completed = if plan.awaits_approval {
        Some(view! { <Tag tone=Tone::Warning text=t::assignment::awaits_approval()/> })
    } else {
        plan.completed.then(|| view! { <Tag tone=Tone::Success text=t::assignment::completed()/> })
    };
    view! {
        <ListRow
            id=format!("plan-{}", plan.id)
            href=Signal::stored(format!("/plans/{}", plan.id))
            title=plan.plan_name.clone()
            sub=sub
        >
            {completed}
            <div class="progress">{bar(&counts)} <span class="num meta">{t::common::per_cent(counts.percent())}</span></div>
        </ListRow>
    }
    .into_any()
}
