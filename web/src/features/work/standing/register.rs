//! FUL-3 to FUL-5, FUL-7: saying that it is done, or asking somebody who saw it to sign. What is typed survives every
//! error, and whatever is done beside it: a point ticked, a file added.

use chrono::NaiveDate;
use kyndig_contract::api_path;
use kyndig_contract::standing::{Fulfil, SaveDraft, SendToSigner, StandingAction, StandingDetails};
use kyndig_domain::ids::PersonId;
use kyndig_domain::standing::{Act as Deed, Status, Way};
use leptos::{ev, prelude::*};

use super::place::{FACTS, Place, already};
use super::prerequisite::{BLOCKED, Blocked, blocked_note};
use super::signer::SignerField;
use super::undo::undoable;
use crate::browser;
use crate::form::{Field, Form, Rejected};
use crate::language::date;
use crate::load::Act;
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::{Conflict, DateField, ErrorBox, ErrorSummary, Submit, TextArea, icon_paths, live, status_name};

/// The first field, for the focus after unlocking.
pub const DATE: &str = "f-performedOn";

/// What the form is drawn for, and what it begins with: as long as this stands, what is typed stays.
#[derive(Clone, PartialEq)]
pub struct Seed {
    sends: bool,
    fulfils: bool,
    drafts: bool,
    again: bool,
    /// FUL-4: what is fulfilled is changed by it.
    unlocks: bool,
    comments: bool,
    expires: bool,
    day: Option<NaiveDate>,
    expiry: Option<NaiveDate>,
    comment: String,
    signer: Option<(PersonId, String)>,
}

impl Seed {
    /// A draft is shown as it was left; what was rejected as it was sent; a renewal begins empty.
    pub fn of(now: &StandingDetails) -> Option<Self> {
        let may = |action| now.actions.contains(&action);
        let (sends, fulfils, drafts) =
            (may(StandingAction::Send), may(StandingAction::Fulfil), may(StandingAction::SaveDraft));
        let kept = matches!(now.status, Status::NotStarted | Status::Started | Status::Rejected);
        (sends || fulfils || drafts).then(|| Self {
            sends,
            fulfils,
            drafts,
            again: matches!(now.status, Status::Expired | Status::Expiring),
            unlocks: false,
            comments: now.requirement.comment_field,
            expires: now.requirement.manual_expiry,
            day: now.performed_on.filter(|_| kept),
            expiry: now.chosen_expiry.filter(|_| kept),
            comment: if kept { now.comment.clone() } else { String::new() },
            signer: last_signer(now),
        })
    }

    /// FUL-4: what is fulfilled, to be changed: nothing happens to it until that is saved.
    pub fn unlocked(now: &StandingDetails) -> Option<Self> {
        let way = Way { needs_signature: now.requirement.needs_signature, repeats: now.repetitions.is_some() };
        let may = |deed: Deed| deed.check_unlocked(now.status, way).is_ok();
        now.actions.contains(&StandingAction::Unlock).then(|| Self {
            sends: may(Deed::Send),
            fulfils: may(Deed::Fulfil),
            drafts: may(Deed::SaveDraft),
            again: false,
            unlocks: true,
            comments: now.requirement.comment_field,
            expires: now.requirement.manual_expiry,
            day: now.performed_on,
            expiry: now.chosen_expiry,
            comment: now.comment.clone(),
            signer: now
                .request
                .as_ref()
                .filter(|request| !request.signer_has_left)
                .map(|request| (request.signer.id, request.signer.name.clone())),
        })
    }
}

#[derive(Clone, Copy)]
struct Fields {
    today: NaiveDate,
    form: Form,
    date: Field,
    /// Where the requirement asks for it.
    expiry: Option<Field>,
    comment: Field,
    signer: Field,
    unlock: bool,
}

impl Fields {
    fn of(seed: &Seed, today: NaiveDate) -> Self {
        let form = Form::new();
        let day = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        let signer = seed.signer.as_ref().map_or(String::new(), |(id, _)| id.to_string());
        Self {
            today,
            form,
            // most register on the day they do it
            date: form.field("performedOn", day(seed.day.or(Some(today)))),
            expiry: seed.expires.then(|| form.field("expiresOn", day(seed.expiry))),
            comment: form.field("comment", seed.comment.clone()),
            signer: form.field("signerId", signer),
            unlock: seed.unlocks,
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

    /// FUL-7: as typed; nothing where it is not asked for.
    fn expires_on(self) -> Result<Option<NaiveDate>, Rejected> {
        self.expiry.map_or(Ok(None), |field| field.parsed::<NaiveDate>("date"))
    }

    /// FUL-7: after the day it was done.
    fn checked_expiry(self, performed_on: NaiveDate) -> Result<Option<NaiveDate>, Rejected> {
        let expires_on = self.expires_on()?;
        match (self.expiry, expires_on) {
            (Some(field), Some(day)) if day <= performed_on => {
                field.reject("expiry_not_after");
                Err(Rejected)
            }
            _ => Ok(expires_on),
        }
    }

    /// Says of every one of these that is empty that it must not be.
    fn missing(self, signed: bool) -> Option<Rejected> {
        let fields =
            [("performedOn", Some(self.date)), ("signerId", signed.then_some(self.signer)), ("expiresOn", self.expiry)];
        let empty =
            |(path, field): (&'static str, Option<Field>)| field.filter(|field| field.some().is_none()).map(|_| path);
        let missing: Vec<_> = fields.into_iter().filter_map(empty).collect();
        (!missing.is_empty()).then(|| {
            self.form.reject_all(&missing, "required");
            Rejected
        })
    }

    fn fulfil(self) -> Result<Fulfil, Rejected> {
        let performed_on = self.day()?;
        if let Some(rejected) = self.missing(false) {
            return Err(rejected);
        }
        let Some(performed_on) = performed_on else { return Err(Rejected) };
        let expires_on = self.checked_expiry(performed_on)?;
        let request = Fulfil { performed_on, expires_on, comment: self.comment.get(), unlock: self.unlock };
        if self.form.check(&request) { Ok(request) } else { Err(Rejected) }
    }

    fn send(self) -> Result<SendToSigner, Rejected> {
        let signer: Option<PersonId> = self.signer.parsed("required")?;
        let performed_on = self.day()?;
        if let Some(rejected) = self.missing(true) {
            return Err(rejected);
        }
        let (Some(performed_on), Some(signer_id)) = (performed_on, signer) else { return Err(Rejected) };
        let expires_on = self.checked_expiry(performed_on)?;
        let request =
            SendToSigner { performed_on, signer_id, expires_on, comment: self.comment.get(), unlock: self.unlock };
        if self.form.check(&request) { Ok(request) } else { Err(Rejected) }
    }

    fn draft(self) -> Result<SaveDraft, Rejected> {
        let request = SaveDraft {
            performed_on: self.day()?,
            expires_on: self.expires_on()?,
            comment: self.comment.get(),
            unlock: self.unlock,
        };
        if self.form.check(&request) { Ok(request) } else { Err(Rejected) }
    }

    /// What was typed beside what stands now: field, mine, theirs.
    fn beside(self, theirs: &StandingDetails) -> Vec<(String, String, String)> {
        let none = || "–".to_owned();
        let day =
            |text: String| text.parse().map_or_else(|_| if text.is_empty() { none() } else { text.clone() }, date);
        let given = |day: Option<NaiveDate>| day.map_or_else(none, date);
        let text = |text: String| if text.is_empty() { none() } else { text };
        let expiry = self
            .expiry
            .map(|field| (t::standing::expires_on().to_owned(), day(field.get()), given(theirs.chosen_expiry)));
        let rows = [
            Some((t::standing::status().to_owned(), none(), status_name(theirs.status).to_owned())),
            Some((t::standing::performed_on().to_owned(), day(self.date.get()), given(theirs.performed_on))),
            expiry,
            Some((t::standing::comment().to_owned(), text(self.comment.get()), text(theirs.comment.clone()))),
        ];
        rows.into_iter().flatten().collect()
    }
}

/// Whom a rejected request went to: most likely it goes there again.
fn last_signer(now: &StandingDetails) -> Option<(PersonId, String)> {
    let request = now.request.as_ref().filter(|request| now.status == Status::Rejected && !request.signer_has_left)?;
    Some((request.signer.id, request.signer.name.clone()))
}

#[component]
pub fn Register(
    seed: Seed,
    place: Place,
    /// Whether what is fulfilled is being changed.
    unlocked: RwSignal<bool>,
) -> AnyView {
    let today = use_session().today();
    let fields = Fields::of(&seed, today);
    let Fields { form, date: day, comment, signer, .. } = fields;
    place.watch(form);
    let said_to = RwSignal::new(seed.signer.map(|(_, name)| name).unwrap_or_default());

    let ended = move || {
        form.saved();
        unlocked.set(false);
    };
    // FUL-17
    let finish = move |now: StandingDetails, said: String| {
        ended();
        undoable(said, place.person, vec![place.requirement], move || place.refetch());
        place.shows(now, FACTS);
    };
    let fulfil = Act::new(
        move |request: Fulfil, _| async move {
            let day = request.performed_on;
            let wanted = move |now: &StandingDetails| now.status.is_achieved() && now.performed_on == Some(day);
            place.post("fulfil", request, wanted).await
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
            place.post("send", request, wanted).await
        },
        move |now| finish(now, t::standing::said_sent(said_to.get_untracked())),
    );
    let draft = Act::new(
        move |request: SaveDraft, _| async move {
            let (day, comment) = (request.performed_on, request.comment.clone());
            let sent = transport::put(&api_path!(below place.path(), "/draft"), &request, Some(place.version())).await;
            already(sent, move |now| now.performed_on == day && now.comment == comment)
        },
        move |now| {
            ended();
            place.done(now, t::standing::said_draft(), FACTS);
        },
    );
    form.follow(fulfil);
    form.follow(send);
    form.follow(draft);

    let (sends, fulfils, unlocks) = (seed.sends, seed.fulfils, seed.unlocks);
    let blocked = place.part(Blocked::of);
    // what was pressed last is what a retry is about
    let drafted = StoredValue::new(false);
    let run = Callback::new(move |()| {
        if drafted.get_value() {
            if let Ok(request) = fields.draft() {
                draft.run(request);
            }
        } else if !blocked.get_untracked().unwrap_or_default().is_free() {
            browser::focus_id(BLOCKED);
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
    let working = Signal::derive(move || fulfil.pending.get() || send.pending.get());
    let finisher = move || {
        let blocked = blocked.get().unwrap_or_default();
        let (text, icon_path) = if sends {
            (t::standing::send(), icon_paths::PAPERPLANE)
        } else if unlocks {
            (t::standing::save_change(), icon_paths::CHECKMARK)
        } else {
            (t::standing::fulfil(), icon_paths::CHECKMARK)
        };
        if !blocked.is_free() {
            return Some(blocked_note(blocked));
        }
        (sends || fulfils)
            .then(|| view! { <Submit pending=working text=text.to_owned() icon_path=icon_path/> }.into_any())
    };
    let draft_button = seed.drafts.then(|| {
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
    let signer_field = sends.then(|| view! { <SignerField field=signer person=place.person own=place.own said_to/> });
    let expiry_field = fields.expiry.map(|field| {
        view! {
            <DateField
                field=field
                label=t::standing::expires_on()
                description=t::standing::expires_on_text()
                required=true
            />
        }
    });
    let comment_text = if sends { t::standing::comment_text() } else { t::standing::comment_text_own() };
    let comment_field = seed.comments.then(|| {
        view! { <TextArea field=comment label=t::standing::comment() description=comment_text rows=2 max=2000/> }
    });
    let [a, b, c] = [fulfil.error, send.error, draft.error].map(|error| form.beyond(error));
    let problem = RwSignal::new(None);
    Effect::new(move |_| problem.set(a.get().or_else(|| b.get()).or_else(|| c.get())));
    let differing = move |now: serde_json::Value| {
        let theirs: Option<StandingDetails> = serde_json::from_value(now).ok();
        theirs.map_or_else(Vec::new, |theirs| {
            // what was typed may be saved on top of what stands now
            place.stands(theirs.version);
            fields.beside(&theirs)
        })
    };
    let title = match (seed.unlocks, seed.again) {
        (true, _) => t::standing::change(),
        (false, true) => t::standing::again(),
        (false, false) => t::standing::register(),
    };
    let nothing_yet = seed.unlocks.then(|| view! { <p class="meta">{t::standing::unlocked_text()}</p> });
    let lock = seed.unlocks.then(|| {
        let press = move |_| {
            ended();
            browser::focus_id(FACTS);
        };
        view! {
            <button type="button" class="ds-button" id="lock" data-variant="tertiary" on:click=press>
                {t::common::cancel()}
            </button>
        }
    });
    view! {
        <form class="stack register" novalidate on:submit=submit>
            <h3 class="small">{title}</h3>
            {nothing_yet}
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
            {expiry_field}
            {signer_field}
            {comment_field}
            <Conflict
                error=problem
                rows=differing
                mine=run
                theirs=move || {
                    ended();
                    place.refetch();
                }
            />
            <div class="row">{live(finisher)} {draft_button} {lock}</div>
        </form>
    }
    .into_any()
}

/// FUL-4: what is fulfilled can be changed; nothing happens to it by that.
pub fn unlock_button(unlocked: RwSignal<bool>) -> AnyView {
    let press = move |_| {
        unlocked.set(true);
        browser::focus_id(DATE);
    };
    view! {
        <div class="row">
            <button type="button" class="ds-button" id="unlock" data-variant="secondary" on:click=press>
                {t::standing::unlock()}
            </button>
        </div>
    }
    .into_any()
}

/// A verb without a form: recall.
#[component]
pub fn Single(verb: &'static str, label: &'static str, said: &'static str, place: Place) -> AnyView {
    let act = Act::new(
        move |(), _| async move {
            let before = place.details.value().map(|now| now.status);
            place.post(verb, serde_json::json!({}), move |now| Some(now.status) != before).await
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
