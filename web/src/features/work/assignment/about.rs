//! FUL-16, ASG-7: what else an opened plan says of itself, and what has happened to the assignment.

use kyndig_contract::assignment::{AssignmentDetails, AssignmentEvent, AssignmentEventKind, AssignmentStatus};
use leptos::prelude::*;

use crate::language::moment;
use crate::t;
use crate::ui::{Fold, Prose, Timeline, TimelineItem};

/// Folded away at the end: most come for the requirements.
pub fn about(plan: AssignmentDetails) -> AnyView {
    let text = |name: &'static str, text: String| {
        (!text.trim().is_empty()).then(|| view! { <dt>{name}</dt> <dd><Prose text/></dd> })
    };
    let history = plan.history.into_iter().map(line).collect::<Vec<_>>();
    let history = (!history.is_empty()).then(|| {
        view! {
            <h3 class="small">{t::assignment::history()}</h3>
            <Timeline items=history/>
        }
    });
    view! {
        <section class="panel pad">
            <Fold title=t::assignment::about()>
                <dl class="kv">
                    <dt>{t::assignment::owner_unit()}</dt>
                    <dd>{plan.summary.owner_unit.name}</dd>
                    {text(t::assignment::time_frame(), plan.time_frame)}
                    {text(t::assignment::literature(), plan.literature)}
                </dl>
                {history}
            </Fold>
        </section>
    }
    .into_any()
}

fn line(event: AssignmentEvent) -> TimelineItem {
    let what = match event.kind {
        AssignmentEventKind::Assigned => t::assignment::event_assigned(),
        AssignmentEventKind::Deactivated => t::assignment::event_deactivated(),
        AssignmentEventKind::Reactivated => t::assignment::event_reactivated(),
        AssignmentEventKind::Completed => t::assignment::event_completed(),
        AssignmentEventKind::Reopened => t::assignment::event_reopened(),
        AssignmentEventKind::Ready => t::assignment::event_ready(),
        AssignmentEventKind::Approved => t::assignment::event_approved(),
        AssignmentEventKind::ApprovalWithdrawn => t::assignment::event_approval_withdrawn(),
        AssignmentEventKind::ApprovalRestored => t::assignment::event_approval_restored(),
    };
    let what = match (event.by, event.deputy_for) {
        (Some(by), Some(manager)) => t::standing::by_deputy(what, by.name, manager.name),
        (Some(by), None) => t::standing::by(what, by.name),
        (None, _) => what.to_owned(),
    };
    let after = t::assignment::status_after(status_name(event.status));
    TimelineItem { what, when: moment(event.at), notes: vec![after], comment: None }
}

/// ASG-7: what the plan was then.
fn status_name(status: AssignmentStatus) -> &'static str {
    match status {
        AssignmentStatus::Active => t::assignment::status_active(),
        AssignmentStatus::AwaitsApproval => t::assignment::awaits_approval(),
        AssignmentStatus::Completed => t::assignment::completed(),
        AssignmentStatus::Approved => t::assignment::event_approved(),
        AssignmentStatus::Deactivated => t::assignment::event_deactivated(),
    }
}
