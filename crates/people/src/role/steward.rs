//! PLN-15: the role of plan steward ends with the position it was granted to.

use std::collections::{BTreeMap, BTreeSet};

use kyndig_db::{list, sql};
use kyndig_domain::{
    ids::{PersonId, PlanId, PositionId, RoleGrantId},
    role::Role,
};
use kyndig_platform::{
    audit,
    auth::Work,
    http::Failure,
    outbox::{self, Message},
};
use sea_orm::FromQueryResult;

#[derive(Debug, FromQueryResult)]
struct Lapsed {
    id: RoleGrantId,
    person_id: PersonId,
    person: String,
    plan_id: PlanId,
    plan: String,
    owner_id: Option<PersonId>,
    /// Steward of the plan through another position too, or of one that is archived: no notice is needed.
    untold: bool,
}

/// Revokes the role of those who have left these positions, which are closed by now, and notifies them and the document
/// owners of the plans.
pub async fn lapse(work: &Work<'_>, closed: &[PositionId]) -> Result<(), Failure> {
    if closed.is_empty() {
        return Ok(());
    }
    let sql = sql!(
        "SELECT g.id, x.person_id, p.name AS person, g.plan_id, pl.name AS plan, pl.document_owner_id AS \
         owner_id, (pl.archived_at IS NOT NULL OR EXISTS (SELECT 1 FROM role_grant o \
         JOIN position y ON y.id = o.position_id WHERE o.role = g.role AND o.plan_id = g.plan_id \
         AND y.person_id = x.person_id AND y.state = 'open')) AS untold FROM role_grant g \
         JOIN position x ON x.id = g.position_id JOIN person p ON p.id = x.person_id \
         JOIN plan pl ON pl.id = g.plan_id WHERE g.role = {role} AND g.position_id IN {closed} \
         ORDER BY pl.sort_key, pl.id, g.id",
        role = Role::PlanSteward,
        closed = list(closed.iter().copied()),
    );
    let lapsed = work.tx.all::<Lapsed>(sql).await?;
    if lapsed.is_empty() {
        return Ok(());
    }
    let gone = sql!("DELETE FROM role_grant WHERE id IN {lapsed}", lapsed = list(lapsed.iter().map(|grant| grant.id)));
    work.tx.execute(gone).await?;
    let about: Vec<_> = lapsed.iter().map(|grant| (grant.id.0, grant.person_id)).collect();
    audit::log_all(work, "role_grant", &about).await?;
    let people: BTreeSet<_> = lapsed.iter().filter(|grant| !grant.untold).map(|grant| grant.person_id).collect();
    for person in people {
        let theirs = lapsed.iter().filter(|grant| grant.person_id == person && !grant.untold);
        tell(work, person, &theirs.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// One mail to the steward, and one to each owner of any of the plans.
async fn tell(work: &Work<'_>, steward: PersonId, lapsed: &[&Lapsed]) -> Result<(), Failure> {
    let mut plans = BTreeSet::new();
    let mut names = Vec::new();
    let mut owners: BTreeMap<PersonId, Vec<&Lapsed>> = BTreeMap::new();
    for grant in lapsed {
        // the same plan through two positions, both left
        if plans.insert(grant.plan_id) {
            names.push(grant.plan.clone());
            if let Some(owner) = grant.owner_id.filter(|owner| *owner != steward) {
                owners.entry(owner).or_default().push(grant);
            }
        }
    }
    outbox::mail(work, steward, None, &Message::StewardNoMore { plans: names }).await?;
    for (owner, owned) in owners {
        let Some(first) = owned.first() else { continue };
        let about = (owned.len() == 1).then_some(first.plan_id.0);
        let plans = owned.iter().map(|grant| grant.plan.clone()).collect();
        outbox::mail(work, owner, about, &Message::StewardLeft { steward: first.person.clone(), plans }).await?;
    }
    Ok(())
}
