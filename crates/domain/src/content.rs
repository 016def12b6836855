//! What can be written, by what it is and whom it is for; each has its own writers (REQ-14, REQ-15, PLN-1, PLN-2, PLN-18).

use crate::{
    plan::PlanKind,
    requirement::{Level, RequirementKind},
    string_enum::string_enum,
};

string_enum! {
    ContentKind {
        Requirement = "requirement",
        CentralRequirement = "central_requirement",
        /// A learning activity of a trust's own.
        LocalActivity = "local_activity",
        RegionalActivity = "regional_activity",
        CompetencePlan = "competence_plan",
        CentralPlan = "central_plan",
        /// A trust's copy of a template.
        LearningGoals = "learning_goals",
        ApprenticeGoals = "apprentice_goals",
        /// A template of either kind of goal plan.
        Template = "template",
    }
}

impl ContentKind {
    /// None for what is national, which nobody writes here.
    pub fn of_requirement(kind: RequirementKind, level: Level) -> Option<Self> {
        match (kind, level) {
            (_, Level::National) => None,
            (RequirementKind::Requirement, Level::Local) => Some(Self::Requirement),
            (RequirementKind::Requirement, Level::Central) => Some(Self::CentralRequirement),
            (RequirementKind::LearningActivity, Level::Local) => Some(Self::LocalActivity),
            (RequirementKind::LearningActivity, Level::Central) => Some(Self::RegionalActivity),
        }
    }

    pub fn of_plan(kind: PlanKind, level: Level, is_template: bool) -> Self {
        match (kind, level) {
            (PlanKind::Competence, Level::Local) => Self::CompetencePlan,
            (PlanKind::Competence, Level::Central | Level::National) => Self::CentralPlan,
            _ if is_template => Self::Template,
            (PlanKind::LearningGoals, _) => Self::LearningGoals,
            (PlanKind::ApprenticeGoals, _) => Self::ApprenticeGoals,
        }
    }
}
