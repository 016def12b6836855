//! Where a standing's commands go, and what follows when one has been done.

use kyndig_contract::api_path;
use kyndig_contract::path::ApiPath;
use kyndig_contract::standing::{StandingAction, StandingDetails};
use kyndig_domain::ids::{AssignmentId, PersonId, RequirementId};
use leptos::prelude::*;
use serde::Serialize;

use crate::browser;
use crate::form::Form;
use crate::load::{Load, State};
use crate::nav;
use crate::transport::{self, AppError};
use crate::ui::toast;

/// What takes the focus when the form that had it is gone.
pub const FACTS: &str = "standing-facts";

/// One standing and the panel that shows it.
#[derive(Clone, Copy)]
pub struct Place {
    pub person: PersonId,
    pub requirement: RequirementId,
    /// The plan it is shown in.
    pub plan: AssignmentId,
    /// Of oneself, not of somebody one follows up.
    pub own: bool,
    pub details: Load<StandingDetails>,
    /// Tells the list beside the panel.
    pub changed: Callback<()>,
    /// A later version than the one shown, that a conflict told of.
    newer: StoredValue<i32>,
    forms: StoredValue<Vec<Form>>,
}

impl Place {
    pub fn new(
        person: PersonId,
        requirement: RequirementId,
        plan: AssignmentId,
        own: bool,
        details: Load<StandingDetails>,
        changed: Callback<()>,
    ) -> Self {
        let forms = StoredValue::new(Vec::<Form>::new());
        // one guard for all of the panel's forms
        let unsaved =
            move || forms.try_with_value(|forms| forms.iter().any(|form| form.is_touched())).unwrap_or_default();
        nav::guard(&["requirement"], unsaved);
        Self { person, requirement, plan, own, details, changed, newer: StoredValue::new(0), forms }
    }

    /// Asks before the panel is left with something typed in this form.
    pub fn watch(self, form: Form) {
        self.forms.update_value(|forms| forms.push(form));
    }

    pub fn path(self) -> ApiPath {
        standing_path(self.person, self.requirement)
    }

    /// The address of something of the requirement in this plan.
    pub fn in_plan(self) -> String {
        format!("/assignments/{}/requirements/{}", self.plan, self.requirement)
    }

    /// A part of what stands, drawn anew only when that part is another.
    pub fn part<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&StandingDetails) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        Memo::new(move |_| {
            self.details.state.with(|state| match state {
                State::Ready(now) => Some(read(now)),
                State::Loading | State::Failed(_) => None,
            })
        })
    }

    /// Whether this may be done now.
    pub fn may(self, action: StandingAction) -> Memo<bool> {
        let allowed = self.part(move |now| now.actions.contains(&action));
        Memo::new(move |_| allowed.get().unwrap_or_default())
    }

    /// The latest version that is known of.
    pub fn version(self) -> i32 {
        let shown = self.details.state.with_untracked(|state| match state {
            State::Ready(now) => now.version,
            State::Loading | State::Failed(_) => 0,
        });
        shown.max(self.newer.get_value())
    }

    /// What is sent next is meant for this version.
    pub fn stands(self, version: i32) {
        self.newer.set_value(version);
    }

    /// Shows what stands now; the focus stays where it is. Of two answers that have passed each other the later counts.
    pub fn set(self, now: StandingDetails) {
        let newer = self
            .details
            .state
            .with_untracked(|state| matches!(state, State::Ready(shown) if shown.version > now.version));
        if !newer {
            self.details.set(now);
        }
        self.tell();
    }

    /// Shows what stands now; `focus` names what takes over from the button that was pressed.
    pub fn done(self, now: StandingDetails, said: impl Into<String>, focus: &'static str) {
        toast(said);
        self.shows(now, focus);
    }

    /// The same where something else says so.
    pub fn shows(self, now: StandingDetails, focus: &'static str) {
        self.set(now);
        browser::focus_id(focus);
    }

    /// Asks anew what stands, here and in the list.
    pub fn refetch(self) {
        self.details.refetch();
        self.tell();
    }

    fn tell(self) {
        // the page may be gone
        let _ = self.changed.try_run(());
    }

    /// Sends a verb on the version that was seen.
    pub async fn post(
        self,
        verb: &'static str,
        body: impl Serialize,
        wanted: impl Fn(&StandingDetails) -> bool,
    ) -> Result<StandingDetails, AppError> {
        let sent = transport::post_version(&api_path!(below self.path(), "/{verb}"), &body, self.version()).await;
        already(sent, wanted)
    }

    /// What means the same whatever else has changed meanwhile: met by another version, it is sent on that one.
    pub async fn anyway(
        self,
        send: impl AsyncFn(i32) -> Result<StandingDetails, AppError>,
    ) -> Result<StandingDetails, AppError> {
        match send(self.version()).await {
            Err(error) if error.is_conflict() => match current(&error) {
                Some(now) => send(now.version).await,
                None => Err(error),
            },
            sent => sent,
        }
    }
}

pub fn standing_path(person: PersonId, requirement: RequirementId) -> ApiPath {
    api_path!("/people/{person}/standings/{requirement}")
}

/// A retry whose first try did arrive, although its answer was lost, meets its own outcome as a conflict: that is no
/// conflict.
pub fn already(
    sent: Result<StandingDetails, AppError>,
    wanted: impl Fn(&StandingDetails) -> bool,
) -> Result<StandingDetails, AppError> {
    let error = match sent {
        Err(error) if error.is_conflict() => error,
        sent => return sent,
    };
    let now = current(&error).filter(wanted);
    now.ok_or(error)
}

/// What stands now, from a conflict.
fn current(error: &AppError) -> Option<StandingDetails> {
    let value = error.current.as_deref()?;
    serde_json::from_value(value.clone()).ok()
}
