//! LOA-1 to LOA-4: make a loan or change one. What is typed survives every error, a clash with somebody else's
//! change included.

use chrono::NaiveDate;
use kyndig_contract::api_path;
use kyndig_contract::employee::EmployeeDetails;
use kyndig_contract::loan::{ChangeLoan, CreateLoan, LoanChanged, LoanDetails, LoanState, ReceivingManager};
use kyndig_contract::person::PersonRef;
use kyndig_domain::ids::{PersonId, UnitId};
use leptos::prelude::*;

use crate::features::people::unit::find;
use crate::form::{Field, Form, Rejected};
use crate::language;
use crate::load::Act;
use crate::session::use_session;
use crate::t;
use crate::transport;
use crate::ui::*;

/// The fields, and the names behind the chosen ids.
#[derive(Clone, Copy)]
struct Fields {
    unit: Field,
    unit_name: RwSignal<String>,
    starts: Field,
    ends: Field,
    manager: Field,
    manager_name: RwSignal<String>,
    comment: Field,
}

/// What is typed, read.
struct Typed {
    unit_id: UnitId,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    manager_id: Option<PersonId>,
}

impl Fields {
    /// A new one starts as early as one can, unless told otherwise.
    fn new(form: Form, loan: Option<&LoanDetails>, earliest: NaiveDate) -> Self {
        let text = |value: Option<String>| value.unwrap_or_default();
        let manager = loan.and_then(|loan| loan.manager.clone());
        Self {
            unit: form.field("unitId", text(loan.map(|loan| loan.unit.id.to_string()))),
            unit_name: RwSignal::new(text(loan.map(|loan| loan.unit.name.clone()))),
            starts: form.field("startsOn", loan.map_or(earliest, |loan| loan.starts_on).to_string()),
            ends: form.field("endsOn", text(loan.and_then(|loan| loan.ends_on).map(|date| date.to_string()))),
            manager: form.field("managerId", text(manager.as_ref().map(|manager| manager.id.to_string()))),
            manager_name: RwSignal::new(text(manager.map(|manager| manager.name))),
            comment: form.field("comment", text(loan.and_then(|loan| loan.comment.clone()))),
        }
    }

    fn read(self) -> Result<Typed, Rejected> {
        let Ok(unit_id) = self.unit.get().parse() else {
            self.unit.reject("required");
            return Err(Rejected);
        };
        let Some(starts_on) = self.starts.parsed("date")? else {
            self.starts.reject("required");
            return Err(Rejected);
        };
        Ok(Typed {
            unit_id,
            starts_on,
            ends_on: self.ends.parsed("date")?,
            manager_id: self.manager.parsed("invalid")?,
        })
    }
}

/// A new loan, or with `loan` a change of that one.
#[component]
pub fn LoanForm(
    employee: EmployeeDetails,
    #[prop(optional, into)] loan: Option<LoanDetails>,
    done: Callback<()>,
    #[prop(into)] cancel: Callback<()>,
) -> AnyView {
    let form = Form::new();
    let today = use_session().today();
    let tomorrow = today.succ_opt().unwrap_or(today);
    let fields = Fields::new(form, loan.as_ref(), tomorrow);
    let ongoing = loan.as_ref().is_some_and(|loan| loan.state == LoanState::Ongoing);
    let title = match &loan {
        Some(loan) => t::loan::edit_title(&loan.unit.name),
        None => t::loan::new().to_owned(),
    };
    let starts = if ongoing {
        let date = loan.as_ref().map_or(today, |loan| loan.starts_on);
        view! {
            <div>
                <b class="ds-label">{t::loan::starts_on()}</b>
                <p class="num">{language::date(date)}</p>
                <p class="meta">{t::loan::starts_locked()}</p>
            </div>
        }
        .into_any()
    } else {
        view! {
            <DateField
                field=fields.starts
                label=t::loan::starts_on()
                description=t::loan::starts_text(language::date(tomorrow))
                required=true
            />
        }
        .into_any()
    };
    let ends_text = if ongoing { t::loan::ends_today_text() } else { t::loan::ends_text() };
    let moving =
        loan.clone().filter(|_| ongoing).map(|loan| move_note(fields.unit, fields.unit_name, loan, today, tomorrow));
    let end = match loan {
        Some(loan) => view! { <Change form fields loan done cancel/> }.into_any(),
        None => view! { <Create form fields position=employee.position_id.to_string() done cancel/> }.into_any(),
    };
    view! {
        <div class="stack">
            <h3 id="loan-form-title" tabindex="-1">{title}</h3>
            <ErrorSummary form/>
            <SuggestField
                field=fields.unit
                label=t::loan::unit()
                description=Some(Oco::from(t::loan::unit_text()))
                name=fields.unit_name.get_untracked()
                required=true
                search=find::receiving
                chosen=Some(picked(fields.unit_name))
            />
            {starts}
            <DateField field=fields.ends label=t::loan::ends_on() description=ends_text/>
            {moving}
            <Receiver fields employee=employee.person_id/>
            <TextArea
                field=fields.comment
                label=t::loan::comment()
                description=t::loan::comment_text()
                max=2_000
            />
            {end}
        </div>
    }
    .into_any()
}

/// Keeps the name of what is chosen.
fn picked(name: RwSignal<String>) -> Callback<Option<SuggestOption>> {
    Callback::new(move |found: Option<SuggestOption>| name.set(found.map_or(String::new(), |found| found.name)))
}

/// LOA-4, said before it is done.
fn move_note(unit: Field, name: RwSignal<String>, loan: LoanDetails, today: NaiveDate, tomorrow: NaiveDate) -> AnyView {
    let before = loan.unit.id.to_string();
    let view = move || {
        let unit = unit.value.get();
        (!unit.is_empty() && unit != before).then(|| {
            let text = t::loan::move_text(&loan.unit.name, language::date(today), name.get(), language::date(tomorrow));
            view! { <Note tone=Tone::Warning title=t::loan::move_title()>{text}</Note> }
        })
    };
    view! { <div role="status">{live(view)}</div> }.into_any()
}

/// LOA-1: the receiving unit's manager is filled in; another leads the unit, or one above it.
#[component]
fn Receiver(fields: Fields, employee: PersonId) -> AnyView {
    // with a loan that is changed, whom it names stays to be chosen until the unit is another
    let named = fields.manager.value.get_untracked().parse().ok();
    let named = named.map(|id| PersonRef { id, name: fields.manager_name.get_untracked() });
    let before = StoredValue::new(named);
    let candidates = RwSignal::new(before.get_value().into_iter().collect::<Vec<_>>());
    let nobody = RwSignal::new(false);
    let find = Act::new(
        |unit: String, _| async move {
            transport::get::<ReceivingManager>(&api_path!("/units/{unit}/receiving-manager")).await
        },
        move |answer: ReceivingManager| {
            let mut found: Vec<_> = answer.candidates.into_iter().filter(|one| one.id != employee).collect();
            nobody.set(found.is_empty());
            match before.get_value() {
                Some(named) if found.iter().all(|one| one.id != named.id) => found.push(named),
                Some(_) => {}
                None => {
                    let first = found.first().cloned();
                    let (id, name) = first.map_or_else(Default::default, |one| (one.id.to_string(), one.name));
                    fields.manager.set(id);
                    fields.manager_name.set(name);
                }
            }
            candidates.set(found);
        },
    );
    Effect::new(move |last: Option<String>| {
        let unit = fields.unit.value.get();
        if last.is_some_and(|last| last != unit) {
            before.set_value(None);
            candidates.set(Vec::new());
            fields.manager.set(String::new());
        }
        if !unit.is_empty() {
            find.run(unit.clone());
        }
        unit
    });
    Effect::new(move |_| {
        let chosen = fields.manager.value.get();
        let name =
            candidates.with(|all| all.iter().find(|one| one.id.to_string() == chosen).map(|one| one.name.clone()));
        fields.manager_name.set(name.unwrap_or_default());
    });
    let field = move || {
        let choices = Signal::derive(move || {
            candidates.get().into_iter().map(|one| Choice::new(one.id.to_string(), one.name)).collect::<Vec<_>>()
        });
        if nobody.get() {
            let text = t::loan::no_manager();
            let none = t::loan::without_manager();
            view! { <SelectField field=fields.manager label=t::loan::manager() choices description=text none/> }
        } else {
            let text = t::loan::manager_text();
            view! { <SelectField field=fields.manager label=t::loan::manager() choices description=text/> }
        }
    };
    view! {
        <div>{live(field)}</div>
        <ErrorBox error=find.error/>
    }
    .into_any()
}

#[component]
fn Create(form: Form, fields: Fields, position: String, done: Callback<()>, cancel: Callback<()>) -> AnyView {
    let path = api_path!("/employees/{position}/loans");
    let act = Act::new(
        move |request: CreateLoan, attempt| {
            let path = path.clone();
            async move { transport::create::<LoanDetails>(&path, &request, &attempt).await }
        },
        move |_| {
            toast(t::loan::created());
            done.run(());
        },
    );
    form.follow(act);
    let send = move || {
        let Ok(Typed { unit_id, starts_on, ends_on, manager_id }) = fields.read() else { return };
        let request = CreateLoan { unit_id, starts_on, ends_on, manager_id, comment: fields.comment.get() };
        if form.check(&request) {
            act.run(request);
        }
    };
    view! {
        <ErrorBox error=act.error/>
        <div class="row">
            <Submit pending=act.pending text=t::loan::create().to_owned() press=send/>
            <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| cancel.run(())>
                {t::common::cancel()}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn Change(form: Form, fields: Fields, loan: LoanDetails, done: Callback<()>, cancel: Callback<()>) -> AnyView {
    let version = StoredValue::new(loan.version);
    let path = api_path!("/loans/{}", loan.id);
    let act = Act::new(
        move |request: ChangeLoan, _| {
            let path = path.clone();
            async move { transport::patch::<LoanChanged>(&path, &request, Some(version.get_value())).await }
        },
        move |changed: LoanChanged| {
            toast(if changed.follow_on.is_some() { t::loan::moved() } else { t::loan::changed() });
            done.run(());
        },
    );
    form.follow(act);
    // a comment that one may not read stays unless one writes another
    let had_comment = loan.comment.is_some();
    let send = Callback::new(move |()| {
        let Ok(Typed { unit_id, starts_on, ends_on, manager_id }) = fields.read() else { return };
        let comment = Some(fields.comment.get()).filter(|text| had_comment || !text.is_empty());
        let request = ChangeLoan { unit_id, starts_on, ends_on, manager_id, comment };
        if form.check(&request) {
            act.run(request);
        }
    });
    let differing = move |current: serde_json::Value| {
        let Ok(theirs) = serde_json::from_value::<LoanDetails>(current) else { return Vec::new() };
        version.set_value(theirs.version);
        let shown = |text: &str| text.parse().map_or_else(|_| t::loan::until_further().to_owned(), language::date);
        let end = theirs.ends_on.map_or_else(|| t::loan::until_further().to_owned(), language::date);
        let rows = [
            (t::loan::unit(), fields.unit_name.get_untracked(), theirs.unit.name),
            (t::loan::starts_on(), shown(&fields.starts.get()), language::date(theirs.starts_on)),
            (t::loan::ends_on(), shown(&fields.ends.get()), end),
            (
                t::loan::manager(),
                fields.manager_name.get_untracked(),
                theirs.manager.map_or(String::new(), |manager| manager.name),
            ),
            (t::loan::comment(), fields.comment.get(), theirs.comment.unwrap_or_default()),
        ];
        rows.into_iter()
            .filter(|(_, mine, theirs)| mine != theirs)
            .map(|(name, mine, theirs)| (name.to_owned(), mine, theirs))
            .collect()
    };
    view! {
        <Conflict error=act.error rows=differing mine=send theirs=done/>
        <div class="row">
            <Submit pending=act.pending text=t::common::save().to_owned() press=send/>
            <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| cancel.run(())>
                {t::common::cancel()}
            </button>
        </div>
    }
    .into_any()
}
