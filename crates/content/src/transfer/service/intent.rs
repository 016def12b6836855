//! What an import would change, in requirements and in a plan.

use std::collections::BTreeMap;

use kyndig_contract::transfer::{
    BranchKind, ContentImportEntry, ContentImportNote, ImportChange, Refusal, TransferPlan, TransferRequirement,
};
use kyndig_domain::{
    ids::{GoalId, RequirementId, SectionId, UnitId},
    requirement::RequirementKind,
};
use kyndig_platform::{auth::Work, http::Failure};

use crate::{
    category::service::transfer::Branch,
    plan::service::{
        transfer as plans,
        transfer::{Held, Place},
    },
    requirement::service::{transfer as requirements, transfer::Known},
};

/// All changes of an import.
#[derive(Debug, Default)]
pub struct Intent {
    pub owner: Option<UnitId>,
    pub entries: Vec<ContentImportEntry>,
    pub notes: Vec<ContentImportNote>,
    /// The versions of all existing objects that were considered.
    pub versions: Vec<(String, i32)>,
    pub requirements: Vec<RequirementIntent>,
    pub branches: Branches,
    pub plan: Option<PlanIntent>,
}

/// The branches that categories of the file belong to.
pub type Branches = BTreeMap<(BranchKind, Option<String>), Option<Branch>>;

#[derive(Debug)]
pub struct RequirementIntent {
    /// The content to be: where the file's category is not available, with the present one.
    pub wanted: TransferRequirement,
    pub becomes: Result<ImportChange, Refusal>,
    /// The requirement here with that id that is used, or changed.
    pub known: Option<Known>,
    /// Whether the plan may add it.
    pub shared: bool,
    /// Its index among the entries.
    pub entry: usize,
}

impl RequirementIntent {
    /// Whether the requirement will exist.
    pub fn will_be(&self) -> bool {
        self.known.as_ref().is_some_and(|known| !known.archived) || self.becomes == Ok(ImportChange::Create)
    }

    /// Whether employees could see it then.
    pub fn published(&self) -> bool {
        match (&self.known, self.becomes) {
            (Some(known), Ok(ImportChange::Update)) => known.published || self.wanted.published,
            (Some(known), _) => known.published,
            (None, _) => self.wanted.published,
        }
    }

    /// REQ-14: whether a plan may give it a validity of its own.
    pub fn adaptable(&self) -> bool {
        let content = match (&self.known, self.becomes) {
            (Some(known), Ok(ImportChange::Keep) | Err(_)) => &known.content,
            _ => &self.wanted.content,
        };
        content.allow_adaptation && content.validity_days.is_some()
    }

    pub fn kind(&self) -> RequirementKind {
        self.known.as_ref().map_or(self.wanted.kind, |known| known.kind)
    }
}

impl Intent {
    /// Locks all existing objects that would be touched, so that they stay as they are until the import is over.
    pub async fn lock(&self, work: &Work<'_>) -> Result<(), Failure> {
        if let Some(held) = self.plan.as_ref().and_then(|plan| plan.held.as_ref()) {
            plans::lock(work, held.id).await?;
        }
        let changed = self.requirements.iter().filter(|intent| intent.becomes == Ok(ImportChange::Update));
        let ids: Vec<RequirementId> = changed.filter_map(|intent| Some(intent.known.as_ref()?.id)).collect();
        requirements::lock(work, &ids).await
    }
}

pub type Becomes = Result<ImportChange, Refusal>;

#[derive(Debug)]
pub struct PlanIntent {
    pub held: Option<Held>,
    pub wanted: TransferPlan,
    pub becomes: ImportChange,
    /// As in the file.
    pub sections: Vec<SectionIntent>,
    pub reorder: bool,
}

#[derive(Debug)]
pub struct SectionIntent {
    pub known: Option<SectionId>,
    pub becomes: Becomes,
    pub goals: Vec<GoalIntent>,
    pub places: Vec<PlaceIntent>,
}

#[derive(Debug)]
pub struct GoalIntent {
    pub known: Option<GoalId>,
    pub becomes: Becomes,
    pub says_other: bool,
    pub refers_other: bool,
    pub places: Vec<PlaceIntent>,
}

#[derive(Debug)]
pub struct PlaceIntent {
    pub known: Option<Place>,
    pub becomes: Becomes,
    pub adapts: bool,
    /// To be deactivated, and then placed last regardless of its place in the file.
    pub out: bool,
}

impl SectionIntent {
    pub fn will_be(&self) -> bool {
        self.known.is_some() || self.becomes == Ok(ImportChange::Create)
    }
}

impl GoalIntent {
    pub fn will_be(&self) -> bool {
        self.known.is_some() || self.becomes == Ok(ImportChange::Create)
    }
}
