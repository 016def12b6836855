//! REQ-8: all people start again with a requirement that is reset, in any plan. Earlier events stay in the history;
//! requirements that depend on it are not touched. Inside the gate of the reset.

use kyndig_domain::{ids::RequirementId, standing::EventKind};
use kyndig_gate::history::{self, By, Happened};
use kyndig_platform::{audit, auth::Work, facts::Fact, http::Failure};

use super::store::reset as store;

pub async fn react(work: &Work<'_>, facts: &[Fact]) -> Result<(), Failure> {
    for fact in facts {
        if let Fact::RequirementReset { requirement } = fact {
            reset(work, *requirement).await?;
        }
    }
    Ok(())
}

async fn reset(work: &Work<'_>, id: RequirementId) -> Result<(), Failure> {
    let people = store::started_by(work, id).await?;
    store::reset(work, id).await?;
    let happened: Vec<_> = people.iter().map(|person| Happened::to(*person, id, EventKind::Reset)).collect();
    history::standings(work, By::Actor, &happened).await?;
    let subjects: Vec<_> = people.iter().map(|person| (id.0, *person)).collect();
    audit::log_all(work, "standing", &subjects).await
}
