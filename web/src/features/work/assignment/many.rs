//! FUL-17: several requirements in one go: ticked, fulfilled on one day or sent to one signer, and taken back.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kyndig_contract::api_path;
use kyndig_contract::assignment::{AssignedRequirement, AssignmentDetails};
use kyndig_contract::path::ApiPath;
use kyndig_contract::standing::{FulfilMany, ManyResult, SendMany, SkippedRequirement};
use kyndig_domain::ids::{PersonId, RequirementId};
use kyndig_domain::standing::{Act as Deed, Way};
use leptos::{ev, prelude::*};

use crate::browser;
use crate::features::work::standing::{SignerField, undoable};
use crate::form::{Field, Form};
use crate::load::{Act, Load};
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::{DateField, Dialog, ErrorBox, ErrorSummary, Note, Submit, TextArea, Tone, icon, icon_paths, live};

/// The button that begins and ends it.
pub const PICK: &str = "pick";

/// What is ticked, and what came of the last time.
#[derive(Clone, Copy)]
pub struct Picking {
    pub on: RwSignal<bool>,
    pub chosen: RwSignal<BTreeSet<RequirementId>>,
    skipped: RwSignal<Vec<SkippedRequirement>>,
}

impl Picking {
    pub fn new() -> Self {
        Self { on: RwSignal::new(false), chosen: RwSignal::new(BTreeSet::new()), skipped: RwSignal::new(Vec::new()) }
    }

    pub fn set(self, ids: &[RequirementId], on: bool) {
        self.chosen.update(|chosen| {
            for id in ids {
                if on {
                    chosen.insert(*id);
                } else {
                    chosen.remove(id);
                }
            }
        });
    }

    fn end(self) {
        self.on.set(false);
        self.chosen.set(BTreeSet::new());
    }
}

/// What can be done with one of many; each repetition is registered by itself.
fn deed(line: &AssignedRequirement) -> Option<Deed> {
    let way = Way { needs_signature: line.needs_signature, repeats: line.repetitions.is_some() };
    [Deed::Fulfil, Deed::Send].into_iter().find(|deed| deed.check(line.status, way).is_ok())
}

/// Whether it can be ticked.
pub fn can_be_picked(line: &AssignedRequirement) -> bool {
    deed(line).is_some()
}

/// The button in the page's head.
pub fn button(picking: Picking) -> AnyView {
    let press = move |_| {
        if picking.on.get_untracked() {
            picking.end();
        } else {
            picking.skipped.set(Vec::new());
            picking.on.set(true);
        }
    };
    view! {
        <button
            type="button"
            class="ds-button"
            id=PICK
            data-variant="secondary"
            aria-pressed=move || picking.on.get().to_string()
            on:click=press
        >
            {icon(icon_paths::TASKLIST)}
            {t::assignment::pick()}
        </button>
    }
    .into_any()
}

/// Which were left out the last time, and why; until it is closed.
pub fn left_out(picking: Picking) -> AnyView {
    let view = move || {
        let skipped = picking.skipped.get();
        let line = |one: SkippedRequirement| {
            let why = t::problem::find(&one.code).unwrap_or_else(t::problem::refused);
            let name = one.name.unwrap_or_else(|| t::common::not_found_title().to_owned());
            view! { <li><b>{format!("{name}: ")}</b> {why}</li> }
        };
        (!skipped.is_empty()).then(|| {
            let title = t::assignment::left_out(skipped.len());
            view! {
                <Note tone=Tone::Warning title=title>
                    <ul class="lines">{skipped.into_iter().map(line).collect_view()}</ul>
                    <div class="row">
                        <button
                            type="button"
                            class="ds-button"
                            id="left-out-close"
                            data-variant="secondary"
                            on:click=move |_| {
                                picking.skipped.set(Vec::new());
                                browser::focus_id(PICK);
                            }
                        >
                            {t::common::close()}
                        </button>
                    </div>
                </Note>
            }
        })
    };
    view! { <div role="status">{live(view)}</div> }.into_any()
}

/// Those of the ticked that this can be done with.
fn picked(plan: Load<AssignmentDetails>, picking: Picking, wanted: Deed) -> Vec<RequirementId> {
    let chosen = picking.chosen.get();
    let Some(now) = plan.value() else { return Vec::new() };
    let lines = now.sections.iter().flat_map(|section| &section.requirements);
    let mut ids: Vec<_> = lines
        .filter(|line| chosen.contains(&line.requirement_id) && deed(line) == Some(wanted))
        .map(|line| line.requirement_id)
        .collect();
    // one may stand under several goals
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What can be done with those that are ticked, below the list and in sight.
#[component]
pub fn PickedBar(plan: Load<AssignmentDetails>, picking: Picking, person: PersonId, own: bool) -> AnyView {
    let to_fulfil = Memo::new(move |_| picked(plan, picking, Deed::Fulfil));
    let to_send = Memo::new(move |_| picked(plan, picking, Deed::Send));
    let (fulfilling, sending) = (RwSignal::new(false), RwSignal::new(false));
    let leave = move || {
        picking.end();
        browser::focus_id(PICK);
    };
    let said = move || match picking.chosen.with(BTreeSet::len) {
        0 => t::assignment::pick_text().to_owned(),
        count => t::assignment::picked(count),
    };
    let buttons = move || {
        let (done, sent) = (to_fulfil.with(Vec::len), to_send.with(Vec::len));
        let fulfil = (done > 0).then(|| {
            view! {
                <button type="button" class="ds-button" id="fulfil-many" on:click=move |_| fulfilling.set(true)>
                    {icon(icon_paths::CHECKMARK)}
                    {t::assignment::fulfil_many(done)}
                </button>
            }
        });
        let send = (sent > 0).then(|| {
            let variant = if done > 0 { "secondary" } else { "primary" };
            view! {
                <button
                    type="button"
                    class="ds-button"
                    id="send-many"
                    data-variant=variant
                    on:click=move |_| sending.set(true)
                >
                    {icon(icon_paths::PAPERPLANE)}
                    {t::assignment::send_many(sent)}
                </button>
            }
        });
        view! { {fulfil} {send} }
    };
    let bar = move || {
        picking.on.get().then(|| {
            view! {
                <section class="panel picked-bar" aria-label=t::assignment::pick()>
                    <p role="status">{live(said)}</p>
                    <div class="row">
                        {live(buttons)}
                        <button
                            type="button"
                            class="ds-button"
                            id="pick-end"
                            data-variant="tertiary"
                            on:click=move |_| leave()
                        >
                            {t::common::cancel()}
                        </button>
                    </div>
                </section>
            }
        })
    };
    let done = Callback::new(move |skipped: Vec<SkippedRequirement>| {
        picking.skipped.set(skipped);
        leave();
        plan.refetch();
    });
    view! {
        {live(bar)}
        <Dialog open=fulfilling title=Signal::derive(move || t::assignment::fulfil_many(to_fulfil.with(Vec::len)))>
            <FulfilForm ids=to_fulfil.get_untracked() person plan open=fulfilling done/>
        </Dialog>
        <Dialog open=sending title=Signal::derive(move || t::assignment::send_many(to_send.with(Vec::len)))>
            <SendForm ids=to_send.get_untracked() person own plan open=sending done/>
        </Dialog>
    }
    .into_any()
}

/// The date as typed; an error stands at the field.
fn day(field: Field, today: NaiveDate) -> Option<NaiveDate> {
    let day = field.parsed::<NaiveDate>("date").ok()?;
    match day {
        Some(day) if day <= today => return Some(day),
        Some(_) => field.reject("future_date"),
        None => field.reject("required"),
    }
    None
}

#[component]
fn FulfilForm(
    ids: Vec<RequirementId>,
    person: PersonId,
    plan: Load<AssignmentDetails>,
    open: RwSignal<bool>,
    done: Callback<Vec<SkippedRequirement>>,
) -> AnyView {
    let today = use_session().today();
    let form = Form::named("many");
    let date = form.field("performedOn", today.to_string());
    let act = Act::new(
        move |request: FulfilMany, _| async move {
            transport::post::<ManyResult>(&many_path(person, "fulfil"), &request).await
        },
        move |result: ManyResult| {
            open.set(false);
            said(t::assignment::said_fulfilled_many(result.done.len()), &result, person, plan);
            done.run(result.skipped);
        },
    );
    form.follow(act);
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(performed_on) = day(date, today) else { return };
        let request = FulfilMany { requirement_ids: ids.clone(), performed_on };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <p>{t::assignment::fulfil_many_text()}</p>
            <DateField field=date label=t::standing::performed_on() required=true/>
            <ErrorBox error=form.beyond(act.error)/>
            <Submit
                id="fulfil-many-now"
                pending=act.pending
                text=t::standing::fulfil().to_owned()
                icon_path=icon_paths::CHECKMARK
            />
        </form>
    }
    .into_any()
}

#[component]
fn SendForm(
    ids: Vec<RequirementId>,
    person: PersonId,
    own: bool,
    plan: Load<AssignmentDetails>,
    open: RwSignal<bool>,
    done: Callback<Vec<SkippedRequirement>>,
) -> AnyView {
    let today = use_session().today();
    let form = Form::named("many");
    let date = form.field("performedOn", today.to_string());
    let signer = form.field("signerId", "");
    let comment = form.field("comment", "");
    let said_to = RwSignal::new(String::new());
    let act = Act::new(
        move |request: SendMany, _| async move { transport::post::<ManyResult>(&many_path(person, "send"), &request).await },
        move |result: ManyResult| {
            open.set(false);
            let text = t::assignment::said_sent_many(result.done.len(), said_to.get_untracked());
            said(text, &result, person, plan);
            done.run(result.skipped);
        },
    );
    form.follow(act);
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(performed_on) = day(date, today) else { return };
        let Ok(signer_id) = signer.get().parse::<PersonId>() else { return signer.reject("required") };
        let request = SendMany { requirement_ids: ids.clone(), performed_on, signer_id, comment: comment.get() };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <p>{t::assignment::send_many_text()}</p>
            <ErrorSummary form/>
            <DateField field=date label=t::standing::performed_on() required=true/>
            <SignerField field=signer person own said_to/>
            <TextArea
                field=comment
                label=t::standing::comment()
                description=t::assignment::comment_many_text()
                rows=2
                max=2000
            />
            <ErrorBox error=form.beyond(act.error)/>
            <Submit
                id="send-many-now"
                pending=act.pending
                text=t::standing::send().to_owned()
                icon_path=icon_paths::PAPERPLANE
            />
        </form>
    }
    .into_any()
}

fn many_path(person: PersonId, verb: &str) -> ApiPath {
    api_path!("/people/{person}/standings/{verb}")
}

/// Says how many, and lets it be undone.
fn said(text: String, result: &ManyResult, person: PersonId, plan: Load<AssignmentDetails>) {
    if !result.done.is_empty() {
        undoable(text, person, result.done.clone(), move || plan.refetch());
    }
}

#[cfg(test)]
mod tests {
    use kyndig_domain::standing::Status;

    use super::*;

    fn line(status: Status, needs_signature: bool, repetitions: bool) -> AssignedRequirement {
        let repetitions = repetitions.then(|| serde_json::json!({"counted": 1, "required": 3}));
        serde_json::from_value(serde_json::json!({
            "requirementId": "00000000-0000-0000-0000-000000000001", "number": "KR-1", "name": "Seng",
            "learningMethod": "course", "documentationMethod": "signature", "needsSignature": needs_signature,
            "repetitions": repetitions, "status": status,
        }))
        .unwrap()
    }

    /// Proves FUL-17: what can be ticked is what the API would do with it.
    #[test]
    fn what_can_be_one_of_many() {
        assert_eq!(deed(&line(Status::NotStarted, false, false)), Some(Deed::Fulfil));
        assert_eq!(deed(&line(Status::Expired, true, false)), Some(Deed::Send));
        for status in [Status::Fulfilled, Status::AwaitingSignature, Status::NotRelevant] {
            assert_eq!(deed(&line(status, true, false)), None, "{status:?}");
        }
        assert_eq!(deed(&line(Status::NotStarted, false, true)), None);
    }
}
