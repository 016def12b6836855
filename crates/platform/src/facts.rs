//! What happened, told to features that the one it happened in does not know of. A fact is stated once for any number of
//! objects; before the transaction commits, reactions to it run inside the transaction, in the one order that the
//! application composes. So a feature depends only on those below it, and nothing of a change is left for later.

use std::{cell::RefCell, future::Future, pin::Pin};

use kyndig_domain::ids::{CategoryId, PersonId, PlanId, PositionId, RequirementId, UnitId};

use crate::{auth::Work, http::Failure};

/// What has happened in the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// These positions, of these people, have been closed. Stated inside the gate, which is open for the people.
    PositionsClosed { positions: Vec<PositionId>, people: Vec<PersonId> },
    /// These positions, closed until now, are open again. Stated inside the gate, which is open for their people.
    PositionsReopened { positions: Vec<PositionId> },
    /// This position, which was never open, is about to be deleted.
    PositionRemoved { position: PositionId },
    /// Units and people have other names; the keys sort by the new ones. Stated before people are locked.
    Renamed { units: Vec<(UnitId, String)>, people: Vec<(PersonId, String)> },
    /// The name of a category is another; the key sorts by the new one.
    CategoryRenamed { category: CategoryId, key: String },
    /// A draft of a requirement in these plans, which are locked, has come or gone.
    RequirementRedrafted { plans: Vec<PlanId> },
    /// A requirement that is active in these plans, which are locked, has been published (PLN-7).
    RequirementPublished { plans: Vec<PlanId> },
    /// A requirement in these plans, which are locked, is out of use. Stated inside the gate, which is open for it.
    RequirementArchived { requirement: RequirementId, plans: Vec<PlanId>, reason: String },
    /// An archived requirement in these plans, which are locked, is in use again. Stated inside the gate, which is open for it.
    RequirementRestored { requirement: RequirementId, plans: Vec<PlanId> },
    /// Everybody begins anew with a requirement (REQ-8). Stated inside the gate, which is open for it.
    RequirementReset { requirement: RequirementId },
    /// A plan is out of use. Stated inside the gate, which is open for the whole plan.
    PlanArchived { plan: PlanId },
    /// An archived plan is in use again. Stated inside the gate, which is open for the whole plan.
    PlanRestored { plan: PlanId },
}

/// What a feature does about the facts that concern it; it leaves the others alone.
pub type Reaction = for<'a> fn(&'a Work<'a>, &'a [Fact]) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + 'a>>;

/// All reactions in their order: one that states facts comes before those that react to them.
pub type Reactions = &'static [Reaction];

/// The facts of one transaction that nobody has reacted to yet.
#[derive(Debug)]
pub struct Facts {
    stated: RefCell<Vec<Fact>>,
    reactions: Reactions,
}

impl Facts {
    pub fn new(reactions: Reactions) -> Self {
        Self { stated: RefCell::default(), reactions }
    }
}

impl Work<'_> {
    /// Says that this has happened.
    pub fn state(&self, fact: Fact) {
        self.facts.stated.borrow_mut().push(fact);
    }

    /// Lets features react to what has been stated. The transaction does so before it commits; a use case does so earlier
    /// where what it answers, or the gate that it has opened, depends on what the reactions do.
    pub async fn settle(&self) -> Result<(), Failure> {
        let mut facts = self.facts.stated.take();
        if facts.is_empty() {
            return Ok(());
        }
        for reaction in self.facts.reactions {
            reaction(self, &facts).await?;
            facts.append(&mut self.facts.stated.take());
        }
        Ok(())
    }
}
