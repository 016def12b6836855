//! The paths of the REST API below its base. A client that is written in Rust names one with `api_path!`, which does not
//! compile where the API has no such path; a test of the API compares the list with the OpenAPI document.

use std::fmt;

/// A path of the API, with values in its places and perhaps a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiPath(String);

impl ApiPath {
    /// Used by `api_path!`, which has checked the path.
    #[doc(hidden)]
    pub const fn checked(path: String) -> Self {
        Self(path)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same path with this added to its query; the value is encoded already.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(value);
        self
    }
}

impl fmt::Display for ApiPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// `api_path!("/assignments/{id}/approve", id = assignment)`: as `format!`, for a path that the API has. What stands below
/// several kinds of things is named as `api_path!(below path, "/editing")`; some path of the API must end so.
#[macro_export]
macro_rules! api_path {
    (below $base:expr, $end:literal $($value:tt)*) => {{
        const _: () = assert!($crate::path::is_end($end), "no path of the API ends like this");
        $crate::path::ApiPath::checked(::std::format!("{}{}", $base, ::std::format_args!($end $($value)*)))
    }};
    ($path:literal $($value:tt)*) => {{
        const _: () = assert!($crate::path::is_known($path), "the API has no such path");
        $crate::path::ApiPath::checked(::std::format!($path $($value)*))
    }};
}

/// Whether one of the paths looks like this. A place `{…}` stands for one part of the path, whatever it is called: where
/// the API has a word, a place stands for any word.
pub const fn is_known(path: &str) -> bool {
    let mut at = 0;
    while at < PATHS.len() {
        if looks_like(path.as_bytes(), PATHS[at].as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether one of the paths ends like this.
pub const fn is_end(end: &str) -> bool {
    let mut at = 0;
    while at < PATHS.len() {
        let mut rest = PATHS[at].as_bytes();
        while !rest.is_empty() {
            if looks_like(end.as_bytes(), rest) {
                return true;
            }
            rest = match rest.split_first() {
                Some((_, rest)) => rest,
                None => rest,
            };
        }
        at += 1;
    }
    false
}

const fn looks_like(path: &[u8], known: &[u8]) -> bool {
    let (mut at, mut there) = (0, 0);
    while at < path.len() && there < known.len() {
        let place = path[at] == b'{';
        if place || known[there] == b'{' {
            // a place of the API is filled by a place, not by a word
            if !place {
                return false;
            }
            at = part_end(path, at);
            there = part_end(known, there);
        } else if path[at] == known[there] {
            at += 1;
            there += 1;
        } else {
            return false;
        }
    }
    at == path.len() && there == known.len()
}

/// Where the part of the path that `at` is in ends.
const fn part_end(path: &[u8], mut at: usize) -> usize {
    while at < path.len() && path[at] != b'/' {
        at += 1;
    }
    at
}

/// All of them.
pub const PATHS: &[&str] = &[
    "/assignable-plans",
    "/assignment-table",
    "/assignments",
    "/assignments/changes",
    "/assignments/matching",
    "/assignments/{assignmentId}/requirements/{requirementId}/not-relevant",
    "/assignments/{assignmentId}/requirements/{requirementId}/points",
    "/assignments/{assignmentId}/sections/{sectionId}/not-relevant",
    "/assignments/{id}",
    "/assignments/{id}/approve",
    "/assignments/{id}/deactivate",
    "/assignments/{id}/reactivate",
    "/assignments/{id}/withdraw-approval",
    "/categories",
    "/categories/{id}",
    "/categories/{id}/move",
    "/category-branches",
    "/content-imports",
    "/content-imports/dry-run",
    "/employees",
    "/employees/messages",
    "/employees/{positionId}",
    "/employees/{positionId}/loans",
    "/employees/{positionId}/manager",
    "/follow-up/deadlines",
    "/follow-up/deadlines/{id}/undo",
    "/follow-up/history",
    "/follow-up/requirements",
    "/follow-up/standings",
    "/home",
    "/hr-imports",
    "/hr-imports/{id}",
    "/loans/{id}",
    "/my/archived-requirements",
    "/my/assignments",
    "/my/profile",
    "/my/requirements",
    "/my/settings",
    "/my/views/{list}",
    "/people",
    "/people/{personId}/standings/fulfil",
    "/people/{personId}/standings/recall",
    "/people/{personId}/standings/send",
    "/people/{personId}/standings/undo",
    "/people/{personId}/standings/withdraw",
    "/people/{personId}/standings/{requirementId}",
    "/people/{personId}/standings/{requirementId}/attachments",
    "/people/{personId}/standings/{requirementId}/attachments/{fileId}",
    "/people/{personId}/standings/{requirementId}/checklist",
    "/people/{personId}/standings/{requirementId}/deadline",
    "/people/{personId}/standings/{requirementId}/draft",
    "/people/{personId}/standings/{requirementId}/files/{fileId}",
    "/people/{personId}/standings/{requirementId}/fulfil",
    "/people/{personId}/standings/{requirementId}/recall",
    "/people/{personId}/standings/{requirementId}/repetitions",
    "/people/{personId}/standings/{requirementId}/repetitions/{repetitionId}",
    "/people/{personId}/standings/{requirementId}/send",
    "/plan-status",
    "/plan-status/{planId}",
    "/plans",
    "/plans/{id}",
    "/plans/{id}/activate",
    "/plans/{id}/activate/impact",
    "/plans/{id}/archive",
    "/plans/{id}/archive/impact",
    "/plans/{id}/case",
    "/plans/{id}/difference",
    "/plans/{id}/editing",
    "/plans/{id}/export",
    "/plans/{id}/goals/{goalId}",
    "/plans/{id}/order",
    "/plans/{id}/owners",
    "/plans/{id}/preview",
    "/plans/{id}/preview/files/{fileId}",
    "/plans/{id}/publications",
    "/plans/{id}/publications/{unitId}",
    "/plans/{id}/requirements/{planRequirementId}",
    "/plans/{id}/requirements/{planRequirementId}/deactivate",
    "/plans/{id}/requirements/{planRequirementId}/reactivate",
    "/plans/{id}/requirements/{planRequirementId}/validity",
    "/plans/{id}/restore",
    "/plans/{id}/sections",
    "/plans/{id}/sections/{sectionId}",
    "/plans/{id}/sections/{sectionId}/goals",
    "/plans/{id}/sections/{sectionId}/requirements",
    "/plans/{id}/usage-report",
    "/plans/{id}/versions",
    "/plans/{id}/versions/{version}",
    "/positions",
    "/positions/{positionId}/assignments",
    "/requirements",
    "/requirements/export",
    "/requirements/{id}",
    "/requirements/{id}/archive",
    "/requirements/{id}/archive/impact",
    "/requirements/{id}/difference",
    "/requirements/{id}/draft",
    "/requirements/{id}/editing",
    "/requirements/{id}/files",
    "/requirements/{id}/files/{fileId}",
    "/requirements/{id}/publish",
    "/requirements/{id}/publish/impact",
    "/requirements/{id}/reset",
    "/requirements/{id}/reset/impact",
    "/requirements/{id}/restore",
    "/requirements/{id}/shares",
    "/requirements/{id}/shares/{unitId}",
    "/requirements/{id}/versions",
    "/requirements/{id}/versions/{version}",
    "/role-grants",
    "/role-grants/{id}",
    "/session",
    "/session/acting-as",
    "/session/refresh",
    "/sign-in-methods",
    "/signature-requests",
    "/signature-requests/cancel",
    "/signature-requests/reject",
    "/signature-requests/sign",
    "/signature-requests/{id}",
    "/signature-requests/{id}/cancel",
    "/signature-requests/{id}/files/{fileId}",
    "/signature-requests/{id}/reject",
    "/signature-requests/{id}/sign",
    "/tasks",
    "/units",
    "/units/{id}/receiving-manager",
    "/waiting-assignments",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_known_by_its_words_and_places() {
        assert!(is_known("/assignments/{id}/approve"));
        assert!(is_known("/assignments/{assignment}/{verb}"));
        assert!(is_known("/assignments/{}"));
        assert!(!is_known("/assignments/{id}/aprove"));
        assert!(!is_known("/assignments/approve/now"));
        assert!(!is_known("/assignment/{id}"));
        assert!(!is_known("/assignments/{id}/"));
        assert!(!is_known(""));
        assert!(is_end("/{id}/approve") && is_end("/approve"));
        assert!(!is_end("/aprove") && !is_end("prove/") && !is_end(""));
        let id = 7;
        assert_eq!(api_path!("/assignments/{id}").to_string(), "/assignments/7");
        assert_eq!(
            api_path!("/assignments/{id}", id = 8).with("a", "b").with("c", "d").as_str(),
            "/assignments/8?a=b&c=d"
        );
    }
}
