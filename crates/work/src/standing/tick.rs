//! FUL-9: a point is ticked, or unticked.

use kyndig_contract::standing::{StandingDetails, TickPoints};
use kyndig_domain::{
    ids::{PersonId, PointId, RequirementId},
    standing::{Act, Status, of_draft},
};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure, Seen},
};

use super::{act, checklist::ticked, store};

/// Ticks or unticks these points: saved at once, as a draft is.
pub async fn tick(
    work: &Work<'_>,
    person: PersonId,
    requirement: RequirementId,
    seen: Seen,
    body: &TickPoints,
) -> Result<StandingDetails, Failure> {
    act::one(work, person, requirement, seen, Act::Tick, async |row| {
        let content = row.content()?;
        let known = |id: PointId| content.checklist.iter().any(|point| point.id == Some(id));
        if let Some(at) = body.points.iter().position(|point| !known(point.id)) {
            return Err(Failure::field(Code::NoSuchPoint, &format!("points[{at}].id")));
        }
        let those = |done: bool| -> Vec<PointId> {
            body.points.iter().filter(|point| point.done == done).map(|point| point.id).collect()
        };
        store::checklist::untick(work, person, requirement, &those(false)).await?;
        store::checklist::tick(work, person, requirement, &those(true)).await?;
        let any = ticked(work, person, std::slice::from_ref(row)).await?.contains(&requirement);
        let status = match row.status {
            // It still counts, or was rejected for a reason: a tick alone does not change that.
            Status::Expiring | Status::Rejected => row.status,
            _ => of_draft(row.performed_on.is_some() && row.status == Status::Started, !row.comment.is_empty(), any),
        };
        let change = store::Change { status, ..store::Change::none(row) };
        store::update(work, person, &[change]).await
    })
    .await
}
