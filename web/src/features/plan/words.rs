//! How a plan and its requirements stand, in words and colours.

use kyndig_contract::plan::{Completion, PlanDetails, PlanKind, PlanRequirement, PlanRequirementState, PlanState};
use kyndig_contract::requirement::{Level, RequirementKind};

use crate::t;
use crate::ui::{Choice, Tone, learning_method_name};

pub fn state(state: PlanState) -> (Tone, &'static str) {
    match state {
        PlanState::Draft => (Tone::Warning, t::plan::state_draft()),
        PlanState::Published => (Tone::Success, t::plan::state_published()),
        PlanState::Withdrawn => (Tone::Neutral, t::plan::state_withdrawn()),
    }
}

/// The values of the filter, as the API calls them.
pub fn state_choices() -> Vec<Choice> {
    vec![
        Choice::new("published", t::plan::state_published()),
        Choice::new("draft", t::plan::state_draft()),
        Choice::new("withdrawn", t::plan::state_withdrawn()),
    ]
}

pub fn completion_choices() -> Vec<Choice> {
    let name = |completion: Completion| match completion {
        Completion::Automatic => t::plan::completion_automatic(),
        Completion::ManagerApproval => t::plan::completion_manager_approval(),
    };
    Completion::ALL.iter().map(|one| Choice::new(one.as_str(), name(*one))).collect()
}

/// What a plan is called by its kind, and by whom it is for.
pub fn kind(kind: PlanKind, is_template: bool) -> &'static str {
    match (kind, is_template) {
        (PlanKind::Competence, _) => t::plan::kind_competence(),
        (PlanKind::LearningGoals, false) => t::plan::kind_learning_goals(),
        (PlanKind::LearningGoals, true) => t::plan::kind_learning_template(),
        (PlanKind::ApprenticeGoals, false) => t::plan::kind_apprentice_goals(),
        (PlanKind::ApprenticeGoals, true) => t::plan::kind_apprentice_template(),
    }
}

/// PLN-5: a draft is said first, since it is what stands in the way.
pub fn place(place: &PlanRequirement) -> (Tone, &'static str) {
    match place.state {
        PlanRequirementState::Deactivated => (Tone::Neutral, t::plan::state_deactivated()),
        PlanRequirementState::Archived => (Tone::Neutral, t::plan::state_archived()),
        _ if place.requirement.has_draft => (Tone::Warning, t::plan::state_has_draft()),
        PlanRequirementState::Active => (Tone::Success, t::plan::state_active()),
        PlanRequirementState::Inactive => (Tone::Neutral, t::plan::state_inactive()),
    }
}

/// Number, method, signature, validity, and the owner where it is another unit.
pub fn line(place: &PlanRequirement, plan: &PlanDetails) -> String {
    let requirement = &place.requirement;
    let mut parts = vec![requirement.number.clone(), learning_method_name(requirement.learning_method).to_owned()];
    match (requirement.kind, requirement.level) {
        (_, Level::National) => parts.push(t::plan::level_national().to_owned()),
        (RequirementKind::LearningActivity, Level::Central) => parts.push(t::plan::level_regional().to_owned()),
        _ => {}
    }
    if requirement.needs_signature {
        parts.push(t::plan::signature().to_owned());
    }
    match (&place.adapted, requirement.validity_days) {
        (Some(adapted), _) => parts.push(t::plan::adapted_to(t::plan::days(adapted.validity_days))),
        (None, Some(days)) => parts.push(t::plan::days(days)),
        (None, None) => {}
    }
    let shown = requirement.kind == RequirementKind::LearningActivity && requirement.level != Level::Local;
    if requirement.owner_unit.id != plan.owner_unit.id && !shown {
        parts.push(t::plan::owned_by(&requirement.owner_unit.name));
    }
    parts.join(" · ")
}

/// Neither deactivated nor archived.
pub fn is_in_use(place: &PlanRequirement) -> bool {
    matches!(place.state, PlanRequirementState::Active | PlanRequirementState::Inactive)
}
