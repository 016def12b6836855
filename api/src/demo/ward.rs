//! Further requirements of the ward beside the introduction: procedures with repetitions, equipment with a checklist,
//! prerequisites, certificates with an expiry and a file (FUL-7 to FUL-12); and archived ones.

use chrono::Days;
use kyndig_content::{plan, requirement};
use kyndig_contract::{
    assignment::AssignPlan,
    plan::{AddRequirements, Completion, CreatePlan, NameOwners, UpdateSection},
    requirement::{
        ChecklistPoint, Course, DocumentationMethod, LearningMethod, Level, Link, RequirementContent,
        SaveRequirementDraft,
    },
    signature::{Reject, RejectionReason, Sign},
    standing::{Fulfil, RegisterRepetitions, SaveDraft, TickPoint, TickPoints},
};
use kyndig_domain::{
    ids::{PlanId, RequirementId},
    plan::PlanKind,
    signature::RequestStatus,
};
use kyndig_platform::{
    auth::Work,
    http::{Failure, IfMatch, Seen},
};
use kyndig_work::{assignment, signature, standing};

use super::{
    cast::{Cast, Someone, acting},
    story::WRITTEN,
};

const CANNULA: &str = "Venekanyle, innleggelse";
const BLOOD: &str = "Blodprøvetaking";
const LIFT: &str = "Pasientløfter, sikker bruk";
const PUMP_COURSE: &str = "Infusjonspumpe, kurs";
const PUMP: &str = "Infusjonspumpe i praksis";
const DRIVING: &str = "Kjørekurs, utrykning";
pub const HYGIENE: &str = "Håndhygiene, kursbevis";
const GONE: &str = "Papirkurve, føring";
const OUT: &str = "Glasstermometer, bruk";

const HAVING: [&str; 3] = ["p-ida", "p-amir", "p-petter"];

pub async fn tell(work: &Work<'_>, cast: &Cast) -> Result<(), Failure> {
    let lars = cast.person("p-lars")?;
    let day = work.today - Days::new(WRITTEN - 200);
    let ids = acting(work, lars, day, 9, async |work| {
        let plan = made(
            work,
            cast,
            "SIHF-Med-SP3-Prosedyrer og utstyr",
            "Det du gjør mange ganger, og utstyret du bruker på posten.",
            Completion::Automatic,
        )
        .await?;
        let mut ids = Vec::new();
        for (name, may_be_not_relevant, contents) in sections() {
            let section = plan::service::add_section(work, plan, name, false).await?;
            let update = UpdateSection { name: None, may_be_not_relevant: Some(may_be_not_relevant) };
            let now = plan::service::get(work, plan).await?;
            plan::service::update_section(work, plan, section, IfMatch::version(now.version), &update).await?;
            for content in contents {
                let name = content.name.clone();
                let content = if name == PUMP { after(content, &ids, PUMP_COURSE) } else { content };
                let new = AddRequirements { goal_id: None, requirement_ids: Vec::new(), new: Some(content) };
                plan::service::add_requirements(work, plan, section, &new).await?;
                let now = plan::service::get(work, plan).await?.body;
                let mut places = now.sections.iter().flat_map(|section| &section.requirements);
                let place = places.rfind(|place| place.requirement.name == name);
                ids.extend(place.map(|place| (name, place.requirement.id)));
            }
        }
        finished(work, plan, lars, cast.person("p-mona")?).await?;
        given(work, cast, plan).await?;
        Ok(ids)
    })
    .await?;
    for who in HAVING {
        practised(work, cast.person(who)?, cast, &ids).await?;
    }
    edited(work, lars, &ids).await?;
    outdated(work, cast, &ids).await
}

/// Reworded later: a requirement with two versions to compare.
async fn edited(work: &Work<'_>, who: &Someone, ids: &[(String, RequirementId)]) -> Result<(), Failure> {
    acting(work, who, work.today - Days::new(15), 9, async |work| {
        for id in ids.iter().filter(|(name, _)| name == LIFT).map(|(_, id)| *id) {
            let now = requirement::service::get(work, id).await?;
            let published = now.body.published;
            let published =
                published.ok_or_else(|| Failure::Internal(anyhow::anyhow!("{LIFT} has not been published")))?;
            let content = RequirementContent {
                description: "Gå gjennom hele listen ved en løfter på posten, sammen med en kollega.".to_owned(),
                ..published
            };
            let draft = SaveRequirementDraft { owner_unit_id: None, content };
            let now = requirement::service::save_draft(work, id, IfMatch::version(now.version), &draft).await?;
            requirement::service::publish(work, id, IfMatch::version(now.version)).await?;
        }
        Ok(())
    })
    .await
}

pub fn requirement(
    name: &str,
    how: LearningMethod,
    documented: DocumentationMethod,
    description: &str,
) -> RequirementContent {
    RequirementContent {
        name: name.to_owned(),
        description: description.to_owned(),
        learning_method: how,
        documentation_method: documented,
        needs_signature: documented == DocumentationMethod::Signature,
        ..RequirementContent::default()
    }
}

fn sections() -> [(&'static str, bool, Vec<RequirementContent>); 3] {
    use DocumentationMethod::{Attachment, CourseCertificate, SelfRegistration, Signature};
    let point = |text: &str, url: Option<&str>, must_be_done: bool| ChecklistPoint {
        id: None,
        text: text.to_owned(),
        url: url.map(ToOwned::to_owned),
        must_be_done,
    };
    let link = |title: &str, internal_only: bool| Link {
        title: title.to_owned(),
        url: "https://example.org/prosedyrer".to_owned(),
        internal_only,
    };
    let procedures = vec![
        RequirementContent {
            repetitions: Some(5),
            comment_field: true,
            links: vec![link("Prosedyren i kvalitetssystemet", true)],
            ..requirement(
                CANNULA,
                LearningMethod::PracticalTraining,
                Signature,
                "Legg inn fem venekanyler mens en kollega ser på. Hver av dem signeres.",
            )
        },
        RequirementContent {
            repetitions: Some(10),
            ..requirement(
                BLOOD,
                LearningMethod::PracticalTraining,
                SelfRegistration,
                "Ta blodprøver av ti pasienter, med identitetskontroll hver gang.",
            )
        },
        requirement(GONE, LearningMethod::SelfStudy, SelfRegistration, "Før kurven for to pasienter."),
        requirement(OUT, LearningMethod::PracticalTraining, SelfRegistration, "Mål temperaturen på to pasienter."),
    ];
    let equipment = vec![
        RequirementContent {
            checklist: vec![
                point("Kontrollert batteri og nødstopp", None, true),
                point("Valgt seil etter pasientens vekt", Some("https://example.org/seil"), true),
                point("Forflyttet sammen med en kollega", None, true),
                point("Brukt takheis på isolat", None, false),
            ],
            ..requirement(
                LIFT,
                LearningMethod::SkillsTraining,
                SelfRegistration,
                "Gå gjennom hele listen ved en løfter på posten.",
            )
        },
        RequirementContent {
            courses: vec![Course {
                id: "LP-4411".to_owned(),
                name: "Infusjonspumper, simulator".to_owned(),
                not_on_phone: true,
            }],
            ..requirement(
                PUMP_COURSE,
                LearningMethod::Course,
                SelfRegistration,
                "Fullfør simulatoren i Læringsportalen.",
            )
        },
        RequirementContent {
            comment_field: true,
            ..requirement(
                PUMP,
                LearningMethod::PracticalTraining,
                Signature,
                "Sett opp, programmer og avslutt en infusjon. Kurset må være fullført først.",
            )
        },
    ];
    let certificates = vec![
        RequirementContent {
            manual_expiry: true,
            allow_attachments: true,
            ..requirement(
                DRIVING,
                LearningMethod::Course,
                CourseCertificate,
                "Legg ved kursbeviset, og oppgi datoen det går ut.",
            )
        },
        RequirementContent {
            validity_days: Some(1095),
            allow_attachments: true,
            must_be_done: true,
            ..requirement(HYGIENE, LearningMethod::ELearning, Attachment, "Last opp beviset fra kurset.")
        },
    ];
    [("Prosedyrer", false, procedures), ("Utstyr", true, equipment), ("Bevis", false, certificates)]
}

fn after(content: RequirementContent, known: &[(String, RequirementId)], first: &str) -> RequirementContent {
    let prerequisites = known.iter().filter(|(name, _)| name == first).map(|(_, id)| *id).collect();
    RequirementContent { prerequisites, ..content }
}

pub async fn made(
    work: &Work<'_>,
    cast: &Cast,
    name: &str,
    description: &str,
    completion: Completion,
) -> Result<PlanId, Failure> {
    let new = CreatePlan {
        level: Level::Local,
        owner_unit_id: cast.unit("SIHF-MED-SP3")?,
        kind: PlanKind::Competence,
        is_template: false,
        template_id: None,
        name: name.to_owned(),
        description: description.to_owned(),
        time_frame: String::new(),
        literature: String::new(),
        completion,
    };
    plan::service::create(work, &new).await
}

pub async fn finished(work: &Work<'_>, plan: PlanId, owner: &Someone, author: &Someone) -> Result<(), Failure> {
    let now = plan::service::get(work, plan).await?;
    let places = now.body.sections.iter().flat_map(|section| &section.requirements);
    let places: Vec<_> = places.map(|place| place.id).collect();
    let now = plan::service::activate(work, plan, IfMatch::version(now.version), &places).await?;
    let named = NameOwners { document_owner_id: owner.person_id, document_author_id: author.person_id };
    plan::service::name_owners(work, plan, IfMatch::version(now.version), &named).await?;
    Ok(())
}

pub async fn given(work: &Work<'_>, cast: &Cast, plan: PlanId) -> Result<(), Failure> {
    let mut position_ids = Vec::new();
    for who in HAVING {
        position_ids.push(cast.person(who)?.position_id);
    }
    assignment::service::assign(work, &AssignPlan { plan_id: plan, position_ids }).await?;
    Ok(())
}

/// Some of the repetitions, by each of them.
async fn practised(
    work: &Work<'_>,
    who: &Someone,
    cast: &Cast,
    ids: &[(String, RequirementId)],
) -> Result<(), Failure> {
    let signer = cast.person("p-gunn")?;
    let id = |name: &str| {
        let found = ids.iter().find(|(known, _)| known == name).map(|(_, id)| *id);
        found.ok_or_else(|| Failure::Internal(anyhow::anyhow!("the ward asks for no {name}")))
    };
    let person = who.person_id;
    for (ago, count, signed) in [(30, 2, true), (12, 1, true), (4, 1, false)] {
        let day = work.today - Days::new(ago);
        let times =
            RegisterRepetitions { performed_on: day, count, comment: String::new(), signer_id: Some(signer.person_id) };
        let cannula = id(CANNULA)?;
        let now = acting(work, who, day, 13, async |work| {
            standing::service::register(work, person, cannula, Seen::Any, &times).await
        })
        .await?;
        let items = now.repetitions.map(|there| there.items).unwrap_or_default();
        let waiting = items.into_iter().filter(|one| one.request_status == Some(RequestStatus::Awaiting));
        for request in waiting.filter_map(|one| one.request).map(|request| request.id).filter(|_| signed) {
            acting(work, signer, day, 15, async |work| decide(work, request, ago == 12).await).await?;
        }
    }
    for ago in [25, 18, 18, 3] {
        let day = work.today - Days::new(ago);
        let once = RegisterRepetitions { performed_on: day, count: 1, comment: String::new(), signer_id: None };
        let blood = id(BLOOD)?;
        acting(work, who, day, 10, async |work| {
            standing::service::register(work, person, blood, Seen::Any, &once).await
        })
        .await?;
    }
    let day = work.today - Days::new(8);
    let lift = id(LIFT)?;
    acting(work, who, day, 10, async |work| {
        let points = standing::service::details(work, person, lift).await?.checklist;
        let ticked = points.into_iter().take(2).map(|point| TickPoint { id: point.id, done: true });
        standing::service::tick(work, person, lift, Seen::Any, &TickPoints { points: ticked.collect() }).await
    })
    .await?;
    let (course, gone) = (id(PUMP_COURSE)?, id(GONE)?);
    let draft = SaveDraft { performed_on: Some(day), expires_on: None, comment: String::new(), unlock: false };
    acting(work, who, day, 11, async |work| {
        standing::service::save_draft(work, person, course, Seen::Any, &draft).await
    })
    .await?;
    let done = Fulfil { performed_on: day, expires_on: None, comment: String::new(), unlock: false };
    acting(work, who, day, 12, async |work| standing::service::fulfil(work, person, gone, Seen::Any, &done).await)
        .await?;
    Ok(())
}

async fn decide(work: &Work<'_>, request: kyndig_domain::ids::SignatureRequestId, no: bool) -> Result<(), Failure> {
    if no {
        let no = Reject {
            reason: RejectionReason::NotObserved,
            comment: "Jeg så bare de to første. Ta med meg neste gang.".to_owned(),
        };
        signature::service::reject(work, request, Seen::Any, &no).await?;
    } else {
        signature::service::sign(work, request, Seen::Any, &Sign::default()).await?;
    }
    Ok(())
}

/// FUL-16: a requirement, and a whole plan, that are no longer in use.
async fn outdated(work: &Work<'_>, cast: &Cast, ids: &[(String, RequirementId)]) -> Result<(), Failure> {
    let lars = cast.person("p-lars")?;
    let gone = ids.iter().filter(|(name, _)| name == GONE).map(|(_, id)| *id);
    let gone: Vec<RequirementId> = gone.collect();
    acting(work, lars, work.today - Days::new(5), 9, async |work| {
        for id in gone.iter().copied() {
            let now = requirement::service::get(work, id).await?;
            requirement::service::archive(work, id, IfMatch::version(now.version), "Kurvene føres elektronisk nå.")
                .await?;
        }
        Ok(())
    })
    .await?;
    // PLN-8: deactivated in the plan, and still readable there
    acting(work, lars, work.today - Days::new(4), 9, async |work| {
        for id in ids.iter().filter(|(name, _)| name == OUT).map(|(_, id)| *id) {
            for used in requirement::service::get(work, id).await?.body.used_in {
                let now = plan::service::get(work, used.plan_id).await?;
                let mut places = now.body.sections.iter().flat_map(|section| &section.requirements);
                if let Some(place) = places.find(|place| place.requirement.id == id).map(|place| place.id) {
                    let (seen, why) = (IfMatch::version(now.version), "Vi bruker øretermometer nå.");
                    plan::service::deactivate_requirement(work, used.plan_id, place, seen, why).await?;
                }
            }
        }
        Ok(())
    })
    .await?;
    let plan = acting(work, lars, work.today - Days::new(300), 9, async |work| {
        let plan =
            made(work, cast, "SIHF-Med-SP3-Papirjournal", "Slik vi dokumenterte før.", Completion::Automatic).await?;
        let section = plan::service::add_section(work, plan, "Rutiner", false).await?;
        let new =
            requirement("Papirjournal, orden", LearningMethod::SelfStudy, DocumentationMethod::SelfRegistration, "");
        let new = AddRequirements { goal_id: None, requirement_ids: Vec::new(), new: Some(new) };
        plan::service::add_requirements(work, plan, section, &new).await?;
        finished(work, plan, lars, lars).await?;
        given(work, cast, plan).await?;
        Ok(plan)
    })
    .await?;
    acting(work, lars, work.today - Days::new(60), 9, async |work| {
        let now = plan::service::get(work, plan).await?;
        plan::service::archive(work, plan, IfMatch::version(now.version), "Erstattet av det elektroniske.").await?;
        Ok(())
    })
    .await
}
