//! The plan being edited, as the parts of the editor share it.

use crate::load::{Act, Load, State};
use crate::transport::AppError;
use kyndig_contract::plan::PlanDetails;
use kyndig_domain::ids::{GoalId, PlanRequirementId};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The plan being edited, and what there is to say about the last command.
#[derive(Clone, Copy)]
pub struct Editing {
    pub details: Load<PlanDetails>,
    pub notice: RwSignal<Option<&'static str>>,
    /// What is not to be approved; kept when others change the plan meanwhile.
    pub left_out: RwSignal<BTreeSet<PlanRequirementId>>,
    /// The goals that are unfolded.
    pub open: RwSignal<BTreeSet<GoalId>>,
}

impl Editing {
    /// A command answered the plan as it is now.
    pub fn put(self, plan: PlanDetails) {
        self.notice.set(None);
        self.details.set(plan);
    }

    /// What is read of the plan, followed as it changes; nothing while there is none.
    pub fn read<R>(self, read: impl FnOnce(&PlanDetails) -> R) -> Option<R> {
        self.details.state.with(|state| match state {
            State::Ready(plan) => Some(read(plan)),
            State::Loading | State::Failed(_) => None,
        })
    }

    /// The version that was seen, for `If-Match`.
    pub fn version(self) -> Option<i32> {
        untrack(|| self.read(|plan| plan.version))
    }

    /// Where somebody else's change came first: shows what stands now, and says so.
    pub fn watch<I: 'static>(self, act: Act<I>, text: &'static str) {
        Effect::new(move |_| {
            let Some(error) = act.error.get().filter(AppError::is_conflict) else { return };
            match error.current.and_then(|current| serde_json::from_value(*current).ok()) {
                Some(plan) => self.details.set(plan),
                None => self.details.refetch(),
            }
            self.notice.set(Some(text));
        });
    }
}

/// An act's error without the clash, which is told at the top.
pub fn other_error<I: 'static>(act: Act<I>) -> Signal<Option<AppError>> {
    Signal::derive(move || act.error.get().filter(|error| !error.is_conflict()))
}
