//! FUL-8: the times it has been done, n of N, and the next one.

use chrono::NaiveDate;
use kyndig_contract::api_path;
use kyndig_contract::permission;
use kyndig_contract::signature::RequestStatus;
use kyndig_contract::standing::{RegisterRepetitions, Repetition, Repetitions, StandingAction, StandingDetails};
use kyndig_domain::ids::{PersonId, RepetitionId};
use leptos::{ev, prelude::*, task::spawn_local};

use super::place::Place;
use super::prerequisite::{BLOCKED, Blocked, blocked_note};
use super::signer::SignerField;
use crate::browser;
use crate::features::work::signature::reason_name;
use crate::form::{Field, Form, Rejected};
use crate::language::date;
use crate::load::Act;
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::{
    Bar, Confirm, DateField, ErrorBox, ErrorSummary, NumberField, Submit, TextArea, icon, icon_paths, live, toast,
    toast_undo, toaster,
};

/// So many are shown at first: those who do it a thousand times look at the last.
const SHOWN: usize = 8;

/// How one time stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Counted,
    Signed,
    Awaiting,
    Rejected,
}

impl How {
    fn of(one: &Repetition) -> Self {
        match one.request_status {
            None => Self::Counted,
            Some(RequestStatus::Signed) => Self::Signed,
            Some(RequestStatus::Rejected) => Self::Rejected,
            Some(RequestStatus::Awaiting | RequestStatus::Recalled | RequestStatus::Withdrawn) => Self::Awaiting,
        }
    }
}

/// How one time stands, in words.
pub fn how_it_stands(one: &Repetition) -> String {
    let signer = one.request.as_ref().map(|request| request.signer.name.clone()).unwrap_or_default();
    match How::of(one) {
        How::Counted => t::standing::time_counted().to_owned(),
        How::Signed => t::standing::time_signed(signer),
        How::Awaiting => t::standing::waits_for(signer),
        How::Rejected => t::standing::rejected_title(signer),
    }
}

/// Those of the round under way that do not count: how many await a signature, and how many were rejected.
pub fn undecided(there: &Repetitions) -> (usize, usize) {
    let newest = there.items.iter().map(|one| one.round).max();
    let count = |how: How| there.items.iter().filter(|one| Some(one.round) == newest && How::of(one) == how).count();
    (count(How::Awaiting), count(How::Rejected))
}

/// n of N with its bar, the list, and the form.
pub fn repetitions(place: Place) -> AnyView {
    let there = place.part(|now| now.repetitions.clone());
    let repeats = Memo::new(move |_| there.with(|there| matches!(there, Some(Some(_)))));
    let all = RwSignal::new(false);
    let head = move || {
        let there = there.get().flatten()?;
        let (counted, required) = (there.counted.min(there.required), there.required);
        let (awaiting, rejected) = undecided(&there);
        let bar = |count: usize| i64::try_from(count).unwrap_or_default();
        Some(view! {
            <p class="count-of num"><b>{counted}</b> " " {t::standing::of_required(required)}</p>
            <Bar
                done=counted.into()
                partly=bar(awaiting)
                late=bar(rejected)
                total=required.into()
            />
        })
    };
    let list = move || {
        let there = there.get().flatten().filter(|there| !there.items.is_empty())?;
        let count = there.items.len();
        let shown = if all.get() { count } else { SHOWN.min(count) };
        let newest = there.items.iter().map(|one| one.round).max().unwrap_or_default();
        let rows = there.items.into_iter().take(shown).map(|one| row(place, one, newest)).collect_view();
        let more = (shown < count).then(|| {
            let press = move |_| {
                all.set(true);
                browser::focus_id("times");
            };
            view! {
                <button type="button" class="ds-button" id="times-all" data-variant="tertiary" on:click=press>
                    {t::standing::show_all_times(count)}
                </button>
            }
        });
        Some(view! {
            <ul class="points" id="times" tabindex="-1" aria-label=t::standing::repetitions()>{rows}</ul>
            {more}
        })
    };
    let may = place.may(StandingAction::Register);
    live(move || {
        repeats.get().then(|| {
            view! {
                <section class="piece">
                    <h3 class="small">{t::standing::repetitions()}</h3>
                    {live(head)}
                    {live(move || may.get().then(|| view! { <Register place/> }))}
                    {live(list)}
                </section>
            }
        })
    })
}

fn row(place: Place, one: Repetition, newest: i32) -> AnyView {
    let how = How::of(&one);
    let id = one.id;
    let day = date(one.performed_on);
    let said = how_it_stands(&one);
    let (class, path) = match how {
        How::Counted | How::Signed => ("mark done", icon_paths::CHECKMARK),
        How::Awaiting => ("mark wait", icon_paths::PENCIL_WRITING),
        How::Rejected => ("mark no", icon_paths::X_MARK),
    };
    let left = one.request.as_ref().is_some_and(|request| request.signer_has_left && how == How::Awaiting);
    let left = left.then(|| view! { <span class="late">{t::standing::time_signer_left()}</span> });
    let reason = one.request.as_ref().and_then(|request| request.rejection_reason).filter(|_| how == How::Rejected);
    let reason = reason.map(|reason| view! { <span>{reason_name(reason)}</span> });
    let decided = one.request.map(|request| request.decision_comment).filter(|comment| !comment.is_empty());
    let decided = decided.map(|comment| view! { <span class="said">{comment}</span> });
    let comment = Some(one.comment.clone()).filter(|comment| !comment.is_empty());
    let comment = comment.map(|comment| view! { <span class="said">{comment}</span> });
    let before = (one.round < newest).then(|| view! { <span>{t::standing::time_before()}</span> });
    let asking = RwSignal::new(false);
    let again =
        RegisterRepetitions { performed_on: one.performed_on, count: 1, comment: one.comment.clone(), signer_id: None };
    let remove = Act::new(
        move |(), _| async move {
            let path = api_path!(below place.path(), "/repetitions/{id}");
            place.anyway(async |version| transport::remove(&path, version).await).await
        },
        move |now: StandingDetails| {
            asking.set(false);
            if how == How::Counted {
                let (again, say) = (again.clone(), toaster());
                toast_undo(t::standing::said_time_removed(), move || put_back(place, again.clone(), say));
            } else if how == How::Awaiting {
                toast(t::standing::said_time_recalled());
            } else {
                toast(t::standing::said_time_removed());
            }
            place.set(now);
            browser::focus_id("times");
        },
    );
    let press = move |_| if how == How::Signed { asking.set(true) } else { remove.run(()) };
    let may = place.own || use_session().may(permission::FULFIL);
    let label = if how == How::Awaiting { t::standing::recall_time(&day) } else { t::standing::remove_time(&day) };
    let tool = may.then(|| {
        view! {
            <button
                type="button"
                class="ds-button"
                id=format!("time-{id}")
                data-variant="tertiary"
                data-icon
                aria-label=label.clone()
                title=label
                aria-busy=move || remove.pending.get().to_string()
                on:click=press
            >
                {icon(icon_paths::TRASH)}
            </button>
            <Confirm
                open=asking
                title=t::standing::remove_signed_title()
                action=t::standing::remove_signed_now().to_owned()
                act=remove
                dangerous=true
            >
                <p>{t::standing::remove_signed_text()}</p>
            </Confirm>
        }
    });
    view! {
        <li>
            <span class=class aria-hidden="true">{icon(path)}</span>
            <div class="t">
                <b class="num">{day}</b>
                <span class="meta lines">{said} {left} {reason} {decided} {before}</span>
                {comment}
                {live(move || (!asking.get()).then(|| view! { <ErrorBox error=remove.error/> }))}
            </div>
            {tool}
        </li>
    }
    .into_any()
}

/// What was removed is registered again; the page may be gone meanwhile.
fn put_back(place: Place, request: RegisterRepetitions, say: impl Fn(String) + 'static) {
    spawn_local(async move {
        let attempt = transport::Attempt::default();
        match transport::create::<StandingDetails>(&api_path!(below place.path(), "/repetitions"), &request, &attempt)
            .await
        {
            Ok(_) => say(t::standing::said_time_back().to_owned()),
            Err(error) => say(error.text()),
        }
        place.refetch();
    });
}

/// Those that an answer holds and what stood before did not.
fn added(now: &StandingDetails, before: &[RepetitionId]) -> Vec<RepetitionId> {
    let items = now.repetitions.iter().flat_map(|there| &there.items);
    items.map(|one| one.id).filter(|id| !before.contains(id)).collect()
}

#[derive(Clone, Copy)]
struct Fields {
    form: Form,
    date: Field,
    count: Field,
    comment: Field,
    signer: Field,
    today: NaiveDate,
}

impl Fields {
    fn read(self, signed: bool) -> Result<RegisterRepetitions, Rejected> {
        let day = self.date.parsed::<NaiveDate>("date")?;
        let Some(performed_on) = day.filter(|day| *day <= self.today) else {
            self.date.reject(if day.is_some() { "future_date" } else { "required" });
            return Err(Rejected);
        };
        let count = self.count.parsed::<i32>("number")?.unwrap_or(1);
        let signer_id = self.signer.parsed::<PersonId>("required")?;
        if signed && signer_id.is_none() {
            self.signer.reject("required");
            return Err(Rejected);
        }
        let request = RegisterRepetitions { performed_on, count, comment: self.comment.get(), signer_id };
        if self.form.check(&request) { Ok(request) } else { Err(Rejected) }
    }
}

#[component]
fn Register(place: Place) -> AnyView {
    let today = use_session().today();
    let form = Form::named("time");
    place.watch(form);
    let fields = Fields {
        form,
        date: form.field("performedOn", today.to_string()),
        count: form.field("count", "1"),
        comment: form.field("comment", ""),
        signer: form.field("signerId", ""),
        today,
    };
    let said_to = RwSignal::new(String::new());
    let before = StoredValue::new(Vec::<RepetitionId>::new());
    let act = Act::new(
        move |request: RegisterRepetitions, attempt| async move {
            let known = place
                .details
                .value()
                .map(|now| now.repetitions.iter().flat_map(|there| &there.items).map(|one| one.id).collect::<Vec<_>>());
            before.set_value(known.unwrap_or_default());
            transport::create::<StandingDetails>(&api_path!(below place.path(), "/repetitions"), &request, &attempt)
                .await
        },
        move |now: StandingDetails| {
            form.saved();
            fields.count.set("1");
            fields.comment.set("");
            let new = before.with_value(|before| added(&now, before));
            let (counted, required) = now.repetitions.as_ref().map_or((0, 0), |there| (there.counted, there.required));
            let said = if fields.signer.get().is_empty() {
                t::standing::said_times(new.len(), counted, required)
            } else {
                t::standing::said_times_sent(new.len(), said_to.get_untracked())
            };
            let say = toaster();
            toast_undo(said, move || take_back(place, new.clone(), say));
            place.set(now);
        },
    );
    form.follow(act);
    let signed = place.part(|now| (now.requirement.needs_signature, now.requirement.comment_field));
    let blocked = place.part(Blocked::of);
    let is_blocked = move || !blocked.get_untracked().unwrap_or_default().is_free();
    let send = Callback::new(move |()| {
        if is_blocked() {
            return browser::focus_id(BLOCKED);
        }
        let signed = signed.get_untracked().is_some_and(|(signed, _)| signed);
        if let Ok(request) = fields.read(signed) {
            act.run(request);
        }
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let once = move |_| {
        act.run(RegisterRepetitions { performed_on: today, count: 1, comment: String::new(), signer_id: None });
    };
    let inner = move || {
        let (signed, comments) = signed.get()?;
        let signer =
            signed.then(|| view! { <SignerField field=fields.signer person=place.person own=place.own said_to/> });
        let comment_text = if signed { t::standing::comment_text() } else { t::standing::comment_text_own() };
        let comment = comments.then(|| {
            view! {
                <TextArea
                    field=fields.comment
                    label=t::standing::comment()
                    description=comment_text
                    rows=2
                    max=2000
                />
            }
        });
        let buttons = move || {
            let blocked = blocked.get().unwrap_or_default();
            if !blocked.is_free() {
                return blocked_note(blocked);
            }
            let text = if signed { t::standing::send() } else { t::standing::register() };
            let icon_path = if signed { icon_paths::PAPERPLANE } else { icon_paths::CHECKMARK };
            let quick = (!signed).then(|| {
                view! {
                    <button
                        type="button"
                        class="ds-button"
                        id="once-more"
                        data-variant="secondary"
                        aria-busy=move || act.pending.get().to_string()
                        on:click=once
                    >
                        {icon(icon_paths::PLUS)}
                        {t::standing::once_today()}
                    </button>
                }
            });
            view! {
                <div class="row">
                    <Submit id="time-save" pending=act.pending text=text.to_owned() icon_path=icon_path/>
                    {quick}
                </div>
            }
            .into_any()
        };
        Some(view! {
            <ErrorSummary form/>
            <div class="side-by-side">
                <DateField field=fields.date label=t::standing::performed_on() required=true/>
                <NumberField field=fields.count label=t::standing::how_many() required=true/>
            </div>
            {signer}
            {comment}
            <ErrorBox error=form.beyond(act.error) retry=send/>
            {live(buttons)}
        })
    };
    view! { <form class="stack register" novalidate on:submit=submit>{live(inner)}</form> }.into_any()
}

/// What was registered a moment ago is removed again, one by one.
fn take_back(place: Place, new: Vec<RepetitionId>, say: impl Fn(String) + 'static) {
    spawn_local(async move {
        let mut outcome = t::standing::said_time_removed().to_owned();
        for id in new {
            if let Err(error) = transport::delete(&api_path!(below place.path(), "/repetitions/{id}"), None).await {
                outcome = error.text();
                break;
            }
        }
        say(outcome);
        place.refetch();
    });
}
