//! ASG-2, ASG-4, ASG-6: what whoever looks may do with an assigned plan: take it away, give it back, delete what was given
//! by mistake, approve that it is complete.

use kyndig_contract::assignment::{AssignmentAction, AssignmentDetails};
use leptos::prelude::*;

use crate::load::{Act, Load};
use crate::t;
use crate::transport;
use crate::ui::{Confirm, ErrorBox, Submit, icon_paths, toast};

/// The buttons of a plan; nothing where nothing may be done.
#[component]
pub fn Buttons(now: AssignmentDetails, plan: Load<AssignmentDetails>, employee: String) -> AnyView {
    let may = |action| now.actions.contains(&action);
    let path = format!("/assignments/{}", now.summary.id);
    let command = |verb: &str, said: fn() -> &'static str| {
        let path = format!("{path}/{verb}");
        Act::new(
            move |(), _| {
                let path = path.clone();
                async move { transport::post::<AssignmentDetails>(&path, &()).await }
            },
            move |now: AssignmentDetails| {
                toast(said());
                plan.set(now);
            },
        )
    };
    let approve = may(AssignmentAction::Approve).then(|| {
        let act = command("approve", t::assignment::said_approved);
        view! {
            <Submit
                pending=act.pending
                text=t::assignment::approve().to_owned()
                icon_path=icon_paths::CHECKMARK
                press=move || act.run(())
            />
            <ErrorBox error=act.error/>
        }
    });
    let reactivate = may(AssignmentAction::Reactivate).then(|| {
        let act = command("reactivate", t::assignment::said_reactivated);
        view! {
            <Submit pending=act.pending text=t::assignment::reactivate().to_owned() press=move || act.run(())/>
            <ErrorBox error=act.error/>
        }
    });
    let withdraw = may(AssignmentAction::WithdrawApproval).then(|| {
        let act = command("withdraw-approval", t::assignment::said_approval_withdrawn);
        asked(
            act,
            t::assignment::withdraw_approval(),
            t::assignment::withdraw_approval_ask(),
            t::assignment::withdraw_approval_text(),
            false,
        )
    });
    let deactivate = may(AssignmentAction::Deactivate).then(|| {
        let act = command("deactivate", t::assignment::said_deactivated);
        let text = t::assignment::deactivate_text();
        asked(act, t::assignment::deactivate(), t::assignment::deactivate_ask(), text, false)
    });
    let delete = may(AssignmentAction::Delete).then(|| {
        let path = path.clone();
        let act = Act::new(
            move |(), _| {
                let path = path.clone();
                async move { transport::delete(&path, None).await }
            },
            move |()| {
                toast(t::assignment::said_deleted());
                crate::nav::go(&employee);
            },
        );
        asked(act, t::assignment::delete(), t::assignment::delete_ask(), t::assignment::delete_text(), true)
    });
    (!now.actions.is_empty())
        .then(|| view! { <div class="row acts">{approve} {reactivate} {withdraw} {deactivate} {delete}</div> })
        .into_any()
}

/// A button that asks once before it acts.
fn asked(act: Act<()>, name: &'static str, title: &'static str, text: &'static str, dangerous: bool) -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="ds-button"
            data-variant="secondary"
            data-color=if dangerous { "danger" } else { "neutral" }
            on:click=move |_| open.set(true)
        >
            {name}
        </button>
        <Confirm open title=title.to_owned() action=name.to_owned() act dangerous>
            <p>{text}</p>
        </Confirm>
    }
    .into_any()
}
