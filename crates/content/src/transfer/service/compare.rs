//! What a file would change: entry by entry, before anything is applied.

use std::collections::{HashMap, HashSet};

use kyndig_contract::transfer::{
    BranchKind, ContentImportEntry, ContentImportNote, ImportChange, ImportSubject, Refusal, TransferCategory,
    TransferRequirement,
};
use kyndig_domain::{
    ids::{PlanId, RequirementId, UnitId},
    plan::PlanKind,
    requirement::{Level, Lock, RequirementKind},
    transfer::{self, Here},
};
use kyndig_platform::{
    auth::{Work, content_policy},
    http::{Code, Failure},
};

use super::{
    ImportRequest, document,
    intent::{Intent, RequirementIntent},
    number, place,
    read::Incoming,
};
use crate::{
    category::service::transfer as categories,
    plan::service::{transfer as plans, transfer::Held},
    requirement::{
        service as requirement,
        service::{transfer as requirements, transfer::Known},
    },
};

pub async fn compare(work: &Work<'_>, asked: &ImportRequest, incoming: &Incoming) -> Result<Intent, Failure> {
    let mut intent = Intent { owner: Some(asked.owner), ..Intent::default() };
    let held = if incoming.plan.is_some() {
        target(work, asked, incoming, &mut intent).await?
    } else {
        writes_some(work, asked.owner).await?;
        None
    };
    compare_requirements(work, asked.owner, held.as_ref(), incoming, &mut intent).await?;
    if let Some(plan) = &incoming.plan {
        let framework = !incoming.at.is_empty();
        let mut wanted = plan.clone();
        if let Some(held) = held.as_ref().filter(|_| asked.plan.is_some()) {
            // Into an existing plan only the goals are imported; its own fields stay.
            wanted.kind = held.kind;
        }
        place::compare(&mut intent, held, wanted, incoming, framework && asked.plan.is_some())?;
    }
    Ok(intent)
}

/// A catalogue is for those who write requirements of some kind for the unit.
async fn writes_some(work: &Work<'_>, owner: UnitId) -> Result<(), Failure> {
    let mut writes = Writers { work: *work, owner, known: HashMap::new() };
    for kind in RequirementKind::ALL {
        for level in [Level::Local, Level::Central] {
            if writes.may(*kind, level).await? {
                return Ok(());
            }
        }
    }
    Err(Code::Forbidden.into())
}

/// The existing plan, which the actor may edit; or none, where the actor may create one.
async fn target(
    work: &Work<'_>,
    asked: &ImportRequest,
    incoming: &Incoming,
    intent: &mut Intent,
) -> Result<Option<Held>, Failure> {
    let Some(plan) = &incoming.plan else { return Ok(None) };
    let found: Option<PlanId> = match asked.plan {
        Some(_) if incoming.at.is_empty() => return Err(Failure::invalid("planId", "invalid")),
        Some(id) => Some(id),
        None => plans::find(work, plan, asked.owner).await?,
    };
    let Some(id) = found else {
        let level = if plan.is_template { Level::Central } else { plan.level };
        content_policy::owns_plan(work, plan.kind, level, plan.is_template, asked.owner, "ownerUnitId").await?;
        if plan.template.is_some() {
            return Err(Code::NeedsCopy.into());
        }
        return Ok(None);
    };
    let held = plans::held(work, id).await?;
    intent.versions.push((id.to_string(), held.version));
    if held.archived {
        return Err(Code::Archived.into());
    }
    if !held.can_edit {
        return Err(Code::Forbidden.into());
    }
    if asked.plan.is_some() {
        if !held.kind.has_goals() {
            return Err(Failure::invalid("planId", "invalid"));
        }
        if !held.may_arrange {
            return Err(if held.may_fill { Code::FromTemplate } else { Code::TemplateInUse }.into());
        }
    }
    Ok(Some(held))
}

async fn compare_requirements(
    work: &Work<'_>,
    owner: UnitId,
    held: Option<&Held>,
    incoming: &Incoming,
    intent: &mut Intent,
) -> Result<(), Failure> {
    if incoming.requirements.is_empty() {
        return Ok(());
    }
    let in_document: HashSet<RequirementId> = incoming.requirements.iter().map(|wanted| wanted.id).collect();
    let rests = incoming.requirements.iter().flat_map(|wanted| wanted.content.prerequisites.iter().copied());
    let names: Vec<RequirementId> = in_document.iter().copied().chain(rests).collect();
    let here = Candidates::find(work, owner, held, &names).await?;
    let chosen: Vec<Known> = incoming.requirements.iter().filter_map(|wanted| here.of(wanted.id).cloned()).collect();
    let said: HashMap<RequirementId, TransferRequirement> =
        chosen.iter().map(|known| known.id).zip(document::as_documents(work, &chosen).await?).collect();
    let changes: Vec<_> = incoming
        .requirements
        .iter()
        .filter_map(|wanted| here.of(wanted.id).map(|known| (known.id, &known.content, &wanted.content)))
        .collect();
    let broken = requirements::broken(work, &changes).await?;
    let links_courses = content_policy::links_courses(work, owner).await?;
    let mut writes = Writers { work: *work, owner, known: HashMap::new() };
    for (index, wanted) in incoming.requirements.iter().enumerate() {
        let known = here.of(wanted.id).cloned();
        let mut wanted = wanted.clone();
        if let Some(known) = &known {
            wanted.level = known.level;
        }
        requirements::identify(work, &mut wanted.content, known.as_ref().map(|known| &known.content));
        let now = known.as_ref().and_then(|known| said.get(&known.id));
        file(work, owner, now, &mut wanted, index, intent).await?;
        let fields = now.map(|now| differing(now, &wanted)).transpose()?.unwrap_or_default();
        let may_write = known.is_some() || writes.may(wanted.kind, wanted.level).await?;
        let standing = match &known {
            None => Here::Nothing,
            Some(known) if known.owner != owner => Here::Shared,
            Some(known) => Here::Own {
                same: fields.is_empty(),
                archived: known.archived,
                has_draft: known.has_draft,
                can_edit: known.can_edit,
                breaks: broken.get(&known.id).map(|lock| locked(*lock)),
            },
        };
        let mut becomes = transfer::requirement(wanted.level, standing, may_write);
        let mut detail = None;
        if known.as_ref().is_some_and(|known| known.kind != wanted.kind) {
            becomes = Err(Refusal::WrongKind);
        } else if matches!(becomes, Ok(ImportChange::Create | ImportChange::Update)) {
            let unknown = wanted.content.prerequisites.iter();
            let unknown = unknown.copied().find(|on| !in_document.contains(on) && here.of(*on).is_none());
            let anew = wanted.content.links_anew(known.as_ref().map(|known| &known.content)).is_some();
            if let Some(code) = requirements::unfit(wanted.kind, wanted.level, &wanted.content) {
                (becomes, detail) = (Err(Refusal::Unfit), Some(code.to_owned()));
            } else if anew && !links_courses {
                (becomes, detail) = (Err(Refusal::Unfit), Some(Code::CoursesByTrustAdmins.as_str().to_owned()));
            } else if let Some(on) = unknown {
                (becomes, detail) = (Err(Refusal::UnknownPrerequisite), Some(on.to_string()));
            }
        }
        if let Some(known) = &known {
            intent.versions.push((known.id.to_string(), known.version));
            if known.owner != owner && !fields.is_empty() {
                let path = Some(format!("requirements[{index}]"));
                let value = Some(format!("{} {}", number(known), known.content.name));
                intent.notes.push(ContentImportNote {
                    code: "stands_as_here".to_owned(),
                    line: None,
                    path,
                    value,
                    count: 1,
                });
            }
        }
        let shared = known.as_ref().is_none_or(|known| here.shared.contains(&known.id));
        intent.requirements.push(RequirementIntent { shared, becomes, entry: intent.entries.len(), known, wanted });
        if let Some(last) = intent.requirements.last() {
            intent.entries.push(entry(last, index, fields, detail));
        }
    }
    refuse_what_rests_on_refused(intent);
    drop_idle_categories(intent);
    Ok(())
}

fn entry(intent: &RequirementIntent, index: usize, fields: Vec<String>, detail: Option<String>) -> ContentImportEntry {
    ContentImportEntry {
        subject: ImportSubject::Requirement,
        change: intent.becomes.unwrap_or(ImportChange::Refuse),
        name: intent.wanted.content.name.clone(),
        code: intent.known.as_ref().map(number).unwrap_or_default(),
        within: String::new(),
        fields: if intent.becomes == Ok(ImportChange::Update) { fields } else { Vec::new() },
        reason: intent.becomes.err(),
        detail,
        line: None,
        path: Some(format!("requirements[{index}]")),
        requirement_id: intent.known.as_ref().map(|known| known.id),
    }
}

/// Anything that depends, directly or not, on a requirement that will not exist is left out as well.
fn refuse_what_rests_on_refused(intent: &mut Intent) {
    loop {
        let missing: HashMap<RequirementId, String> = intent
            .requirements
            .iter()
            .filter(|intent| !intent.will_be())
            .map(|intent| (intent.wanted.id, intent.wanted.content.name.clone()))
            .collect();
        let mut changed = false;
        for requirement in &mut intent.requirements {
            if !matches!(requirement.becomes, Ok(ImportChange::Create | ImportChange::Update)) {
                continue;
            }
            let on = requirement.wanted.content.prerequisites.iter().find_map(|on| missing.get(on));
            if let Some(name) = on {
                requirement.becomes = Err(Refusal::RestsOnRefused);
                let entry = &mut intent.entries[requirement.entry];
                entry.change = ImportChange::Refuse;
                entry.fields.clear();
                (entry.reason, entry.detail) = (Some(Refusal::RestsOnRefused), Some(name.clone()));
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// A category is created only for what is filed in it.
fn drop_idle_categories(intent: &mut Intent) {
    let mut needed: Vec<TransferCategory> = Vec::new();
    for requirement in &intent.requirements {
        let Some(category) = &requirement.wanted.category else { continue };
        if !matches!(requirement.becomes, Ok(ImportChange::Create | ImportChange::Update)) {
            continue;
        }
        let branch = intent.branches.get(&(category.branch, category.speciality.clone())).and_then(Option::as_ref);
        for depth in 1..=category.path.len() {
            let path = category.path[..depth].to_vec();
            let one = TransferCategory { path, ..category.clone() };
            if branch.is_some_and(|branch| branch.find(&one.path).is_none()) && !needed.contains(&one) {
                needed.push(one);
            }
        }
    }
    let made = needed.into_iter().map(|category| ContentImportEntry {
        subject: ImportSubject::Category,
        change: ImportChange::Create,
        name: category.path.join(" › "),
        code: String::new(),
        within: category.speciality.unwrap_or_default(),
        fields: Vec::new(),
        reason: None,
        detail: None,
        line: None,
        path: None,
        requirement_id: None,
    });
    intent.entries.extend(made);
}

/// The category for it, if available; otherwise it stays where it is, with a note.
async fn file(
    work: &Work<'_>,
    owner: UnitId,
    now: Option<&TransferRequirement>,
    wanted: &mut TransferRequirement,
    index: usize,
    intent: &mut Intent,
) -> Result<(), Failure> {
    let Some(category) = &wanted.category else { return Ok(()) };
    if now.is_some_and(|now| now.category.as_ref() == Some(category)) {
        return Ok(());
    }
    let key = (category.branch, category.speciality.clone());
    if !intent.branches.contains_key(&key) {
        let branch = categories::branch(work, owner, category).await?;
        intent.branches.insert(key.clone(), branch);
    }
    let takes = category.branch != BranchKind::Speciality || wanted.kind == RequirementKind::LearningActivity;
    let branch = intent.branches.get(&key).and_then(Option::as_ref).filter(|_| takes);
    if branch.is_none_or(|branch| branch.find(&category.path).is_none() && !branch.can_edit) {
        intent.notes.push(ContentImportNote {
            code: "category_left_out".to_owned(),
            line: None,
            path: Some(format!("requirements[{index}].category")),
            value: Some(category.path.join(" › ")),
            count: 1,
        });
        wanted.category = now.and_then(|now| now.category.clone());
    }
    Ok(())
}

/// The fields that differ, by their names on the wire.
fn differing(now: &TransferRequirement, wanted: &TransferRequirement) -> Result<Vec<String>, Failure> {
    let mut fields = requirements::changed_fields(&now.content, &wanted.content)?;
    if now.category != wanted.category {
        fields.push("category".to_owned());
    }
    if now.published != wanted.published {
        fields.push("published".to_owned());
    }
    Ok(fields)
}

fn locked(lock: Lock) -> Refusal {
    match lock {
        Lock::NeedsSignature => Refusal::SignatureLocked,
        Lock::ManualExpiry => Refusal::ManualExpiryLocked,
        Lock::Repetitions => Refusal::RepetitionsLocked,
    }
}

/// Requirements here with the ids of the file.
struct Candidates {
    chosen: HashMap<RequirementId, Known>,
    shared: HashSet<RequirementId>,
}

impl Candidates {
    fn of(&self, name: RequirementId) -> Option<&Known> {
        self.chosen.get(&name)
    }

    /// Of several with the same id: the one in the plan, the unit's own, one that is shared with the unit; and last an
    /// archived one of its own.
    async fn find(
        work: &Work<'_>,
        owner: UnitId,
        held: Option<&Held>,
        names: &[RequirementId],
    ) -> Result<Self, Failure> {
        let all = requirements::known_as(work, names).await?;
        let ids: Vec<RequirementId> = all.iter().map(|known| known.id).collect();
        let mut shared = HashSet::new();
        for kind in RequirementKind::ALL {
            shared.extend(requirement::shared(work, &ids, owner, *kind).await?);
        }
        let standing: HashSet<RequirementId> =
            held.iter().flat_map(|held| &held.places).map(|place| place.requirement_id).collect();
        let rank = |known: &Known| match known {
            _ if standing.contains(&known.id) && !known.archived => Some(0),
            _ if known.owner == owner && !known.archived => Some(1),
            _ if shared.contains(&known.id) => Some(2),
            _ if known.owner == owner => Some(3),
            _ => None,
        };
        let mut chosen: HashMap<RequirementId, Known> = HashMap::new();
        let mut ranked: Vec<(u8, &Known)> = all.iter().filter_map(|known| Some((rank(known)?, known))).collect();
        ranked.sort_by_key(|(rank, known)| (*rank, known.id));
        for (_, known) in ranked {
            chosen.entry(known.name).or_insert_with(|| known.clone());
        }
        shared.extend(standing);
        Ok(Self { chosen, shared })
    }
}

/// What the actor may write for the unit.
struct Writers<'a> {
    work: Work<'a>,
    owner: UnitId,
    known: HashMap<(RequirementKind, Level), bool>,
}

impl Writers<'_> {
    async fn may(&mut self, kind: RequirementKind, level: Level) -> Result<bool, Failure> {
        if let Some(may) = self.known.get(&(kind, level)) {
            return Ok(*may);
        }
        let (work, owner) = (&self.work, self.owner);
        let allowed = match (kind, level) {
            // REQ-15: they are only created by import, by those who write the templates that hold them.
            (RequirementKind::LearningActivity, Level::National) => {
                content_policy::owns_plan(work, PlanKind::LearningGoals, Level::Central, true, owner, "ownerUnitId")
                    .await
            }
            (RequirementKind::Requirement, Level::National) => Err(Code::Forbidden.into()),
            _ => content_policy::owns_requirement(work, kind, level, owner, "ownerUnitId").await,
        };
        let may = match allowed {
            Ok(()) => true,
            Err(failure) if failure.code() == Code::Forbidden => false,
            Err(failure) => return Err(failure),
        };
        self.known.insert((kind, level), may);
        Ok(may)
    }
}
