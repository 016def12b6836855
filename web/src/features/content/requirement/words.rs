//! How a requirement stands, in words and colours.

use kyndig_contract::requirement::{Course, Link, RequirementSummary, Warning};

use crate::t;
use crate::ui::{Tone, learning_method_name};

/// A draft is what one works on, so it is said first.
pub fn state(published: bool, has_draft: bool) -> (Tone, &'static str) {
    match (published, has_draft) {
        (_, true) => (Tone::Warning, t::requirement::draft()),
        (true, false) => (Tone::Success, t::requirement::active()),
        (false, false) => (Tone::Neutral, t::requirement::unpublished()),
    }
}

/// REQ-3: what does not fit together.
pub fn warning(warning: Warning) -> &'static str {
    match warning {
        Warning::SignatureWithoutSigner => t::requirement::warning_signature_without_signer(),
        Warning::AttachmentNotAllowed => t::requirement::warning_attachment_not_allowed(),
        Warning::NoCourseList => t::requirement::warning_no_course_list(),
        Warning::ValidityOnActivity => t::requirement::warning_validity_on_activity(),
    }
}

/// Number, owner, method and validity in one line.
pub fn line(item: &RequirementSummary) -> String {
    let mut parts = vec![item.number.clone(), item.owner_unit.name.clone()];
    parts.extend(item.learning_method.map(|method| learning_method_name(method).to_owned()));
    if item.needs_signature == Some(true) {
        parts.push(t::requirement::with_signature().to_owned());
    }
    if let Some(days) = item.validity_days {
        parts.push(t::requirement::days_n(days));
    }
    parts.join(" · ")
}

/// Days, or for ever.
pub fn validity(days: Option<i32>) -> String {
    days.map_or_else(|| t::requirement::for_ever().to_owned(), t::requirement::days_n)
}

/// A field by its name on the wire.
pub fn field(name: &str) -> &'static str {
    match name {
        "description" => t::requirement::description(),
        "learningMethod" => t::requirement::learning_method(),
        "documentationMethod" => t::requirement::documentation_method(),
        "needsSignature" => t::requirement::needs_signature(),
        "validityDays" => t::requirement::validity(),
        "links" => t::requirement::links(),
        "repetitions" => t::requirement::repetitions(),
        "checklist" => t::requirement::checklist(),
        "commentField" => t::requirement::comment_field(),
        "manualExpiry" => t::requirement::manual_expiry(),
        "allowAttachments" => t::requirement::allow_attachments(),
        "prerequisites" => t::requirement::prerequisites(),
        "recertifyAfterAbsence" => t::requirement::recertify(),
        "mustBeDone" => t::requirement::must_be_done(),
        "allowAdaptation" => t::requirement::allow_adaptation(),
        "categoryId" => t::requirement::category(),
        "courses" => t::requirement::courses(),
        "ownerUnit" => t::requirement::owner(),
        _ => t::requirement::name(),
    }
}

/// FUL-19: a link with its address, and where it works.
pub fn link(link: &Link) -> String {
    let where_to =
        if link.internal_only { format!(", {}", t::requirement::link_internal_only()) } else { String::new() };
    format!("{} ({}{where_to})", link.title, link.url)
}

/// FUL-19: a course as the portal of courses knows it, and where it cannot be taken.
pub fn course(course: &Course) -> String {
    let not = if course.not_on_phone { format!(", {}", t::requirement::course_not_on_phone()) } else { String::new() };
    format!("{} ({}{not})", course.name, course.id)
}
