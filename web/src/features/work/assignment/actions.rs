//! ASG-2, ASG-4, ASG-6: what whoever looks may do with an assigned plan: take it away, give it back, delete what was given
//! by mistake, approve that it is complete.

use kyndig_contract::api_path;
use kyndig_contract::assignment::{AssignmentAction, AssignmentDetails};
use leptos::prelude::*;

use crate::features::work::waiting::Waiting;
use crate::load::{Act, Load};
use crate::t;
use crate::transport::{self, with_query};
use crate::ui::{Confirm, ErrorBox, MenuItem, MoreMenu, Submit, icon_paths, toast};

/// The buttons in the head of a plan, and behind three dots what is to be thought over; `between` stands between the two.
pub fn buttons(now: &AssignmentDetails, plan: Load<AssignmentDetails>, employee: String, between: AnyView) -> AnyView {
    let may = |action| now.actions.contains(&action);
    let path = api_path!("/assignments/{}", now.summary.id);
    let command = |verb: &str, said: fn() -> &'static str| {
        let path = api_path!(below path, "/{verb}");
        Act::new(
            move |(), _| {
                let path = path.clone();
                async move { transport::post::<AssignmentDetails>(&path, &()).await }
            },
            move |now: AssignmentDetails| {
                toast(said());
                plan.set(now);
                // one more or one less waits for approval
                Waiting::refetch();
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
        // ASG-4: on the position whose page this is, or the one that is acted as
        let position = employee.strip_prefix("/employees/").map(str::to_owned).filter(|_| now.summary.earlier);
        let path = with_query(api_path!(below path, "/reactivate"), &[("positionId", position)]);
        let (id, plans) = (now.summary.id, format!("{employee}/plans"));
        let act = Act::new(
            move |(), _| {
                let path = path.clone();
                async move { transport::post::<AssignmentDetails>(&path, &()).await }
            },
            move |now: AssignmentDetails| {
                toast(t::assignment::said_reactivated());
                if now.summary.id == id {
                    plan.set(now);
                } else {
                    crate::nav::go(&format!("{plans}/{}", now.summary.id));
                }
            },
        );
        view! {
            <Submit pending=act.pending text=t::assignment::reactivate().to_owned() press=move || act.run(())/>
            <ErrorBox error=act.error/>
        }
    });
    let mut items = Vec::new();
    let mut dialogs = Vec::new();
    let mut asked = |id, act, words: [&'static str; 3], dangerous| {
        let [name, title, text] = words;
        let open = RwSignal::new(false);
        items.push(MenuItem { id, text: name, dangerous, press: Callback::new(move |()| open.set(true)) });
        dialogs.push(view! {
            <Confirm open title=title.to_owned() action=name.to_owned() act dangerous>
                <p>{text}</p>
            </Confirm>
        });
    };
    if may(AssignmentAction::WithdrawApproval) {
        let act = command("withdraw-approval", t::assignment::said_approval_withdrawn);
        let name = t::assignment::withdraw_approval();
        let words = [name, t::assignment::withdraw_approval_ask(), t::assignment::withdraw_approval_text()];
        asked("withdraw-approval", act, words, false);
    }
    if may(AssignmentAction::Deactivate) {
        let act = command("deactivate", t::assignment::said_deactivated);
        let words = [t::assignment::deactivate(), t::assignment::deactivate_ask(), t::assignment::deactivate_text()];
        asked("deactivate", act, words, false);
    }
    if may(AssignmentAction::Delete) {
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
        let words = [t::assignment::delete(), t::assignment::delete_ask(), t::assignment::delete_text()];
        asked("delete", act, words, true);
    }
    view! {
        {approve}
        {reactivate}
        {between}
        <MoreMenu id="plan-more" label=t::common::more_acts() items/>
        {dialogs}
    }
    .into_any()
}
