//! What a file would change in a plan: its sections, its goals, and their content. Nothing is removed from the plan,
//! and what the file does not name stays as it is.

use std::collections::{HashMap, HashSet};

use kyndig_contract::transfer::{
    ContentImportEntry, ImportChange, ImportSubject, Refusal, TransferGoal, TransferPlace, TransferPlan,
    TransferReference, TransferSection,
};
use kyndig_domain::{
    ids::{GoalId, RequirementId, SectionId},
    plan::PlanRequirementState,
    transfer,
};
use kyndig_framework::At;
use kyndig_platform::http::{Code, Failure};

use super::{
    document,
    intent::{Becomes, GoalIntent, Intent, PlaceIntent, PlanIntent, RequirementIntent, SectionIntent},
    read::Incoming,
};
use crate::plan::service::transfer::{Held, Place};

/// As many as in a plan written by hand.
const MOST_SECTIONS: usize = 200;
const MOST_GOALS: usize = 500;
const MOST_PLACES: usize = 1000;

/// Appends the changes of the plan to the intent. `only_content`: the plan's own fields stay.
pub fn compare(
    intent: &mut Intent,
    held: Option<Held>,
    wanted: TransferPlan,
    incoming: &Incoming,
    only_content: bool,
) -> Result<(), Failure> {
    let fields = held.as_ref().filter(|_| !only_content).map(|held| about(held, &wanted)).unwrap_or_default();
    let becomes = match &held {
        None => ImportChange::Create,
        Some(_) if fields.is_empty() => ImportChange::Keep,
        Some(_) => ImportChange::Update,
    };
    let mut entry = blank(ImportSubject::Plan, Ok(becomes), held.as_ref().map_or(&wanted.name, |held| &held.name));
    if becomes != ImportChange::Keep {
        entry.name.clone_from(&wanted.name);
    }
    entry.fields = fields;
    let compared = Comparison { held: held.as_ref(), incoming, requirements: by_name(&intent.requirements) };
    let mut entries = vec![compared.at(entry, &wanted.id, "plan".to_owned())];
    let sections: Vec<SectionIntent> = wanted
        .sections
        .iter()
        .enumerate()
        .map(|(index, section)| compared.section(section, &format!("plan.sections[{index}]"), &wanted, &mut entries))
        .collect();
    within_limits(held.as_ref(), &sections)?;
    let reorder = held.as_ref().is_some_and(|held| out_of_order(held, &sections));
    if reorder {
        entries.push(blank(ImportSubject::Order, Ok(ImportChange::Update), &wanted.name));
    }
    // The plan first, then what it needs, then its content.
    let rest = entries.split_off(1);
    intent.entries.splice(0..0, entries);
    for requirement in &mut intent.requirements {
        requirement.entry += 1;
    }
    intent.entries.extend(rest);
    intent.plan = Some(PlanIntent { held, wanted, becomes, sections, reorder });
    Ok(())
}

fn by_name(requirements: &[RequirementIntent]) -> HashMap<RequirementId, &RequirementIntent> {
    requirements.iter().map(|intent| (intent.wanted.id, intent)).collect()
}

/// The fields of the plan itself that differ from the file.
fn about(held: &Held, wanted: &TransferPlan) -> Vec<String> {
    let said = [
        ("name", held.name != wanted.name),
        ("description", held.description != wanted.description),
        ("timeFrame", held.time_frame != wanted.time_frame),
        ("literature", held.literature != wanted.literature),
        ("completion", held.completion != wanted.completion),
    ];
    said.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()).collect()
}

fn blank(subject: ImportSubject, becomes: Becomes, name: &str) -> ContentImportEntry {
    ContentImportEntry {
        subject,
        change: becomes.unwrap_or(ImportChange::Refuse),
        name: name.to_owned(),
        code: String::new(),
        within: String::new(),
        fields: Vec::new(),
        reason: becomes.err(),
        detail: None,
        line: None,
        path: None,
        requirement_id: None,
    }
}

struct Comparison<'a> {
    held: Option<&'a Held>,
    incoming: &'a Incoming,
    requirements: HashMap<RequirementId, &'a RequirementIntent>,
}

impl Comparison<'_> {
    fn at(&self, entry: ContentImportEntry, key: &str, path: String) -> ContentImportEntry {
        let at = self.incoming.at.get(key).cloned().unwrap_or_else(|| At::path(path));
        ContentImportEntry { line: at.line.and_then(|line| i64::try_from(line).ok()), path: at.path, ..entry }
    }

    /// Whether sections and goals may be created and changed.
    fn arrange(&self) -> Result<(), Refusal> {
        match self.held {
            Some(held) if !held.may_fill => Err(Refusal::TemplateInUse),
            Some(held) if !held.may_arrange => Err(Refusal::FromTemplate),
            _ => Ok(()),
        }
    }

    fn fill(&self) -> Result<(), Refusal> {
        if self.held.is_some_and(|held| !held.may_fill) { Err(Refusal::TemplateInUse) } else { Ok(()) }
    }

    fn section(
        &self,
        wanted: &TransferSection,
        path: &str,
        plan: &TransferPlan,
        entries: &mut Vec<ContentImportEntry>,
    ) -> SectionIntent {
        let known = self.held.and_then(|held| held.sections.iter().find(|section| section.known == wanted.id));
        let mut fields = Vec::new();
        if let Some(known) = known {
            fields.extend((known.name != wanted.name).then(|| "name".to_owned()));
            let marks = known.may_be_not_relevant != wanted.may_be_not_relevant;
            fields.extend(marks.then(|| "mayBeNotRelevant".to_owned()));
        }
        let becomes = match known {
            Some(_) if fields.is_empty() => Ok(ImportChange::Keep),
            Some(_) => self.arrange().map(|()| ImportChange::Update),
            None => self.arrange().map(|()| ImportChange::Create),
        };
        let mut entry = blank(ImportSubject::Section, becomes, &wanted.name);
        entry.fields = fields;
        entries.push(self.at(entry, &wanted.id, path.to_owned()));
        let mut section =
            SectionIntent { known: known.map(|known| known.id), becomes, goals: Vec::new(), places: Vec::new() };
        for (index, goal) in wanted.goals.iter().enumerate() {
            let intent = self.goal(goal, &section, &format!("{path}.goals[{index}]"), wanted, plan, entries);
            section.goals.push(intent);
        }
        for (index, place) in wanted.requirements.iter().enumerate() {
            let path = format!("{path}.requirements[{index}]");
            let there = section.will_be();
            let intent = self.place(place, section.known, None, there, &wanted.name, &path, plan, entries);
            section.places.push(intent);
        }
        section
    }

    fn goal(
        &self,
        wanted: &TransferGoal,
        section: &SectionIntent,
        path: &str,
        theme: &TransferSection,
        plan: &TransferPlan,
        entries: &mut Vec<ContentImportEntry>,
    ) -> GoalIntent {
        let known = self.held.and_then(|held| held.goals.iter().find(|goal| goal.known == wanted.id));
        let mut fields: Vec<String> = Vec::new();
        let mut refers_other = !wanted.references.is_empty();
        if let (Some(known), Some(held)) = (known, self.held) {
            let says = [
                ("code", known.code != wanted.code),
                ("name", known.name != wanted.name),
                ("description", known.description != wanted.description),
            ];
            fields.extend(says.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name.to_owned()));
            let keys = held.goals.iter().map(|goal| (goal.id, goal.known.as_str())).collect();
            refers_other = inside(&document::references(known, &keys), plan) != inside(&wanted.references, plan);
        }
        let says_other = !fields.is_empty();
        fields.extend(refers_other.then(|| "references".to_owned()));
        let becomes = match known {
            Some(known) if Some(known.section_id) != section.known => Err(Refusal::StandsElsewhere),
            Some(_) if fields.is_empty() => Ok(ImportChange::Keep),
            Some(_) => self.arrange().map(|()| ImportChange::Update),
            None if section.will_be() => self.arrange().map(|()| ImportChange::Create),
            None => Err(Refusal::RestsOnRefused),
        };
        let mut entry = blank(ImportSubject::Goal, becomes, &wanted.name);
        entry.code.clone_from(&wanted.code);
        entry.within.clone_from(&theme.name);
        entry.fields = if known.is_some() { fields } else { Vec::new() };
        entries.push(self.at(entry, &wanted.id, path.to_owned()));
        let mut goal =
            GoalIntent { known: known.map(|known| known.id), becomes, says_other, refers_other, places: Vec::new() };
        for (index, place) in wanted.requirements.iter().enumerate() {
            let path = format!("{path}.requirements[{index}]");
            let in_section = known.map(|known| known.section_id).or(section.known);
            let intent = self.place(place, in_section, goal.known, goal.will_be(), &wanted.name, &path, plan, entries);
            goal.places.push(intent);
        }
        goal
    }

    #[expect(clippy::too_many_arguments, reason = "where it is to stand has as many sides")]
    fn place(
        &self,
        wanted: &TransferPlace,
        section: Option<SectionId>,
        goal: Option<GoalId>,
        there: bool,
        within: &str,
        path: &str,
        plan: &TransferPlan,
        entries: &mut Vec<ContentImportEntry>,
    ) -> PlaceIntent {
        let requirement = self.requirements.get(&wanted.requirement);
        let here = requirement.and_then(|requirement| requirement.known.as_ref());
        let standing = self.held.zip(here).and_then(|(held, known)| {
            let mut places = held.places.iter();
            places.find(|place| place.requirement_id == known.id && (!plan.kind.has_goals() || place.goal_id == goal))
        });
        let standing = standing.filter(|place| !plan.kind.has_goals() || place.goal_id.is_some());
        let mut fields = Vec::new();
        let mut becomes = match requirement {
            Some(requirement) if there => self.stands(wanted, requirement, standing, plan, &mut fields),
            _ => Err(Refusal::RestsOnRefused),
        };
        if becomes.is_ok() && standing.is_some_and(|place| Some(place.section_id) != section) {
            becomes = Err(Refusal::StandsElsewhere);
        }
        let adapts = fields.iter().any(|field| field == "adapted");
        let name = requirement.map_or("", |requirement| requirement.wanted.content.name.as_str());
        let mut entry = blank(ImportSubject::Place, becomes, name);
        within.clone_into(&mut entry.within);
        entry.fields = if becomes == Ok(ImportChange::Update) { fields } else { Vec::new() };
        entry.requirement_id = here.map(|known| known.id);
        entry.path = Some(path.to_owned());
        entries.push(entry);
        let out = wanted.state == PlanRequirementState::Deactivated;
        PlaceIntent { known: standing.cloned(), becomes, adapts, out }
    }

    fn stands(
        &self,
        wanted: &TransferPlace,
        requirement: &RequirementIntent,
        standing: Option<&Place>,
        plan: &TransferPlan,
        fields: &mut Vec<String>,
    ) -> Becomes {
        if requirement.kind() != plan.kind.holds() {
            return Err(Refusal::WrongKind);
        }
        // PLN-2
        if !plan.kind.takes(requirement.known.as_ref().map_or(requirement.wanted.level, |known| known.level)) {
            return Err(Refusal::National);
        }
        if !requirement.will_be() {
            return Err(Refusal::RestsOnRefused);
        }
        if standing.is_none() && !requirement.shared {
            return Err(Refusal::NotShared);
        }
        let may_deactivate =
            self.held.zip(standing).zip(requirement.known.as_ref()).is_none_or(|((held, place), known)| {
                held.standing(place, known.kind, known.level).may_be_deactivated()
            });
        let state =
            transfer::place(standing.map(|place| place.state), wanted.state, requirement.published(), may_deactivate)?;
        if state == ImportChange::Update {
            fields.push("state".to_owned());
        }
        let now = standing.and_then(|place| document::of_place(place, wanted.requirement).adapted);
        if now != wanted.adapted {
            if wanted.adapted.is_some() && !requirement.adaptable() {
                return Err(Refusal::NothingToAdapt);
            }
            fields.push("adapted".to_owned());
        }
        match standing {
            Some(_) if fields.is_empty() => Ok(ImportChange::Keep),
            Some(_) => self.fill().map(|()| ImportChange::Update),
            None => self.fill().map(|()| ImportChange::Create),
        }
    }
}

/// References as they are stored: one within the plan needs no plan name.
pub fn inside(references: &[TransferReference], plan: &TransferPlan) -> Vec<TransferReference> {
    let goals: HashSet<&str> =
        plan.sections.iter().flat_map(|section| &section.goals).map(|goal| goal.id.as_str()).collect();
    let stored = |reference: &TransferReference| {
        if goals.contains(reference.to.as_str()) {
            TransferReference { title: String::new(), address: None, ..reference.clone() }
        } else {
            reference.clone()
        }
    };
    references.iter().map(stored).collect()
}

fn within_limits(held: Option<&Held>, sections: &[SectionIntent]) -> Result<(), Failure> {
    let new = |becomes: &Becomes| *becomes == Ok(ImportChange::Create);
    let goals = || sections.iter().flat_map(|section| &section.goals);
    let places = goals().flat_map(|goal| &goal.places).chain(sections.iter().flat_map(|section| &section.places));
    let more = [
        sections.iter().filter(|section| new(&section.becomes)).count(),
        goals().filter(|goal| new(&goal.becomes)).count(),
        places.filter(|place| new(&place.becomes)).count(),
    ];
    let there = held.map_or([0; 3], |held| [held.sections.len(), held.goals.len(), held.places.len()]);
    let most = [MOST_SECTIONS, MOST_GOALS, MOST_PLACES];
    let full = (0..3).any(|what| more[what] > 0 && there[what] + more[what] > most[what]);
    if full { Err(Code::PlanFull.into()) } else { Ok(()) }
}

/// Whether the existing parts are in another order than in the file. New ones come after them in any case.
fn out_of_order(held: &Held, sections: &[SectionIntent]) -> bool {
    if !held.may_arrange && held.kind.has_goals() || !held.may_fill {
        return false;
    }
    let place_of = |id: &SectionId| held.sections.iter().position(|section| section.id == *id);
    let goal_of = |id: &GoalId| held.goals.iter().position(|goal| goal.id == *id);
    let stands_at = |intent: &PlaceIntent| {
        let known = intent.known.as_ref()?;
        held.places.iter().position(|place| place.id == known.id)
    };
    let falls = |places: Vec<Option<usize>>| {
        // New parts come after existing ones; an existing part after a new one is out of place.
        let mut last = 0;
        places.into_iter().any(|place| {
            let place = place.unwrap_or(usize::MAX);
            let falls = place < last;
            last = last.max(place);
            falls
        })
    };
    let goals = |section: &SectionIntent| {
        section.goals.iter().filter(|goal| goal.becomes.is_ok()).map(|g| g.known.as_ref().and_then(goal_of)).collect()
    };
    let places = |places: &[PlaceIntent]| {
        falls(places.iter().filter(|place| place.becomes.is_ok() && !place.out).map(stands_at).collect())
    };
    falls(sections.iter().filter(|s| s.will_be()).map(|s| s.known.as_ref().and_then(place_of)).collect())
        || sections.iter().any(|section| {
            falls(goals(section)) || places(&section.places) || section.goals.iter().any(|goal| places(&goal.places))
        })
}
