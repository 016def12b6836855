//! The effect on assignments when their position is closed or opened (POS-6, POS-11), and when their plan is archived
//! or restored (PLN-11). Inside the gate of the change of the position or the plan.

use kyndig_domain::{assignment::AssignmentEventKind, ids::AssignmentId};
use kyndig_gate::history::{self, By};
use kyndig_platform::{auth::Work, facts::Fact, http::Failure};

use super::{snapshot, store::reaction as store};

pub async fn react(work: &Work<'_>, facts: &[Fact]) -> Result<(), Failure> {
    for fact in facts {
        match fact {
            Fact::PositionsClosed { positions, .. } => {
                let gone = store::position_closed(work, positions).await?;
                snapshot::freeze(work, &gone).await?;
                history::assignments(work, By::Actor, AssignmentEventKind::Deactivated, &gone).await?;
            }
            Fact::PositionsReopened { positions } => {
                back(work, &store::position_reopened(work, positions).await?).await?;
            }
            Fact::PlanArchived { plan } => {
                // no snapshot is kept of their content: of an archived plan only the name is shown
                let gone = store::plan_archived(work, *plan).await?;
                history::assignments(work, By::Actor, AssignmentEventKind::Deactivated, &gone).await?;
            }
            // those of positions that closed before it was archived have kept their snapshot
            Fact::PlanRestored { plan } => back(work, &store::plan_restored(work, *plan).await?).await?,
            _ => {}
        }
    }
    Ok(())
}

async fn back(work: &Work<'_>, assignments: &[AssignmentId]) -> Result<(), Failure> {
    snapshot::thaw(work, assignments).await?;
    history::assignments(work, By::Actor, AssignmentEventKind::Reactivated, assignments).await
}
