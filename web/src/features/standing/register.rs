//! FUL-3 to FUL-5: saying that it is done, or asking somebody who saw it to sign. What is typed survives every error.

use chrono::NaiveDate;
use kyndig_contract::page::Page;
use kyndig_contract::person::PersonSummary;
use kyndig_contract::standing::{Fulfil, SaveDraft, SendToSigner, StandingAction, StandingDetails};
use kyndig_domain::ids::PersonId;
use kyndig_domain::standing::Status;
use leptos::{ev, prelude::*};

use super::place::{FACTS, Place, already};
use crate::form::{Field, Form, Rejected};
use crate::language::date;
use crate::load::Act;
use crate::session::use_session;
use crate::t;
use crate::transport::{self, AppError, with_query};
use crate::ui::{
    Conflict, DateField, ErrorBox, ErrorSummary, Submit, SuggestField, SuggestOption, TextArea, icon_paths, status_name,
};

/// The first field, for the focus after unlocking.
pub const DATE: &str = "f-performedOn";

#[derive(Clone, Copy)]
struct Fields {
    today: NaiveDate,
    form: Form,
    date: Field,
    comment: Field,
    signer: Field,
}

impl Fields {
    /// A draft is shown as it was left; what was rejected as it was sent; a renewal begins empty.
    fn of(now: &StandingDetails, today: NaiveDate) -> Self {
        let form = Form::new();
        let kept = matches!(now.status, Status::NotStarted | Status::Started | Status::Rejected);
        let day = now.performed_on.filter(|_| kept).map_or(String::new(), |day| day.to_string());
        let comment = if kept { now.comment.clone() } else { String::new() };
        let signer = last_signer(now).map_or(String::new(), |(id, _)| id.to_string());
        Self {
            today,
            form,
            date: form.field("performedOn", day),
            comment: form.field("comment", comment),
            signer: form.field("signerId", signer),
        }
    }

    /// The date as typed, if it is one and not in the future.
    fn day(self) -> Result<Option<NaiveDate>, Rejected> {
        let day = self.date.parsed::<NaiveDate>("date")?;
        if day.is_some_and(|day| day > self.today) {
            self.date.reject("future_date");
            return Err(Rejected);
        }
        Ok(day)
    }

    fn fulfil(self) -> Result<Fulfil, Rejected> {
        let Some(performed_on) = self.day()? else { return Err(self.missing(&["performedOn"])) };
        let request = Fulfil { performed_on, expires_on: None, comment: self.comment.get() };
        if self.form.check(&request) { Ok(request) } else { Err(Rejected) }
    }

    fn send(self) -> Result<SendToSigner, Rejected> {
        let signer: Option<PersonId> = self.signer.parsed("required")?;
        let (performed_on, signer_id) = match (self.day()?, signer) {
            (Some(day), Some(signer)) => (day, signer),
            (None, Some(_)) => return Err(self.missing(&["performedOn"])),
            (Some(_), None) => return Err(self.missing(&["signerId"])),
            (None, None) => return Err(self.missing(&["performedOn", "signerId"])),
        };
        let request = SendToSigner { performed_on, signer_id, expires_on: None, comment: self.comment.get() };
        if self.form.check(&request) { Ok(request) } else { Err(Rejected) }
    }

    fn draft(self) -> Result<SaveDraft, Rejected> {
        let request = SaveDraft { performed_on: self.day()?, expires_on: None, comment: self.comment.get() };
        if self.form.check(&request) { Ok(request) } else { Err(Rejected) }
    }

    /// What was typed beside what stands now: field, mine, theirs.
    fn beside(self, theirs: &StandingDetails) -> Vec<(String, String, String)> {
        let none = || "–".to_owned();
        let day =
            |text: String| text.parse().map_or_else(|_| if text.is_empty() { none() } else { text.clone() }, date);
        let text = |text: String| if text.is_empty() { none() } else { text };
        vec![
            (t::standing::status().to_owned(), none(), status_name(theirs.status).to_owned()),
            (
                t::standing::performed_on().to_owned(),
                day(self.date.get()),
                day(theirs.performed_on.map_or(String::new(), |day| day.to_string())),
            ),
            (t::standing::comment().to_owned(), text(self.comment.get()), text(theirs.comment.clone())),
        ]
    }

    fn missing(self, paths: &[&str]) -> Rejected {
        self.form.reject_all(paths, "required");
        Rejected
    }
}

/// Whom a rejected request went to: most likely it goes there again.
fn last_signer(now: &StandingDetails) -> Option<(PersonId, String)> {
    let request = now.request.as_ref().filter(|request| now.status == Status::Rejected && !request.signer_has_left)?;
    Some((request.signer.id, request.signer.name.clone()))
}

#[component]
pub fn Register(now: StandingDetails, place: Place) -> AnyView {
    let session = use_session();
    let today = session.today();
    let me = session.details().map(|details| details.person_id);
    let fields = Fields::of(&now, today);
    let Fields { form, date: day, comment, signer, .. } = fields;
    let may = |action| now.actions.contains(&action);
    let (sends, fulfils, drafts) =
        (may(StandingAction::Send), may(StandingAction::Fulfil), may(StandingAction::SaveDraft));
    let version = StoredValue::new(now.version);
    let signer_name = last_signer(&now).map(|(_, name)| name).unwrap_or_default();
    let said_to = RwSignal::new(signer_name.clone());

    let finish = move |now: StandingDetails, said: String| {
        form.saved();
        place.done(now, said, FACTS);
    };
    let fulfil = Act::new(
        move |request: Fulfil, _| async move {
            let day = request.performed_on;
            let wanted = move |now: &StandingDetails| now.status.is_achieved() && now.performed_on == Some(day);
            place.post("/fulfil", request, version.get_value(), wanted).await
        },
        move |now| finish(now, t::standing::said_fulfilled().to_owned()),
    );
    let send = Act::new(
        move |request: SendToSigner, _| async move {
            let signer = request.signer_id;
            let wanted = move |now: &StandingDetails| {
                now.status == Status::AwaitingSignature
                    && now.request.as_ref().is_some_and(|request| request.signer.id == signer)
            };
            place.post("/send", request, version.get_value(), wanted).await
        },
        move |now| finish(now, t::standing::said_sent(said_to.get_untracked())),
    );
    let draft = Act::new(
        move |request: SaveDraft, _| async move {
            let (day, comment) = (request.performed_on, request.comment.clone());
            let sent = transport::put(&place.path("/draft"), &request, Some(version.get_value())).await;
            already(sent, move |now| now.performed_on == day && now.comment == comment)
        },
        move |now| finish(now, t::standing::said_draft().to_owned()),
    );
    form.follow(fulfil);
    form.follow(send);
    form.follow(draft);
    form.guard(&["krav"]);

    // what was pressed last is what a retry is about
    let drafted = StoredValue::new(false);
    let run = Callback::new(move |()| {
        if drafted.get_value() {
            if let Ok(request) = fields.draft() {
                draft.run(request);
            }
        } else if sends {
            if let Ok(request) = fields.send() {
                send.run(request);
            }
        } else if let Ok(request) = fields.fulfil() {
            fulfil.run(request);
        }
    });
    let busy = Signal::derive(move || fulfil.pending.get() || send.pending.get() || draft.pending.get());
    let press = move |as_draft: bool| {
        if !busy.get_untracked() {
            drafted.set_value(as_draft);
            for error in [fulfil.error, send.error, draft.error] {
                error.set(None);
            }
            run.run(());
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        press(false);
    };
    let title = match now.status {
        Status::Expired | Status::Expiring => t::standing::again(),
        _ => t::standing::register(),
    };
    let finisher = if sends {
        Some((t::standing::send(), icon_paths::PAPERPLANE))
    } else {
        fulfils.then(|| (t::standing::fulfil(), icon_paths::CHECKMARK))
    };
    let working = Signal::derive(move || fulfil.pending.get() || send.pending.get());
    let finisher = finisher.map(|(text, icon_path)| {
        view! { <Submit pending=working text=text.to_owned() icon_path=icon_path/> }
    });
    let draft_button = drafts.then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                data-variant="tertiary"
                aria-busy=move || draft.pending.get().to_string()
                on:click=move |_| press(true)
            >
                {t::standing::save_draft()}
            </button>
        }
    });
    let picked = Callback::new(move |option: Option<SuggestOption>| {
        said_to.set(option.map(|option| option.name).unwrap_or_default());
    });
    let signer_field = sends.then(|| {
        view! {
            <SuggestField
                field=signer
                label=t::standing::signer()
                description=Some(Oco::from(t::standing::signer_text()))
                name=signer_name
                required=true
                search=move |text| find_signer(text, me)
                chosen=Some(picked)
            />
        }
    });
    let comment_text = if sends { t::standing::comment_text() } else { t::standing::comment_text_own() };
    let [a, b, c] = [fulfil.error, send.error, draft.error].map(|error| form.beyond(error));
    let problem = RwSignal::new(None);
    Effect::new(move |_| problem.set(a.get().or_else(|| b.get()).or_else(|| c.get())));
    let differing = move |now: serde_json::Value| {
        let theirs: Option<StandingDetails> = crate::json::from_value(now).ok();
        theirs.map_or_else(Vec::new, |theirs| {
            // what was typed may be saved on top of what stands now
            version.set_value(theirs.version);
            fields.beside(&theirs)
        })
    };
    view! {
        <form class="stack register" novalidate on:submit=submit>
            <h3 class="small">{title}</h3>
            <ErrorSummary form/>
            <div class="with-today">
                <DateField field=day label=t::standing::performed_on() required=true/>
                <button
                    type="button"
                    class="ds-button"
                    data-variant="secondary"
                    on:click=move |_| day.typed(today.to_string())
                >
                    {t::standing::set_today()}
                </button>
            </div>
            {signer_field}
            <TextArea field=comment label=t::standing::comment() description=comment_text rows=2 max=2000/>
            <Conflict
                error=problem
                rows=differing
                mine=run
                theirs=move || {
                    form.saved();
                    place.details.refetch();
                    place.changed.run(());
                }
            />
            <div class="row">{finisher} {draft_button}</div>
        </form>
    }
    .into_any()
}

async fn find_signer(text: String, me: Option<PersonId>) -> Result<Vec<SuggestOption>, AppError> {
    let found: Page<PersonSummary> = transport::get(&with_query("/people", &[("search", Some(text))])).await?;
    // SIG-5: nobody signs their own
    let others = found.items.into_iter().filter(|person| Some(person.id) != me);
    let option = |person: PersonSummary| SuggestOption {
        value: person.id.to_string(),
        name: person.name,
        detail: format!("{} · {}", person.title, person.unit_name),
    };
    Ok(others.map(option).collect())
}

/// A verb without a form: recall, unlock.
#[component]
pub fn Single(
    verb: &'static str,
    label: &'static str,
    said: &'static str,
    now: StandingDetails,
    place: Place,
) -> AnyView {
    let (before, version) = (now.status, now.version);
    let act = Act::new(
        move |(), _| async move {
            let body = serde_json::json!({});
            place.post(verb, body, version, move |now| now.status != before).await
        },
        move |now: StandingDetails| {
            let open = now.actions.contains(&StandingAction::SaveDraft) || now.actions.contains(&StandingAction::Send);
            place.done(now, said, if open { DATE } else { FACTS });
        },
    );
    view! {
        <div class="stack">
            <ErrorBox error=act.error retry=move || act.run(()) reload=move || place.details.refetch()/>
            <div class="row">
                <button
                    type="button"
                    class="ds-button"
                    data-variant="secondary"
                    aria-busy=move || act.pending.get().to_string()
                    on:click=move |_| act.run(())
                >
                    {label}
                </button>
            </div>
        </div>
    }
    .into_any()
}
