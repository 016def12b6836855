//! FUL-12: what is not relevant to the one who has the plan, with the reason; undone where it was said.

use kyndig_contract::api_path;
use kyndig_contract::assignment::AssignmentDetails;
use kyndig_contract::path::ApiPath;
use kyndig_contract::standing::{Irrelevance, MarkNotRelevant, StandingAction};
use leptos::{ev, prelude::*};

use super::place::{FACTS, Place};
use crate::browser;
use crate::form::Form;
use crate::language::moment;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::{Dialog, ErrorBox, Note, Submit, TextArea, Tone, icon, icon_paths, live, toast};

/// Why it is not relevant in the plan that is shown.
pub fn here(place: Place) -> Memo<Option<Irrelevance>> {
    let found = place.part(move |now| {
        let plan = now.plans.iter().find(|plan| plan.assignment_id == place.plan);
        plan.and_then(|plan| plan.not_relevant.clone())
    });
    Memo::new(move |_| found.get().flatten())
}

/// The reason, who gave it and when; and the way back.
pub fn note(place: Place, why: Irrelevance, may: bool) -> AnyView {
    let undo = Act::new(
        move |(), _| async move {
            transport::remove_quietly::<AssignmentDetails>(&api_path!(below place.in_plan(), "/not-relevant")).await
        },
        move |_| {
            toast(t::standing::said_relevant());
            place.refetch();
            browser::focus_id(FACTS);
        },
    );
    let by = t::standing::marked_by(&why.marked_by.name, moment(why.marked_at));
    let back = if why.by_section {
        view! { <span>{t::standing::by_section()}</span> }.into_any()
    } else {
        may.then(|| {
            view! {
                <ErrorBox error=undo.error/>
                <div class="row">
                    <button
                        type="button"
                        class="ds-button"
                        id="relevant-again"
                        data-variant="secondary"
                        aria-busy=move || undo.pending.get().to_string()
                        on:click=move |_| undo.run(())
                    >
                        {t::standing::mark_relevant()}
                    </button>
                </div>
            }
        })
        .into_any()
    };
    view! {
        <Note tone=Tone::Neutral title=t::standing::not_relevant_here()>
            <span class="said">{why.comment}</span>
            <span class="meta">{by}</span>
            {back}
        </Note>
    }
    .into_any()
}

/// The button that opens the question for the reason.
pub fn button(place: Place) -> AnyView {
    let open = RwSignal::new(false);
    let may = place.may(StandingAction::MarkNotRelevant);
    let path = api_path!(below place.in_plan(), "/not-relevant");
    let done = Callback::new(move |()| {
        place.refetch();
        browser::focus_id(FACTS);
    });
    let button = move || {
        may.get().then(|| {
            view! {
                <div class="row">
                    <button
                        type="button"
                        class="ds-button"
                        id="not-relevant"
                        data-variant="tertiary"
                        on:click=move |_| open.set(true)
                    >
                        {icon(icon_paths::MINUS_CIRCLE)}
                        {t::standing::mark_not_relevant()}
                    </button>
                </div>
            }
        })
    };
    view! {
        {live(button)}
        <NotRelevantDialog open path text=t::standing::not_relevant_text() done/>
    }
    .into_any()
}

/// Asks why; of a requirement, or of a section with all that is in it.
#[component]
pub fn NotRelevantDialog(
    open: RwSignal<bool>,
    /// Where it is put.
    path: ApiPath,
    text: &'static str,
    done: Callback<()>,
) -> AnyView {
    let path = StoredValue::new(path);
    view! {
        <Dialog open title=t::standing::mark_not_relevant().to_owned()>
            <Why open path=path.get_value() text done/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Why(open: RwSignal<bool>, path: ApiPath, text: &'static str, done: Callback<()>) -> AnyView {
    let form = Form::named("why");
    let comment = form.field("comment", "");
    let act = Act::new(
        move |request: MarkNotRelevant, _| {
            let path = path.clone();
            async move { transport::put::<AssignmentDetails>(&path, &request, None).await }
        },
        move |_| {
            toast(t::standing::said_not_relevant());
            open.set(false);
            done.run(());
        },
    );
    form.follow(act);
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let request = MarkNotRelevant { comment: comment.get() };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <form class="stack" novalidate on:submit=send>
            <p>{text}</p>
            <TextArea field=comment label=t::standing::why_not() required=true rows=3 max=2000/>
            <ErrorBox error=form.beyond(act.error)/>
            <Submit id="why-save" pending=act.pending text=t::standing::mark_not_relevant().to_owned()/>
        </form>
    }
    .into_any()
}
