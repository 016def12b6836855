//! Where a standing's commands go, and what follows when one has been done.

use kyndig_contract::standing::StandingDetails;
use kyndig_domain::ids::{PersonId, RequirementId};
use leptos::prelude::*;
use serde::Serialize;

use crate::browser;
use crate::load::Load;
use crate::transport::{self, AppError};
use crate::ui::toast;

/// What takes the focus when the form that had it is gone.
pub const FACTS: &str = "standing-facts";

/// One standing and the panel that shows it.
#[derive(Clone, Copy)]
pub struct Place {
    pub person: PersonId,
    pub requirement: RequirementId,
    pub details: Load<StandingDetails>,
    /// Tells the list beside the panel.
    pub changed: Callback<()>,
}

impl Place {
    pub fn path(self, tail: &str) -> String {
        standing_path(self.person, self.requirement, tail)
    }

    /// Shows what stands now; `focus` names what takes over from the button that was pressed.
    pub fn done(self, now: StandingDetails, said: impl Into<String>, focus: &'static str) {
        toast(said);
        self.details.set(now);
        self.changed.run(());
        browser::focus_id(focus);
    }

    /// Sends a verb on the version that was seen.
    pub async fn post(
        self,
        verb: &'static str,
        body: impl Serialize,
        version: i32,
        wanted: impl Fn(&StandingDetails) -> bool,
    ) -> Result<StandingDetails, AppError> {
        let sent = transport::post_version(&self.path(verb), &body, version).await;
        already(sent, wanted)
    }
}

pub fn standing_path(person: PersonId, requirement: RequirementId, tail: &str) -> String {
    format!("/people/{person}/standings/{requirement}{tail}")
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
    crate::json::from_value(value.clone()).ok()
}
