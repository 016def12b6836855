//! FOL-3: how much waits for one, for whoever shows it: the menu's badge, the signer's page.

use kyndig_contract::api_path;
use kyndig_contract::home::TaskList;
use kyndig_contract::permission;
use leptos::prelude::*;

use crate::load::{Load, State};
use crate::nav;
use crate::session::use_session;
use crate::transport;

/// Fetched once for all, and again with every page: others ask for signatures meanwhile.
#[derive(Clone, Copy)]
pub struct Waiting(Load<TaskList>);

impl Waiting {
    /// For the frame around the pages, once what one acts as is known.
    pub fn provide() {
        if !use_session().may(permission::VIEW_TASKS) {
            return;
        }
        let tasks = Load::new(|| (), |()| async { transport::get::<TaskList>(&api_path!("/tasks")).await });
        let path = nav::path();
        Effect::new(move |before: Option<()>| {
            path.with(|_| ());
            if before.is_some() {
                tasks.refetch();
            }
        });
        provide_context(Self(tasks));
    }

    /// What is known of it; nothing where the position has no tasks.
    pub fn get() -> Option<TaskList> {
        let Self(tasks) = use_context()?;
        tasks.state.with(|state| match state {
            State::Ready(tasks) => Some(tasks.clone()),
            State::Loading | State::Failed(_) => None,
        })
    }

    pub fn refetch() {
        if let Some(Self(tasks)) = use_context() {
            tasks.refetch();
        }
    }
}
