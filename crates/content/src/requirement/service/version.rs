//! REQ-17: every publication is kept and can be read in full.

use kyndig_contract::{
    page::{Page, PageQuery},
    person::PersonRef,
    requirement::{RequirementContent, RequirementVersionDetails, RequirementVersionSummary},
};
use kyndig_domain::ids::RequirementId;
use kyndig_platform::{
    auth::Work,
    http::{Failure, page},
};

use super::known;
use crate::requirement::store::{files, version as store};

/// The fields in which two contents differ, by their names on the wire.
pub fn changed(from: &RequirementContent, to: &RequirementContent) -> Result<Vec<String>, Failure> {
    use serde_json::Value;
    let (Value::Object(from), Value::Object(to)) = (serde_json::to_value(from)?, serde_json::to_value(to)?) else {
        return Err(Failure::Internal(anyhow::anyhow!("a requirement's content is no object")));
    };
    let mut names: Vec<String> =
        from.keys().chain(to.keys()).filter(|name| from.get(*name) != to.get(*name)).cloned().collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Latest first.
pub async fn list(
    work: &Work<'_>,
    id: RequirementId,
    paging: &PageQuery,
) -> Result<Page<RequirementVersionSummary>, Failure> {
    readable(work, id).await?;
    let rows = store::page(work, id, page::after(paging)?, paging.limit()).await?;
    let mut summaries = Vec::with_capacity(rows.len());
    for row in rows {
        let content = row.content()?;
        let before = row.before()?;
        let changed = before.map(|before| changed(&before, &content)).transpose()?.unwrap_or_default();
        summaries.push(RequirementVersionSummary {
            version: row.version,
            published_at: row.published_at,
            published_by: PersonRef { id: row.by_id, name: row.by_name },
            changed,
        });
    }
    page::page(summaries, paging.limit(), |summary| summary.version, |summary| summary)
}

pub async fn one(work: &Work<'_>, id: RequirementId, version: i32) -> Result<RequirementVersionDetails, Failure> {
    readable(work, id).await?;
    let row = store::one(work, id, version).await?.ok_or_else(Failure::not_found)?;
    Ok(RequirementVersionDetails {
        version: row.version,
        published_at: row.published_at,
        content: row.content()?,
        files: files::of_version(work, id, version).await?,
        published_by: PersonRef { id: row.by_id, name: row.by_name },
    })
}

/// Archived, its content is for those who look after the archive (REQ-13); unpublished, for those of its unit (REQ-16).
pub async fn readable(work: &Work<'_>, id: RequirementId) -> Result<(), Failure> {
    if known(work, id).await?.is_hidden() { Err(Failure::not_found()) } else { Ok(()) }
}
