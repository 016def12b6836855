//! POS-4: what is wrong with a row, by line and reason.

use crate::string_enum::string_enum;

/// One thing wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The line of the file, from 1; `None` for what no line says, as a unit that is missing and in use.
    pub line: Option<u64>,
    pub code: ProblemCode,
    /// The file's name of the column at fault.
    pub column: Option<String>,
    /// What stood there, shortened.
    pub value: Option<String>,
    /// The row was used nevertheless, without this value.
    pub used: bool,
}

/// The longest value that is repeated in a report.
const VALUE_SHOWN: usize = 80;

impl RowProblem {
    pub(super) fn new(line: u64, code: ProblemCode) -> Self {
        Self { line: Some(line), code, column: None, value: None, used: false }
    }

    #[must_use]
    pub(super) fn at(mut self, column: &str, value: &str) -> Self {
        self.column = Some(column.to_owned());
        self.value = Some(shown(value));
        self
    }

    #[must_use]
    pub(super) fn value(mut self, value: &str) -> Self {
        self.value = Some(shown(value));
        self
    }

    #[must_use]
    pub(super) fn used(mut self) -> Self {
        self.used = true;
        self
    }
}

/// Shortened, and without the characters that no database or terminal takes well.
fn shown(value: &str) -> String {
    let mut text: String = value.chars().filter(|c| !c.is_control()).take(VALUE_SHOWN).collect();
    if value.chars().nth(VALUE_SHOWN).is_some() {
        text.push('…');
    }
    text
}

string_enum! {
    /// The reason. Stable; translated by the reader.
    ProblemCode {
        /// Another number of fields than the header has.
        FieldCount = "field_count",
        /// The line could not be split into fields, or is not UTF-8.
        Unreadable = "unreadable",
        /// Characters that are no text.
        BadCharacters = "bad_characters",
        TooLong = "too_long",
        MissingValue = "missing_value",
        BadDate = "bad_date",
        EndBeforeStart = "end_before_start",
        BadEmail = "bad_email",
        /// Somebody else has the e-mail address.
        EmailTaken = "email_taken",
        BadPhone = "bad_phone",
        BadHprNumber = "bad_hpr_number",
        OrgNumberNotDigits = "org_number_not_digits",
        OrgNumberLength = "org_number_length",
        OrgNumberCheckDigit = "org_number_check_digit",
        UnknownKind = "unknown_kind",
        /// The kind of unit does not fit under its parent's.
        KindOrder = "kind_order",
        UnknownParent = "unknown_parent",
        /// The row of the unit above could not be used.
        ParentLeftOut = "parent_left_out",
        /// The units lie under each other in a ring.
        ParentCycle = "parent_cycle",
        /// Another unit of the trust has the cost centre.
        CostCentreTaken = "cost_centre_taken",
        UnknownTrust = "unknown_trust",
        UnknownCostCentre = "unknown_cost_centre",
        UnknownManager = "unknown_manager",
        /// An earlier row says the same, or stands above this one where they differ.
        DuplicateRow = "duplicate_row",
        /// An earlier row of the same person has other personal data.
        PersonDiffers = "person_differs",
        /// The same name as an earlier row but for capitals; merged with it.
        NameDiffersInCase = "name_differs_in_case",
        /// Another name than an earlier row for the same code; merged with it.
        NameDiffers = "name_differs",
        /// Another unit above than an earlier row for the same code; the earlier holds.
        ParentDiffers = "parent_differs",
        /// An earlier unit in the same place has the same name and another number; both are kept.
        SameName = "same_name",
        /// Missing in the file, and kept because people or units are still in it.
        UnitInUse = "unit_in_use",
    }
}
