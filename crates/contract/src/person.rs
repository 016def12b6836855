//! People by name only: whom one may ask for a signature, or name as owner of a plan.

use kyndig_domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A person wherever one is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonRef {
    pub id: PersonId,
    pub name: String,
}

/// Enough to tell two people of one name apart, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01890a5d-ac96-774b-bcce-b302099a8058", "name": "Ida Nilsen", "title": "Sykepleier", "unitName": "Sengepost 3"
}))]
pub struct PersonSummary {
    pub id: PersonId,
    pub name: String,
    pub title: String,
    pub unit_name: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PersonQuery {
    /// At least two letters of a name, each word from its beginning.
    #[validate(length(min = 2, max = 100))]
    #[param(min_length = 2, max_length = 100)]
    pub search: String,
}
