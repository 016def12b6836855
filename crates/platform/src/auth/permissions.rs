//! All permissions: each one's name in the API's documentation, and its rule. A handler names one as the type of its
//! guard.

use kyndig_contract::permission;
use kyndig_domain::role::Role;

use super::{
    content_policy,
    guard::{Command, Permission, Query},
    policy::Rule,
    visitor::Open,
};

/// Those who have the overview of employees (LOA-1).
const FOLLOW_UP: &[Role] =
    &[Role::Manager, Role::DelegatedManager, Role::SubjectLeadB, Role::SuperUser, Role::TrustAdmin];
/// Those who assign plans.
const ASSIGN: &[Role] = &[Role::Manager, Role::DelegatedManager, Role::SubjectLeadB, Role::SuperUser, Role::TrustAdmin];
/// ASG-6: those who approve that a plan is complete.
const APPROVE: &[Role] = &[Role::Manager, Role::DelegatedManager, Role::SubjectLeadB, Role::TrustAdmin];
/// DLN-1.
const DEADLINES: &[Role] = &[Role::Manager, Role::DelegatedManager, Role::SubjectLeadB, Role::TrustAdmin];
/// ACC-8: those who may see role assignments.
const VIEW_ROLES: &[Role] = &[Role::TrustAdmin, Role::SystemOwner];

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident: $kind:ident = $text:ident, $rule:expr;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name;
            impl Permission for $name {
                const NAME: &'static str = permission::$text.as_str();
                const RULE: Rule = $rule;
            }
            impl $kind for $name {}
        )+

        /// Every permission's name and rule.
        pub const ALL: &[(&str, Rule)] = &[$((permission::$text.as_str(), $rule),)+];
    };
}

permissions! {
    // Anybody
    OpenSession: Open = OPEN_SESSION, Rule::Anyone;
    KeepSession: Open = KEEP_SESSION, Rule::Anyone;
    ViewSignInMethods: Open = VIEW_SIGN_IN_METHODS, Rule::Anyone;

    // Oneself
    ViewSession: Query = VIEW_SESSION, Rule::SignedIn;
    ChooseActing: Command = CHOOSE_ACTING, Rule::SignedIn;
    EndSession: Command = END_SESSION, Rule::SignedIn;
    ViewSettings: Query = VIEW_SETTINGS, Rule::SignedIn;
    ChangeSettings: Command = CHANGE_SETTINGS, Rule::SignedIn;
    ViewHome: Query = VIEW_HOME, Rule::Own;
    /// POS-13.
    ViewProfile: Query = VIEW_PROFILE, Rule::Own;
    ViewTasks: Query = VIEW_TASKS, Rule::Own;
    /// Names, titles and units of all who work here: whom one may ask for a signature.
    FindPeople: Query = FIND_PEOPLE, Rule::Own;
    ViewUnits: Query = VIEW_UNITS, Rule::Own;

    // Following people up
    ViewEmployees: Query = VIEW_EMPLOYEES, Rule::People { own: false, roles: FOLLOW_UP };
    /// POS-12: whoever has the overview.
    SetManager: Command = SET_MANAGER, Rule::People { own: false, roles: FOLLOW_UP };
    ViewAssignments: Query = VIEW_ASSIGNMENTS, Rule::People { own: true, roles: FOLLOW_UP };
    ViewOwnAssignments: Query = VIEW_OWN_ASSIGNMENTS, Rule::Own;
    AssignPlans: Command = ASSIGN_PLANS, Rule::People { own: false, roles: ASSIGN };
    /// ASG-4: also one's own.
    ReactivateAssignments: Command = REACTIVATE_ASSIGNMENTS, Rule::People { own: true, roles: ASSIGN };
    ViewAssignmentTable: Query = VIEW_ASSIGNMENT_TABLE, Rule::People { own: false, roles: ASSIGN };
    ApprovePlans: Command = APPROVE_PLANS, Rule::People { own: false, roles: APPROVE };
    ViewWaitingPlans: Query = VIEW_WAITING_PLANS, Rule::People { own: false, roles: APPROVE };
    ViewPlanStatus: Query = VIEW_PLAN_STATUS, Rule::People { own: false, roles: FOLLOW_UP };
    ViewStandings: Query = VIEW_STANDINGS, Rule::People { own: true, roles: FOLLOW_UP };
    /// One's own requirements, and on behalf of those one follows up (FUL-13).
    Fulfil: Command = FULFIL, Rule::People { own: true, roles: FOLLOW_UP };
    Attach: Command = ATTACH, Rule::People { own: true, roles: FOLLOW_UP };
    SetDeadlines: Command = SET_DEADLINES, Rule::People { own: false, roles: DEADLINES };
    /// FOL-7.
    ViewFollowUp: Query = VIEW_FOLLOW_UP, Rule::People { own: false, roles: DEADLINES };
    /// FOL-6.
    WriteToEmployees: Command = WRITE_TO_EMPLOYEES, Rule::People { own: false, roles: FOLLOW_UP };
    ViewLoans: Query = VIEW_LOANS, Rule::People { own: false, roles: FOLLOW_UP };
    Lend: Command = LEND, Rule::People { own: false, roles: FOLLOW_UP };

    // Signing
    ViewSignatureRequests: Query = VIEW_SIGNATURE_REQUESTS, Rule::Own;
    DecideSignatures: Command = DECIDE_SIGNATURES, Rule::Own;

    // Content
    ViewRequirements: Query = VIEW_REQUIREMENTS, Rule::Reading { roles: content_policy::READERS };
    WriteRequirements: Command = WRITE_REQUIREMENTS, Rule::Content { roles: content_policy::ANY };
    /// REQ-6: added or removed, at once.
    AddFiles: Command = ADD_FILES, Rule::Content { roles: content_policy::ANY };
    RemoveFiles: Command = REMOVE_FILES, Rule::Content { roles: content_policy::ANY };
    /// REQ-8: back to not started, for everybody.
    ResetRequirements: Command = RESET_REQUIREMENTS, Rule::Content { roles: content_policy::RESETTERS };
    ArchiveRequirements: Command = ARCHIVE_REQUIREMENTS, Rule::Content { roles: content_policy::ARCHIVERS };
    ViewPlans: Query = VIEW_PLANS, Rule::Reading { roles: content_policy::READERS };
    /// PLN-13: whoever is sent the address.
    PreviewPlans: Query = PREVIEW_PLANS, Rule::SignedIn;
    WritePlans: Command = WRITE_PLANS, Rule::Content { roles: content_policy::ANY };
    /// REP-2.
    TakePlanUsage: Query = TAKE_PLAN_USAGE, Rule::Content { roles: content_policy::REPORTERS };
    ArchivePlans: Command = ARCHIVE_PLANS, Rule::Content { roles: content_policy::ARCHIVERS };
    ViewCategories: Query = VIEW_CATEGORIES, Rule::Reading { roles: content_policy::ANY };
    WriteCategories: Command = WRITE_CATEGORIES, Rule::Content { roles: content_policy::FILERS };
    /// PLN-17: each thing of a file by those who write such things.
    ImportContent: Command = IMPORT_CONTENT, Rule::Content { roles: content_policy::ANY };
    /// The plans one may hand out.
    ViewAssignablePlans: Query = VIEW_ASSIGNABLE_PLANS, Rule::People { own: false, roles: ASSIGN };

    // Administration
    ViewImports: Query = VIEW_IMPORTS, Rule::SystemOwner;
    RunImports: Command = RUN_IMPORTS, Rule::SystemOwner;
    ViewRoles: Query = VIEW_ROLES, Rule::Content { roles: VIEW_ROLES };
    GrantRoles: Command = GRANT_ROLES, Rule::SystemOwner;
}
