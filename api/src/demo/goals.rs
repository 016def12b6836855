//! The demo region's templates of goal plans, and the trust's own copies. The goals are examples in words of our own,
//! and quote no regulation.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};
use kyndig_content::plan;
use kyndig_contract::{
    assignment::AssignPlan,
    goal::CreateGoal,
    plan::{ActivateRequirements, AddRequirements, Completion, CreatePlan, NameOwners, PlanKind},
    requirement::{Level, RequirementContent},
    signature::Sign,
    standing::{Fulfil, SendToSigner},
};
use kyndig_domain::{
    ids::{GoalId, PlanId, RequirementId, SectionId, SignatureRequestId},
    requirement::{DocumentationMethod, LearningMethod},
    role::Role,
};
use kyndig_platform::{
    auth::Work,
    http::{Failure, IfMatch, Seen},
};
use kyndig_work::{assignment, signature, standing};

use super::cast::{Cast, Someone, acting, acting_as};
use super::story::WRITTEN;

/// An activity: its name, its learning method, and whether it needs a signature.
type Activity = (&'static str, LearningMethod, bool);
/// A goal: its number, its name, and its activities.
type Goal = (&'static str, &'static str, &'static [Activity]);

struct Template {
    kind: PlanKind,
    name: &'static str,
    description: &'static str,
    themes: &'static [(&'static str, &'static [Goal])],
    /// The trust's own plan of it, if there is one yet, and what the trust adds to a goal.
    copy: Option<(&'static str, &'static str, Activity)>,
    /// Who has it.
    has: Option<&'static str>,
}

const COURSE: Activity = ("Regionalt kurs i kommunikasjon (eksempel)", LearningMethod::Course, false);

const TEMPLATES: &[Template] = &[
    Template {
        kind: PlanKind::LearningGoals,
        name: "Felles kompetansemål, LIS1 (eksempel)",
        description: "Eksempel på mal. Målene er skrevet for demonstrasjon og gjengir ikke forskriften.",
        themes: &[
            (
                "Etikk",
                &[
                    (
                        "FKM-01",
                        "Drøfte etiske dilemmaer i egen praksis (eksempel)",
                        &[
                            ("Etisk refleksjon i gruppe", LearningMethod::GroupSupervision, false),
                            ("Refleksjonsnotat om et etisk dilemma", LearningMethod::ReflectionNote, true),
                        ],
                    ),
                    (
                        "FKM-02",
                        "Ivareta pasientens rett til medvirkning (eksempel)",
                        &[COURSE, ("Samvalg, observert samtale", LearningMethod::Supervision, true)],
                    ),
                ],
            ),
            (
                "Kommunikasjon",
                &[
                    (
                        "FKM-03",
                        "Gi alvorlig beskjed på en god måte (eksempel)",
                        &[COURSE, ("Vanskelig samtale, simulert", LearningMethod::Simulation, true)],
                    ),
                    (
                        "FKM-04",
                        "Samarbeide med kolleger og andre yrkesgrupper (eksempel)",
                        &[("Tverrfaglig møte, ledet", LearningMethod::ClinicalService, true)],
                    ),
                ],
            ),
            (
                "Pasientsikkerhet",
                &[(
                    "FKM-05",
                    "Melde og lære av uønskede hendelser (eksempel)",
                    &[("Gjennomgang av en hendelse", LearningMethod::InHouseTeaching, false)],
                )],
            ),
        ],
        copy: Some((
            "SIHF-Felles-Kompetansemål LIS1",
            "FKM-05",
            ("Innføring i avvikssystemet", LearningMethod::ELearning, false),
        )),
        has: Some("p-dag"),
    },
    Template {
        kind: PlanKind::ApprenticeGoals,
        name: "Helsearbeiderfaget VG3 (eksempel)",
        description: "Eksempel på mal. Målene er skrevet for demonstrasjon og gjengir ikke læreplanen.",
        themes: &[(
            "Helsefremmende arbeid",
            &[
                (
                    "H-01",
                    "Hjelpe med personlig hygiene (eksempel)",
                    &[("Stell under veiledning", LearningMethod::Practice, true)],
                ),
                (
                    "H-02",
                    "Måle og vurdere ernæring (eksempel)",
                    &[("Kostregistrering i tre dager", LearningMethod::PracticalTraining, true)],
                ),
            ],
        )],
        copy: Some((
            "SIHF-Felles-Helsearbeiderfaget",
            "H-02",
            ("Ernæringsscreening hos oss", LearningMethod::InHouseTeaching, false),
        )),
        has: None,
    },
    Template {
        kind: PlanKind::LearningGoals,
        name: "Ortopedisk kirurgi, LIS2 og LIS3 (eksempel)",
        description: "Eksempel på mal. Målene er skrevet for demonstrasjon og gjengir ikke forskriften.",
        themes: &[
            (
                "Bruddbehandling",
                &[
                    (
                        "ORT-01",
                        "Behandle vanlige brudd i håndledd (eksempel)",
                        &[
                            ("Lukket reposisjon av håndleddsbrudd", LearningMethod::ProcedureList, true),
                            ("Gipsing og kontroll", LearningMethod::SkillsTraining, true),
                        ],
                    ),
                    (
                        "ORT-02",
                        "Behandle hoftebrudd (eksempel)",
                        &[("Glideskrue, assistert", LearningMethod::ProcedureList, true)],
                    ),
                ],
            ),
            (
                "Leddprotese",
                &[(
                    "ORT-03",
                    "Vurdere og følge opp hofteprotese (eksempel)",
                    &[("Poliklinisk kontroll under veiledning", LearningMethod::Supervision, true)],
                )],
            ),
        ],
        copy: None,
        has: None,
    },
];

pub async fn tell(work: &Work<'_>, cast: &Cast) -> Result<(), Failure> {
    for told in TEMPLATES {
        let template = template(work, cast, told).await?;
        if let Some(own) = &told.copy {
            copy(work, cast, told, own, template).await?;
        }
    }
    Ok(())
}

async fn template(work: &Work<'_>, cast: &Cast, told: &Template) -> Result<PlanId, Failure> {
    let region = cast.unit("HSO")?;
    let writer = cast.person("p-rhf")?;
    acting_as(work, writer, (Role::RegionalAdmin, region), work.today - Days::new(WRITTEN), 9, async |work| {
        let new = CreatePlan {
            owner_unit_id: region,
            level: Level::Local,
            kind: told.kind,
            is_template: true,
            template_id: None,
            name: told.name.to_owned(),
            description: told.description.to_owned(),
            time_frame: String::new(),
            literature: String::new(),
            completion: Completion::Automatic,
        };
        let id = plan::service::create(work, &new).await?;
        let mut course: Option<RequirementId> = None;
        for (name, goals) in told.themes {
            let theme = plan::service::add_section(work, id, name, false).await?;
            for (code, name, activities) in *goals {
                let new = CreateGoal { code: (*code).to_owned(), name: (*name).to_owned(), description: String::new() };
                let goal = plan::service::add_goal(work, id, theme, &new).await?;
                for activity in *activities {
                    // one course for several goals
                    match course.filter(|_| activity.0 == COURSE.0) {
                        Some(course) => take(work, id, theme, goal, vec![course], None).await?,
                        None => take(work, id, theme, goal, Vec::new(), Some(activity)).await?,
                    }
                }
                activate(work, id).await?;
                let now = plan::service::get(work, id).await?.body;
                let mut places = now.sections.iter().flat_map(|theme| &theme.requirements);
                course = places.find(|place| place.requirement.name == COURSE.0).map(|place| place.requirement.id);
            }
        }
        Ok(id)
    })
    .await
}

async fn copy(
    work: &Work<'_>,
    cast: &Cast,
    told: &Template,
    (name, code, activity): &(&'static str, &'static str, Activity),
    template: PlanId,
) -> Result<(), Failure> {
    let trust = cast.unit("SIHF")?;
    let writer = cast.person("p-lis")?;
    let role = match told.kind {
        PlanKind::ApprenticeGoals => Role::ApprenticePlanAdmin,
        _ => Role::ResidentAdmin,
    };
    let day = work.today - Days::new(WRITTEN - 20);
    let id = acting_as(work, writer, (role, trust), day, 10, async |work| {
        let new = CreatePlan {
            owner_unit_id: trust,
            level: Level::Local,
            kind: told.kind,
            is_template: false,
            template_id: Some(template),
            name: (*name).to_owned(),
            description: "Foretakets egen plan, laget fra den regionale malen.".to_owned(),
            time_frame: String::new(),
            literature: String::new(),
            completion: Completion::Automatic,
        };
        let id = plan::service::create(work, &new).await?;
        let now = plan::service::get(work, id).await?.body;
        let themes = now.sections.iter().flat_map(|theme| theme.goals.iter().map(move |goal| (theme.id, goal)));
        for (theme, goal) in themes.filter(|(_, goal)| goal.code == *code) {
            take(work, id, theme, goal.id, Vec::new(), Some(activity)).await?;
        }
        activate(work, id).await?;
        let now = plan::service::get(work, id).await?;
        let named = NameOwners { document_owner_id: writer.person_id, document_author_id: writer.person_id };
        plan::service::name_owners(work, id, IfMatch::version(now.version), &named).await?;
        plan::service::publish(work, id, trust, true).await?;
        Ok(id)
    })
    .await?;
    let Some(resident) = told.has else { return Ok(()) };
    let resident = cast.person(resident)?;
    let manager = cast.person("p-arne")?;
    let day = resident.starts_on + Days::new(2);
    let give = AssignPlan { plan_id: id, position_ids: vec![resident.position_id] };
    acting_as(work, manager, (Role::TrustAdmin, trust), day, 8, async |work| {
        assignment::service::assign(work, &give).await
    })
    .await?;
    begun(work, cast, resident, id).await
}

/// Two of three activities are done, and those that need a signature are signed but for the last, which waits.
async fn begun(work: &Work<'_>, cast: &Cast, resident: &Someone, plan: PlanId) -> Result<(), Failure> {
    let signer = cast.person("p-gunn")?;
    let held = plan::service::get(work, plan).await?.body;
    let held = held.sections.iter().flat_map(|theme| &theme.requirements).map(|place| &place.requirement);
    let mut ids: Vec<(RequirementId, bool)> = held.map(|held| (held.id, held.needs_signature == Some(true))).collect();
    // a course serves several goals
    let mut seen = HashSet::new();
    ids.retain(|(id, _)| seen.insert(*id));
    let mut done: Vec<_> = ids.into_iter().enumerate().filter(|(at, _)| at % 3 != 2).map(|(_, one)| one).collect();
    let waits = done.iter().rposition(|(_, signed)| *signed).map(|at| done.remove(at));
    let days = (0_u64..).map(|at| work.today - Days::new(60_u64.saturating_sub(at * 7).max(3)));
    for ((id, signed), day) in done.into_iter().zip(days) {
        if signed {
            let request = sent(work, resident, signer, id, day).await?;
            let sign =
                async |work: &Work<'_>| signature::service::sign(work, request, Seen::Any, &Sign::default()).await;
            acting(work, signer, day, 15, sign).await?;
        } else {
            let fulfil = Fulfil { performed_on: day, expires_on: None, comment: String::new(), unlock: false };
            let done = async |work: &Work<'_>| {
                standing::service::fulfil(work, resident.person_id, id, Seen::Any, &fulfil).await
            };
            acting(work, resident, day, 13, done).await?;
        }
    }
    if let Some((id, _)) = waits {
        sent(work, resident, signer, id, work.today - Days::new(2)).await?;
    }
    Ok(())
}

async fn sent(
    work: &Work<'_>,
    resident: &Someone,
    signer: &Someone,
    id: RequirementId,
    day: NaiveDate,
) -> Result<SignatureRequestId, Failure> {
    let send = SendToSigner {
        performed_on: day,
        signer_id: signer.person_id,
        expires_on: None,
        comment: String::new(),
        unlock: false,
    };
    let send = async |work: &Work<'_>| standing::service::send(work, resident.person_id, id, Seen::Any, &send).await;
    let request = acting(work, resident, day, 13, send).await?.request;
    request.map(|request| request.id).ok_or_else(|| Failure::Internal(anyhow::anyhow!("{id} was not sent")))
}

async fn take(
    work: &Work<'_>,
    plan: PlanId,
    theme: SectionId,
    goal: GoalId,
    existing: Vec<RequirementId>,
    new: Option<&Activity>,
) -> Result<(), Failure> {
    let new = new.map(|(name, how, signed)| RequirementContent {
        name: (*name).to_owned(),
        learning_method: *how,
        documentation_method: if *signed {
            DocumentationMethod::Signature
        } else {
            DocumentationMethod::SelfRegistration
        },
        needs_signature: *signed,
        ..RequirementContent::default()
    });
    let request = AddRequirements { goal_id: Some(goal), requirement_ids: existing, new };
    plan::service::add_requirements(work, plan, theme, &request).await?;
    Ok(())
}

/// All that is not active yet.
async fn activate(work: &Work<'_>, plan: PlanId) -> Result<(), Failure> {
    let now = plan::service::get(work, plan).await?;
    let places = now.body.sections.iter().flat_map(|theme| &theme.requirements);
    let waiting = places.filter(|place| place.state == kyndig_domain::plan::PlanRequirementState::Inactive);
    let request = ActivateRequirements { plan_requirement_ids: waiting.map(|place| place.id).collect() };
    plan::service::activate(work, plan, IfMatch::version(now.version), &request.plan_requirement_ids).await?;
    Ok(())
}
