//! REQ-1 to REQ-3, REQ-6: requirements, their draft and their published content.

pub use kyndig_domain::requirement::{
    DocumentationMethod, LearningMethod, Level, Lock, RequirementKind, Switches, Warning,
};

use chrono::{DateTime, Utc};
use kyndig_domain::ids::{CategoryId, GoalId, PlanId, PointId, RequirementId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::{
    category::{CategoryPath, CategoryRef},
    file::FileDetails,
    list::AnyOf,
    person::PersonRef,
    unit::UnitRef,
};

/// What a requirement says; the same for the draft and for what is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequirementContent {
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    #[validate(length(max = 10000))]
    #[schema(max_length = 10000)]
    #[serde(default)]
    pub description: String,
    pub learning_method: LearningMethod,
    pub documentation_method: DocumentationMethod,
    /// Somebody who saw it done signs.
    #[serde(default)]
    pub needs_signature: bool,
    /// How long a fulfilment counts; without it, for ever.
    #[validate(range(min = 1, max = 20000))]
    #[schema(minimum = 1, maximum = 20000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub validity_days: Option<i32>,
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    pub links: Vec<Link>,
    /// How many times it must be done; without it, once. Not together with a checklist (REQ-4).
    #[validate(range(min = 2, max = 1000))]
    #[schema(minimum = 2, maximum = 1000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub repetitions: Option<i32>,
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub checklist: Vec<ChecklistPoint>,
    /// Whoever fulfils it may comment on it.
    #[serde(default)]
    pub comment_field: bool,
    /// Whoever fulfils it says when it expires (FUL-7).
    #[serde(default)]
    pub manual_expiry: bool,
    #[serde(default)]
    pub allow_attachments: bool,
    /// What must be fulfilled before (REQ-5).
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub prerequisites: Vec<RequirementId>,
    /// To be done again after a long absence.
    #[serde(default)]
    pub recertify_after_absence: bool,
    /// Cannot be marked as not relevant.
    #[serde(default)]
    pub must_be_done: bool,
    /// A plan that has it may set a validity of its own; only of central ones with a validity (REQ-14).
    #[serde(default)]
    pub allow_adaptation: bool,
    /// Where it is filed (CAT-1).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub category_id: Option<CategoryId>,
    /// The courses of the learning portal that fulfil it.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub courses: Vec<Course>,
}

impl RequirementContent {
    /// REQ-18, LMS-1: the field by which this links courses otherwise than what was there before, or begins to count on
    /// the course portal.
    pub fn links_anew(&self, before: Option<&Self>) -> Option<&'static str> {
        let counted = before.is_some_and(|before| before.documentation_method == self.documentation_method);
        if self.courses != before.map(|before| before.courses.clone()).unwrap_or_default() {
            return Some("courses");
        }
        (self.documentation_method == DocumentationMethod::CoursePortalConfirmation && !counted)
            .then_some("documentationMethod")
    }

    /// What decides how its fulfilment is documented.
    pub fn switches(&self) -> Switches {
        Switches {
            needs_signature: self.needs_signature,
            manual_expiry: self.manual_expiry,
            repeats: self.repetitions.is_some(),
            allows_attachments: self.allow_attachments,
            has_courses: !self.courses.is_empty(),
            expires: self.validity_days.is_some(),
        }
    }

    pub fn warnings(&self, kind: RequirementKind) -> Vec<Warning> {
        kyndig_domain::requirement::warnings(kind, self.documentation_method, self.switches())
    }
}

/// A point to be ticked off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChecklistPoint {
    /// Which point it is, whatever it says: what is ticked stays ticked when the text is edited. Always there in answers.
    /// Sent without one, a point with the same text as one the requirement has is that one; any other is new.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<PointId>,
    #[validate(length(min = 1, max = 500), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 500)]
    pub text: String,
    /// Begins with https:// or http://.
    #[validate(length(min = 1, max = 2000), custom(function = "crate::rules::web_address"))]
    #[schema(min_length = 1, max_length = 2000)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    #[serde(default = "must")]
    #[schema(default = true)]
    pub must_be_done: bool,
}

fn must() -> bool {
    true
}

/// A course of the learning portal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Course {
    /// As the learning portal knows it.
    #[validate(length(min = 1, max = 100), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 100)]
    pub id: String,
    #[validate(length(min = 1, max = 300), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 300)]
    pub name: String,
    /// FUL-19: it cannot be taken on a phone.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    #[schema(default = false)]
    pub not_on_phone: bool,
}

/// A page elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    #[validate(length(min = 1, max = 200), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// Begins with https:// or http://.
    #[validate(length(min = 1, max = 2000), custom(function = "crate::rules::web_address"))]
    #[schema(min_length = 1, max_length = 2000)]
    pub url: String,
    /// FUL-19: it opens on the hospital's own network alone.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    #[schema(default = false)]
    pub internal_only: bool,
}

/// A new requirement, as a draft of its owner unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"ownerUnitId": "01890a5d-ac96-774b-bcce-b302099a8057", "content": {
    "name": "Intravenøs administrering", "description": "Vis at du kan klargjøre, kontrollere og gi legemidler intravenøst.",
    "learningMethod": "practical_training", "documentationMethod": "signature", "needsSignature": true,
    "validityDays": 365, "links": [{"title": "Prosedyre", "url": "https://example.org/iv"}]}}))]
pub struct CreateRequirement {
    pub owner_unit_id: UnitId,
    /// A requirement of competence plans, or a learning activity of goal plans.
    #[serde(default)]
    pub kind: RequirementKind,
    /// `central`: for all the region, of the global administration (REQ-14, REQ-15).
    #[serde(default)]
    pub level: Level,
    #[validate(nested)]
    pub content: RequirementContent,
}

/// The whole draft, replacing the one there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"content": {"name": "Intravenøs administrering", "description": "",
    "learningMethod": "practical_training", "documentationMethod": "signature", "needsSignature": true, "links": []}}))]
pub struct SaveRequirementDraft {
    /// A new owner, from the next publication on (REQ-12); without it, the owner stays.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner_unit_id: Option<UnitId>,
    #[validate(nested)]
    pub content: RequirementContent,
}

/// A row of "Administer requirements".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementSummary {
    pub id: RequirementId,
    /// The number people know it by, as in KR-10432.
    pub number: String,
    pub kind: RequirementKind,
    pub level: Level,
    pub name: String,
    /// Its first 200 letters; in the list alone.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub description: String,
    pub owner_unit: UnitRef,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub category: Option<CategoryRef>,
    /// The courses that fulfil it (REQ-18); in the list alone.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub courses: Vec<Course>,
    /// Absent, as all that it says, once it is archived, but for those who look after the archive (REQ-13).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub learning_method: Option<LearningMethod>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub documentation_method: Option<DocumentationMethod>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub needs_signature: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub validity_days: Option<i32>,
    pub published: bool,
    pub has_draft: bool,
    /// Plans it stands in.
    pub plans: i64,
    pub can_edit: bool,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub archived: Option<Archived>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementDetails {
    pub id: RequirementId,
    pub number: String,
    pub kind: RequirementKind,
    pub level: Level,
    pub owner_unit: UnitRef,
    /// Absent before the first publication, and, once archived, for those who only see that it was there (REQ-13).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<RequirementContent>,
    /// Counts publications; 0 before the first.
    pub published_version: i32,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub draft: Option<RequirementContent>,
    /// The owner it gets when the draft is published (REQ-12).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub draft_owner_unit: Option<UnitRef>,
    /// Who last saved the draft.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub draft_by: Option<PersonRef>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub draft_at: Option<DateTime<Utc>>,
    /// The fields of the draft that say something else than what is published, by their names on the wire (REQ-6).
    pub changed: Vec<String>,
    /// What does not fit together in the draft, or else in what is published (REQ-3).
    pub warnings: Vec<Warning>,
    /// People whose standing on it is anything but not started: what a reset would take back (REQ-8), and why some
    /// things are locked (REQ-7).
    pub started_by: i64,
    /// What cannot be changed while somebody has started (REQ-7).
    pub locks: Vec<Lock>,
    pub used_in: Vec<UsedInPlan>,
    /// Where plans can take it in (REQ-9).
    pub shares: Vec<RequirementShare>,
    /// Everything that the draft or the publication rests on, by name.
    pub prerequisites: Vec<RequirementRef>,
    /// Those of the draft, or else of the publication, that somebody who has the requirement has in no plan, and so cannot
    /// fulfil (REQ-5).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub prerequisites_out_of_reach: Vec<RequirementId>,
    /// Where the draft or the publication is filed, by name.
    pub categories: Vec<CategoryPath>,
    /// By name. They are not drafted: what is added or removed is so at once (REQ-6).
    pub files: Vec<FileDetails>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub archived: Option<Archived>,
    pub can_edit: bool,
    pub can_archive: bool,
    /// It is in no plan, and no version of a plan and nobody's standing remembers it (REQ-11).
    pub can_delete: bool,
    /// Send it back as `If-Match`; also in the `ETag` header.
    pub version: i32,
}

/// A requirement wherever it is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementRef {
    pub id: RequirementId,
    pub number: String,
    pub name: String,
}

/// REQ-9: a unit whose plans can take it in, or could until the sharing ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementShare {
    pub unit: UnitRef,
    pub with_subunits: bool,
    /// Plans that have it keep it; none can take it in any more.
    pub ended: bool,
    /// Plans of the unit, and of those below where they are included, that have it.
    pub plans: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"withSubunits": true}))]
pub struct ShareRequirement {
    pub with_subunits: bool,
}

/// REQ-9: with several units at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"unitIds": ["01890a5d-ac96-774b-bcce-b302099a8057"], "withSubunits": true}))]
pub struct ShareWithUnits {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub unit_ids: Vec<UnitId>,
    pub with_subunits: bool,
}

/// Taken out of use: who, when and why (REQ-13, PLN-11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Archived {
    pub at: DateTime<Utc>,
    pub by: PersonRef,
    pub reason: String,
    /// Until then an administrator can take it back.
    pub restorable_until: DateTime<Utc>,
}

/// Why something is taken out of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"reason": "Erstattet av den regionale prosedyren."}))]
pub struct Archive {
    #[validate(length(min = 1, max = 1000), custom(function = "crate::rules::not_blank"))]
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// REQ-17: a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementVersionSummary {
    pub version: i32,
    pub published_at: DateTime<Utc>,
    pub published_by: PersonRef,
    /// The fields that say something else than the publication before, by their names on the wire.
    pub changed: Vec<String>,
}

/// REQ-17: a publication in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementVersionDetails {
    pub version: i32,
    pub published_at: DateTime<Utc>,
    pub published_by: PersonRef,
    pub content: RequirementContent,
    /// Those that were there while it held, also for a part of that time.
    pub files: Vec<FileDetails>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsedInPlan {
    pub plan_id: PlanId,
    pub plan_name: String,
    pub people: i64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct RequirementQuery {
    /// Part of a name, or a number.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub search: Option<String>,
    /// Part of a description.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub description: Option<String>,
    /// Owned by this unit or one below it.
    pub owner: Option<UnitId>,
    /// Part of the name of the unit that owns it.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub owner_name: Option<String>,
    /// Only those that the signed-in position may edit.
    pub editable: Option<bool>,
    /// The archive instead of what is in use.
    pub archived: Option<bool>,
    pub kind: Option<RequirementKind>,
    /// Any of these, with commas between them.
    #[param(value_type = Option<Vec<Level>>, style = Form, explode = false)]
    pub level: Option<AnyOf<Level>>,
    /// Filed in this category or one below it.
    pub category: Option<CategoryId>,
    /// Part of the name of the category it is filed in.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub category_name: Option<String>,
    /// Only those that this plan may take in: of its kind, shared with its owner unit, and not in it yet.
    pub for_plan: Option<PlanId>,
    /// Of a goal plan, together with `forPlan`: not in this goal yet.
    pub for_goal: Option<GoalId>,
    pub sort: Option<RequirementSort>,
    /// From the last to the first, and those that are alike from the last name.
    pub descending: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequirementSort {
    #[default]
    Name,
    Number,
    Owner,
    Category,
    /// Of the archive alone.
    ArchivedBy,
    /// Of the archive alone.
    ArchivedAt,
}
