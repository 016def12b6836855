//! ACC-1 to ACC-3: sign-in, who one is, and as what one acts.

use chrono::NaiveDate;
pub use kyndig_domain::content::ContentKind;

use kyndig_domain::{
    ids::{PersonId, PositionId},
    settings::Language,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Sign in with e-mail and password.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"email": "ida.nilsen@example.org", "password": "kompetanse for alle"}))]
pub struct SignIn {
    #[validate(length(min = 3, max = 254), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub password: String,
    /// Where the refresh token goes: an HttpOnly cookie (browsers) or the answer's body (programs).
    #[serde(default)]
    pub refresh_in: RefreshIn,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefreshIn {
    #[default]
    Cookie,
    Body,
}

/// Programs send their refresh token here; browsers send none, theirs is in the cookie.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct RefreshSession {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refresh_token: Option<String>,
}

/// The token to send as `Authorization: Bearer …`, and how long it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"accessToken": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9…", "tokenType": "Bearer", "expiresIn": 600, "sessionEndsIn": 43200, "canExtend": true}))]
pub struct SignedIn {
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds.
    pub expires_in: u32,
    /// Seconds until the session ends, if it is not refreshed before.
    pub session_ends_in: u32,
    /// Whether a refresh puts that off; a session is not put off beyond 30 days.
    pub can_extend: bool,
    /// Only for those who asked for it in the body.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refresh_token: Option<String>,
}

/// What one may act as: an own position, a loan, or somebody one is deputy for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActingChoice {
    pub position_id: PositionId,
    /// Acting as deputy for this person.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deputy_for: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deputy_for_name: Option<String>,
    pub kind: ActingKind,
    pub title: String,
    pub unit_name: String,
    pub trust_name: String,
    /// The period, of a temporary one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActingKind {
    Employment,
    /// Temporarily lent to a unit.
    Loan,
    Deputy,
}

/// Choose what to act as.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"positionId": "01890a5d-ac96-774b-bcce-b302099a8057"}))]
pub struct ChooseActing {
    pub position_id: PositionId,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deputy_for: Option<PersonId>,
}

/// Who is signed in, as what, and what that allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "personId": "01890a5d-ac96-774b-bcce-b302099a8058", "name": "Ida Nilsen",
    "acting": {
        "positionId": "01890a5d-ac96-774b-bcce-b302099a8057", "kind": "employment", "title": "Sykepleier",
        "unitName": "Sengepost 3", "trustName": "Eksempel HF"
    },
    "choices": [{
        "positionId": "01890a5d-ac96-774b-bcce-b302099a8057", "kind": "employment", "title": "Sykepleier",
        "unitName": "Sengepost 3", "trustName": "Eksempel HF"
    }],
    "permissions": ["session:view", "home:view"], "writes": [], "linksCourses": false, "today": "2026-11-21", "language": "nn"
}))]
pub struct SessionDetails {
    pub person_id: PersonId,
    pub name: String,
    /// Absent while there is more than one choice and none is made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acting: Option<ActingChoice>,
    pub choices: Vec<ActingChoice>,
    /// The permissions that the present position has, as in each operation's `x-permission`.
    pub permissions: Vec<String>,
    /// What the present position may write.
    pub writes: Vec<ContentKind>,
    /// REQ-18: whether it links requirements to courses.
    #[serde(default)]
    pub links_courses: bool,
    /// The server's date in Europe/Oslo, by which statuses and deadlines are counted.
    pub today: NaiveDate,
    /// The language in your settings; absent until you choose one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<Language>,
    /// FUL-19: whether this request came from the hospital's own network; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub on_internal_network: Option<bool>,
}

/// How one can sign in here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"password": true, "providers": []}))]
pub struct SignInMethods {
    pub password: bool,
    /// Outside providers to choose from; none is set up unless listed.
    pub providers: Vec<SignInProvider>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInProvider {
    pub id: String,
    pub name: String,
}
