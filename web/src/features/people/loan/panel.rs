//! The panel: ongoing and future loans on top, history below, a form in their place while one is made or changed.

use futures_util::future::try_join;
use kyndig_contract::api_path;
use kyndig_contract::employee::{Availability, EmployeeDetails};
use kyndig_contract::loan::{LoanDetails, LoanState};
use kyndig_contract::page::Page;
use leptos::prelude::*;

use super::card::{card, period};
use super::form::LoanForm;
use crate::browser;
use crate::load::{Act, Load};
use crate::nav::encoded;
use crate::t;
use crate::transport::{self, AppError};
use crate::ui::*;

/// What the panel shows.
#[derive(Clone)]
enum Mode {
    List,
    New,
    Edit(Box<LoanDetails>),
    Delete(Box<LoanDetails>),
}

type Data = (EmployeeDetails, Vec<LoanDetails>);

async fn fetch(position: String) -> Result<Data, AppError> {
    let position = encoded(&position);
    let (employee, loans) =
        (api_path!("/employees/{position}"), api_path!("/employees/{position}/loans").with("limit", "100"));
    let (employee, loans): (EmployeeDetails, Page<LoanDetails>) =
        try_join(transport::get(&employee), transport::get(&loans)).await?;
    Ok((employee, loans.items))
}

#[component]
pub fn Loans(position: String, title: RwSignal<String>, changed: Callback<()>) -> AnyView {
    let data: Load<Data> = Load::new(move || position.clone(), fetch);
    let mode = RwSignal::new(Mode::List);
    Effect::new(move |_| {
        if let Some((employee, _)) = data.value() {
            title.set(t::loan::title(employee.name));
        }
    });
    let done = Callback::new(move |()| {
        mode.set(Mode::List);
        data.refetch();
        changed.run(());
        focus_dialog();
    });
    loaded(data, 5, move |(employee, loans)| {
        let employee = StoredValue::new(employee);
        let loans = StoredValue::new(loans);
        let view = move || match mode.get() {
            Mode::List => list(&employee.get_value(), loans.get_value(), mode),
            Mode::New => view! { <LoanForm employee=employee.get_value() done cancel=move || back(mode)/> }.into_any(),
            Mode::Edit(loan) => {
                view! { <LoanForm employee=employee.get_value() loan=*loan done cancel=move || back(mode)/> }.into_any()
            }
            Mode::Delete(loan) => view! { <Delete loan=*loan done cancel=move || back(mode)/> }.into_any(),
        };
        live(view)
    })
}

/// From a form back to the list, with the focus where it was.
fn back(mode: RwSignal<Mode>) {
    let id = match mode.get_untracked() {
        Mode::Edit(loan) => format!("edit-{}", loan.id),
        Mode::Delete(loan) => format!("delete-{}", loan.id),
        Mode::New | Mode::List => "new-loan".to_owned(),
    };
    mode.set(Mode::List);
    browser::focus_id(id);
}

fn list(employee: &EmployeeDetails, loans: Vec<LoanDetails>, mode: RwSignal<Mode>) -> AnyView {
    let borrowed = employee.availability == Availability::Borrowed;
    let (past, current): (Vec<_>, Vec<_>) = loans.into_iter().partition(|loan| loan.state == LoanState::Finished);
    let edit = Callback::new(move |loan: LoanDetails| {
        mode.set(Mode::Edit(Box::new(loan)));
        browser::focus_id("loan-form-title");
    });
    let delete = Callback::new(move |loan: LoanDetails| {
        mode.set(Mode::Delete(Box::new(loan)));
        browser::focus_id("loan-delete-title");
    });
    let cards =
        move |loans: Vec<LoanDetails>| loans.into_iter().map(|loan| card(loan, borrowed, edit, delete)).collect_view();
    let new = employee.can_lend.then(|| {
        let press = move |_| {
            mode.set(Mode::New);
            browser::focus_id("loan-form-title");
        };
        view! {
            <button type="button" class="ds-button" id="new-loan" on:click=press>
                {icon(icon_paths::PLUS)}
                {t::loan::new()}
            </button>
        }
    });
    let now = if current.is_empty() {
        let text = if employee.can_lend { t::loan::none_text() } else { t::loan::none_read() };
        view! { <Empty title=t::loan::none_title() text/> }.into_any()
    } else {
        view! { <ul class="loans">{cards(current)}</ul> }.into_any()
    };
    let read_only = borrowed.then(|| view! { <Note tone=Tone::Info>{t::loan::borrowed_text()}</Note> });
    let history = (!borrowed).then(|| {
        let past = if past.is_empty() {
            view! { <p class="meta">{t::loan::no_history()}</p> }.into_any()
        } else {
            view! { <ul class="loans">{cards(past)}</ul> }.into_any()
        };
        view! {
            <h3>{t::loan::history()}</h3>
            {past}
        }
    });
    view! {
        <div class="stack">
            {read_only}
            {new}
            <h3>{t::loan::current()}</h3>
            {now}
            {history}
        </div>
    }
    .into_any()
}

/// LOA-3: a loan that has not begun can be deleted; asked once.
#[component]
fn Delete(loan: LoanDetails, done: Callback<()>, #[prop(into)] cancel: Callback<()>) -> AnyView {
    let path = api_path!("/loans/{}", loan.id);
    let act = Act::new(
        move |(), _| {
            let path = path.clone();
            async move { transport::delete(&path, None).await }
        },
        move |()| {
            toast(t::loan::deleted());
            done.run(());
        },
    );
    view! {
        <div class="stack">
            <h3 id="loan-delete-title" tabindex="-1">{t::loan::delete_title(&loan.unit.name)}</h3>
            <p>{t::loan::delete_text(period(&loan), &loan.person.name)}</p>
            <ErrorBox error=act.error/>
            <div class="row">
                <Submit
                    pending=act.pending
                    text=t::loan::delete().to_owned()
                    color="danger"
                    press=move || act.run(())
                />
                <button type="button" class="ds-button" data-variant="tertiary" on:click=move |_| cancel.run(())>
                    {t::common::cancel()}
                </button>
            </div>
        </div>
    }
    .into_any()
}
