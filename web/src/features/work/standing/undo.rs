//! FUL-17: what was fulfilled or sent, one or many, is undone within ten seconds: it stands as it did before.

use kyndig_contract::api_path;
use kyndig_contract::standing::{ManyResult, TakeBackMany};
use kyndig_domain::ids::{PersonId, RequirementId};
use leptos::task::spawn_local;

use crate::t;
use crate::transport;
use crate::ui::{toast_undo, toaster};

/// Says it, with "undo" beside it; `after` asks anew what stands then, where the page is still there.
pub fn undoable(
    text: String,
    person: PersonId,
    requirement_ids: Vec<RequirementId>,
    after: impl Fn() + Clone + Send + Sync + 'static,
) {
    let say = toaster();
    toast_undo(text, move || {
        let request = TakeBackMany { requirement_ids: requirement_ids.clone() };
        let after = after.clone();
        spawn_local(async move {
            match transport::post::<ManyResult>(&api_path!("/people/{person}/standings/undo"), &request).await {
                Ok(result) => say(outcome(&result)),
                Err(error) => say(error.text()),
            }
            after();
        });
    });
}

fn outcome(result: &ManyResult) -> String {
    match result.skipped.first() {
        Some(first) if result.done.is_empty() => {
            t::problem::find(&first.code).unwrap_or_else(t::problem::refused).to_owned()
        }
        _ => t::standing::said_undone(result.done.len()),
    }
}
