//! The words of an import: profiles, states, kinds of change, fields and reasons.

use std::borrow::Cow;

use kyndig_contract::hr_import::{ImportProfile, ImportState};

use crate::t;
use crate::ui::{Choice, Tone};

pub fn profile(profile: ImportProfile) -> &'static str {
    match profile {
        ImportProfile::Units => t::hr_import::profile_units(),
        ImportProfile::People => t::hr_import::profile_people(),
        ImportProfile::Behandler => t::hr_import::profile_behandler(),
    }
}

pub fn profile_choices() -> Vec<Choice> {
    ImportProfile::ALL.iter().map(|one| Choice::new(one.as_str(), profile(*one))).collect()
}

pub fn state(state: ImportState) -> (Tone, &'static str) {
    match state {
        ImportState::Running => (Tone::Info, t::hr_import::state_running()),
        ImportState::Finished => (Tone::Success, t::hr_import::state_finished()),
        ImportState::Stopped => (Tone::Warning, t::hr_import::state_stopped()),
        ImportState::Failed => (Tone::Danger, t::hr_import::state_failed()),
    }
}

/// A kind of change, in words.
pub fn kind(kind: &str) -> Cow<'static, str> {
    Cow::Borrowed(match kind {
        "unit_created" => t::hr_import::kind_unit_created(),
        "unit_reopened" => t::hr_import::kind_unit_reopened(),
        "unit_updated" => t::hr_import::kind_unit_updated(),
        "unit_moved" => t::hr_import::kind_unit_moved(),
        "unit_closed" => t::hr_import::kind_unit_closed(),
        "email_released" => t::hr_import::kind_email_released(),
        "person_created" => t::hr_import::kind_person_created(),
        "person_updated" => t::hr_import::kind_person_updated(),
        "position_closed" => t::hr_import::kind_position_closed(),
        "position_created" => t::hr_import::kind_position_created(),
        "position_opened" => t::hr_import::kind_position_opened(),
        "position_reopened" => t::hr_import::kind_position_reopened(),
        "period_changed" => t::hr_import::kind_period_changed(),
        "title_changed" => t::hr_import::kind_title_changed(),
        "position_moved" => t::hr_import::kind_position_moved(),
        "manager_changed" => t::hr_import::kind_manager_changed(),
        // a newer API than this page
        other => return Cow::Owned(other.to_owned()),
    })
}

/// A field of a change, in words.
pub fn field(field: &str) -> Cow<'static, str> {
    Cow::Borrowed(match field {
        "name" => t::hr_import::field_name(),
        "kind" => t::hr_import::field_kind(),
        "email" => t::hr_import::field_email(),
        "givenName" => t::hr_import::field_given_name(),
        "familyName" => t::hr_import::field_family_name(),
        "cause" => t::hr_import::field_cause(),
        "title" => t::hr_import::field_title(),
        "unit" => t::hr_import::field_unit(),
        "startsOn" => t::hr_import::field_starts_on(),
        "endsOn" => t::hr_import::field_ends_on(),
        "state" => t::hr_import::field_state(),
        "costCentre" => t::hr_import::field_cost_centre(),
        "hprNumber" => t::hr_import::field_hpr_number(),
        "manager" => t::hr_import::field_manager(),
        "managerFromHr" => t::hr_import::field_manager_from_hr(),
        "orgNumber" => t::hr_import::field_org_number(),
        "parent" => t::hr_import::field_parent(),
        "phone" => t::hr_import::field_phone(),
        "shortCode" => t::hr_import::field_short_code(),
        // a newer API than this page
        other => return Cow::Owned(other.to_owned()),
    })
}

/// Why a line could not be used, in words.
pub fn problem(code: &str) -> Cow<'static, str> {
    Cow::Borrowed(match code {
        "field_count" => t::hr_import::problem_field_count(),
        "unreadable" => t::hr_import::problem_unreadable(),
        "bad_characters" => t::hr_import::problem_bad_characters(),
        "too_long" => t::hr_import::problem_too_long(),
        "missing_value" => t::hr_import::problem_missing_value(),
        "bad_date" => t::hr_import::problem_bad_date(),
        "end_before_start" => t::hr_import::problem_end_before_start(),
        "bad_email" => t::hr_import::problem_bad_email(),
        "email_taken" => t::hr_import::problem_email_taken(),
        "bad_phone" => t::hr_import::problem_bad_phone(),
        "bad_hpr_number" => t::hr_import::problem_bad_hpr_number(),
        "org_number_not_digits" => t::hr_import::problem_org_number_not_digits(),
        "org_number_length" => t::hr_import::problem_org_number_length(),
        "org_number_check_digit" => t::hr_import::problem_org_number_check_digit(),
        "unknown_kind" => t::hr_import::problem_unknown_kind(),
        "kind_order" => t::hr_import::problem_kind_order(),
        "unknown_parent" => t::hr_import::problem_unknown_parent(),
        "parent_left_out" => t::hr_import::problem_parent_left_out(),
        "parent_cycle" => t::hr_import::problem_parent_cycle(),
        "cost_centre_taken" => t::hr_import::problem_cost_centre_taken(),
        "unknown_trust" => t::hr_import::problem_unknown_trust(),
        "unknown_cost_centre" => t::hr_import::problem_unknown_cost_centre(),
        "unknown_manager" => t::hr_import::problem_unknown_manager(),
        "duplicate_row" => t::hr_import::problem_duplicate_row(),
        "person_differs" => t::hr_import::problem_person_differs(),
        "name_differs_in_case" => t::hr_import::problem_name_differs_in_case(),
        "name_differs" => t::hr_import::problem_name_differs(),
        "parent_differs" => t::hr_import::problem_parent_differs(),
        "same_name" => t::hr_import::problem_same_name(),
        "unit_in_use" => t::hr_import::problem_unit_in_use(),
        // a newer API than this page
        other => return Cow::Owned(other.to_owned()),
    })
}
