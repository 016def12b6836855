//! What lists have in common: filters of several values, and a person's own view of a list.

pub use kyndig_domain::settings::ListName;

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use utoipa::ToSchema;
use validator::Validate;

/// Any of these values: in an address, with commas between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnyOf<T>(pub Vec<T>);

impl<'de, T: FromStr<Err: std::fmt::Display>> Deserialize<'de> for AnyOf<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let values = text.split(',').filter(|value| !value.is_empty()).map(str::parse);
        values.collect::<Result<_, _>>().map(Self).map_err(D::Error::custom)
    }
}

impl<T: ToString> Serialize for AnyOf<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(",").serialize(serializer)
    }
}

/// PLN-14: how a person likes a list to look, as the query of its address: filters, columns and sorting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"query": "access=all&sort=-owner"}))]
pub struct SavedView {
    /// Absent where nothing is saved.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub query: Option<String>,
}

/// REP-6: how much of a list is taken out as xlsx or csv.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
pub struct ExportQuery {
    /// Of xlsx and csv alone: the columns, with commas between them, in their order; without it, all.
    #[validate(length(max = 500))]
    pub columns: Option<String>,
}
