//! PLN-11: a plan is archived, and can be restored within 30 days. Its requirements live on.

use kyndig_contract::{impact::Impact, plan::PlanDetails};
use kyndig_domain::{archive::restorable_until, ids::PlanId};
use kyndig_gate as gate;
use kyndig_gate::Affected;
use kyndig_platform::{
    audit,
    auth::Work,
    facts::Fact,
    http::{Code, Failure, IfMatch, Versioned},
};

use super::{get, person, row};
use crate::plan::store::{Row, archive as store};

/// Those who have it only see that they had it; it leaves reports and cannot be assigned.
pub async fn archive(
    work: &Work<'_>,
    id: PlanId,
    seen: IfMatch,
    reason: &str,
) -> Result<Versioned<PlanDetails>, Failure> {
    let row = archivable(work, id, seen).await?;
    if row.archived_at.is_some() {
        return Err(Code::Archived.into());
    }
    let by = person(work)?;
    gate::change(work, &Affected::whole_plan(id), async || {
        store::archive(work, id, by, reason.trim()).await?;
        work.state(Fact::PlanArchived { plan: id });
        work.settle().await
    })
    .await?;
    audit::log(work, "plan", Some(id.0), None).await?;
    get(work, id).await
}

/// What `archive` would mean to those who have it.
pub async fn foresee_archive(work: &Work<'_>, id: PlanId, seen: IfMatch) -> Result<Impact, Failure> {
    gate::foresee(work, &Affected::whole_plan(id), async || archive(work, id, seen, "").await).await
}

/// All who had it and still work there have it again.
pub async fn restore(work: &Work<'_>, id: PlanId, seen: IfMatch) -> Result<Versioned<PlanDetails>, Failure> {
    let archived_at = archivable(work, id, seen).await?.archived_at.ok_or(Code::NotArchived)?;
    if work.now > restorable_until(archived_at) {
        return Err(Code::ArchivedForGood.into());
    }
    gate::change(work, &Affected::whole_plan(id), async || {
        store::restore(work, id).await?;
        work.state(Fact::PlanRestored { plan: id });
        work.settle().await
    })
    .await?;
    audit::log(work, "plan", Some(id.0), None).await?;
    get(work, id).await
}

async fn archivable(work: &Work<'_>, id: PlanId, seen: IfMatch) -> Result<Row, Failure> {
    work.tx.lock("plan", &[id]).await?;
    let row = row(work, id).await?;
    if !row.can_archive {
        return Err(Code::Forbidden.into());
    }
    if !seen.matches(row.version) {
        return Err(Failure::conflict(&get(work, id).await?.body));
    }
    Ok(row)
}
