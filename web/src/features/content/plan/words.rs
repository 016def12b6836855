//! How a plan and its requirements stand, in words and colours.

use kyndig_contract::plan::{Completion, PlanKind, PlanRequirement, PlanRequirementState, PlanStatus};
use kyndig_contract::requirement::{Level, RequirementKind, Warning};
use kyndig_contract::transfer::ReferenceKind;
use kyndig_domain::ids::UnitId;
use leptos::prelude::*;

use crate::features::content::requirement::warning_text;
use crate::t;
use crate::ui::{Choice, Tone, icon, icon_paths, learning_method_name};

pub fn status(status: PlanStatus) -> (Tone, &'static str) {
    match status {
        PlanStatus::DraftPublished => (Tone::Warning, t::plan::status_draft_published()),
        PlanStatus::DraftUnpublished => (Tone::Warning, t::plan::status_draft_unpublished()),
        PlanStatus::Published => (Tone::Success, t::plan::status_published()),
        PlanStatus::Unpublished => (Tone::Neutral, t::plan::status_unpublished()),
    }
}

/// The values of the filter, as the API calls them.
pub fn status_choices() -> Vec<Choice> {
    PlanStatus::ALL.iter().map(|one| Choice::new(one.as_str(), status(*one).1)).collect()
}

pub fn kind_choices() -> Vec<Choice> {
    PlanKind::ALL.iter().map(|one| Choice::new(one.as_str(), kind(*one, false))).collect()
}

pub fn completion_name(completion: Completion) -> &'static str {
    match completion {
        Completion::Automatic => t::plan::completion_automatic(),
        Completion::ManagerApproval => t::plan::completion_manager_approval(),
    }
}

pub fn completion_choices() -> Vec<Choice> {
    Completion::ALL.iter().map(|one| Choice::new(one.as_str(), completion_name(*one))).collect()
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
pub fn line(place: &PlanRequirement, owner: UnitId) -> String {
    let requirement = &place.requirement;
    let mut parts = vec![requirement.number.clone()];
    parts.extend(requirement.learning_method.map(|method| learning_method_name(method).to_owned()));
    match (requirement.kind, requirement.level) {
        (_, Level::National) => parts.push(t::plan::level_national().to_owned()),
        (RequirementKind::LearningActivity, Level::Central) => parts.push(t::plan::level_regional().to_owned()),
        _ => {}
    }
    if requirement.needs_signature == Some(true) {
        parts.push(t::plan::signature().to_owned());
    }
    match (&place.adapted, requirement.validity_days) {
        (Some(adapted), _) => parts.push(t::plan::adapted_to(t::plan::days(adapted.validity_days))),
        (None, Some(days)) => parts.push(t::plan::days(days)),
        (None, None) => {}
    }
    let shown = requirement.kind == RequirementKind::LearningActivity && requirement.level != Level::Local;
    if requirement.owner_unit.id != owner && !shown {
        parts.push(t::plan::owned_by(&requirement.owner_unit.name));
    }
    parts.join(" · ")
}

/// Neither deactivated nor archived.
pub fn is_in_use(place: &PlanRequirement) -> bool {
    matches!(place.state, PlanRequirementState::Active | PlanRequirementState::Inactive)
}

/// How a goal stands to another.
pub fn reference(kind: ReferenceKind) -> &'static str {
    match kind {
        ReferenceKind::IsChildOf => t::plan::reference_child(),
        ReferenceKind::IsPartOf => t::plan::reference_part(),
        ReferenceKind::IsPeerOf => t::plan::reference_peer(),
        ReferenceKind::IsRelatedTo => t::plan::reference_related(),
        ReferenceKind::ExactMatchOf => t::plan::reference_match(),
        ReferenceKind::Precedes => t::plan::reference_precedes(),
        ReferenceKind::ReplacedBy => t::plan::reference_replaced(),
        ReferenceKind::Exemplar => t::plan::reference_exemplar(),
        ReferenceKind::HasSkillLevel => t::plan::reference_level(),
        ReferenceKind::IsTranslationOf => t::plan::reference_translation(),
    }
}

/// REQ-3: what does not fit together in what it says.
pub fn warnings(found: &[Warning]) -> AnyView {
    let line = |one: &Warning| {
        view! {
            <span class="warns soon">
                {icon(icon_paths::EXCLAMATIONMARK_TRIANGLE)}
                <span>{warning_text(*one)}</span>
            </span>
        }
    };
    found.iter().map(line).collect_view().into_any()
}
