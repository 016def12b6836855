//! POS-13: what is known of oneself.

use chrono::NaiveDate;
use kyndig_domain::ids::{PersonId, PositionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{employee::Availability, person::PersonRef, unit::UnitRef};

/// What HR knows of you and of the position you act as, and who your manager is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "personId": "01890a5d-ac96-774b-bcce-b302099a8058", "positionId": "01890a5d-ac96-774b-bcce-b302099a8057",
    "name": "Ida Nilsen", "title": "Sykepleier", "email": "ida.nilsen@example.org", "phone": "90 00 00 01",
    "unit": {"id": "01890a5d-ac96-774b-bcce-b302099a8059", "name": "Sengepost 3"}, "trustName": "Eksempel HF",
    "costCentre": "4711", "startsOn": "2024-03-01", "availability": "available",
    "manager": {"id": "01890a5d-ac96-774b-bcce-b302099a8060", "name": "Lars Berg"}, "managerSetByHand": false
}))]
pub struct Profile {
    pub person_id: PersonId,
    pub position_id: PositionId,
    pub name: String,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phone: Option<String>,
    /// Of those who have an authorisation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hpr_number: Option<String>,
    pub unit: UnitRef,
    pub trust_name: String,
    pub cost_centre: String,
    pub starts_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ends_on: Option<NaiveDate>,
    /// Whether you are lent out, or this position is a loan.
    pub availability: Availability,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub manager: Option<PersonRef>,
    /// Not the one whom HR names (POS-12).
    pub manager_set_by_hand: bool,
}
