//! A loan as it stands in the list: where, when, whom to, and who registered it.

use kyndig_contract::loan::{LoanDetails, LoanState};
use leptos::prelude::*;

use crate::language;
use crate::t;
use crate::ui::*;

/// From and to, or until further notice.
pub fn period(loan: &LoanDetails) -> String {
    let start = language::date(loan.starts_on);
    match loan.ends_on {
        Some(end) => t::loan::period(start, language::date(end)),
        None => t::loan::period_open(start),
    }
}

fn state(state: LoanState) -> (Tone, &'static str) {
    match state {
        LoanState::Future => (Tone::Info, t::loan::future()),
        LoanState::Ongoing => (Tone::Warning, t::loan::ongoing()),
        LoanState::Finished => (Tone::Neutral, t::loan::finished()),
    }
}

/// `edit` and `delete` are there where the loan may be changed.
pub fn card(loan: LoanDetails, borrowed: bool, edit: Callback<LoanDetails>, delete: Callback<LoanDetails>) -> AnyView {
    let (tone, words) = state(loan.state);
    let may_change = loan.can_change && loan.state != LoanState::Finished;
    let may_delete = may_change && loan.state == LoanState::Future;
    let unit = loan.unit.name.clone();
    let home = borrowed.then(|| view! { <p class="meta">{t::loan::from_unit(&loan.home_unit.name)}</p> });
    let receiver =
        loan.manager.as_ref().map(|manager| view! { <p class="meta">{t::loan::receiver(&manager.name)}</p> });
    let comment = loan.comment.clone().filter(|text| !text.is_empty()).map(|text| view! { <p class="said">{text}</p> });
    let registered =
        t::loan::registered(&loan.registered_by.name, &loan.registered_by_unit, language::moment(loan.registered_at));
    let (edited, deleted) = (loan.clone(), loan.clone());
    let buttons = may_change.then(|| {
        let delete = may_delete.then(|| {
            view! {
                <button
                    type="button"
                    class="ds-button"
                    id=format!("delete-{}", loan.id)
                    data-variant="tertiary"
                    data-color="danger"
                    aria-label=t::loan::delete_this(&unit)
                    on:click=move |_| delete.run(deleted.clone())
                >
                    {icon(icon_paths::TRASH)}
                    {t::common::delete()}
                    " …"
                </button>
            }
        });
        view! {
            <div class="row">
                <button
                    type="button"
                    class="ds-button"
                    id=format!("edit-{}", loan.id)
                    data-variant="secondary"
                    aria-label=t::loan::edit_this(&unit)
                    on:click=move |_| edit.run(edited.clone())
                >
                    {icon(icon_paths::PENCIL)}
                    {t::common::edit()}
                </button>
                {delete}
            </div>
        }
    });
    view! {
        <li class="loan">
            <div class="row">
                <b>{unit.clone()}</b>
                <Tag tone text=words/>
            </div>
            <p class="num">{period(&loan)}</p>
            {home}
            {receiver}
            {comment}
            <p class="meta">{registered}</p>
            {buttons}
        </li>
    }
    .into_any()
}
