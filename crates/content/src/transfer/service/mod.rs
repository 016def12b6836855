//! Export, import, and the preview of an import.

mod apply;
mod compare;
mod document;
mod intent;
mod place;
mod read;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kyndig_contract::{
    plan::PlanRef,
    transfer::{
        CatalogueDocument, ContentImport, ContentImportCount, DOCUMENT_VERSION, ImportChange, ImportFormat,
        PlanDocument,
    },
    unit::UnitRef,
};
use kyndig_domain::{
    ids::{PlanId, RequirementId, UnitId},
    plan::PlanKind,
};
use kyndig_framework::case::{self, CasePackage};
use kyndig_people::unit;
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure},
};
use sha2::{Digest, Sha256};

use self::{intent::Intent, read::Incoming};
use crate::{
    plan::service::transfer as plans,
    requirement::{service as requirement, service::transfer as requirements},
};

/// Requirements of one catalogue.
pub const MOST_REQUIREMENTS: usize = 2_000;

/// The plan as a document that is the same in every system.
pub async fn plan(work: &Work<'_>, id: PlanId) -> Result<PlanDocument, Failure> {
    let held = readable(work, id).await?;
    document::of_plan(work, &held).await
}

/// The goals of a plan as a CASE package.
pub async fn case_package(work: &Work<'_>, id: PlanId) -> Result<CasePackage, Failure> {
    let held = readable(work, id).await?;
    if !held.kind.has_goals() {
        return Err(Code::NoGoals.into());
    }
    let owner = unit::service::named(work, held.owner).await?;
    let written = case::Written { creator: &owner.name, changed_at: &held.changed_at.to_rfc3339() };
    Ok(case::write(&document::framework(&held), &written))
}

/// An archived plan is for those who look after it (PLN-11).
async fn readable(work: &Work<'_>, id: PlanId) -> Result<plans::Held, Failure> {
    let held = plans::held(work, id).await?;
    if held.archived && !held.can_archive { Err(Code::Archived.into()) } else { Ok(held) }
}

/// The requirements of a unit, and all that they depend on.
pub async fn catalogue(work: &Work<'_>, owner: UnitId) -> Result<CatalogueDocument, Failure> {
    if !unit::service::exists(work, owner).await? {
        return Err(Failure::invalid("owner", "unknown"));
    }
    let ids: Vec<RequirementId> = requirements::of_unit(work, owner, MOST_REQUIREMENTS + 1).await?;
    if ids.len() > MOST_REQUIREMENTS {
        return Err(Code::TooManyRequirements.into());
    }
    Ok(CatalogueDocument {
        format: ImportFormat::KyndigCatalogue,
        version: DOCUMENT_VERSION,
        requirements: document::requirements(work, &ids).await?,
    })
}

/// The parameters of an import besides the file.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    pub format: Option<ImportFormat>,
    pub owner: UnitId,
    pub plan: Option<PlanId>,
    pub plan_kind: Option<PlanKind>,
}

/// What the file would change, found by applying it: the caller rolls it back.
pub async fn rehearse(work: &Work<'_>, asked: &ImportRequest, bytes: &[u8]) -> Result<ContentImport, Failure> {
    let (intent, report) = intend(work, asked, bytes).await?;
    if report.can_be_carried_out() {
        apply::apply(work, intent, &mut report.clone()).await?;
    }
    Ok(report)
}

/// Applies what was shown under this digest, or nothing: where the state has changed since, the answer has what would
/// change now.
pub async fn carry_out(
    work: &Work<'_>,
    asked: &ImportRequest,
    bytes: &[u8],
    digest: &str,
) -> Result<ContentImport, Failure> {
    // One at a time per unit: two concurrent imports could create duplicates.
    work.tx.lock("org_unit", &[asked.owner]).await?;
    let (intent, _) = intend(work, asked, bytes).await?;
    intent.lock(work).await?;
    let (intent, mut report) = intend(work, asked, bytes).await?;
    if report.digest != digest {
        return Err(Failure::conflict(&report));
    }
    if !report.faults.is_empty() {
        return Err(Code::ContentFaults.into());
    }
    apply::apply(work, intent, &mut report).await?;
    report.carried_out = true;
    audit::log(work, "content_import", report.plan.as_ref().map(|plan| plan.id.0), None).await?;
    Ok(report)
}

async fn intend(work: &Work<'_>, asked: &ImportRequest, bytes: &[u8]) -> Result<(Intent, ContentImport), Failure> {
    let owner = unit::service::named(work, asked.owner).await?;
    let incoming = read::read(bytes, asked.format, asked.plan_kind);
    let mut report = ContentImport {
        format: incoming.format,
        title: incoming.title(),
        owner_unit: UnitRef { id: owner.id, name: owner.name },
        plan: None,
        digest: String::new(),
        carried_out: false,
        counts: Vec::new(),
        entries: Vec::new(),
        notes: incoming.notes.clone(),
        faults: incoming.faults.clone(),
    };
    if !report.faults.is_empty() {
        return Ok((Intent::default(), report));
    }
    let mut intent = compare::compare(work, asked, &incoming).await?;
    report.plan = intent
        .plan
        .as_ref()
        .and_then(|plan| plan.held.as_ref())
        .map(|held| PlanRef { id: held.id, name: held.name.clone() });
    report.notes.append(&mut intent.notes);
    report.entries = std::mem::take(&mut intent.entries);
    report.counts = ImportChange::ALL
        .iter()
        .map(|change| {
            let count = report.entries.iter().filter(|entry| entry.change == *change).count();
            ContentImportCount { change: *change, count: i64::try_from(count).unwrap_or(i64::MAX) }
        })
        .collect();
    report.digest = digest(asked, bytes, &intent, &report)?;
    Ok((intent, report))
}

/// A digest of the file, of the intended changes, and of all existing objects that would be touched.
fn digest(asked: &ImportRequest, bytes: &[u8], intent: &Intent, report: &ContentImport) -> Result<String, Failure> {
    let mut hash = Sha256::new();
    hash.update(Sha256::digest(bytes));
    hash.update(format!("{asked:?}"));
    hash.update(serde_json::to_vec(&(&report.entries, &report.notes, &report.plan))?);
    hash.update(serde_json::to_vec(&intent.versions)?);
    Ok(URL_SAFE_NO_PAD.encode(hash.finalize()))
}

impl Incoming {
    fn title(&self) -> String {
        self.plan.as_ref().map(|plan| plan.name.clone()).unwrap_or_default()
    }
}

/// The number that users see.
fn number(known: &requirements::Known) -> String {
    requirement::number(known.number)
}
