//! Thousands of acts by several people, driven at random against a simple model (`model`): what each act answers, and
//! after it the versions, what is visible to whom, and what is locked.

mod model;
mod real;

use std::collections::{BTreeMap, BTreeSet};

use kyndig_content::{plan::service as plans, requirement::service as requirements};
use kyndig_contract::{page::PageQuery, plan::PlanState, requirement::Lock};
use kyndig_domain::{ids::RequirementId, plan::PlanRequirementState};
use kyndig_platform::auth::Work;
use kyndig_work::assignment::service as assignments;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use rstest::rstest;

use self::{
    model::{Act, CENTRAL, Content, EVERYBODY, Model, PEOPLE, PLANS, Place, REQUIREMENTS, State, Switches, UNITS, Who},
    real::{Real, name},
};
use crate::support::{On, TestApp, content};

/// Acts on the same plans and requirements, before others take their place: what is archived for good is dead.
const CHAPTER: usize = 125;

fn switches(dice: &mut StdRng) -> Switches {
    Switches { signature: dice.random_bool(0.4), expiry: dice.random_bool(0.4), repeats: dice.random_bool(0.3) }
}

/// Any act that can be tried at all; whether it is allowed is the model's to say.
fn roll(dice: &mut StdRng, model: &Model) -> (Who, Act) {
    let who = if dice.random_bool(0.5) { Who::Admin } else { *EVERYBODY.choose(dice).expect("somebody") };
    let (r, p, unit) = (dice.random_range(0..REQUIREMENTS), dice.random_range(0..PLANS), dice.random_range(0..UNITS));
    let held: Vec<usize> = model.plans[p].held.keys().copied().collect();
    let act = match dice.random_range(0..100) {
        0..10 => {
            let content = Content {
                draft: model.requirements[r].drafts + 1,
                switches: switches(dice),
                days: dice.random_bool(0.7).then(|| dice.random_range(1..1000)),
                adaptable: dice.random_bool(if r < CENTRAL { 0.05 } else { 0.7 }),
            };
            Act::Draft(r, content, dice.random_bool(0.15).then_some(unit))
        }
        10..12 => Act::Delete(r),
        12..14 => Act::DeleteDraft(r),
        14..24 => Act::Publish(r),
        24..27 => Act::Reset(r),
        27..29 => Act::Archive(r),
        29..33 => Act::Restore(r),
        33..39 => Act::Share(r, unit, dice.random_bool(0.6)),
        39..42 => Act::EndShare(r, unit),
        42..44 => Act::PublishTo(p, unit, dice.random_bool(0.5)),
        44..46 => Act::Withdraw(p, unit),
        46..48 => Act::MovePlan(p, unit),
        48..49 => Act::ArchivePlan(p),
        49..53 => Act::RestorePlan(p),
        53..57 => Act::Wait(*[1, 5, 25, 24 * 31].choose(dice).expect("some hours")),
        57..62 => {
            let person = dice.random_range(0..PEOPLE);
            if model.plans[p].people.contains(&person) || model.plans[p].archived.is_some() {
                return (who, Act::Wait(1));
            }
            Act::Assign(p, person)
        }
        62..68 => {
            let (plan, visible) = (&model.plans[p], model.visible(p));
            let people: Vec<usize> = plan.people.iter().copied().filter(|_| plan.archived.is_none()).collect();
            let todo: Vec<usize> = visible.keys().copied().collect();
            match (people.choose(dice), todo.choose(dice)) {
                (Some(person), Some(r)) => Act::Start(*person, *r),
                _ => Act::TakeIn(p, r),
            }
        }
        _ if held.is_empty() => Act::TakeIn(p, r),
        68..78 => Act::TakeIn(p, r),
        78..81 => Act::TakeOut(p, *held.choose(dice).expect("one")),
        81..88 => {
            let count = dice.random_range(1..=3);
            Act::Approve(p, held.choose_multiple(dice, count).copied().collect())
        }
        88..93 => {
            let days = dice.random_bool(0.8).then(|| dice.random_range(1..1000));
            let adaptable: Vec<usize> = held.iter().copied().filter(|r| model.adaptable(*r)).collect();
            let among = if adaptable.is_empty() || dice.random_bool(0.2) { held } else { adaptable };
            Act::Adapt(p, *among.choose(dice).expect("one"), days)
        }
        93..96 => Act::Deactivate(p, *held.choose(dice).expect("one")),
        _ => Act::Reactivate(p, *held.choose(dice).expect("one")),
    };
    (who, act)
}

/// What an act touches.
fn affected(act: &Act) -> (Option<usize>, Option<usize>) {
    match act {
        Act::Draft(r, ..)
        | Act::DeleteDraft(r)
        | Act::Publish(r)
        | Act::Reset(r)
        | Act::Archive(r)
        | Act::Restore(r)
        | Act::Delete(r)
        | Act::Share(r, ..)
        | Act::EndShare(r, _)
        | Act::Start(_, r) => (Some(*r), None),
        Act::TakeIn(p, r)
        | Act::TakeOut(p, r)
        | Act::Deactivate(p, r)
        | Act::Reactivate(p, r)
        | Act::Adapt(p, r, _) => (Some(*r), Some(*p)),
        Act::Approve(p, chosen) => (chosen.first().copied(), Some(*p)),
        Act::PublishTo(p, ..)
        | Act::Withdraw(p, _)
        | Act::MovePlan(p, _)
        | Act::ArchivePlan(p)
        | Act::RestorePlan(p)
        | Act::Assign(p, _) => (None, Some(*p)),
        Act::Wait(_) => (None, None),
    }
}

struct Drive<'a> {
    real: Real<'a>,
    model: Model,
    /// How many versions of each plan have been read.
    read: [usize; PLANS],
}

impl Drive<'_> {
    async fn step(&mut self, who: Who, act: &Act) {
        let reasons = self.model.refuses(who, act);
        match self.real.act(who, act).await {
            Ok(()) => {
                assert!(reasons.is_empty(), "was done, and should be refused: {reasons:?}");
                self.model.follow(act);
            }
            Err(failure) => {
                let code = failure.code().as_str();
                assert!(reasons.contains(&code), "was refused with {failure:?}, expected {reasons:?}");
            }
        }
        let tx = self.real.app.state.db.read().await.expect("a transaction");
        let work = self.real.looking(&tx);
        let (r, p) = affected(act);
        if let Some(r) = r {
            self.requirement(&work, r).await;
        }
        // A publication moves other plans as well.
        let all = matches!(act, Act::Publish(_) | Act::Approve(..) | Act::Archive(_) | Act::Restore(_));
        for p in (0..PLANS).filter(|plan| all || Some(*plan) == p) {
            self.plan(&work, p, self.read[p]).await;
            self.read[p] = self.model.plans[p].versions.len();
        }
    }

    /// With the versions from this one on.
    async fn plan(&self, work: &Work<'_>, p: usize, from: usize) {
        let expected = &self.model.plans[p];
        let details = plans::get(work, self.real.plans[p]).await.expect("a plan").body;
        let state = |state| match state {
            PlanRequirementState::Inactive => State::Inactive,
            PlanRequirementState::Active => State::Active,
            PlanRequirementState::Deactivated => State::Deactivated,
            PlanRequirementState::Archived => State::Archived,
        };
        let places = details.sections.iter().flat_map(|section| &section.requirements);
        // REQ-14: with the validity that the plan has set, and whether it may set one.
        let held: BTreeMap<RequirementId, (State, Option<i32>, bool)> = places
            .map(|place| {
                let adapted = place.adapted.as_ref().map(|adapted| adapted.validity_days);
                (place.requirement.id, (state(place.state), adapted, place.can_adapt))
            })
            .collect();
        let wanted = |(r, place): (&usize, &Place)| {
            (self.real.requirements[*r], (place.state, place.adapted, self.model.adaptable(*r)))
        };
        let wanted: BTreeMap<_, _> = expected.held.iter().map(wanted).collect();
        assert_eq!(held, wanted, "what plan {p} holds");
        let last = expected.versions.last().map_or((0, 0), |(version, _)| *version);
        assert_eq!(details.plan_version, format!("{}.{}", last.0, last.1), "the version of plan {p}");
        assert_eq!(details.state == PlanState::Published, !expected.publications.is_empty(), "plan {p}");
        assert_eq!(details.publications.len(), expected.publications.len());
        // PLN-9, PLN-10: where it can be assigned.
        let reached = content::published_to(work, self.real.plans[p], &self.real.units).await.expect("units");
        let reaches = |unit: &usize| expected.reaches(*unit).then_some(self.real.units[*unit]);
        let wanted: BTreeSet<_> = (0..UNITS).filter_map(|unit| reaches(&unit)).collect();
        assert_eq!(reached.into_iter().collect::<BTreeSet<_>>(), wanted, "where plan {p} is published");
        assert_eq!(details.owner_unit.id, self.real.units[expected.owner]);
        assert_eq!(details.archived.is_some(), expected.archived.is_some());
        // PLN-5, REQ-13: who has the plan sees what is active, and nothing of one that is archived.
        let visible: BTreeSet<String> = match expected.archived {
            Some(_) => BTreeSet::new(),
            None => self.model.visible(p).into_iter().map(|(r, draft)| name(r, draft)).collect(),
        };
        if let Some(assignment) = expected.people.first().map(|person| self.real.assignments[&(p, *person)]) {
            let seen = assignments::details(work, assignment).await.expect("an assignment");
            let seen: BTreeSet<String> =
                seen.sections.into_iter().flat_map(|part| part.requirements).map(|one| one.name).collect();
            assert_eq!(seen, visible, "what is seen of plan {p}");
        }
        for with_changes in [false, true] {
            if expected.archived.is_none() {
                self.preview(work, p, with_changes).await;
            }
        }
        for index in from..expected.versions.len() {
            self.version(work, p, index).await;
        }
    }

    /// PLN-13, REQ-14: as those who have the plan see it, and as they would with all that waits.
    async fn preview(&self, work: &Work<'_>, p: usize, with_changes: bool) {
        let shown = plans::preview(work, self.real.plans[p], with_changes).await.expect("a preview");
        let shown = shown.sections.into_iter().flat_map(|part| part.requirements);
        let shown: BTreeMap<String, Option<i32>> =
            shown.map(|one| (one.content.name, one.content.validity_days)).collect();
        let wanted = self.model.preview(p, with_changes).into_iter();
        let wanted: BTreeMap<String, Option<i32>> = wanted.map(|((r, draft), days)| (name(r, draft), days)).collect();
        assert_eq!(shown, wanted, "the preview of plan {p}, with changes: {with_changes}");
    }

    /// PLN-7: a version opens as it was made.
    async fn version(&self, work: &Work<'_>, p: usize, index: usize) {
        let ((major, minor), held) = &self.model.plans[p].versions[index];
        let version = format!("{major}.{minor}");
        let id = self.real.plans[p];
        let found = plans::version(work, id, &version).await.expect("a version");
        let found: BTreeSet<String> =
            found.sections.into_iter().flat_map(|part| part.requirements).map(|one| one.name).collect();
        let wanted: BTreeSet<String> = held.iter().map(|(r, draft)| name(*r, *draft)).collect();
        assert_eq!(found, wanted, "version {version} of plan {p}");
    }

    async fn requirement(&self, work: &Work<'_>, r: usize) {
        let (id, expected) = (self.real.requirements[r], &self.model.requirements[r]);
        let details = requirements::get(work, id).await.expect("a requirement").body;
        let said = |content: Option<Content>| content.map(|content| real::said(r, content));
        assert_eq!(details.published, said(expected.said), "what requirement {r} says");
        assert_eq!(details.draft, said(expected.draft), "the draft of requirement {r}");
        assert_eq!(details.draft_owner_unit.map(|unit| unit.id), expected.new_owner.map(|unit| self.real.units[unit]));
        assert_eq!(details.owner_unit.id, self.real.units[expected.owner]);
        assert_eq!(details.archived.is_some(), expected.archived.is_some());
        assert_eq!(details.can_delete, expected.archived.is_none() && !self.model.remembered(r), "deleting {r}");
        assert_eq!(usize::try_from(details.started_by).expect("a count"), expected.started.len());
        // REQ-7
        let locks: BTreeSet<Lock> = match expected.said.filter(|_| !expected.started.is_empty()) {
            None => BTreeSet::new(),
            Some(Content { switches, .. }) => [
                (switches.signature, Lock::NeedsSignature),
                (switches.expiry, Lock::ManualExpiry),
                (true, Lock::Repetitions),
            ]
            .into_iter()
            .filter_map(|(on, lock)| on.then_some(lock))
            .collect(),
        };
        assert_eq!(details.locks.into_iter().collect::<BTreeSet<_>>(), locks, "what is locked of requirement {r}");
        let shares: BTreeMap<_, _> =
            details.shares.into_iter().map(|share| (share.unit.id, (share.with_subunits, share.ended))).collect();
        let wanted: BTreeMap<_, _> =
            expected.shares.iter().map(|(unit, share)| (self.real.units[*unit], *share)).collect();
        assert_eq!(shares, wanted, "where requirement {r} is shared");
    }

    /// All there is, and every version that ever was.
    async fn everything(&self) {
        let tx = self.real.app.state.db.read().await.expect("a transaction");
        let work = self.real.looking(&tx);
        for r in 0..REQUIREMENTS {
            self.requirement(&work, r).await;
        }
        for p in 0..PLANS {
            self.plan(&work, p, 0).await;
            let id = self.real.plans[p];
            let paging = PageQuery { limit: Some(100), cursor: None };
            let listed = plans::versions(&work, id, &paging).await.expect("versions").items;
            let listed: Vec<String> = listed.into_iter().rev().map(|one| one.version).collect();
            let versions = self.model.plans[p].versions.iter();
            let wanted: Vec<String> = versions.map(|((major, minor), _)| format!("{major}.{minor}")).collect();
            assert_eq!(listed, wanted, "the versions of plan {p}");
        }
        self.real.app.assert_counters().await;
    }
}

/// Says where it was when it fails.
struct Log {
    seed: u64,
    acts: Vec<String>,
}

impl Drop for Log {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let from = self.acts.len().saturating_sub(25);
            eprintln!("seed {}, act {}:\n{}", self.seed, self.acts.len(), self.acts[from..].join("\n"));
        }
    }
}

/// Of PLN-5, PLN-6, PLN-7, PLN-8, PLN-9, PLN-10, PLN-12, PLN-13, REQ-7, REQ-9, REQ-11, REQ-12, REQ-13, REQ-14: ten thousand acts in all, by those
/// who may and those who may not. Each is done or refused as the model says, and after each, versions, visibility and
/// locks are those of the model.
#[rstest]
#[case(On::Sqlite, 1, 12)]
#[case(On::Sqlite, 2, 12)]
#[case(On::Sqlite, 3, 12)]
#[case(On::Sqlite, 4, 12)]
#[case(On::Sqlite, 5, 12)]
#[case(On::Sqlite, 6, 12)]
#[case(On::Postgres, 7, 4)]
#[case(On::Postgres, 8, 4)]
#[actix_web::test]
async fn whatever_is_done_by_whomever(#[case] on: On, #[case] seed: u64, #[case] chapters: usize) {
    let Some(app) = TestApp::start(on).await else { return };
    let world = app.world().await;
    let mut dice = StdRng::seed_from_u64(seed);
    let mut log = Log { seed, acts: Vec::new() };
    let mut real = Real::new(&app, &world).await;
    for chapter in 0..chapters {
        if chapter > 0 {
            real.begin(&world).await;
        }
        let mut drive = Drive { model: Model::new(app.now()), real, read: [0; PLANS] };
        for _ in 0..CHAPTER {
            let (who, act) = roll(&mut dice, &drive.model);
            log.acts.push(format!("{who:?}: {act:?}"));
            drive.step(who, &act).await;
        }
        drive.everything().await;
        real = drive.real;
    }
}
