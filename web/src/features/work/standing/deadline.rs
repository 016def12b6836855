//! DLN-1: a manager sets, changes and removes the deadline of one requirement of one person.

use chrono::NaiveDate;
use kyndig_contract::api_path;
use kyndig_contract::standing::{SetDeadline, StandingDetails};
use leptos::{ev, prelude::*, task::spawn_local};

use super::place::{FACTS, Place, already};
use crate::form::Form;
use crate::language::date;
use crate::load::Act;
use crate::t;
use crate::transport;
use crate::ui::{DateField, ErrorBox, Submit, toast_undo, toaster};

#[component]
pub fn DeadlineForm(
    /// The one that is set.
    before: Option<NaiveDate>,
    place: Place,
) -> AnyView {
    let form = Form::named("deadline");
    place.watch(form);
    let field = form.field("deadline", before.map_or(String::new(), |day| day.to_string()));
    let set = Act::new(
        move |request: SetDeadline, _| async move {
            let sent =
                transport::put(&api_path!(below place.path(), "/deadline"), &request, Some(place.version())).await;
            already(sent, move |now: &StandingDetails| now.deadline == Some(request.deadline))
        },
        move |now: StandingDetails| {
            form.saved();
            let day = now.deadline.map(date).unwrap_or_default();
            undoable(t::standing::said_deadline(day), before, place);
            place.shows(now, FACTS);
        },
    );
    let remove = Act::new(
        move |(), _| async move {
            transport::delete(&api_path!(below place.path(), "/deadline"), Some(place.version())).await
        },
        move |()| {
            form.saved();
            undoable(t::standing::said_deadline_removed().to_owned(), before, place);
            place.refetch();
            crate::browser::focus_id(FACTS);
        },
    );
    form.follow(set);
    let send = Callback::new(move |()| {
        let Ok(day) = field.parsed::<NaiveDate>("date") else { return };
        match day {
            Some(deadline) => set.run(SetDeadline { deadline }),
            None => field.reject("required"),
        }
    });
    let again = Callback::new(move |()| place.details.refetch());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let text = if before.is_some() { t::standing::change_deadline() } else { t::standing::set_deadline() };
    let remover = before.map(|_| {
        view! {
            <button
                type="button"
                class="ds-button"
                data-variant="tertiary"
                aria-busy=move || remove.pending.get().to_string()
                on:click=move |_| remove.run(())
            >
                {t::standing::remove_deadline()}
            </button>
        }
    });
    view! {
        <form class="stack register" novalidate on:submit=submit>
            <DateField field=field label=t::standing::deadline() required=true/>
            <ErrorBox error=form.beyond(set.error) retry=send reload=again/>
            <ErrorBox error=remove.error retry=move || remove.run(()) reload=again/>
            <div class="row"><Submit pending=set.pending text=text.to_owned()/> {remover}</div>
        </form>
    }
    .into_any()
}

/// Says it, with "undo" beside it for ten seconds: the deadline is as it was, whatever else has changed meanwhile.
fn undoable(text: String, before: Option<NaiveDate>, place: Place) {
    let say = toaster();
    let path = api_path!(below place.path(), "/deadline");
    toast_undo(text, move || {
        let path = path.clone();
        spawn_local(async move {
            let undone = match before {
                Some(deadline) => transport::put::<StandingDetails>(&path, &SetDeadline { deadline }, None)
                    .await
                    .map(|_| t::standing::said_deadline(date(deadline))),
                None => transport::delete(&path, None).await.map(|()| t::standing::said_deadline_removed().to_owned()),
            };
            say(undone.unwrap_or_else(|error| error.text()));
            place.refetch();
        });
    });
}
