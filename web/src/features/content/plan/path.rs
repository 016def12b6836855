//! PLN-5, PLN-6, PLN-9: the way of a plan until it can be assigned: content, approval, owner and author, publication. It is
//! shown until the plan has gone all of it, each step a link to where it is taken.

use kyndig_contract::plan::{PlanDetails, PlanState};
use leptos::prelude::*;

use super::words;
use crate::nav::Query;
use crate::t;
use crate::ui::*;

/// Which of the steps have been taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Way([bool; 4]);

impl Way {
    /// None once there is nothing left of it, and where the plan is not one's own to bring along.
    pub fn of(plan: &PlanDetails) -> Option<Self> {
        if !plan.can_edit || plan.is_template || plan.archived.is_some() || plan.state == PlanState::Withdrawn {
            return None;
        }
        let filled = plan.sections.iter().flat_map(|section| &section.requirements).any(words::is_in_use);
        let approved = plan.plan_version != "0.0";
        let answered = plan.document_owner.is_some() && plan.document_author.is_some();
        let published = !plan.publications.is_empty();
        Some(Self([filled, approved, answered, published])).filter(|way| way.0.contains(&false))
    }

    pub fn shown(self, tab: Query) -> AnyView {
        let steps = [
            ("content", t::plan::tab_content()),
            ("approval", t::plan::tab_approval()),
            ("owners", t::plan::tab_owners()),
            ("publication", t::plan::step_published()),
        ];
        let next = self.0.iter().position(|done| !done);
        let step = |(index, (name, text)): (usize, (&'static str, &'static str))| {
            let done = self.0[index];
            let is_next = next == Some(index);
            let (mark, said) = match (done, is_next) {
                (true, _) => (icon(icon_paths::CHECKMARK).into_any(), t::plan::step_done()),
                (false, true) => (view! { {index + 1} }.into_any(), t::plan::step_next()),
                (false, false) => (view! { {index + 1} }.into_any(), t::plan::step_later()),
            };
            view! {
                <li class:done=done class:next=is_next aria-current=is_next.then_some("step")>
                    <span class="nth" aria-hidden="true">{mark}</span>
                    <a class="ds-link" href=tab.href(name)>
                        {text}
                        <span class="ds-sr-only">{format!(", {said}")}</span>
                    </a>
                </li>
            }
        };
        let steps = steps.into_iter().enumerate().map(step).collect_view();
        view! {
            <nav aria-label=t::plan::steps()>
                <ol class="way">{steps}</ol>
            </nav>
        }
        .into_any()
    }
}
