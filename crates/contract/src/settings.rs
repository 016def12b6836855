//! What a person sets for themselves; the same whatever they act as.

pub use kyndig_domain::settings::Language;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"language": "nn"}))]
pub struct Settings {
    /// The language of e-mails: bokmål (`nb`), nynorsk (`nn`) or English (`en`).
    pub language: Language,
}
