//! All permissions: each one's name in the API's documentation, and its rule. A handler names one as the type of its
//! guard.

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
    ($($(#[$doc:meta])* $name:ident: $kind:ident = $text:literal, $rule:expr;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name;
            impl Permission for $name {
                const NAME: &'static str = $text;
                const RULE: Rule = $rule;
            }
            impl $kind for $name {}
        )+

        /// Every permission's name and rule.
        pub const ALL: &[(&str, Rule)] = &[$(($text, $rule),)+];
    };
}

permissions! {
    // Public
    OpenSession: Open = "session:open", Rule::Anyone;
    KeepSession: Open = "session:keep", Rule::Anyone;
    ViewSignInMethods: Open = "session:methods", Rule::Anyone;

    // The actor's own data
    ViewSession: Query = "session:view", Rule::SignedIn;
    ChooseActing: Command = "session:choose", Rule::SignedIn;
    EndSession: Command = "session:end", Rule::SignedIn;
    ViewSettings: Query = "settings:view", Rule::SignedIn;
    ChangeSettings: Command = "settings:change", Rule::SignedIn;
    ViewHome: Query = "home:view", Rule::Own;
    /// POS-13.
    ViewProfile: Query = "profile:view", Rule::Own;
    ViewTasks: Query = "task:view", Rule::Own;
    /// Names, titles and units of all employees: whom a signature can be requested from.
    FindPeople: Query = "person:find", Rule::Own;
    ViewUnits: Query = "unit:view", Rule::Own;

    // Following people up
    ViewEmployees: Query = "employee:view", Rule::People { own: false, roles: FOLLOW_UP };
    /// POS-12: those with the overview of employees.
    SetManager: Command = "employee:set-manager", Rule::People { own: false, roles: FOLLOW_UP };
    ViewAssignments: Query = "assignment:view", Rule::People { own: true, roles: FOLLOW_UP };
    ViewOwnAssignments: Query = "assignment:view-own", Rule::Own;
    AssignPlans: Command = "assignment:assign", Rule::People { own: false, roles: ASSIGN };
    /// ASG-4: also the actor's own.
    ReactivateAssignments: Command = "assignment:reactivate", Rule::People { own: true, roles: ASSIGN };
    ViewAssignmentTable: Query = "assignment:view-table", Rule::People { own: false, roles: ASSIGN };
    ApprovePlans: Command = "assignment:approve", Rule::People { own: false, roles: APPROVE };
    ViewWaitingPlans: Query = "assignment:view-waiting", Rule::People { own: false, roles: APPROVE };
    ViewPlanStatus: Query = "plan-status:view", Rule::People { own: false, roles: FOLLOW_UP };
    ViewStandings: Query = "standing:view", Rule::People { own: true, roles: FOLLOW_UP };
    /// The actor's own requirements, and on behalf of those they follow up (FUL-13).
    Fulfil: Command = "standing:fulfil", Rule::People { own: true, roles: FOLLOW_UP };
    Attach: Command = "standing:attach", Rule::People { own: true, roles: FOLLOW_UP };
    SetDeadlines: Command = "deadline:set", Rule::People { own: false, roles: DEADLINES };
    /// FOL-7.
    ViewFollowUp: Query = "follow-up:view", Rule::People { own: false, roles: DEADLINES };
    /// FOL-6.
    WriteToEmployees: Command = "employee:write", Rule::People { own: false, roles: FOLLOW_UP };
    ViewLoans: Query = "loan:view", Rule::People { own: false, roles: FOLLOW_UP };
    Lend: Command = "loan:lend", Rule::People { own: false, roles: FOLLOW_UP };

    // Signing
    ViewSignatureRequests: Query = "signature:view", Rule::Own;
    DecideSignatures: Command = "signature:decide", Rule::Own;

    // Content
    ViewRequirements: Query = "requirement:view", Rule::Reading { roles: content_policy::READERS };
    WriteRequirements: Command = "requirement:write", Rule::Content { roles: content_policy::ANY };
    /// REQ-6: added or removed, at once.
    AddFiles: Command = "requirement:add-file", Rule::Content { roles: content_policy::ANY };
    RemoveFiles: Command = "requirement:remove-file", Rule::Content { roles: content_policy::ANY };
    /// REQ-8: back to not started, for all people.
    ResetRequirements: Command = "requirement:reset", Rule::Content { roles: content_policy::RESETTERS };
    ArchiveRequirements: Command = "requirement:archive", Rule::Content { roles: content_policy::ARCHIVERS };
    ViewPlans: Query = "plan:view", Rule::Reading { roles: content_policy::READERS };
    /// PLN-13: any signed-in person who is sent the address.
    PreviewPlans: Query = "plan:preview", Rule::SignedIn;
    WritePlans: Command = "plan:write", Rule::Content { roles: content_policy::ANY };
    /// REP-2.
    TakePlanUsage: Query = "plan:usage", Rule::Content { roles: content_policy::REPORTERS };
    ArchivePlans: Command = "plan:archive", Rule::Content { roles: content_policy::ARCHIVERS };
    ViewCategories: Query = "category:view", Rule::Reading { roles: content_policy::ANY };
    WriteCategories: Command = "category:write", Rule::Content { roles: content_policy::FILERS };
    /// PLN-17: each item of a file by those who write such items.
    ImportContent: Command = "content:import", Rule::Content { roles: content_policy::ANY };
    /// The plans the actor may assign.
    ViewAssignablePlans: Query = "plan:assignable", Rule::People { own: false, roles: ASSIGN };

    // Administration
    ViewImports: Query = "hr-import:view", Rule::SystemOwner;
    RunImports: Command = "hr-import:run", Rule::SystemOwner;
    ViewRoles: Query = "role:view", Rule::Content { roles: VIEW_ROLES };
    GrantRoles: Command = "role:grant", Rule::SystemOwner;
}
