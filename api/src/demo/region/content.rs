//! Requirements and plans, written by the directors of the trusts through the services, like any content.

use chrono::Days;
use kyndig_content::{category, plan, requirement};
use kyndig_contract::{
    category::CreateCategory,
    plan::{AdaptedValidity, AddRequirements, CreatePlan, NameOwners},
    requirement::{CreateRequirement, RequirementContent},
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{CategoryId, PlanId, RequirementId, UnitId},
    plan::{Completion, PlanKind},
    requirement::{DocumentationMethod, LearningMethod, Level, RequirementKind},
    role::Role,
};
use kyndig_platform::{
    auth::Work,
    http::{Failure, IfMatch},
};
use sea_orm::Value;

use super::{
    dialect::{Dialect, Kind, insert},
    people::code,
    positions::SECOND,
    scale::{BLOCKS, Scale},
};
use crate::demo::cast::{SOMEONE, Someone, acting, acting_as};

/// How many days ago all of it was written.
const WRITTEN: u64 = 950;
/// The plan for all, then those of a section.
const OF_A_SECTION: usize = 4;
/// How often repeated requirements are repeated.
pub const TIMES: i32 = 3;
/// The validity in days that a trust sets where it may adapt it.
const ADAPTED: i32 = 300;

/// The topic of each block; the first is for all.
const BLOCK: [&str; BLOCKS] = [
    "Felles",
    "Legemidler",
    "Akutte situasjoner",
    "Pasientsikkerhet",
    "Smittevern",
    "Medisinsk utstyr",
    "Prosedyrer",
    "Dokumentasjon",
    "Kommunikasjon",
    "Observasjon",
];
const FOR: [&str; 4] = ["Grunnleggende", "Nyansatt", "Erfaren", "Natt"];
const THINGS: &[&str] = &[
    "Medikamenthåndtering",
    "Infusjonspumpe",
    "Sårstell",
    "Åndedrettsvern",
    "Ærlig varsling",
    "Brannvern",
    "Dialyse",
    "Observasjon med NEWS2",
    "Smertelindring",
    "Ernæring",
    "Kateterstell",
    "Blodtransfusjon",
    "Oksygenbehandling",
    "Håndhygiene",
    "Hjerte- og lungeredning",
    "Fallforebygging",
    "Trykksår",
];
const HOW: &[&str] = &["grunnleggende", "avansert", "årlig prøve", "i team", "på natt", "for barn", "isolat"];

/// Creates the tables that record what is made.
pub async fn prepare(work: &Work<'_>, scale: &Scale) -> Result<(), Failure> {
    let dialect = Dialect::of(work);
    let columns = "pool bigint, rn bigint, id {uuid}, days bigint, signed boolean, times bigint";
    dialect.scratch(work, "demo_requirement", columns).await?;
    let columns = "pool bigint, block bigint, variant bigint, id {uuid}, PRIMARY KEY (pool, block, variant)";
    dialect.scratch(work, "demo_plan", columns).await?;
    gives(work, scale).await
}

/// One collection.
pub async fn make(work: &Work<'_>, scale: &Scale, pool: usize) -> Result<(), Failure> {
    let trust = pool % scale.trusts;
    let director: usize = (0..trust).map(|before| scale.people_of(before)).sum();
    let author = one(work, director + 1).await?;
    let director = one(work, director).await?;
    let ids = requirements(work, scale, pool, &director).await?;
    plans(work, scale, pool, &ids, (&director, &author)).await?;
    // Statements planned while the tables were nearly empty are planned again.
    for table in ["requirement", "requirement_share", "plan", "plan_requirement", "section", "position", "person"] {
        work.tx.execute(Sql::new(&format!("ANALYZE {table}"))).await?;
    }
    Ok(())
}

/// Runs when all collections exist.
pub async fn finish(work: &Work<'_>, scale: &Scale) -> Result<(), Failure> {
    let all = scale.pools * BLOCKS * scale.variants;
    let made: Option<i64> = work.tx.value(Sql::new("SELECT count(*) FROM demo_plan")).await?;
    if made != i64::try_from(all).ok() {
        return Err(Failure::Internal(anyhow::anyhow!("{made:?} plans of {all}")));
    }
    // PLN-16: those who were named were notified at the time.
    let told = Sql::new("UPDATE outbox SET sent_at = made_at, next_at = NULL, attempts = 1");
    work.tx.execute(told).await?;
    places(work).await
}

/// Whether it needs a signature, and for how many days it is valid.
fn kind(rn: usize) -> (bool, Option<i32>) {
    (matches!(rn % 5, 1 | 4), [Some(365), Some(730), None, Some(1095), None][rn % 5])
}

/// The number of repetitions; none where once is enough (FUL-8).
fn times(rn: usize) -> Option<i32> {
    (rn % 50 == 7 || rn % 100 == 31).then_some(TIMES)
}

/// Every so many of the region's requirements lets plans set a validity of their own.
fn adaptable(rn: usize) -> bool {
    rn.is_multiple_of(8) && kind(rn).1.is_some()
}

async fn one(work: &Work<'_>, number: usize) -> Result<Someone, Failure> {
    let position: kyndig_domain::ids::PositionId = Kind::Position.id(number * 2);
    let found = work.tx.one(Sql::new(SOMEONE).push(" AND p.id = ").bind(position)).await?;
    found.ok_or_else(|| Failure::Internal(anyhow::anyhow!("nobody leads {number}")))
}

async fn requirements(
    work: &Work<'_>,
    scale: &Scale,
    pool: usize,
    director: &Someone,
) -> Result<Vec<RequirementId>, Failure> {
    let top: Option<UnitId> = work.tx.value(Sql::new("SELECT id FROM org_unit WHERE parent_id IS NULL")).await?;
    let day = work.today - Days::new(WRITTEN);
    let categories = categories(work, scale, pool, director).await?;
    let mut ids = Vec::new();
    for rn in 0..scale.requirements() {
        // What all people have to do is the region's (REQ-14).
        let central = top.filter(|_| rn < scale.block);
        let new = CreateRequirement {
            owner_unit_id: central.unwrap_or(director.trust_id),
            kind: RequirementKind::Requirement,
            level: if central.is_some() { Level::Central } else { Level::Local },
            content: RequirementContent {
                // one in ten is not filed
                category_id: categories.get(rn / scale.block).copied().filter(|_| rn % 10 != 9),
                allow_adaptation: central.is_some() && adaptable(rn),
                ..content(pool, rn)
            },
        };
        let role = (Role::TrustAdmin, central.unwrap_or(director.trust_id));
        let write = async |work: &Work<'_>| {
            let id = requirement::service::create(work, &new).await?;
            let now = requirement::service::get(work, id).await?;
            requirement::service::publish(work, id, IfMatch::version(now.version)).await?;
            Ok(id)
        };
        ids.push(acting_as(work, director, role, day, 9, write).await?);
    }
    let rows = ids.iter().enumerate().map(|(rn, id)| -> [Value; 6] {
        let (signed, days) = kind(rn);
        let everywhere = pool * scale.requirements() + rn;
        [
            number(pool),
            number(everywhere),
            (*id).into(),
            days.map(i64::from).into(),
            signed.into(),
            times(rn).map(i64::from).into(),
        ]
    });
    insert(work, "demo_requirement (pool, rn, id, days, signed, times)", rows.collect()).await?;
    Ok(ids)
}

/// A category for each block, under one of the collection (CAT-1).
async fn categories(
    work: &Work<'_>,
    scale: &Scale,
    pool: usize,
    director: &Someone,
) -> Result<Vec<CategoryId>, Failure> {
    let day = work.today - Days::new(WRITTEN);
    let make = async |work: &Work<'_>| {
        let name = if pool < scale.trusts { "Fag".to_owned() } else { format!("Fag {}", pool / scale.trusts + 1) };
        let top = CreateCategory { parent_id: None, unit_id: Some(director.trust_id), speciality: None, name };
        let parent = category::service::create(work, &top).await?;
        let mut ids = Vec::new();
        for about in BLOCK {
            let under =
                CreateCategory { parent_id: Some(parent), unit_id: None, name: about.to_owned(), speciality: None };
            ids.push(category::service::create(work, &under).await?);
        }
        Ok(ids)
    };
    acting(work, director, day, 8, make).await
}

fn content(pool: usize, rn: usize) -> RequirementContent {
    let (signed, days) = kind(rn);
    let thing = THINGS[(rn * 3 + pool) % THINGS.len()];
    let how = HOW[(rn + pool * 5) % HOW.len()];
    RequirementContent {
        name: format!("{thing}, {how} {}", rn + 1),
        description: format!(
            "Vis at du kan {} etter prosedyren, {how}, og at du vet hva som skal meldes videre og til hvem. Gjør det sammen \
             med en kollega, gå gjennom det etterpå, og skriv ned det dere ble enige om.",
            thing.to_lowercase()
        ),
        learning_method: [LearningMethod::PracticalTraining, LearningMethod::ELearning, LearningMethod::Course][rn % 3],
        documentation_method: if signed {
            DocumentationMethod::Signature
        } else {
            DocumentationMethod::SelfRegistration
        },
        needs_signature: signed,
        validity_days: days,
        repetitions: times(rn),
        comment_field: true,
        ..RequirementContent::default()
    }
}

async fn plans(
    work: &Work<'_>,
    scale: &Scale,
    pool: usize,
    ids: &[RequirementId],
    (director, author): (&Someone, &Someone),
) -> Result<(), Failure> {
    let mut rows: Vec<[Value; 4]> = Vec::new();
    for (block, about) in BLOCK.iter().enumerate() {
        for variant in 0..scale.variants {
            // Each holds most of its neighbour's requirements, and some more.
            let first = block * scale.block + variant * scale.block / 4;
            let held: Vec<_> = (first..first + scale.block).map(|rn| rn % ids.len()).collect();
            let adapted = held.iter().filter(|rn| **rn < scale.block && adaptable(**rn)).map(|rn| ids[*rn]).collect();
            let name =
                format!("{}-{about}-{}-{}", code(pool % scale.trusts), FOR[variant % FOR.len()], pool * 100 + block);
            // Nine plans in ten complete automatically (ASG-6).
            let waits = variant == 1 && block % 3 == 0;
            let completion = if waits { Completion::ManagerApproval } else { Completion::Automatic };
            let made = Made { name, held: held.iter().map(|rn| ids[*rn]).collect(), adapted, completion };
            let day = work.today - Days::new(WRITTEN - 10);
            let write = async |work: &Work<'_>| written(work, &made, (director, author)).await;
            let id = acting(work, director, day, 10, write).await?;
            rows.push([number(pool), number(block), number(variant), id.into()]);
        }
    }
    insert(work, "demo_plan (pool, block, variant, id)", rows).await
}

/// A plan, before it is written.
struct Made {
    name: String,
    held: Vec<RequirementId>,
    /// Those of them with a validity of the plan's own (REQ-14).
    adapted: Vec<RequirementId>,
    completion: Completion,
}

async fn written(
    work: &Work<'_>,
    Made { name, held, adapted, completion }: &Made,
    (director, author): (&Someone, &Someone),
) -> Result<PlanId, Failure> {
    let new = CreatePlan {
        level: Level::Local,
        owner_unit_id: director.trust_id,
        kind: PlanKind::Competence,
        is_template: false,
        template_id: None,
        name: name.clone(),
        description: "Det du skal kunne for å arbeide selvstendig hos oss.".to_owned(),
        time_frame: "Seks måneder".to_owned(),
        literature: String::new(),
        completion: *completion,
    };
    let id = plan::service::create(work, &new).await?;
    let mut places = Vec::new();
    for (section, held) in ["Grunnleggende", "Videre"].into_iter().zip(held.chunks(held.len().div_ceil(2))) {
        let section = plan::service::add_section(work, id, section, false).await?;
        let add = AddRequirements { goal_id: None, requirement_ids: held.to_vec(), new: None };
        places.extend(plan::service::add_requirements(work, id, section, &add).await?);
    }
    let mut now = plan::service::get(work, id).await?;
    let own = AdaptedValidity { validity_days: ADAPTED, reason: "Vi øver hvert år.".to_owned() };
    for (place, _) in places.iter().zip(held).filter(|(_, held)| adapted.contains(held)) {
        now = plan::service::adapt_validity(work, id, *place, IfMatch::version(now.version), Some(&own)).await?;
    }
    let now = plan::service::activate(work, id, IfMatch::version(now.version), &places).await?;
    let named = NameOwners { document_owner_id: director.person_id, document_author_id: author.person_id };
    plan::service::name_owners(work, id, IfMatch::version(now.version), &named).await?;
    plan::service::publish(work, id, director.trust_id, true).await?;
    Ok(id)
}

/// The requirements of each plan, with what the standings are computed from.
async fn places(work: &Work<'_>) -> Result<(), Failure> {
    let columns = "plan_id {uuid}, rn bigint, requirement_id {uuid}, days bigint, signed boolean, times bigint, \
         PRIMARY KEY (plan_id, rn)";
    Dialect::of(work).scratch(work, "demo_place", columns).await?;
    let sql = "INSERT INTO demo_place (plan_id, rn, requirement_id, days, signed, times) \
         SELECT pr.plan_id, r.rn, pr.requirement_id, COALESCE(pr.validity_days, r.days), r.signed, r.times \
         FROM demo_requirement r JOIN plan_requirement pr ON pr.requirement_id = r.id AND pr.state = 'active'";
    work.tx.execute(Sql::new(sql)).await?;
    Ok(())
}

/// Which plans are assigned to which profile: a first position has the plan for all and four others, of blocks that do
/// not overlap; a second has the plan for all too (ASG-5), and one that repeats most of what the first has.
async fn gives(work: &Work<'_>, scale: &Scale) -> Result<(), Failure> {
    let columns = "profile bigint, slot bigint, block bigint, variant bigint, PRIMARY KEY (profile, slot)";
    Dialect::of(work).scratch(work, "demo_gives", columns).await?;
    let mut rows: Vec<[Value; 4]> = Vec::new();
    for section in 0..BLOCKS - 1 {
        for variant in 0..scale.variants {
            let profile = section + 9 * variant;
            let mut give = |profile: usize, slot: usize, block: usize, variant: usize| {
                rows.push([number(profile), number(slot), number(block), number(variant)]);
            };
            give(profile, 0, 0, 0);
            for slot in 0..OF_A_SECTION {
                give(profile, slot + 1, 1 + (section + 2 * slot) % (BLOCKS - 1), variant);
            }
            give(SECOND + profile, 0, 0, 0);
            give(SECOND + profile, 1, 1 + section, variant);
        }
    }
    insert(work, "demo_gives (profile, slot, block, variant)", rows).await
}

fn number(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into()
}
