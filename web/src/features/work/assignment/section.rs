//! A section of a plan: its requirements, and, where the plan allows it, the way to say that all of it is not relevant.

use chrono::NaiveDate;
use kyndig_contract::api_path;
use kyndig_contract::assignment::{AssignedRequirement, AssignmentDetails, AssignmentSection, DeactivatedRequirement};
use kyndig_contract::plan::Deactivated;
use kyndig_domain::ids::{AssignmentId, RequirementId};
use kyndig_domain::standing::Status;
use leptos::{ev, prelude::*};

use super::many::{Picking, can_be_picked};
use crate::browser;
use crate::features::work::standing::{NotRelevantDialog, Remark, deadline_remark, status_remark, validity_line};
use crate::language::{date, local_day, moment};
use crate::load::{Act, Load};
use crate::nav::Query;
use crate::t;
use crate::transport;
use crate::ui::{
    ErrorBox, ListRow, Mark, Note, PENNANT, Panel, Tag, Tone, icon, icon_paths, learning_method_name, live, toast,
};

/// What the sections of a plan are drawn with.
#[derive(Clone, Copy)]
pub struct Around {
    pub id: AssignmentId,
    pub plan: Load<AssignmentDetails>,
    pub chosen: Query,
    pub picking: Picking,
    pub today: NaiveDate,
    /// One may register in it.
    pub may: bool,
}

pub fn section(section: &AssignmentSection, around: Around) -> AnyView {
    let name = match &section.goal {
        Some(goal) => format!("{} · {goal}", section.name),
        None => section.name.clone(),
    };
    let rows = section.requirements.iter().map(|line| requirement_row(line, around)).collect_view();
    let aside = aside(section, around);
    let out = section.not_relevant.as_ref().map(|why| {
        let by = t::standing::marked_by(&why.marked_by.name, moment(why.marked_at));
        let back = around.may.then(|| relevant_again(section, around));
        let comment = why.comment.clone();
        view! {
            <div class="pad">
                <Note tone=Tone::Neutral title=t::assignment::section_not_relevant()>
                    <span class="said">{comment}</span>
                    <span class="meta">{by}</span>
                    {back}
                </Note>
            </div>
        }
    });
    view! {
        <Panel title=name aside=aside>
            {out}
            <ul class="list">{rows}</ul>
        </Panel>
    }
    .into_any()
}

/// How far it is, the box that ticks all of it, and what else can be done with it.
fn aside(section: &AssignmentSection, around: Around) -> ViewFn {
    let total = section.requirements.len();
    let valid = |line: &&AssignedRequirement| line.status.is_valid() || line.status == Status::NotRelevant;
    let done = section.requirements.iter().filter(valid).count();
    let able: Vec<RequirementId> =
        section.requirements.iter().filter(|line| can_be_picked(line)).map(|line| line.requirement_id).collect();
    let can_leave = section.may_be_not_relevant && section.not_relevant.is_none() && around.may;
    let (id, name) = (section.id, section.name.clone());
    ViewFn::from(move || {
        let able = able.clone();
        let name = name.clone();
        let leave = can_leave.then(|| leave(around, &id.to_string(), &name));
        let all = move || {
            let able = able.clone();
            (around.picking.on.get() && !able.is_empty()).then(|| tick_all(around.picking, able, &name))
        };
        view! {
            <span class="meta num">
                <span aria-hidden="true">{format!("{done} / {total}")}</span>
                <span class="ds-sr-only">{t::assignment::of(done, total)}</span>
            </span>
            {live(all)}
            {leave}
        }
        .into_any()
    })
}

fn tick_all(picking: Picking, able: Vec<RequirementId>, name: &str) -> AnyView {
    let wanted = able.clone();
    let ticked = move || picking.chosen.with(|chosen| wanted.iter().all(|id| chosen.contains(id)));
    let press = move |event: ev::Event| picking.set(&able, event_target_checked(&event));
    view! {
        <input
            class="ds-input"
            type="checkbox"
            aria-label=t::assignment::pick_section(name)
            prop:checked=ticked
            on:change=press
        />
    }
    .into_any()
}

/// FUL-12: the three dots, and the question that they open.
fn leave(around: Around, id: &str, name: &str) -> AnyView {
    let open = RwSignal::new(false);
    let label = t::assignment::section_mark_not_relevant_of(name);
    let button = format!("section-{id}");
    let back = button.clone();
    let done = Callback::new(move |()| {
        around.plan.refetch();
        browser::focus_id(format!("again-{}", back.trim_start_matches("section-")));
    });
    view! {
        <button
            type="button"
            class="ds-button"
            id=button
            data-variant="tertiary"
            data-icon
            aria-haspopup="dialog"
            aria-label=label.clone()
            title=label
            on:click=move |_| open.set(true)
        >
            {icon(icon_paths::MENU_ELIPSIS_VERTICAL)}
        </button>
        <NotRelevantDialog
            open
            path=api_path!("/assignments/{}/sections/{id}/not-relevant", around.id)
            text=t::assignment::section_not_relevant_text()
            done
        />
    }
    .into_any()
}

fn relevant_again(section: &AssignmentSection, around: Around) -> AnyView {
    let id = section.id;
    let undo = Act::new(
        move |(), _| async move {
            let path = api_path!("/assignments/{}/sections/{id}/not-relevant", around.id);
            transport::remove_quietly::<AssignmentDetails>(&path).await
        },
        move |now| {
            toast(t::assignment::said_section_relevant());
            around.plan.set(now);
            browser::focus_id(format!("section-{id}"));
        },
    );
    view! {
        <ErrorBox error=undo.error/>
        <div class="row">
            <button
                type="button"
                class="ds-button"
                id=format!("again-{id}")
                data-variant="secondary"
                aria-busy=move || undo.pending.get().to_string()
                on:click=move |_| undo.run(())
            >
                {t::standing::mark_relevant()}
            </button>
        </div>
    }
    .into_any()
}

/// PLN-8: what has been taken out of the plan: who, when and why; opened it is read like any other.
pub fn deactivated(plan: &AssignmentDetails, chosen: Query) -> Option<AnyView> {
    let row = move |one: &DeactivatedRequirement| {
        let line = &one.requirement;
        let id = line.requirement_id.to_string();
        let (mine, wanted) = (id.clone(), id.clone());
        let status = line.status;
        let place = one.goal.as_ref().unwrap_or(&one.section);
        let sub = format!("{place} · {}", deactivated_words(&one.deactivated));
        view! {
            <ListRow
                id=format!("ute-{id}")
                href=Signal::derive(move || chosen.href(&wanted))
                chosen=Signal::derive(move || chosen.get().as_ref() == Some(&mine))
                lead=move || view! { <Mark status/> }
                title=line.name.clone()
                sub
            >
                <Tag tone=Tone::Neutral text=t::assignment::deactivated()/>
            </ListRow>
        }
    };
    let rows = plan.deactivated.iter().map(row).collect_view();
    (!plan.deactivated.is_empty()).then(|| {
        view! {
            <Panel title=t::assignment::deactivated_requirements().to_owned()>
                <p class="pad sub">{t::assignment::deactivated_requirements_text()}</p>
                <ul class="list">{rows}</ul>
            </Panel>
        }
        .into_any()
    })
}

/// "Deaktivert 21.11.2026 av Mona Lie: Byttet ut."
pub fn deactivated_words(why: &Deactivated) -> String {
    t::assignment::deactivated_by(date(local_day(why.at)), &why.by.name, &why.reason)
}

fn requirement_row(line: &AssignedRequirement, around: Around) -> AnyView {
    let line = line.clone();
    live(move || if around.picking.on.get() { tick_row(&line, around) } else { link_row(&line, around) })
}

fn link_row(line: &AssignedRequirement, around: Around) -> AnyView {
    let chosen = around.chosen;
    let id = line.requirement_id.to_string();
    let (mine, wanted) = (id.clone(), id.clone());
    let status = line.status;
    let remarks = remarks(line, around.today);
    view! {
        <ListRow
            id=format!("krav-{id}")
            href=Signal::derive(move || chosen.href(&wanted))
            chosen=Signal::derive(move || chosen.get().as_ref() == Some(&mine))
            lead=move || view! { <Mark status/> }
            title=line.name.clone()
            sub=sub(line)
        >
            {remarks}
        </ListRow>
    }
    .into_any()
}

/// The same with a box; what cannot be done with others says so by having none.
fn tick_row(line: &AssignedRequirement, around: Around) -> AnyView {
    let (id, picking) = (line.requirement_id, around.picking);
    let box_id = format!("tick-{id}");
    let able = can_be_picked(line);
    let ticked = move || picking.chosen.with(|chosen| chosen.contains(&id));
    let press = move |event: ev::Event| picking.set(&[id], event_target_checked(&event));
    let lead = if able {
        view! {
            <input class="ds-input" type="checkbox" id=box_id.clone() prop:checked=ticked on:change=press/>
        }
        .into_any()
    } else {
        view! { <span class="tick"></span> }.into_any()
    };
    let name = if able {
        view! { <label for=box_id.clone()>{line.name.clone()}</label> }.into_any()
    } else {
        view! { <b>{line.name.clone()}</b> }.into_any()
    };
    view! {
        <li class:chosen=ticked class:unable=!able data-clickdelegatefor=able.then_some(box_id)>
            {lead}
            <Mark status=line.status/>
            <div class="t">
                {name}
                <span>{sub(line)}</span>
            </div>
            {remarks(line, around.today)}
        </li>
    }
    .into_any()
}

fn remarks(line: &AssignedRequirement, today: NaiveDate) -> Option<AnyView> {
    let status = line.status;
    let said = status_remark(status, line.expires_on, today);
    let said = said
        .map(|remark: Remark| view! { <span class=format!("meta {}", remark.class)>{remark.text}</span> }.into_any());
    let remarks: Vec<_> =
        [said, deadline_remark(status, line.deadline, today).map(flagged)].into_iter().flatten().collect();
    (!remarks.is_empty()).then(|| view! { <div class="remarks">{remarks}</div> }.into_any())
}

/// FUL-1: a flag is a deadline.
fn flagged(remark: Remark) -> AnyView {
    view! {
        <span class=format!("meta flagged {}", remark.class)>
            {icon(PENNANT)}
            {remark.text}
        </span>
    }
    .into_any()
}

/// How it is learnt, how often it is done, and what stands about it now.
fn sub(line: &AssignedRequirement) -> String {
    let now = match (line.status, &line.signer_name) {
        (Status::AwaitingSignature, Some(name)) => Some(t::standing::sent_to(name)),
        (Status::Rejected, Some(name)) => Some(t::standing::rejected_by(name)),
        (Status::Fulfilled, _) => validity_line(line.status, line.expires_on),
        _ => line.needs_signature.then(|| t::standing::with_signature().to_owned()),
    };
    let times = line.repetitions.map(|times| t::assignment::times(times.counted.min(times.required), times.required));
    let method = learning_method_name(line.learning_method).to_owned();
    [Some(method), times, now].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
