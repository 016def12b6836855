//! The simple model: requirements and plans as plain values, and for each act whether it is allowed and what follows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

/// Clinic, ward, sibling; the two wards lie under the clinic.
pub const UNITS: usize = 3;
pub const REQUIREMENTS: usize = 5;
/// From this one on they are central: the administrator's, and with a validity that plans may adapt where they say so.
pub const CENTRAL: usize = 3;
pub const PLANS: usize = 3;
/// Ida and Per in the ward, Nils in the sibling.
pub const PEOPLE: usize = 3;

/// Whoever acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Trust admin: everything, and the archive.
    Admin,
    /// Manager of the ward.
    Mona,
    /// Manager of the sibling.
    Siri,
    /// A manager of another trust.
    Ola,
}

pub const EVERYBODY: [Who; 4] = [Who::Admin, Who::Mona, Who::Siri, Who::Ola];

impl Who {
    fn covers(self, unit: usize) -> bool {
        match self {
            Self::Admin => true,
            Self::Mona => unit == 1,
            Self::Siri => unit == 2,
            Self::Ola => false,
        }
    }

    fn archives(self) -> bool {
        self == Self::Admin
    }
}

/// Whether `below` is the unit or lies under it.
fn within(below: usize, unit: usize) -> bool {
    below == unit || unit == 0
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    pub signature: bool,
    pub expiry: bool,
    pub repeats: bool,
}

/// What a requirement says: the number of the draft makes its name one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    pub draft: usize,
    pub switches: Switches,
    pub days: Option<i32>,
    pub adaptable: bool,
}

impl Content {
    /// What each requirement begins as.
    pub const FIRST: Self = Self {
        draft: 1,
        switches: Switches { signature: false, expiry: false, repeats: false },
        days: None,
        adaptable: false,
    };

    /// REQ-14
    fn fits(self, r: usize) -> bool {
        !self.adaptable || r >= CENTRAL && self.days.is_some()
    }
}

#[derive(Clone, Debug)]
pub enum Act {
    Draft(usize, Content, Option<usize>),
    DeleteDraft(usize),
    Publish(usize),
    Reset(usize),
    Archive(usize),
    Restore(usize),
    /// Another one takes its place.
    Delete(usize),
    Share(usize, usize, bool),
    EndShare(usize, usize),
    TakeIn(usize, usize),
    TakeOut(usize, usize),
    Approve(usize, BTreeSet<usize>),
    Deactivate(usize, usize),
    Reactivate(usize, usize),
    /// To so many days, or back to the requirement's own.
    Adapt(usize, usize, Option<i32>),
    PublishTo(usize, usize, bool),
    Withdraw(usize, usize),
    MovePlan(usize, usize),
    ArchivePlan(usize),
    RestorePlan(usize),
    Assign(usize, usize),
    Start(usize, usize),
    Wait(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Inactive,
    Active,
    Deactivated,
    Archived,
}

#[derive(Clone, Debug)]
pub struct Place {
    pub state: State,
    before: Option<State>,
    added: DateTime<Utc>,
    pub adapted: Option<i32>,
}

#[derive(Clone, Debug)]
pub struct Requirement {
    pub owner: usize,
    pub said: Option<Content>,
    pub draft: Option<Content>,
    pub new_owner: Option<usize>,
    /// The number of the last draft.
    pub drafts: usize,
    /// Whether the units below are with it, and whether it has ended.
    pub shares: BTreeMap<usize, (bool, bool)>,
    pub started: BTreeSet<usize>,
    pub archived: Option<DateTime<Utc>>,
}

impl Requirement {
    /// Drafted for unit `index % 3`; what is central is for the units below as well.
    fn new(index: usize) -> Self {
        Self {
            owner: index % UNITS,
            said: None,
            draft: Some(Content::FIRST),
            new_owner: None,
            drafts: 1,
            shares: BTreeMap::from([(index % UNITS, (index >= CENTRAL, false))]),
            started: BTreeSet::new(),
            archived: None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub owner: usize,
    pub held: BTreeMap<usize, Place>,
    /// Each version with the drafts that it held.
    pub versions: Vec<((u32, u32), BTreeMap<usize, usize>)>,
    pub publications: BTreeMap<usize, bool>,
    pub people: BTreeSet<usize>,
    pub archived: Option<DateTime<Utc>>,
}

impl Plan {
    /// PLN-9, PLN-10
    pub fn reaches(&self, unit: usize) -> bool {
        self.publications.iter().any(|(published, below)| *published == unit || *below && within(unit, *published))
    }
}

#[derive(Clone, Debug)]
pub struct Model {
    pub now: DateTime<Utc>,
    pub requirements: Vec<Requirement>,
    pub plans: Vec<Plan>,
}

/// Why an act is refused: the portal says one of these.
type Reasons = Vec<&'static str>;

impl Model {
    /// Plan `i` belongs to unit `i` and is published there.
    pub fn new(now: DateTime<Utc>) -> Self {
        let plan = |index: usize| Plan {
            owner: index % UNITS,
            held: BTreeMap::new(),
            versions: Vec::new(),
            publications: BTreeMap::from([(index % UNITS, false)]),
            people: BTreeSet::new(),
            archived: None,
        };
        Self {
            now,
            requirements: (0..REQUIREMENTS).map(Requirement::new).collect(),
            plans: (0..PLANS).map(plan).collect(),
        }
    }

    /// PLN-5, REQ-13: what somebody with the plan has to do.
    pub fn visible(&self, plan: usize) -> BTreeMap<usize, usize> {
        let active = self.plans[plan].held.iter().filter(|(_, place)| place.state == State::Active);
        active.filter_map(|(r, _)| self.requirements[*r].said.map(|said| (*r, said.draft))).collect()
    }

    /// PLN-13: what a preview shows, with how long each holds in this plan.
    pub fn preview(&self, plan: usize, with_changes: bool) -> BTreeMap<(usize, usize), Option<i32>> {
        let shown = |(r, place): (&usize, &Place)| {
            let Requirement { said, draft, .. } = &self.requirements[*r];
            let content = match place.state {
                State::Active | State::Inactive if with_changes => draft.or(*said),
                State::Active => *said,
                _ => None,
            }?;
            Some(((*r, content.draft), place.adapted.or(content.days)))
        };
        self.plans[plan].held.iter().filter_map(shown).collect()
    }

    /// REQ-14
    pub fn adaptable(&self, r: usize) -> bool {
        self.requirements[r].said.is_some_and(|said| said.adaptable && said.days.is_some())
    }

    /// REQ-11: a plan holds it, or a version of one did.
    pub fn remembered(&self, r: usize) -> bool {
        let of =
            |plan: &Plan| plan.held.contains_key(&r) || plan.versions.iter().any(|(_, held)| held.contains_key(&r));
        self.plans.iter().any(of)
    }

    /// REQ-16: a draft of a unit that one has no access to.
    fn is_unread(&self, who: Who, r: usize) -> bool {
        self.requirements[r].said.is_none() && !who.covers(self.requirements[r].owner)
    }

    fn edits(&self, who: Who, r: usize, reasons: &mut Reasons) {
        if self.requirements[r].archived.is_some() {
            reasons.extend(["archived", "forbidden"]);
        } else if !who.covers(self.requirements[r].owner) || r >= CENTRAL && who != Who::Admin {
            reasons.push("forbidden");
        }
    }

    fn edits_plan(&self, who: Who, p: usize, reasons: &mut Reasons) {
        if self.plans[p].archived.is_some() {
            reasons.extend(["archived", "forbidden"]);
        } else if !who.covers(self.plans[p].owner) {
            reasons.push("forbidden");
        }
    }

    /// REQ-7
    fn breaks(&self, r: usize, to: Switches, reasons: &mut Reasons) {
        let Some(Content { switches: from, .. }) = self.requirements[r].said else { return };
        if self.requirements[r].started.is_empty() {
            return;
        }
        if from.signature && !to.signature {
            reasons.push("signature_locked");
        }
        if from.expiry && !to.expiry {
            reasons.push("manual_expiry_locked");
        }
        if from.repeats != to.repeats {
            reasons.push("repetitions_locked");
        }
    }

    /// REQ-9
    fn reaches(&self, r: usize, unit: usize) -> bool {
        let shares = &self.requirements[r].shares;
        shares.iter().any(|(shared, (below, ended))| !ended && (*shared == unit || *below && within(unit, *shared)))
    }

    fn since(&self, at: Option<DateTime<Utc>>) -> Option<TimeDelta> {
        at.map(|at| self.now - at)
    }

    /// Why the act is refused; nothing, where it is done.
    pub fn refuses(&self, who: Who, act: &Act) -> Reasons {
        let mut reasons = Reasons::new();
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
                if self.is_unread(who, *r) =>
            {
                reasons.push("not_found");
                // whoever may do so nowhere is told that before
                if matches!(act, Act::Archive(_) | Act::Restore(_)) && !who.archives() {
                    reasons.push("forbidden");
                }
            }
            Act::Draft(r, content, owner) => {
                self.edits(who, *r, &mut reasons);
                self.breaks(*r, content.switches, &mut reasons);
                if !content.fits(*r) {
                    reasons.push("nothing_to_adapt");
                }
                if owner.is_some_and(|unit| unit != self.requirements[*r].owner && !who.covers(unit)) {
                    reasons.push("forbidden");
                }
            }
            Act::DeleteDraft(r) => {
                self.edits(who, *r, &mut reasons);
                if self.requirements[*r].said.is_none() {
                    reasons.push("not_published");
                }
                if self.requirements[*r].draft.is_none() {
                    reasons.push("no_draft");
                }
            }
            Act::Publish(r) => {
                self.edits(who, *r, &mut reasons);
                match self.requirements[*r].draft {
                    Some(draft) => self.breaks(*r, draft.switches, &mut reasons),
                    None => reasons.push("no_draft"),
                }
            }
            Act::Reset(r) | Act::Share(r, ..) => self.edits(who, *r, &mut reasons),
            Act::EndShare(r, unit) => {
                self.edits(who, *r, &mut reasons);
                if self.requirements[*r].shares.get(unit).is_none_or(|(_, ended)| *ended) {
                    reasons.push("not_found");
                }
            }
            Act::Delete(r) => {
                self.edits(who, *r, &mut reasons);
                if self.remembered(*r) {
                    reasons.push("in_use");
                }
            }
            Act::Archive(r) => Self::archives(who, self.since(self.requirements[*r].archived), &mut reasons),
            Act::Restore(r) => Self::restores(who, self.since(self.requirements[*r].archived), &mut reasons),
            Act::ArchivePlan(p) => Self::archives(who, self.since(self.plans[*p].archived), &mut reasons),
            Act::RestorePlan(p) => Self::restores(who, self.since(self.plans[*p].archived), &mut reasons),
            Act::TakeIn(p, r) => {
                self.edits_plan(who, *p, &mut reasons);
                if self.requirements[*r].archived.is_some() || !self.reaches(*r, self.plans[*p].owner) {
                    reasons.push("requirement_not_shared");
                }
                if self.plans[*p].held.contains_key(r) {
                    reasons.push("already_in_plan");
                }
            }
            Act::TakeOut(p, r) => {
                self.edits_plan(who, *p, &mut reasons);
                let late = self.now - self.plans[*p].held[r].added > TimeDelta::hours(24);
                if late && !self.plans[*p].people.is_empty() {
                    reasons.push("cannot_remove");
                }
            }
            Act::Approve(p, chosen) => self.refuses_approval(who, *p, chosen, &mut reasons),
            Act::Deactivate(p, r) => {
                self.edits_plan(who, *p, &mut reasons);
                match self.plans[*p].held[r].state {
                    State::Active => {}
                    State::Inactive => reasons.push("not_active"),
                    State::Deactivated | State::Archived => reasons.push("already_deactivated"),
                }
            }
            Act::Reactivate(p, r) => {
                self.edits_plan(who, *p, &mut reasons);
                if self.plans[*p].held[r].state != State::Deactivated {
                    reasons.push("not_deactivated");
                }
            }
            Act::Adapt(p, r, days) => {
                self.edits_plan(who, *p, &mut reasons);
                if days.is_some() && !self.adaptable(*r) {
                    reasons.push("nothing_to_adapt");
                }
            }
            Act::PublishTo(p, ..) => self.edits_plan(who, *p, &mut reasons),
            Act::Withdraw(p, unit) => {
                self.edits_plan(who, *p, &mut reasons);
                if !self.plans[*p].publications.contains_key(unit) {
                    reasons.push("not_found");
                }
            }
            Act::MovePlan(p, unit) => {
                self.edits_plan(who, *p, &mut reasons);
                if *unit != self.plans[*p].owner && !who.covers(*unit) {
                    reasons.push("forbidden");
                }
            }
            Act::Assign(..) | Act::Start(..) | Act::Wait(_) => {}
        }
        reasons
    }

    fn refuses_approval(&self, who: Who, p: usize, chosen: &BTreeSet<usize>, reasons: &mut Reasons) {
        self.edits_plan(who, p, reasons);
        for r in chosen {
            if !matches!(self.plans[p].held[r].state, State::Inactive | State::Active) {
                reasons.push("validation_failed");
            }
            let Some(draft) = self.requirements[*r].draft else { continue };
            self.breaks(*r, draft.switches, reasons);
            let mut may = Reasons::new();
            self.edits(who, *r, &mut may);
            if !may.is_empty() {
                reasons.push("unpublished_draft");
            }
        }
    }

    fn archives(who: Who, archived: Option<TimeDelta>, reasons: &mut Reasons) {
        if !who.archives() {
            reasons.push("forbidden");
        }
        if archived.is_some() {
            reasons.push("archived");
        }
    }

    fn restores(who: Who, archived: Option<TimeDelta>, reasons: &mut Reasons) {
        if !who.archives() {
            reasons.push("forbidden");
        }
        match archived {
            None => reasons.push("not_archived"),
            Some(since) if since > TimeDelta::days(30) => reasons.push("archived_for_good"),
            Some(_) => {}
        }
    }

    /// What follows from an act that is done.
    pub fn follow(&mut self, act: &Act) {
        match act {
            Act::Draft(r, content, owner) => {
                let requirement = &mut self.requirements[*r];
                requirement.drafts = content.draft;
                requirement.draft = Some(*content);
                requirement.new_owner = owner.filter(|unit| *unit != requirement.owner);
            }
            Act::DeleteDraft(r) => self.forget_draft(*r),
            Act::Publish(r) => {
                self.publish(*r);
                self.published_in_others(&BTreeSet::from([*r]), None);
            }
            Act::Reset(r) => self.requirements[*r].started.clear(),
            Act::Archive(r) => {
                self.requirements[*r].archived = Some(self.now);
                if self.requirements[*r].said.is_some() {
                    self.forget_draft(*r);
                }
                for place in self.plans.iter_mut().filter_map(|plan| plan.held.get_mut(r)) {
                    place.before = Some(place.state);
                    place.state = State::Archived;
                }
            }
            Act::Restore(r) => {
                self.requirements[*r].archived = None;
                for place in self.plans.iter_mut().filter_map(|plan| plan.held.get_mut(r)) {
                    place.state = place.before.take().unwrap_or(place.state);
                }
            }
            Act::Delete(r) => self.requirements[*r] = Requirement::new(*r),
            Act::Share(r, unit, below) => {
                self.requirements[*r].shares.insert(*unit, (*below, false));
            }
            Act::EndShare(r, unit) => self.end_share(*r, *unit),
            Act::TakeIn(p, r) => {
                let place = Place { state: State::Inactive, before: None, added: self.now, adapted: None };
                self.plans[*p].held.insert(*r, place);
            }
            Act::TakeOut(p, r) => {
                self.plans[*p].held.remove(r);
            }
            Act::Approve(p, chosen) => self.approve(*p, chosen),
            Act::Deactivate(p, r) => self.put(*p, *r, State::Deactivated),
            Act::Reactivate(p, r) => {
                self.put(*p, *r, State::Active);
                let (major, minor) = self.plans[*p].versions.last().map_or((0, 0), |(version, _)| *version);
                self.make(*p, (major, minor + 1));
            }
            Act::Adapt(p, r, days) => {
                if let Some(place) = self.plans[*p].held.get_mut(r) {
                    place.adapted = *days;
                }
            }
            Act::PublishTo(p, unit, below) => {
                self.plans[*p].publications.insert(*unit, *below);
            }
            Act::Withdraw(p, unit) => {
                self.plans[*p].publications.remove(unit);
            }
            Act::MovePlan(p, unit) => self.plans[*p].owner = *unit,
            Act::ArchivePlan(p) => self.plans[*p].archived = Some(self.now),
            Act::RestorePlan(p) => self.plans[*p].archived = None,
            Act::Assign(p, person) => {
                self.plans[*p].people.insert(*person);
            }
            Act::Start(person, r) => {
                self.requirements[*r].started.insert(*person);
            }
            Act::Wait(hours) => self.now += TimeDelta::hours(*hours),
        }
    }

    fn forget_draft(&mut self, r: usize) {
        self.requirements[r].draft = None;
        self.requirements[r].new_owner = None;
    }

    fn put(&mut self, p: usize, r: usize, state: State) {
        if let Some(place) = self.plans[p].held.get_mut(&r) {
            place.state = state;
        }
    }

    /// REQ-9: what no plan has made use of is gone altogether.
    fn end_share(&mut self, r: usize, unit: usize) {
        let Some((below, _)) = self.requirements[r].shares.get(&unit).copied() else { return };
        let uses =
            |plan: &Plan| plan.held.contains_key(&r) && (plan.owner == unit || below && within(plan.owner, unit));
        if self.plans.iter().any(uses) {
            self.requirements[r].shares.insert(unit, (below, true));
        } else {
            self.requirements[r].shares.remove(&unit);
        }
    }

    fn publish(&mut self, r: usize) {
        let requirement = &mut self.requirements[r];
        requirement.said = requirement.draft.take();
        if let Some(owner) = requirement.new_owner.take() {
            requirement.owner = owner;
            requirement.shares.insert(owner, (false, false));
        }
    }

    fn make(&mut self, p: usize, version: (u32, u32)) {
        let held = self.visible(p);
        self.plans[p].versions.push((version, held));
    }

    /// PLN-7: a minor version in each plan, but one, that has one of these active.
    fn published_in_others(&mut self, published: &BTreeSet<usize>, but: Option<usize>) {
        for p in (0..PLANS).filter(|p| Some(*p) != but) {
            let active = |r: &usize| self.plans[p].held.get(r).is_some_and(|place| place.state == State::Active);
            let last = self.plans[p].versions.last().map(|(version, _)| *version);
            if let (true, Some((major, minor))) = (published.iter().any(active), last) {
                self.make(p, (major, minor + 1));
            }
        }
    }

    /// PLN-6, PLN-7
    fn approve(&mut self, p: usize, chosen: &BTreeSet<usize>) {
        let drafted: BTreeSet<_> = chosen.iter().copied().filter(|r| self.requirements[*r].draft.is_some()).collect();
        let inactive = |r: &&usize| self.plans[p].held[*r].state == State::Inactive || drafted.contains(r);
        let approved = chosen.iter().filter(inactive).count();
        for r in &drafted {
            self.publish(*r);
        }
        for r in chosen {
            self.put(p, *r, State::Active);
        }
        match (self.plans[p].versions.last().map(|(version, _)| *version), approved) {
            (_, 0) => {}
            (None, _) => self.make(p, (1, 0)),
            (Some((major, minor)), 1) => self.make(p, (major, minor + 1)),
            (Some((major, _)), _) => self.make(p, (major + 1, 0)),
        }
        self.published_in_others(&drafted, Some(p));
    }
}
