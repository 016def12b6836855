//! POS-4: units and people from HR, tried first and then done.

pub use kyndig_domain::hr_import::{ImportProfile, ImportState};

use chrono::{DateTime, Utc};
use kyndig_domain::ids::HrImportId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::person::PersonRef;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HrImportSummary {
    pub id: HrImportId,
    pub profile: ImportProfile,
    pub dry_run: bool,
    pub state: ImportState,
    /// Absent where it was run from the command line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub started_by: Option<PersonRef>,
    pub started_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub finished_at: Option<DateTime<Utc>>,
    /// Rows of the file.
    pub rows: i64,
    /// Changes to make, and how many are made: the progress.
    pub changes: i64,
    pub done: i64,
    pub problems: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HrImportDetails {
    #[serde(flatten)]
    pub summary: HrImportSummary,
    /// How many of each kind of change.
    pub counts: Vec<ImportCount>,
    /// The first 500 changes, in words that name line and subject.
    pub sample: Vec<ImportChange>,
    /// Rows that could not be used, the first 1,000.
    pub row_problems: Vec<RowProblem>,
    /// On `stopped`: how many open positions the file would close, of how many.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub would_close: Option<WouldClose>,
    /// On `failed`: the code of what was wrong, as in a problem.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failure: Option<String>,
    /// On `failed`: more about it, as the columns that are missing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub failure_detail: Option<String>,
}

/// What is stored of a run besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HrImportReport {
    pub counts: Vec<ImportCount>,
    pub sample: Vec<ImportChange>,
    pub row_problems: Vec<RowProblem>,
    pub would_close: Option<WouldClose>,
    pub failure: Option<String>,
    pub failure_detail: Option<String>,
}

/// A file to import, as `multipart/form-data`.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"profile": "people", "dryRun": true, "file": "person_id;given_name;…"}))]
pub struct UploadHrImport {
    pub profile: ImportProfile,
    /// Only say what would change.
    pub dry_run: bool,
    /// CSV in UTF-8, `;` or `,` between the fields, 32 MB at the most.
    #[schema(format = Binary, value_type = String)]
    pub file: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WouldClose {
    pub positions: i64,
    pub of_open: i64,
    pub limit_percent: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportCount {
    /// As in `unit_created`, `position_closed`.
    pub kind: String,
    pub count: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportChange {
    pub kind: String,
    /// The line of the file, where one line asks for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<i64>,
    /// Whom or what it is about.
    pub subject: String,
    /// What becomes different.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub fields: Vec<ChangedField>,
}

/// One field of a change; an empty text stands for no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedField {
    /// As in `title`, `endsOn`.
    pub field: String,
    pub before: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RowProblem {
    /// Absent for what no line says, as a unit that is missing and in use.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<i64>,
    /// As in `org_number_check_digit`; translated by the reader.
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<String>,
    /// What stood there, shortened.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
    /// The row was used nevertheless, without the value.
    pub used: bool,
}
