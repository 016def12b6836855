//! A package as it stands in a file.

use serde::Serialize;
use utoipa::ToSchema;

/// A CFPackage of 1EdTech's CASE 1.0.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CasePackage {
    #[serde(rename = "CFDocument")]
    pub document: CaseDocument,
    #[serde(rename = "CFItems")]
    pub items: Vec<CaseItem>,
    #[serde(rename = "CFAssociations")]
    pub associations: Vec<CaseAssociation>,
}

/// What the package is of.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseDocument {
    pub identifier: String,
    pub uri: String,
    pub creator: String,
    pub title: String,
    pub description: String,
    /// RFC 3339
    pub last_change_date_time: String,
    #[serde(rename = "CFPackageURI")]
    pub package: CaseLink,
}

/// A theme or a goal.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseItem {
    pub identifier: String,
    pub uri: String,
    #[serde(rename = "CFDocumentURI")]
    pub document: CaseLink,
    pub full_statement: String,
    /// What it is called, where `fullStatement` says more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abbreviated_statement: Option<String>,
    /// Its official number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub human_coding_scheme: Option<String>,
    /// RFC 3339
    pub last_change_date_time: String,
}

/// What lies beneath what, and what refers to what.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseAssociation {
    pub identifier: String,
    pub uri: String,
    #[serde(rename = "CFDocumentURI")]
    pub document: CaseLink,
    #[serde(rename = "originNodeURI")]
    pub origin: CaseLink,
    /// As in `isChildOf`.
    pub association_type: String,
    #[serde(rename = "destinationNodeURI")]
    pub destination: CaseLink,
    /// The place of a child among its siblings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<usize>,
    /// RFC 3339
    pub last_change_date_time: String,
}

/// Something of this package, or of another.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CaseLink {
    pub title: String,
    pub identifier: String,
    pub uri: String,
}
