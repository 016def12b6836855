//! FUL-14: what has happened to a standing, in plain words.

use kyndig_contract::person::PersonRef;
use kyndig_contract::standing::StandingEvent;
use kyndig_domain::standing::EventKind;
use leptos::prelude::*;

use crate::features::work::signature::reason_name;
use crate::language::{date, moment};
use crate::t;
use crate::ui::{Timeline, TimelineItem};

/// In the order of the API.
pub fn history(events: &[StandingEvent]) -> AnyView {
    told(events, None)
}

/// The same of somebody's: what another did for them says so (FUL-13).
pub fn history_of(events: &[StandingEvent], person: &PersonRef) -> AnyView {
    told(events, Some(person))
}

fn told(events: &[StandingEvent], person: Option<&PersonRef>) -> AnyView {
    // what was done many times at once is one line
    let alike = |a: &StandingEvent, b: &StandingEvent| StandingEvent { id: b.id, ..a.clone() } == *b;
    let items = events.chunk_by(alike).filter_map(|run| run.first().map(|first| item(first, run.len(), person)));
    view! { <Timeline items=items.collect()/> }.into_any()
}

fn item(event: &StandingEvent, times: usize, person: Option<&PersonRef>) -> TimelineItem {
    let what = match (event.kind, &event.other) {
        (EventKind::Sent, Some(signer)) => t::standing::event_sent(&signer.name),
        (kind, _) => kind_name(kind).to_owned(),
    };
    let what = if times > 1 { t::standing::times_over(what, times) } else { what };
    let other = event.by.as_ref().filter(|_| is_of_the_person(event.kind));
    let whose = person.filter(|person| other.is_some_and(|by| by.id != person.id));
    let what = match (&event.by, &event.deputy_for, whose) {
        (Some(by), Some(manager), Some(person)) => {
            t::standing::by_deputy_on_behalf(what, &by.name, &manager.name, &person.name)
        }
        (Some(by), None, Some(person)) => t::standing::by_on_behalf(what, &by.name, &person.name),
        (Some(by), Some(manager), None) => t::standing::by_deputy(what, &by.name, &manager.name),
        (Some(by), None, None) => t::standing::by(what, &by.name),
        (None, ..) => what,
    };
    let reason = event.reason.map(|reason| reason_name(reason).to_owned());
    let comment = Some(event.comment.clone()).filter(|comment| !comment.is_empty());
    let plan = event.plan_name.as_ref().map(t::standing::in_plan);
    let notes = [about(event), event.about.clone(), plan, reason].into_iter().flatten().collect();
    TimelineItem { what, when: moment(event.at), notes, comment }
}

/// What the one whose requirement it is does, unless another does it for them.
fn is_of_the_person(kind: EventKind) -> bool {
    match kind {
        EventKind::DraftSaved
        | EventKind::Fulfilled
        | EventKind::Unlocked
        | EventKind::Undone
        | EventKind::Withdrawn
        | EventKind::Sent
        | EventKind::Recalled
        | EventKind::RepetitionRegistered
        | EventKind::RepetitionRemoved
        | EventKind::MarkedNotRelevant
        | EventKind::MarkedRelevant
        | EventKind::PointNotRelevant
        | EventKind::PointRelevant
        | EventKind::AttachmentAdded
        | EventKind::AttachmentRemoved => true,
        EventKind::Signed
        | EventKind::Rejected
        | EventKind::SignatureCancelled
        | EventKind::RejectionCancelled
        | EventKind::Expiring
        | EventKind::Expired
        | EventKind::DeadlineSet
        | EventKind::DeadlineChanged
        | EventKind::DeadlineRemoved
        | EventKind::Reset => false,
    }
}

fn kind_name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::DraftSaved => t::standing::event_draft_saved(),
        EventKind::Fulfilled => t::standing::event_fulfilled(),
        EventKind::Unlocked => t::standing::event_unlocked(),
        EventKind::Undone => t::standing::event_undone(),
        EventKind::Withdrawn => t::standing::event_withdrawn(),
        EventKind::Sent => t::standing::event_sent_nobody(),
        EventKind::Recalled => t::standing::event_recalled(),
        EventKind::Signed => t::standing::event_signed(),
        EventKind::Rejected => t::standing::event_rejected(),
        EventKind::SignatureCancelled => t::standing::event_signature_cancelled(),
        EventKind::RejectionCancelled => t::standing::event_rejection_cancelled(),
        EventKind::Expiring => t::standing::event_expiring(),
        EventKind::Expired => t::standing::event_expired(),
        EventKind::DeadlineSet => t::standing::event_deadline_set(),
        EventKind::DeadlineChanged => t::standing::event_deadline_changed(),
        EventKind::DeadlineRemoved => t::standing::event_deadline_removed(),
        EventKind::Reset => t::standing::event_reset(),
        EventKind::RepetitionRegistered => t::standing::event_repetition_registered(),
        EventKind::RepetitionRemoved => t::standing::event_repetition_removed(),
        EventKind::MarkedNotRelevant => t::standing::event_marked_not_relevant(),
        EventKind::MarkedRelevant => t::standing::event_marked_relevant(),
        EventKind::PointNotRelevant => t::standing::event_point_not_relevant(),
        EventKind::PointRelevant => t::standing::event_point_relevant(),
        EventKind::AttachmentAdded => t::standing::event_attachment_added(),
        EventKind::AttachmentRemoved => t::standing::event_attachment_removed(),
    }
}

/// What the event's date means.
fn about(event: &StandingEvent) -> Option<String> {
    let day = event.date.map(date)?;
    match event.kind {
        EventKind::DraftSaved
        | EventKind::Fulfilled
        | EventKind::Sent
        | EventKind::Signed
        | EventKind::Rejected
        | EventKind::RepetitionRegistered
        | EventKind::RepetitionRemoved => Some(t::standing::event_performed(day)),
        EventKind::Expiring | EventKind::Expired => Some(t::standing::event_expiry(day)),
        EventKind::DeadlineSet | EventKind::DeadlineChanged => Some(t::standing::deadline_on(day)),
        EventKind::Unlocked
        | EventKind::Undone
        | EventKind::Withdrawn
        | EventKind::Recalled
        | EventKind::SignatureCancelled
        | EventKind::RejectionCancelled
        | EventKind::DeadlineRemoved
        | EventKind::Reset
        | EventKind::MarkedNotRelevant
        | EventKind::MarkedRelevant
        | EventKind::PointNotRelevant
        | EventKind::PointRelevant
        | EventKind::AttachmentAdded
        | EventKind::AttachmentRemoved => None,
    }
}
