//! Writing requirements: a draft (REQ-6), what may no longer change once somebody has started (REQ-7), and
//! publication, which every plan that has it active takes part in (PLN-7).

use std::collections::HashMap;

use kyndig_contract::{
    page::{Page, PageQuery},
    person::PersonRef,
    requirement::{
        CreateRequirement, Link, RequirementContent, RequirementDetails, RequirementQuery, RequirementSummary,
    },
    unit::UnitRef,
};
use kyndig_domain::{
    ids::{PersonId, PlanId, RequirementId, UnitId},
    requirement::warnings,
};

use super::store::{self, Row};
use crate::{
    audit,
    auth::Work,
    features::{plan, unit},
    gate::{self, Touched},
    http::{Code, Failure, IfMatch, Versioned, page},
};

pub use kyndig_domain::requirement::number;

pub async fn list(
    work: &Work<'_>,
    query: &RequirementQuery,
    paging: &PageQuery,
) -> Result<Page<RequirementSummary>, Failure> {
    use kyndig_contract::requirement::RequirementSort;
    let rows = store::page(work, query, page::after(paging)?, paging.limit()).await?;
    let by_number = query.sort == Some(RequirementSort::Number);
    let key = |row: &store::SummaryRow| {
        if by_number { store::Key::Number(row.number) } else { store::Key::Name(row.sort_key.clone(), row.id) }
    };
    page::page(rows, paging.limit(), key, RequirementSummary::from)
}

pub async fn get(work: &Work<'_>, id: RequirementId) -> Result<Versioned<RequirementDetails>, Failure> {
    let row = row(work, id).await?;
    let (published, draft) = (row.published()?, row.draft()?);
    let warnings = draft.as_ref().or(published.as_ref()).map(|c| warnings(c.documentation_method, c.needs_signature));
    let draft_by = row.draft_by_id.zip(row.draft_by_name).map(|(id, name)| PersonRef { id, name });
    let details = RequirementDetails {
        id,
        number: number(row.number),
        owner_unit: UnitRef { id: row.unit_id, name: row.unit_name },
        published,
        published_version: row.published_version,
        published_at: row.published_at,
        draft,
        draft_by,
        warnings: warnings.unwrap_or_default(),
        used_in: store::used_in(work, id).await?,
        can_edit: row.can_edit,
        version: row.version,
    };
    Ok(Versioned::new(row.version, details))
}

pub async fn create(work: &Work<'_>, request: &CreateRequirement) -> Result<RequirementId, Failure> {
    unit::service::writable(work, request.owner_unit_id, "ownerUnitId").await?;
    create_owned(work, request.owner_unit_id, &request.content).await
}

/// A new requirement of this unit, as a draft. The caller has seen that the unit is within the scope.
pub async fn create_owned(
    work: &Work<'_>,
    owner: UnitId,
    content: &RequirementContent,
) -> Result<RequirementId, Failure> {
    let by = person(work)?;
    let content = tidied(content);
    let id: RequirementId = work.new_id();
    store::insert(work, id, store::next_number(work).await?, owner, &content, by).await?;
    store::save_draft(work, id, &content, by).await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    Ok(id)
}

/// Replaces the draft. What says the same as what is published is no draft.
pub async fn save_draft(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
    content: &RequirementContent,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let row = editable(work, id, seen).await?;
    let content = tidied(content);
    let published = row.published()?;
    if let Some(published) = &published
        && drops_signature(published, &content)
        && !store::started(work, &[id]).await?.is_empty()
    {
        return Err(Failure::field(Code::SignatureLocked, "content.needsSignature"));
    }
    match published {
        Some(published) if published == content => store::delete_draft(work, id).await?,
        Some(_) => store::save_draft(work, id, &content, person(work)?).await?,
        None => {
            store::save_draft(work, id, &content, person(work)?).await?;
            store::set_content(work, id, &content).await?;
        }
    }
    store::bump(work, id).await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    get(work, id).await
}

/// Back to what is published.
pub async fn delete_draft(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let row = editable(work, id, seen).await?;
    if row.published_version == 0 {
        return Err(Code::NotPublished.into());
    }
    if row.draft.is_none() {
        return Err(Code::NoDraft.into());
    }
    store::delete_draft(work, id).await?;
    store::bump(work, id).await?;
    audit::log(work, "requirement", Some(id.0), None).await?;
    get(work, id).await
}

pub async fn publish(
    work: &Work<'_>,
    id: RequirementId,
    seen: IfMatch,
) -> Result<Versioned<RequirementDetails>, Failure> {
    let plans = plan::service::lock_for_publication(work, &[id], None).await?;
    let drafted = Drafted::of(editable(work, id, seen).await?)?.ok_or(Code::NoDraft)?;
    let drafted = [drafted];
    gate::change(work, &Touched::requirements(moving(&drafted)), async || {
        publish_drafts(work, &drafted).await?;
        plan::service::published_elsewhere(work, &plans).await
    })
    .await?;
    get(work, id).await
}

/// A requirement that is locked, with the draft that is about to be published.
#[derive(Debug)]
pub struct Drafted {
    row: Row,
    published: Option<RequirementContent>,
    draft: RequirementContent,
}

impl Drafted {
    fn of(row: Row) -> Result<Option<Self>, Failure> {
        let published = row.published()?;
        Ok(row.draft()?.map(|draft| Self { row, published, draft }))
    }

    pub fn id(&self) -> RequirementId {
        self.row.id
    }
}

/// Those of these that have a draft.
pub async fn with_draft(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<RequirementId>, Failure> {
    store::with_draft(work, ids).await
}

/// Those of these requirements, which are locked, that have a draft; each of them must be one that may be edited
/// here, for nobody publishes another unit's draft (PLN-6).
pub async fn drafts(work: &Work<'_>, ids: &[RequirementId]) -> Result<Vec<Drafted>, Failure> {
    let mut found = Vec::new();
    for row in store::rows(work, ids).await? {
        let (can_edit, name) = (row.can_edit, number(row.number));
        if let Some(drafted) = Drafted::of(row)? {
            if !can_edit {
                return Err(Failure::new(Code::UnpublishedDraft).detail(name));
            }
            found.push(drafted);
        }
    }
    Ok(found)
}

/// Those whose publication moves people's standings, or must know that nobody starts meanwhile: the gate is
/// opened for them. For others there is nothing to count again.
pub fn moving(drafts: &[Drafted]) -> Vec<RequirementId> {
    let moves = |drafted: &&Drafted| {
        drafted.published.as_ref().is_some_and(|published| {
            published.validity_days != drafted.draft.validity_days || drops_signature(published, &drafted.draft)
        })
    };
    drafts.iter().filter(moves).map(Drafted::id).collect()
}

/// Makes the drafts what is published. To be run inside the gate.
pub async fn publish_drafts(work: &Work<'_>, drafts: &[Drafted]) -> Result<(), Failure> {
    let dropping: Vec<RequirementId> = drafts
        .iter()
        .filter(|d| d.published.as_ref().is_some_and(|published| drops_signature(published, &d.draft)))
        .map(Drafted::id)
        .collect();
    let started = store::started(work, &dropping).await?;
    if let Some(locked) = drafts.iter().find(|drafted| started.contains(&drafted.id())) {
        return Err(Failure::field(Code::SignatureLocked, "content.needsSignature").detail(number(locked.row.number)));
    }
    let by = person(work)?;
    for drafted in drafts {
        store::publish(work, drafted.id(), drafted.row.published_version + 1, &drafted.draft, by).await?;
        audit::log(work, "requirement", Some(drafted.id().0), None).await?;
    }
    Ok(())
}

/// What a plan holds, as in the list of requirements.
pub async fn of_plan(work: &Work<'_>, plan: PlanId) -> Result<HashMap<RequirementId, RequirementSummary>, Failure> {
    Ok(store::of_plan(work, plan).await?.into_iter().map(|row| (row.id, row.into())).collect())
}

/// Which of these a plan of this unit may take in (PLN-4).
pub async fn shared(
    work: &Work<'_>,
    requirements: &[RequirementId],
    unit: UnitId,
) -> Result<Vec<RequirementId>, Failure> {
    store::shared(work, requirements, unit).await
}

fn drops_signature(published: &RequirementContent, draft: &RequirementContent) -> bool {
    published.needs_signature && !draft.needs_signature
}

/// Locked, so that nobody else edits it until the end of this transaction.
async fn editable(work: &Work<'_>, id: RequirementId, seen: IfMatch) -> Result<Row, Failure> {
    work.tx.lock("requirement", &[id]).await?;
    let row = row(work, id).await?;
    if !row.can_edit {
        return Err(Code::Forbidden.into());
    }
    if seen.0 != row.version {
        return Err(Failure::conflict(&get(work, id).await?.body));
    }
    Ok(row)
}

async fn row(work: &Work<'_>, id: RequirementId) -> Result<Row, Failure> {
    store::rows(work, &[id]).await?.pop().ok_or_else(Failure::not_found)
}

fn person(work: &Work<'_>) -> Result<PersonId, Failure> {
    Ok(work.person()?.person_id)
}

fn tidied(content: &RequirementContent) -> RequirementContent {
    let link = |link: &Link| Link { title: link.title.trim().to_owned(), url: link.url.trim().to_owned() };
    RequirementContent {
        name: content.name.trim().to_owned(),
        links: content.links.iter().map(link).collect(),
        ..content.clone()
    }
}
