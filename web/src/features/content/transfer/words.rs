//! The words of an import: formats, what becomes of what, reasons and notes.

use std::borrow::Cow;

use kyndig_contract::plan::PlanKind;
use kyndig_contract::session::ContentKind;
use kyndig_contract::transfer::{ImportChange, ImportFormat, ImportSubject, Refusal};

use crate::language;
use crate::session::Session;
use crate::t;
use crate::ui::{Choice, Tone};

/// What the present position may bring in, as the choice is called: it decides which units are offered.
pub fn content_choices(session: Session) -> Vec<Choice> {
    let of = |kind: ContentKind, name: &'static str| session.writes(kind).then(|| Choice::new(kind.as_str(), name));
    [
        of(ContentKind::CompetencePlan, t::transfer::content_local()),
        of(ContentKind::CentralPlan, t::transfer::content_central()),
        of(ContentKind::Template, t::transfer::content_template()),
        of(ContentKind::LearningGoals, t::transfer::content_learning()),
        of(ContentKind::ApprenticeGoals, t::transfer::content_apprentice()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub fn plan_kind_choices() -> Vec<Choice> {
    [
        (PlanKind::LearningGoals, t::transfer::kind_learning()),
        (PlanKind::ApprenticeGoals, t::transfer::kind_apprentice()),
    ]
    .map(|(kind, name)| Choice::new(kind.as_str(), name))
    .into()
}

pub fn format(format: ImportFormat) -> &'static str {
    match format {
        ImportFormat::KyndigPlan => t::transfer::format_plan(),
        ImportFormat::KyndigCatalogue => t::transfer::format_catalogue(),
        ImportFormat::Case => t::transfer::format_case(),
        ImportFormat::Moodle => t::transfer::format_moodle(),
    }
}

pub fn change(change: ImportChange) -> (Tone, &'static str) {
    match change {
        ImportChange::Create => (Tone::Success, t::transfer::change_create()),
        ImportChange::Update => (Tone::Info, t::transfer::change_update()),
        ImportChange::Keep => (Tone::Neutral, t::transfer::change_keep()),
        ImportChange::Refuse => (Tone::Warning, t::transfer::change_refuse()),
    }
}

pub fn subject(subject: ImportSubject) -> &'static str {
    match subject {
        ImportSubject::Plan => t::transfer::subject_plan(),
        ImportSubject::Category => t::transfer::subject_category(),
        ImportSubject::Requirement => t::transfer::subject_requirement(),
        ImportSubject::Section => t::transfer::subject_section(),
        ImportSubject::Goal => t::transfer::subject_goal(),
        ImportSubject::Place => t::transfer::subject_place(),
        ImportSubject::Order => t::transfer::subject_order(),
    }
}

pub fn refusal(reason: Refusal) -> &'static str {
    match reason {
        Refusal::Archived => t::transfer::refused_archived(),
        Refusal::NotYours => t::transfer::refused_not_yours(),
        Refusal::HasDraft => t::transfer::refused_has_draft(),
        Refusal::National => t::transfer::refused_national(),
        Refusal::SignatureLocked => t::problem::signature_locked(),
        Refusal::ManualExpiryLocked => t::problem::manual_expiry_locked(),
        Refusal::RepetitionsLocked => t::problem::repetitions_locked(),
        Refusal::Unfit => t::transfer::refused_unfit(),
        Refusal::UnknownPrerequisite => t::transfer::refused_unknown_prerequisite(),
        Refusal::RestsOnRefused => t::transfer::refused_rests_on_refused(),
        Refusal::NotShared => t::transfer::refused_not_shared(),
        Refusal::WrongKind => t::transfer::refused_wrong_kind(),
        Refusal::FromTemplate => t::problem::from_template(),
        Refusal::TemplateInUse => t::problem::template_in_use(),
        Refusal::NeverPublished => t::transfer::refused_never_published(),
        Refusal::StaysActive => t::transfer::refused_stays_active(),
        Refusal::StandsFast => t::transfer::refused_stands_fast(),
        Refusal::NothingToAdapt => t::problem::nothing_to_adapt(),
        Refusal::StandsElsewhere => t::transfer::refused_stands_elsewhere(),
    }
}

/// What a reason is about: a code of ours in words, and anything else as it is.
pub fn detail(detail: &str) -> Cow<'_, str> {
    t::problem::find(detail).map_or(Cow::Borrowed(detail), Cow::Borrowed)
}

/// A note or a fault, in words.
pub fn note(code: &str) -> Cow<'_, str> {
    Cow::Borrowed(match code {
        "not_kept" => t::transfer::note_not_kept(),
        "outside" => t::transfer::note_outside(),
        "unknown_reference" => t::transfer::note_unknown_reference(),
        "unknown_origin" => t::transfer::note_unknown_origin(),
        "unknown_association" => t::transfer::note_unknown_association(),
        "association_twice" => t::transfer::note_association_twice(),
        "identifier_twice" => t::transfer::note_identifier_twice(),
        "long_code" => t::transfer::note_long_code(),
        "by_position" => t::transfer::note_by_position(),
        "stands_as_here" => t::transfer::note_stands_as_here(),
        "category_left_out" => t::transfer::note_category_left_out(),
        "unknown_format" => t::transfer::fault_unknown_format(),
        "not_utf8" => t::transfer::fault_not_utf8(),
        "not_text" => t::transfer::fault_not_text(),
        "malformed" => t::transfer::fault_malformed(),
        "not_case" => t::transfer::fault_not_case(),
        "other_format" => t::transfer::fault_other_format(),
        "unknown_version" => t::transfer::fault_unknown_version(),
        "too_many" => t::transfer::fault_too_many(),
        "too_deep" => t::transfer::fault_too_deep(),
        "cycle" => t::transfer::fault_cycle(),
        "invalid" => t::transfer::fault_invalid(),
        "no_identifier" => t::transfer::fault_no_identifier(),
        "no_name" => t::transfer::fault_no_name(),
        "no_framework" => t::transfer::fault_no_framework(),
        "two_frameworks" => t::transfer::fault_two_frameworks(),
        "unknown_parent" => t::transfer::fault_unknown_parent(),
        "unknown_requirement" => t::transfer::fault_unknown_requirement(),
        "already_in_plan" => t::problem::already_in_plan(),
        "reference_twice" => t::transfer::fault_reference_twice(),
        "columns" => t::transfer::fault_columns(),
        other => return t::problem::find(other).map_or(Cow::Borrowed(other), Cow::Borrowed),
    })
}

/// A field that becomes different, in words.
pub fn field(field: &str) -> &str {
    match field {
        "name" => t::transfer::field_name(),
        "description" => t::transfer::field_description(),
        "timeFrame" => t::plan::time_frame(),
        "literature" => t::plan::literature(),
        "completion" => t::plan::completion(),
        "mayBeNotRelevant" => t::transfer::field_not_relevant(),
        "code" => t::transfer::field_code(),
        "references" => t::transfer::field_references(),
        "state" => t::transfer::field_state(),
        "adapted" => t::transfer::field_adapted(),
        "published" => t::transfer::field_published(),
        "category" => t::transfer::field_category(),
        other => crate::features::content::requirement::field_name(other),
    }
}

/// Where in the file.
pub fn place(line: Option<i64>, path: Option<&str>) -> String {
    match (line, path) {
        (Some(line), _) => t::transfer::line(language::number(line)),
        (None, Some(path)) => path.to_owned(),
        (None, None) => String::new(),
    }
}
