//! Files that people have added to something.

pub use kyndig_domain::file::{FileKind, OF_REQUIREMENT, OF_STANDING};

use chrono::{DateTime, Utc};
use kyndig_domain::ids::FileId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::person::PersonRef;

/// A file, to be fetched under `…/files/{fileId}` of what it is shown on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileSummary {
    pub id: FileId,
    /// Harmless wherever it is saved, and ending in what the file is.
    pub name: String,
    /// What it is by its content, whatever the sender said.
    pub kind: FileKind,
    /// Bytes.
    pub size: i64,
}

/// A file, and who added it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileDetails {
    #[serde(flatten)]
    pub file: FileSummary,
    pub added_at: DateTime<Utc>,
    pub added_by: PersonRef,
    /// In a version of before: when it was removed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub removed_at: Option<DateTime<Utc>>,
}

/// A file to add, as `multipart/form-data`.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UploadFile {
    /// PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, GIF, WebP, or text in UTF-8, with its name. What it is,
    /// is told by its content.
    #[schema(format = Binary, value_type = String)]
    pub file: Vec<u8>,
}
