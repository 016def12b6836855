//! ★ Others who have the same thing open to edit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::person::PersonRef;

/// Everybody but oneself, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"others": [{"id": "01890a5d-ac96-774b-bcce-b302099a8058", "name": "Kari Nordmann"}]}))]
pub struct Editors {
    pub others: Vec<PersonRef>,
}
