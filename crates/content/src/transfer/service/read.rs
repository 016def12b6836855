//! The content of a file in any format: checked in itself, without the database.

use std::collections::{BTreeMap, HashMap, HashSet};

use kyndig_contract::{
    plan::Completion,
    problem::field_problems,
    transfer::{
        CatalogueDocument, ContentImportNote, DOCUMENT_VERSION, ImportFormat, PlanDocument, ReferenceKind,
        TransferGoal, TransferPlace, TransferPlan, TransferReference, TransferRequirement, TransferSection,
    },
};
use kyndig_domain::{
    ids::RequirementId,
    plan::PlanKind,
    requirement::{Level, cycle},
    text::straight,
};
use kyndig_framework::{At, Fault, Framework, Note, case, moodle, text};
use serde::de::DeserializeOwned;
use validator::Validate;

use super::MOST_REQUIREMENTS;
use crate::requirement::service::transfer as requirements;

/// Faults that are reported.
const FAULTS: usize = 100;

/// A file as it was read.
#[derive(Debug, Default)]
pub struct Incoming {
    pub format: Option<ImportFormat>,
    pub plan: Option<TransferPlan>,
    pub requirements: Vec<TransferRequirement>,
    /// The place in the file of each theme and goal of a framework.
    pub at: HashMap<String, At>,
    pub notes: Vec<ContentImportNote>,
    /// Why it cannot be imported.
    pub faults: Vec<ContentImportNote>,
}

pub fn read(bytes: &[u8], told: Option<ImportFormat>, kind: Option<PlanKind>) -> Incoming {
    let format = told.or_else(|| detect(bytes));
    let mut incoming = match format {
        None => match text(bytes) {
            Ok(_) => Err(vec![Fault::new("unknown_format", At::default())]),
            Err(fault) => Err(vec![fault]),
        },
        Some(ImportFormat::KyndigPlan) => document::<PlanDocument>(bytes).map(|document| Incoming {
            faults: belongs(ImportFormat::KyndigPlan, document.format, document.version),
            plan: Some(document.plan),
            requirements: document.requirements,
            ..Incoming::default()
        }),
        Some(ImportFormat::KyndigCatalogue) => document::<CatalogueDocument>(bytes).map(|document| Incoming {
            faults: belongs(ImportFormat::KyndigCatalogue, document.format, document.version),
            requirements: document.requirements,
            ..Incoming::default()
        }),
        Some(ImportFormat::Case) => case::read(bytes).map(|framework| outlined(&framework, kind)),
        Some(ImportFormat::Moodle) => moodle::read(bytes).map(|framework| outlined(&framework, kind)),
    }
    .unwrap_or_else(|faults| Incoming { faults: faults.iter().map(fault).collect(), ..Incoming::default() });
    incoming.format = format;
    tidy(&mut incoming);
    if incoming.faults.is_empty() {
        incoming.faults = faults(&incoming);
    }
    incoming.faults.truncate(FAULTS);
    incoming
}

/// The format of a file, by its beginning.
fn detect(bytes: &[u8]) -> Option<ImportFormat> {
    let text = text(bytes).ok()?.trim_start();
    if !text.starts_with('{') {
        return text.lines().next().filter(|line| line.contains([',', ';', '\t'])).map(|_| ImportFormat::Moodle);
    }
    let has = |name: &str| text.contains(&format!("\"{name}\""));
    match () {
        () if has("CFDocument") => Some(ImportFormat::Case),
        () if has("kyndig_plan") => Some(ImportFormat::KyndigPlan),
        () if has("kyndig_catalogue") => Some(ImportFormat::KyndigCatalogue),
        () => None,
    }
}

fn document<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, Vec<Fault>> {
    let text = text(bytes).map_err(|fault| vec![fault])?;
    let document: T = serde_json::from_str(text).map_err(|error| {
        let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
        vec![Fault::saying("malformed", At::line(line), error.to_string())]
    })?;
    if text.contains("\\u0000") {
        return Err(vec![Fault::new("not_text", At::default())]);
    }
    document.validate().map_err(|errors| {
        let wrong = field_problems(&errors).into_iter();
        wrong.map(|field| Fault::saying("invalid", At::path(field.field), field.code)).collect::<Vec<_>>()
    })?;
    Ok(document)
}

/// Whether the document is of the format that its reader expects.
fn belongs(wanted: ImportFormat, format: ImportFormat, version: i32) -> Vec<ContentImportNote> {
    if format != wanted {
        return vec![fault(&Fault::saying("other_format", At::path("format"), format.as_str()))];
    }
    if version != DOCUMENT_VERSION {
        return vec![fault(&Fault::saying("unknown_version", At::path("version"), version.to_string()))];
    }
    Vec::new()
}

/// A framework as a template of goal plans.
fn outlined(framework: &Framework, kind: Option<PlanKind>) -> Incoming {
    let outline = framework.outline();
    let goals: HashSet<&str> = outline
        .themes
        .iter()
        .flat_map(|theme| theme.goals.iter())
        .map(|index| framework.items[*index].key.as_str())
        .collect();
    let headings: HashSet<&str> =
        framework.items.iter().map(|item| item.key.as_str()).filter(|key| !goals.contains(key)).collect();
    let mut at: HashMap<String, At> = framework.items.iter().map(|item| (item.key.clone(), item.at.clone())).collect();
    at.insert(framework.key.clone(), framework.at.clone());
    let goal = |index: &usize| {
        let item = &framework.items[*index];
        // What lies directly beneath a heading is in its theme.
        let references = item.references.iter().filter(|reference| !headings.contains(reference.to.as_str()));
        TransferGoal {
            id: item.key.clone(),
            code: item.code.clone(),
            name: item.name.clone(),
            description: item.description.clone(),
            references: references
                .map(|r| TransferReference {
                    kind: r.kind,
                    to: r.to.clone(),
                    title: r.title.clone(),
                    address: r.address.clone(),
                })
                .collect(),
            requirements: Vec::new(),
        }
    };
    let sections = outline.themes.iter().map(|theme| TransferSection {
        id: theme.key.clone(),
        name: theme.name.clone(),
        may_be_not_relevant: false,
        goals: theme.goals.iter().map(goal).collect(),
        requirements: Vec::new(),
    });
    let plan = TransferPlan {
        sections: sections.collect(),
        id: framework.key.clone(),
        kind: kind.filter(|kind| kind.has_goals()).unwrap_or(PlanKind::LearningGoals),
        level: Level::Central,
        is_template: true,
        template: None,
        name: framework.title.chars().take(200).collect(),
        description: framework.description.clone(),
        time_frame: String::new(),
        literature: String::new(),
        completion: Completion::default(),
    };
    let faults = plan.validate().err().map(|errors| field_problems(&errors)).unwrap_or_default();
    Incoming {
        plan: Some(plan),
        at,
        notes: gathered(&framework.notes),
        faults: faults
            .into_iter()
            .map(|field| fault(&Fault::saying("invalid", At::path(field.field), field.code)))
            .collect(),
        ..Incoming::default()
    }
}

/// For the report: notes that differ only in their place are grouped.
fn gathered(notes: &[Note]) -> Vec<ContentImportNote> {
    notes
        .iter()
        .map(|note| ContentImportNote {
            code: note.code.to_owned(),
            line: note.at.line.and_then(|line| i64::try_from(line).ok()),
            path: note.at.path.clone(),
            value: note.value.clone(),
            count: i64::try_from(note.count).unwrap_or(i64::MAX),
        })
        .collect()
}

fn fault(fault: &Fault) -> ContentImportNote {
    ContentImportNote {
        code: fault.code.to_owned(),
        line: fault.at.line.and_then(|line| i64::try_from(line).ok()),
        path: fault.at.path.clone(),
        value: fault.value.clone(),
        count: 1,
    }
}

/// In the stored form, so that existing content is recognised.
fn tidy(incoming: &mut Incoming) {
    let trim = |text: &mut String| *text = straight(text).trim().to_owned();
    for requirement in &mut incoming.requirements {
        requirement.content = requirements::as_stored(&requirement.content);
        requirement.content.category_id = None;
        if let Some(category) = &mut requirement.category {
            category.path.iter_mut().for_each(trim);
        }
    }
    let Some(plan) = &mut incoming.plan else { return };
    trim(&mut plan.name);
    for section in &mut plan.sections {
        trim(&mut section.name);
        for goal in &mut section.goals {
            trim(&mut goal.name);
            trim(&mut goal.code);
        }
        let own = section.requirements.iter_mut();
        for place in section.goals.iter_mut().flat_map(|goal| goal.requirements.iter_mut()).chain(own) {
            place.reason.iter_mut().for_each(trim);
            if let Some(adapted) = &mut place.adapted {
                trim(&mut adapted.reason);
            }
        }
    }
}

/// Inconsistencies within the document itself.
fn faults(incoming: &Incoming) -> Vec<ContentImportNote> {
    let mut faults = Vec::new();
    let mut say = |code: &'static str, path: String, value: String| {
        faults.push(fault(&Fault::saying(code, At::path(path), value)));
    };
    if incoming.requirements.len() > MOST_REQUIREMENTS {
        say("too_many", "requirements".to_owned(), incoming.requirements.len().to_string());
    }
    let mut known: HashMap<RequirementId, usize> = HashMap::new();
    for (index, requirement) in incoming.requirements.iter().enumerate() {
        if known.insert(requirement.id, index).is_some() {
            say("identifier_twice", format!("requirements[{index}]"), requirement.id.to_string());
        }
        let path = requirement.category.iter().flat_map(|category| &category.path);
        let wrong = path.filter_map(|name| match name.chars().count() {
            0 => Some("required"),
            101.. => Some("too_long"),
            _ => None,
        });
        if let Some(code) = wrong.min() {
            say("invalid", format!("requirements[{index}].category.path"), code.to_owned());
        }
    }
    if let Some(plan) = &incoming.plan {
        of_plan(plan, &known, &mut say);
    }
    rings(incoming, &known, &mut say);
    faults
}

fn of_plan(
    plan: &TransferPlan,
    known: &HashMap<RequirementId, usize>,
    say: &mut impl FnMut(&'static str, String, String),
) {
    let goals = plan.kind.has_goals();
    if plan.is_template && !goals || plan.template.is_some() && (!goals || plan.is_template) {
        say("invalid", "plan.isTemplate".to_owned(), plan.kind.to_string());
    }
    if goals && !plan.is_template && plan.template.is_none() {
        say("invalid", "plan.template".to_owned(), "required".to_owned());
    }
    if plan.level == Level::National || goals && !plan.is_template && plan.level == Level::Central {
        say("invalid", "plan.level".to_owned(), plan.level.to_string());
    }
    let (mut sections, mut named, mut anywhere) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (index, section) in plan.sections.iter().enumerate() {
        let path = format!("plan.sections[{index}]");
        if !sections.insert(section.id.as_str()) {
            say("identifier_twice", path.clone(), section.id.clone());
        }
        if !goals && !section.goals.is_empty() {
            say("invalid", format!("{path}.goals"), plan.kind.to_string());
        }
        if goals && !section.requirements.is_empty() {
            say("invalid", format!("{path}.requirements"), plan.kind.to_string());
        }
        places(&section.requirements, &path, known, &mut anywhere, say);
        for (number, goal) in section.goals.iter().enumerate() {
            let path = format!("{path}.goals[{number}]");
            if !named.insert(goal.id.as_str()) {
                say("identifier_twice", path.clone(), goal.id.clone());
            }
            let mut referred = HashSet::new();
            for (place, reference) in goal.references.iter().enumerate() {
                if !referred.insert((reference.kind, reference.to.as_str())) {
                    say("reference_twice", format!("{path}.references[{place}]"), reference.to.clone());
                }
            }
            places(&goal.requirements, &path, known, &mut HashSet::new(), say);
        }
    }
}

fn places(
    places: &[TransferPlace],
    path: &str,
    known: &HashMap<RequirementId, usize>,
    held: &mut HashSet<RequirementId>,
    say: &mut impl FnMut(&'static str, String, String),
) {
    for (number, place) in places.iter().enumerate() {
        let path = format!("{path}.requirements[{number}]");
        if !known.contains_key(&place.requirement) {
            say("unknown_requirement", path.clone(), place.requirement.to_string());
        }
        if !held.insert(place.requirement) {
            say("already_in_plan", path, place.requirement.to_string());
        }
    }
}

/// Dependency cycles, and goals that lie beneath themselves, each with its path.
fn rings(
    incoming: &Incoming,
    known: &HashMap<RequirementId, usize>,
    say: &mut impl FnMut(&'static str, String, String),
) {
    let rests: BTreeMap<RequirementId, Vec<RequirementId>> = incoming
        .requirements
        .iter()
        .map(|requirement| (requirement.id, requirement.content.prerequisites.clone()))
        .collect();
    if let Some((id, way)) = rests.iter().find_map(|(id, on)| Some((id, cycle(*id, on, &rests)?))) {
        let of = |id: &RequirementId| known.get(id).map(|index| incoming.requirements[*index].content.name.as_str());
        let way: Vec<&str> = way.iter().chain(way.first()).filter_map(of).collect();
        let index = known.get(id).copied().unwrap_or_default();
        say("cycle", format!("requirements[{index}].content.prerequisites"), way.join(" → "));
    }
    let goals = || incoming.plan.iter().flat_map(|plan| &plan.sections).flat_map(|section| &section.goals);
    let above: BTreeMap<&str, Vec<&str>> = goals()
        .map(|goal| {
            let up = goal.references.iter().filter(|reference| reference.kind == ReferenceKind::IsChildOf);
            (goal.id.as_str(), up.map(|reference| reference.to.as_str()).collect())
        })
        .collect();
    if let Some(way) = above.iter().find_map(|(id, up)| cycle(*id, up, &above)) {
        let name = |id: &&str| goals().find(|goal| goal.id == **id).map_or("", |goal| goal.name.as_str());
        let names: Vec<&str> = way.iter().chain(way.first()).map(name).collect();
        say("cycle", "plan.sections".to_owned(), names.join(" → "));
    }
}
