//! PLN: the words of plans.

use crate::word::words;

words! {
    #[derive(Default)]
    PlanKind {
        #[default]
        Competence = "competence",
        LearningGoals = "learning_goals",
        ApprenticeGoals = "apprentice_goals",
    }
}

words! {
    /// What happens when every requirement of an assigned plan is fulfilled.
    #[derive(Default)]
    Completion {
        #[default]
        Automatic = "automatic",
        /// Sent to the manager.
        ManagerApproval = "manager_approval",
    }
}

words! {
    /// A requirement's state in a plan (PLN-5, PLN-8).
    PlanRequirementState {
        /// Taken in, and not seen by employees yet.
        Inactive = "inactive",
        Active = "active",
        Deactivated = "deactivated",
    }
}
