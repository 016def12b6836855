//! SIG: what waits for one's signature, and what one decided.

mod decide;
mod decided;
mod inbox;
mod keys;
mod list;
mod many;
mod request;
mod times;
mod withdrawn;
mod words;

use kyndig_contract::api_path;
use kyndig_contract::signature::SignatureRequestDetails;
use kyndig_domain::ids::SignatureRequestId;
use leptos::prelude::*;

pub use words::reason_name;

use crate::load::{Load, State};
use crate::nav;
use crate::t;
use crate::transport;
use crate::ui::{PageHead, loaded};

/// What is typed of a decision is about this part of the address.
const WITHIN: &[&str] = &["request", "tab"];

pub fn page(path: &[&str]) -> Option<AnyView> {
    match path {
        ["signing"] => Some(view! { <list::Signing/> }.into_any()),
        ["signing", id] => {
            let id: SignatureRequestId = id.parse().ok()?;
            Some(view! { <Arrive id/> }.into_any())
        }
        _ => None,
    }
}

/// The address in mails: finds the tab that the request is in now, and goes on there.
#[component]
fn Arrive(id: SignatureRequestId) -> AnyView {
    let request = Load::new(
        || (),
        move |()| async move { transport::get::<SignatureRequestDetails>(&api_path!("/signature-requests/{id}")).await },
    );
    Effect::new(move |_| {
        let status = request.state.with(|state| match state {
            State::Ready(request) => Some(request.summary.status),
            State::Loading | State::Failed(_) => None,
        });
        if let Some(status) = status {
            nav::replace(&inbox::href(status, id));
        }
    });
    view! {
        <PageHead title=t::signature::title().to_owned()/>
        <section class="panel">{loaded(request, 6, |_| ().into_any())}</section>
    }
    .into_any()
}
