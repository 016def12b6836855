//! FUL-9: the points of a checklist, each saved as it is ticked.

use kyndig_contract::api_path;
use kyndig_contract::assignment::AssignmentDetails;
use kyndig_contract::standing::{ChecklistItem, MarkPoint, StandingAction, StandingDetails, TickPoint, TickPoints};
use kyndig_domain::ids::{PlanId, PointId};
use leptos::{ev, html, prelude::*};

use super::place::Place;
use crate::form::Form;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::{Bar, Dialog, ErrorBox, Submit, TextArea, icon, icon_paths, live, toast};

/// What a row is drawn for; whether it is ticked follows by itself.
#[derive(Clone, PartialEq)]
struct Row {
    id: PointId,
    text: String,
    url: Option<String>,
    must_be_done: bool,
}

/// Why a point is not relevant in the plan that is shown.
fn here(now: &StandingDetails, id: PointId, plan: Option<PlanId>) -> Option<String> {
    let point = now.checklist.iter().find(|point| point.id == id)?;
    point.not_relevant_in.iter().find(|place| Some(place.plan_id) == plan).map(|place| place.comment.clone())
}

fn plan_of(now: &StandingDetails, place: Place) -> Option<PlanId> {
    now.plans.iter().find(|plan| plan.assignment_id == place.plan).map(|plan| plan.plan_id)
}

/// All of them, with how many are done.
pub fn checklist(place: Place) -> AnyView {
    let rows = place.part(|now| {
        let row = |one: &ChecklistItem| Row {
            id: one.id,
            text: one.text.clone(),
            url: one.url.clone(),
            must_be_done: one.must_be_done,
        };
        now.checklist.iter().map(row).collect::<Vec<_>>()
    });
    let progress = place.part(move |now| {
        let plan = plan_of(now, place);
        let out = |one: &&ChecklistItem| !one.done && !one.must_be_done && here(now, one.id, plan).is_some();
        let done = now.checklist.iter().filter(|one| one.done).count();
        (done, now.checklist.len() - now.checklist.iter().filter(out).count())
    });
    let marking = RwSignal::new(None::<(PointId, String)>);
    let head = move || {
        let (done, total) = progress.get().unwrap_or_default();
        let count = |number: usize| i64::try_from(number).unwrap_or_default();
        view! {
            <span class="meta num">{t::standing::of(done, total)}</span>
            <Bar done=count(done) partly=0 late=0 total=count(total)/>
        }
    };
    let list = move || {
        let rows = rows.get().filter(|rows| !rows.is_empty())?;
        let rows = rows.into_iter().enumerate();
        let rows = rows.map(|(at, row)| point(place, at, row, marking)).collect_view();
        Some(view! {
            <section class="piece">
                <h3 class="small">{t::standing::checklist()} {live(head)}</h3>
                <ul class="points">{rows}</ul>
            </section>
        })
    };
    let asking = RwSignal::new(false);
    Effect::new(move |_| asking.set(marking.with(Option::is_some)));
    Effect::new(move |_| {
        if !asking.get() && marking.with_untracked(Option::is_some) {
            marking.set(None);
        }
    });
    view! {
        {live(list)}
        <Dialog open=asking title=t::standing::point_not_relevant().to_owned()>
            {live(move || marking.get().map(|(point, said)| view! { <MarkForm place point said marking/> }))}
        </Dialog>
    }
    .into_any()
}

fn point(place: Place, at: usize, row: Row, marking: RwSignal<Option<(PointId, String)>>) -> AnyView {
    let Row { id: point_id, text, url, must_be_done } = row;
    let id = format!("point-{at}");
    let done = place.part(move |now| now.checklist.iter().any(|one| one.id == point_id && one.done));
    let tick = Act::new(
        move |points: TickPoints, _| async move {
            // a point is ticked or not, whatever else was changed meanwhile
            transport::put::<StandingDetails>(&api_path!(below place.path(), "/checklist"), &points, None).await
        },
        move |now| place.set(now),
    );
    let input = NodeRef::<html::Input>::new();
    // shown as it stands: what could not be saved is not ticked
    Effect::new(move |_| {
        let (done, busy) = (done.get().unwrap_or_default(), tick.pending.get());
        if let Some(input) = input.get().filter(|_| !busy) {
            input.set_checked(done);
        }
    });
    let comment = place.part(move |now| here(now, point_id, plan_of(now, place)));
    let comment = Memo::new(move |_| comment.get().flatten());
    let may = place.may(StandingAction::Tick);
    let press = move |event: ev::Event| {
        let done = event_target_checked(&event);
        tick.run(TickPoints { points: vec![TickPoint { id: point_id, done }] });
    };
    let again = Act::new(
        move |request: MarkPoint, _| async move {
            transport::post::<AssignmentDetails>(&api_path!(below place.in_plan(), "/points"), &request).await
        },
        move |_| place.refetch(),
    );
    let named = text.clone();
    let tool_id = format!("{id}-relevance");
    let tool = move || {
        if !may.get() || must_be_done {
            return None;
        }
        let point = named.clone();
        let out = comment.with(Option::is_some);
        let label =
            if out { t::standing::point_relevant_of(&point) } else { t::standing::point_not_relevant_of(&point) };
        let press = move |_| {
            if out {
                again.run(MarkPoint { point_id, comment: None });
            } else {
                marking.set(Some((point_id, point.clone())));
            }
        };
        Some(view! {
            <button
                type="button"
                class="ds-button"
                id=tool_id.clone()
                data-variant="tertiary"
                data-icon
                aria-label=label.clone()
                title=label
                on:click=press
            >
                {icon(if out { icon_paths::ARROWS_CIRCLEPATH } else { icon_paths::MINUS_CIRCLE })}
            </button>
        })
    };
    let said = move || {
        comment.get().map(|comment| {
            view! {
                <span class="meta">{t::standing::not_relevant_here()}</span>
                <span class="said">{comment}</span>
            }
        })
    };
    let must = must_be_done.then(|| view! { <span class="meta">{t::standing::must_be_done()}</span> });
    let link = url.map(|url| {
        view! {
            <a class="ds-link" href=url target="_blank" rel="noopener noreferrer">
                {t::standing::point_link()}
                {icon(icon_paths::EXTERNAL_LINK)}
                <span class="ds-sr-only">{format!("{text}, {}", t::standing::new_tab())}</span>
            </a>
        }
    });
    view! {
        <li class:out=move || comment.with(Option::is_some) && !done.get().unwrap_or_default()>
            <input
                class="ds-input"
                type="checkbox"
                id=id.clone()
                node_ref=input
                disabled=move || !may.get()
                on:change=press
            />
            <div class="t">
                <label class="ds-label" data-weight="regular" for=id>{text.clone()}</label>
                {link}
                {must}
                {live(said)}
                <ErrorBox error=tick.error/>
                <ErrorBox error=again.error/>
            </div>
            {live(tool)}
        </li>
    }
    .into_any()
}

#[component]
fn MarkForm(place: Place, point: PointId, said: String, marking: RwSignal<Option<(PointId, String)>>) -> AnyView {
    let form = Form::named("point");
    let comment = form.field("comment", "");
    let act = Act::new(
        move |request: MarkPoint, _| async move {
            transport::post::<AssignmentDetails>(&api_path!(below place.in_plan(), "/points"), &request).await
        },
        move |_| {
            toast(t::standing::said_point_not_relevant());
            place.refetch();
            marking.set(None);
        },
    );
    form.follow(act);
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = MarkPoint { point_id: point, comment: Some(comment.get()) };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <p class="said">{said}</p>
            <p>{t::standing::point_not_relevant_text()}</p>
            <TextArea field=comment label=t::standing::why_not() required=true rows=3 max=2000/>
            <ErrorBox error=form.beyond(act.error)/>
            <Submit id="point-save" pending=act.pending text=t::standing::point_not_relevant().to_owned()/>
        </form>
    }
    .into_any()
}
