//! Help: how the most usual things are done, what the marks mean, and the keys. What one may not do is not explained.

use kyndig_contract::permission;
use kyndig_domain::standing::Status;
use leptos::prelude::*;

use crate::nav::Query;
use crate::session::{Session, use_session};
use crate::t;
use crate::ui::{Mark, PageHead, Panel, status_name};

pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["help"] => Some(view! { <Help/> }.into_any()),
        _ => None,
    }
}

/// Something that people ask how to do.
pub struct Topic {
    pub id: &'static str,
    pub title: &'static str,
    pub text: &'static str,
}

impl Topic {
    pub fn href(&self) -> String {
        format!("/help?topic={}", self.id)
    }
}

/// What the present position can do, and how.
pub fn topics(session: Session) -> Vec<Topic> {
    let all = [
        (permission::VIEW_OWN_ASSIGNMENTS, "fulfil", t::help::fulfil(), t::help::fulfil_text()),
        (permission::VIEW_OWN_ASSIGNMENTS, "send", t::help::send(), t::help::send_text()),
        (permission::VIEW_OWN_ASSIGNMENTS, "rejected", t::help::rejected(), t::help::rejected_text()),
        (permission::VIEW_OWN_ASSIGNMENTS, "expiring", t::help::expiring(), t::help::expiring_text()),
        (permission::VIEW_SIGNATURE_REQUESTS, "sign", t::help::sign(), t::help::sign_text()),
        (permission::VIEW_SESSION, "position", t::help::position(), t::help::position_text()),
        (permission::VIEW_EMPLOYEES, "employee", t::help::employee(), t::help::employee_text()),
        (permission::ASSIGN_PLANS, "assign", t::help::assign(), t::help::assign_text()),
        (permission::VIEW_FOLLOW_UP, "follow", t::help::follow(), t::help::follow_text()),
        (permission::VIEW_LOANS, "loan", t::help::loan(), t::help::loan_text()),
        (permission::VIEW_PLANS, "plan", t::help::plan(), t::help::plan_text()),
        (permission::VIEW_REQUIREMENTS, "requirement", t::help::requirement(), t::help::requirement_text()),
    ];
    let topic = |(_, id, title, text)| Topic { id, title, text };
    all.into_iter().filter(|(permission, ..)| session.may(*permission)).map(topic).collect()
}

#[component]
fn Help() -> AnyView {
    let session = use_session();
    let wanted = Query::new("topic");
    let one = move |topic: Topic| {
        let id = topic.id;
        view! {
            <details class="fold" id=format!("help-{id}") prop:open=move || wanted.get().as_deref() == Some(id)>
                <summary>{topic.title}</summary>
                <p class="folded">{topic.text}</p>
            </details>
        }
    };
    let mark = |status: Status| {
        view! {
            <dt><Mark status quiet=true/></dt>
            <dd><b>{status_name(status)}</b> <span>{meaning(status)}</span></dd>
        }
    };
    let key = |keys: &'static [&'static str], what: &'static str| {
        view! { <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dt> <dd>{what}</dd> }
    };
    let signing = session.may(permission::VIEW_SIGNATURE_REQUESTS).then(|| {
        view! {
            {key(&["J", "K"], t::help::keys_move())}
            {key(&["S"], t::help::keys_sign())}
            {key(&["A"], t::help::keys_reject())}
        }
    });
    view! {
        <PageHead title=t::help::title().to_owned() sub=t::help::sub().to_owned()/>
        <div class="cols">
            <Panel title=t::help::how().to_owned()>
                <div class="pad topics">{topics(session).into_iter().map(one).collect_view()}</div>
            </Panel>
            <div class="stack">
                <Panel title=t::help::marks().to_owned()>
                    <dl class="pad meanings">{Status::ALL.iter().copied().map(mark).collect_view()}</dl>
                </Panel>
                <Panel title=t::help::keys().to_owned()>
                    <dl class="pad meanings">
                        {key(&["Ctrl", "B"], t::help::keys_search())}
                        {key(&["Esc"], t::help::keys_close())}
                        {key(&["Enter"], t::help::keys_acts())}
                        {signing}
                    </dl>
                </Panel>
                <Panel title=t::help::more().to_owned()>
                    <p class="pad">{t::help::more_text()}</p>
                </Panel>
            </div>
        </div>
    }
    .into_any()
}

fn meaning(status: Status) -> &'static str {
    match status {
        Status::NotStarted => t::help::not_started(),
        Status::Started => t::help::started(),
        Status::AwaitingSignature => t::help::awaiting_signature(),
        Status::Rejected => t::help::is_rejected(),
        Status::Fulfilled => t::help::fulfilled(),
        Status::Expiring => t::help::is_expiring(),
        Status::Expired => t::help::expired(),
        Status::NotRelevant => t::help::not_relevant(),
    }
}
