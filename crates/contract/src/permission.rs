//! The names of permissions, as an operation says which it needs (`x-permission`) and a session which it has.

/// A permission's name. There are no others than those below, so a mistyped one does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PermissionName(&'static str);

impl PermissionName {
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

macro_rules! names {
    ($($name:ident = $text:literal;)+) => {
        $(pub const $name: PermissionName = PermissionName($text);)+
    };
}

names! {
    OPEN_SESSION = "session:open";
    KEEP_SESSION = "session:keep";
    VIEW_SIGN_IN_METHODS = "session:methods";
    VIEW_SESSION = "session:view";
    CHOOSE_ACTING = "session:choose";
    END_SESSION = "session:end";
    VIEW_SETTINGS = "settings:view";
    CHANGE_SETTINGS = "settings:change";
    VIEW_HOME = "home:view";
    VIEW_PROFILE = "profile:view";
    VIEW_TASKS = "task:view";
    FIND_PEOPLE = "person:find";
    VIEW_UNITS = "unit:view";
    VIEW_EMPLOYEES = "employee:view";
    SET_MANAGER = "employee:set-manager";
    VIEW_ASSIGNMENTS = "assignment:view";
    VIEW_OWN_ASSIGNMENTS = "assignment:view-own";
    ASSIGN_PLANS = "assignment:assign";
    REACTIVATE_ASSIGNMENTS = "assignment:reactivate";
    VIEW_ASSIGNMENT_TABLE = "assignment:view-table";
    APPROVE_PLANS = "assignment:approve";
    VIEW_WAITING_PLANS = "assignment:view-waiting";
    VIEW_PLAN_STATUS = "plan-status:view";
    VIEW_STANDINGS = "standing:view";
    FULFIL = "standing:fulfil";
    ATTACH = "standing:attach";
    SET_DEADLINES = "deadline:set";
    VIEW_FOLLOW_UP = "follow-up:view";
    WRITE_TO_EMPLOYEES = "employee:write";
    VIEW_LOANS = "loan:view";
    LEND = "loan:lend";
    VIEW_SIGNATURE_REQUESTS = "signature:view";
    DECIDE_SIGNATURES = "signature:decide";
    VIEW_REQUIREMENTS = "requirement:view";
    WRITE_REQUIREMENTS = "requirement:write";
    ADD_FILES = "requirement:add-file";
    REMOVE_FILES = "requirement:remove-file";
    RESET_REQUIREMENTS = "requirement:reset";
    ARCHIVE_REQUIREMENTS = "requirement:archive";
    VIEW_PLANS = "plan:view";
    PREVIEW_PLANS = "plan:preview";
    WRITE_PLANS = "plan:write";
    TAKE_PLAN_USAGE = "plan:usage";
    ARCHIVE_PLANS = "plan:archive";
    VIEW_CATEGORIES = "category:view";
    WRITE_CATEGORIES = "category:write";
    IMPORT_CONTENT = "content:import";
    VIEW_ASSIGNABLE_PLANS = "plan:assignable";
    VIEW_IMPORTS = "hr-import:view";
    RUN_IMPORTS = "hr-import:run";
    VIEW_ROLES = "role:view";
    GRANT_ROLES = "role:grant";
}
