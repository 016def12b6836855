//! The real portal, doing the acts of the model: services called in process, as the person who acts, with the scope
//! that the policy gives them.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kyndig_content::{plan::service as plans, requirement::service as requirements};
use kyndig_contract::{
    plan::{AdaptedValidity, AddRequirements, CreatePlan, NameOwners, PlanDetails, UpdatePlan},
    requirement::{RequirementContent, SaveRequirementDraft},
};
use kyndig_db::{Sql, Tx};
use kyndig_domain::{
    ids::{AssignmentId, PlanId, PlanRequirementId, RequirementId, SectionId, UnitId},
    plan::{Completion, PlanKind},
    requirement::{Level, RequirementKind},
};
use kyndig_platform::{
    auth::{
        Actor, Permission, Scope, Work, actor,
        permissions::{ArchivePlans, ArchiveRequirements, ResetRequirements, WritePlans, WriteRequirements},
        policy,
    },
    clock::{self, Clock},
    facts::Facts,
    http::{Failure, IfMatch},
};

use super::model::{Act, CENTRAL, Content, PEOPLE, PLANS, REQUIREMENTS, UNITS, Who};
use crate::support::{
    Someone, TestApp, World,
    writing::{has_plan, stands},
};

pub struct Real<'a> {
    pub app: &'a TestApp,
    facts: Facts,
    everything: Scope,
    actors: BTreeMap<usize, Actor>,
    pub people: [Someone; PEOPLE],
    pub units: [UnitId; UNITS],
    pub requirements: Vec<RequirementId>,
    pub plans: Vec<PlanId>,
    sections: Vec<SectionId>,
    pub assignments: BTreeMap<(usize, usize), AssignmentId>,
}

pub fn name(requirement: usize, draft: usize) -> String {
    format!("Krav {requirement} utkast {draft}")
}

pub fn said(requirement: usize, content: Content) -> RequirementContent {
    let Content { draft, switches, days, adaptable } = content;
    RequirementContent {
        name: name(requirement, draft),
        needs_signature: switches.signature,
        manual_expiry: switches.expiry,
        repetitions: switches.repeats.then_some(3),
        validity_days: days,
        allow_adaptation: adaptable,
        ..RequirementContent::default()
    }
}

impl<'a> Real<'a> {
    pub async fn new(app: &'a TestApp, world: &World) -> Self {
        let mut actors = BTreeMap::new();
        for (who, someone) in
            [(Who::Admin, world.admin), (Who::Mona, world.mona), (Who::Siri, world.siri), (Who::Ola, world.ola)]
        {
            let session = app.sign_in(someone.person, someone.position).await.session();
            let tx = app.state.db.read().await.expect("a transaction");
            let now = app.now();
            let actor = actor::load(&tx, session, now, clock::today(now)).await.expect("an answer").expect("an actor");
            actors.insert(who as usize, actor);
        }
        let people = [world.ida, world.per, world.nils];
        let units = [world.clinic, world.ward, world.sibling];
        let mut real = Self {
            app,
            facts: app.state.facts(),
            everything: Scope { everything: true, ..Scope::default() },
            actors,
            people,
            units,
            requirements: Vec::new(),
            plans: Vec::new(),
            sections: Vec::new(),
            assignments: BTreeMap::new(),
        };
        real.begin(world).await;
        real
    }

    /// Requirements and plans as the model begins with.
    pub async fn begin(&mut self, world: &World) {
        let (mut made, mut written, mut sections) = (Vec::new(), Vec::new(), Vec::new());
        for index in 0..REQUIREMENTS {
            made.push(self.write(index).await);
        }
        for index in 0..PLANS {
            let unit = self.units[index % UNITS];
            let made = self
                .as_who::<WritePlans, _>(Who::Admin, async |work| {
                    let request = CreatePlan {
                        owner_unit_id: unit,
                        level: Level::Local,
                        kind: PlanKind::Competence,
                        is_template: false,
                        template_id: None,
                        name: format!("TAHF-Med-Alle-{index}"),
                        description: String::new(),
                        time_frame: String::new(),
                        literature: String::new(),
                        completion: Completion::Automatic,
                    };
                    let id = plans::create(work, &request).await?;
                    let section = plans::add_section(work, id, "Del", false).await?;
                    let seen = IfMatch::version(plans::get(work, id).await?.version);
                    let owners =
                        NameOwners { document_owner_id: world.mona.person, document_author_id: world.ida.person };
                    plans::name_owners(work, id, seen, &owners).await?;
                    assert_eq!(plans::get(work, id).await?.body.kind, PlanKind::Competence);
                    Ok((id, section))
                })
                .await
                .expect("a plan");
            written.push(made.0);
            sections.push(made.1);
        }
        (self.requirements, self.plans, self.sections) = (made, written, sections);
        self.assignments.clear();
    }

    /// A requirement as the model begins with it.
    async fn write(&self, index: usize) -> RequirementId {
        let unit = self.units[index % UNITS];
        let content = said(index, Content::FIRST);
        let level = if index < CENTRAL { Level::Local } else { Level::Central };
        let id = self
            .as_who::<WriteRequirements, _>(Who::Admin, async |work| {
                requirements::create_owned(work, unit, RequirementKind::Requirement, level, &content).await
            })
            .await;
        id.expect("a requirement")
    }

    fn work<'w>(&'w self, tx: &'w Tx, actor: Option<&'w Actor>, scope: &'w Scope) -> Work<'w> {
        let now = self.app.clock.now();
        Work { tx, facts: &self.facts, actor, scope, now, today: clock::today(now), permission: "test", address: None }
    }

    /// To look at what stands, as the system sees it; in one transaction that is not kept.
    pub fn looking<'w>(&'w self, tx: &'w Tx) -> Work<'w> {
        self.work(tx, None, &self.everything)
    }

    /// In one transaction, as a guard would: what is refused leaves nothing behind.
    async fn as_who<P: Permission, T>(
        &self,
        who: Who,
        act: impl AsyncFnOnce(&Work<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let actor = &self.actors[&(who as usize)];
        let scope = policy::decide(P::RULE, actor).ok_or(kyndig_platform::http::Code::Forbidden)?;
        let tx = self.app.state.db.write().await?;
        let work = self.work(&tx, Some(actor), &scope);
        let outcome = async {
            let done = act(&work).await?;
            work.settle().await.map(|()| done)
        };
        let outcome = outcome.await;
        if outcome.is_ok() {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        outcome
    }

    async fn seen(&self, work: &Work<'_>, requirement: usize) -> Result<IfMatch, Failure> {
        let sql = Sql::new("SELECT version FROM requirement WHERE id = ").bind(self.requirements[requirement]);
        Ok(IfMatch::version(work.tx.value(sql).await?.expect("a requirement")))
    }

    async fn on_requirement<P: Permission, T>(
        &self,
        who: Who,
        requirement: usize,
        act: impl AsyncFnOnce(&Work<'_>, RequirementId, IfMatch) -> Result<T, Failure>,
    ) -> Result<(), Failure> {
        let id = self.requirements[requirement];
        self.as_who::<P, _>(who, async |work| act(work, id, self.seen(work, requirement).await?).await).await.map(drop)
    }

    async fn on_plan<P: Permission, T>(
        &self,
        who: Who,
        plan: usize,
        act: impl AsyncFnOnce(&Work<'_>, PlanId, IfMatch, &PlanDetails) -> Result<T, Failure>,
    ) -> Result<(), Failure> {
        let id = self.plans[plan];
        self.as_who::<P, _>(who, async |work| {
            // where it all stands, also what whoever acts is not shown: a draft of another unit
            let details = plans::get(&self.looking(work.tx), id).await?;
            act(work, id, IfMatch::version(details.version), &details.body).await
        })
        .await
        .map(drop)
    }

    /// Where a requirement stands in a plan.
    fn place(&self, plan: &PlanDetails, requirement: usize) -> PlanRequirementId {
        let mut places = plan.sections.iter().flat_map(|section| &section.requirements);
        places.find(|place| place.requirement.id == self.requirements[requirement]).expect("a place").id
    }

    pub async fn act(&mut self, who: Who, act: &Act) -> Result<(), Failure> {
        match act {
            Act::Delete(r) => {
                let delete = async |work: &Work<'_>, id, seen| requirements::delete(work, id, seen).await;
                self.on_requirement::<WriteRequirements, _>(who, *r, delete).await?;
                let tx = self.app.state.db.read().await?;
                let gone = requirements::get(&self.looking(&tx), self.requirements[*r]).await;
                assert_eq!(gone.expect_err("nothing").code().as_str(), "not_found");
                drop(tx);
                self.requirements[*r] = self.write(*r).await;
                Ok(())
            }
            Act::Draft(r, ..)
            | Act::DeleteDraft(r)
            | Act::Publish(r)
            | Act::Reset(r)
            | Act::Archive(r)
            | Act::Restore(r)
            | Act::Share(r, ..)
            | Act::EndShare(r, _) => self.act_on_requirement(who, *r, act).await,
            Act::Assign(p, person) => {
                has_plan(self.app, self.people[*person], self.plans[*p]).await;
                let sql = Sql::new("SELECT id FROM assignment WHERE plan_id = ")
                    .bind(self.plans[*p])
                    .push(" AND person_id = ")
                    .bind(self.people[*person].person);
                let tx = self.app.state.db.read().await?;
                let id = tx.value(sql).await?.expect("an assignment");
                self.assignments.insert((*p, *person), id);
                Ok(())
            }
            Act::Start(person, r) => {
                stands(self.app, self.people[*person], self.requirements[*r], "started", None).await;
                Ok(())
            }
            Act::Wait(hours) => {
                self.app.clock.advance(TimeDelta::hours(*hours));
                Ok(())
            }
            _ => self.act_on_plan(who, act).await,
        }
    }

    async fn act_on_requirement(&self, who: Who, r: usize, act: &Act) -> Result<(), Failure> {
        match act {
            Act::Draft(_, content, owner) => {
                let owner_unit_id = owner.map(|unit| self.units[unit]);
                let request = SaveRequirementDraft { owner_unit_id, content: said(r, *content) };
                let save = async |work: &Work<'_>, id, seen| requirements::save_draft(work, id, seen, &request).await;
                self.on_requirement::<WriteRequirements, _>(who, r, save).await
            }
            Act::DeleteDraft(_) => {
                let delete = async |work: &Work<'_>, id, seen| requirements::delete_draft(work, id, seen).await;
                self.on_requirement::<WriteRequirements, _>(who, r, delete).await
            }
            Act::Publish(_) => {
                let publish = async |work: &Work<'_>, id, seen| requirements::publish(work, id, seen).await;
                self.on_requirement::<WriteRequirements, _>(who, r, publish).await
            }
            Act::Reset(_) => {
                let reset = async |work: &Work<'_>, id, seen| requirements::reset(work, id, seen).await;
                self.on_requirement::<ResetRequirements, _>(who, r, reset).await
            }
            Act::Archive(_) => {
                let archive = async |work: &Work<'_>, id, seen| requirements::archive(work, id, seen, "Utgått").await;
                self.on_requirement::<ArchiveRequirements, _>(who, r, archive).await
            }
            Act::Restore(_) => {
                let restore = async |work: &Work<'_>, id, seen| requirements::restore(work, id, seen).await;
                self.on_requirement::<ArchiveRequirements, _>(who, r, restore).await
            }
            Act::Share(_, unit, below) => {
                let unit = self.units[*unit];
                let share = async |work: &Work<'_>, id, seen| requirements::share(work, id, seen, unit, *below).await;
                self.on_requirement::<WriteRequirements, _>(who, r, share).await
            }
            Act::EndShare(_, unit) => {
                let unit = self.units[*unit];
                let end = async |work: &Work<'_>, id, seen| requirements::end_share(work, id, seen, unit).await;
                self.on_requirement::<WriteRequirements, _>(who, r, end).await
            }
            other => unreachable!("{other:?} is of a plan"),
        }
    }

    async fn act_on_plan(&self, who: Who, act: &Act) -> Result<(), Failure> {
        match act {
            Act::TakeIn(p, r) => {
                let request =
                    AddRequirements { goal_id: None, requirement_ids: vec![self.requirements[*r]], new: None };
                let section = self.sections[*p];
                self.on_plan::<WritePlans, _>(who, *p, async |work, id, _, _| {
                    plans::add_requirements(work, id, section, &request).await
                })
                .await
            }
            Act::TakeOut(p, r) => {
                self.on_plan::<WritePlans, _>(who, *p, async |work, id, _, plan| {
                    plans::remove_requirement(work, id, self.place(plan, *r)).await
                })
                .await
            }
            Act::Approve(p, chosen) => {
                self.on_plan::<WritePlans, _>(who, *p, async |work, id, seen, plan| {
                    let places: Vec<_> = chosen.iter().map(|r| self.place(plan, *r)).collect();
                    plans::activate(work, id, seen, &places).await
                })
                .await
            }
            Act::Deactivate(p, r) => {
                self.on_plan::<WritePlans, _>(who, *p, async |work, id, seen, plan| {
                    plans::deactivate_requirement(work, id, self.place(plan, *r), seen, "Utgått").await
                })
                .await
            }
            Act::Reactivate(p, r) => {
                let section = self.sections[*p];
                self.on_plan::<WritePlans, _>(who, *p, async |work, id, seen, plan| {
                    plans::reactivate_requirement(work, id, self.place(plan, *r), seen, Some(section)).await
                })
                .await
            }
            Act::Adapt(p, r, days) => {
                let to = days.map(|validity_days| AdaptedValidity { validity_days, reason: "Hos oss".to_owned() });
                self.on_plan::<WritePlans, _>(who, *p, async |work, id, seen, plan| {
                    plans::adapt_validity(work, id, self.place(plan, *r), seen, to.as_ref()).await
                })
                .await
            }
            Act::PublishTo(p, unit, below) => {
                let unit = self.units[*unit];
                let publish =
                    async |work: &Work<'_>, id, _, _: &PlanDetails| plans::publish(work, id, unit, *below).await;
                self.on_plan::<WritePlans, _>(who, *p, publish).await
            }
            Act::Withdraw(p, unit) => {
                let unit = self.units[*unit];
                let withdraw = async |work: &Work<'_>, id, _, _: &PlanDetails| plans::withdraw(work, id, unit).await;
                self.on_plan::<WritePlans, _>(who, *p, withdraw).await
            }
            Act::MovePlan(p, unit) => {
                let request = UpdatePlan { owner_unit_id: Some(self.units[*unit]), ..UpdatePlan::default() };
                self.on_plan::<WritePlans, _>(who, *p, async |work, id, seen, _| {
                    plans::update(work, id, seen, &request).await
                })
                .await
            }
            Act::ArchivePlan(p) => {
                self.on_plan::<ArchivePlans, _>(who, *p, async |work, id, seen, _| {
                    plans::archive(work, id, seen, "Utgått").await
                })
                .await
            }
            Act::RestorePlan(p) => {
                self.on_plan::<ArchivePlans, _>(who, *p, async |work, id, seen, _| plans::restore(work, id, seen).await)
                    .await
            }
            other => unreachable!("{other:?} is of no plan"),
        }
    }
}
