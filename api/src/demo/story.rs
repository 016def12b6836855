//! What has happened at the demo hospital until today: plans written and published, assigned, worked on, signed;
//! a deadline or two, and loans. Every act is done by the service that does it for real, as of its day.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use kyndig_contract::{
    assignment::AssignPlan,
    category::CreateCategory,
    loan::CreateLoan,
    plan::{AddRequirements, Completion, CreatePlan, NameOwners},
    requirement::{DocumentationMethod, Level, RequirementContent},
    role::GrantRole,
    signature::{Reject, RejectionReason, Sign},
    standing::{Fulfil, SaveDraft, SendToSigner, SetDeadline},
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{CategoryId, PersonId, PlanId, PositionId, RequirementId, SessionId, UnitId},
    plan::PlanKind,
    position::PositionKind,
    role::Role,
};
use sea_orm::FromQueryResult;

use super::{
    content::{self, CATEGORIES, FILED, PLANS},
    goals, ward,
};
use crate::{
    app::State,
    auth::{
        Actor, Scope, Work,
        actor::{Acting, Grant},
        as_system,
    },
    features::{assignment, category, loan, plan, role, session, signature, standing},
    http::{Failure, IfMatch, Seen},
    jobs,
};

/// The plans were written so long ago, and assigned to those who worked here then.
pub const WRITTEN: u64 = 440;
const ASSIGNED: u64 = 430;

#[derive(Clone, Debug, FromQueryResult)]
pub struct Someone {
    pub key: String,
    pub person_id: PersonId,
    pub position_id: PositionId,
    name: String,
    title: String,
    unit: String,
    unit_id: UnitId,
    trust_id: UnitId,
    pub starts_on: NaiveDate,
}

/// Everybody and every unit, by the keys of the files, and the categories by their names.
pub struct Cast {
    people: Vec<Someone>,
    units: HashMap<String, UnitId>,
    categories: HashMap<String, CategoryId>,
}

impl Cast {
    pub async fn read(work: &Work<'_>) -> Result<Self, Failure> {
        #[derive(FromQueryResult)]
        struct Unit {
            external_id: String,
            id: UnitId,
        }
        #[derive(FromQueryResult)]
        struct Category {
            name: String,
            id: CategoryId,
        }
        let people = work
            .tx
            .all::<Someone>(Sql::new(
                "SELECT person.external_id AS key, person.id AS person_id, p.id AS position_id, person.name, p.title, \
                 u.external_id AS unit, u.id AS unit_id, p.trust_id, p.starts_on FROM position p \
                 JOIN person ON person.id = p.person_id JOIN org_unit u ON u.id = p.unit_id \
                 WHERE p.state = 'open' AND p.kind = 'employment' ORDER BY person.external_id",
            ))
            .await?;
        let units = work.tx.all::<Unit>(Sql::new("SELECT external_id, id FROM org_unit")).await?;
        let categories = work.tx.all::<Category>(Sql::new("SELECT name, id FROM category")).await?;
        Ok(Self {
            people,
            units: units.into_iter().map(|unit| (unit.external_id, unit.id)).collect(),
            categories: categories.into_iter().map(|category| (category.name, category.id)).collect(),
        })
    }

    pub fn person(&self, key: &str) -> Result<&Someone, Failure> {
        let found = self.people.iter().find(|someone| someone.key == key);
        found.ok_or_else(|| Failure::Internal(anyhow::anyhow!("the demo hospital has nobody called {key}")))
    }

    pub fn unit(&self, key: &str) -> Result<UnitId, Failure> {
        let found = self.units.get(key).copied();
        found.ok_or_else(|| Failure::Internal(anyhow::anyhow!("the demo hospital has no unit called {key}")))
    }
}

/// Does something as somebody, on some day and hour.
pub async fn acting<T>(
    work: &Work<'_>,
    who: &Someone,
    day: NaiveDate,
    hour: u32,
    act: impl AsyncFnOnce(&Work<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    // as much as it takes to write what the story says they wrote
    acting_as(work, who, (Role::TrustAdmin, who.trust_id), day, hour, act).await
}

/// As `acting`, with this role over this unit.
pub async fn acting_as<T>(
    work: &Work<'_>,
    who: &Someone,
    (role, unit): (Role, UnitId),
    day: NaiveDate,
    hour: u32,
    act: impl AsyncFnOnce(&Work<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let actor = Actor {
        session_id: work.new_id::<SessionId>(),
        person_id: who.person_id,
        name: who.name.clone(),
        stamp: 1,
        acting: Some(Acting {
            position_id: who.position_id,
            unit_id: who.unit_id,
            trust_id: who.trust_id,
            kind: PositionKind::Employment,
            deputy_for: None,
            manages: None,
            managed_units: Vec::new(),
            grants: vec![Grant { role, unit_id: Some(unit), plan_id: None }],
        }),
        above: Vec::new(),
    };
    let scope = Scope { own: Some(who.person_id), everything: true, ..Scope::default() };
    let then = Work { actor: Some(&actor), scope: &scope, now: at(day, hour, who), today: day, ..*work };
    act(&then).await
}

/// Some minute of that hour.
fn at(day: NaiveDate, hour: u32, who: &Someone) -> DateTime<Utc> {
    let minute = i64::try_from(dice(&who.key, "minute", 60)).unwrap_or_default();
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(i64::from(hour)) + TimeDelta::minutes(minute)
}

/// Always the same throw for the same two words.
fn dice(one: &str, other: &str, sides: u64) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in one.bytes().chain([0]).chain(other.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_right(31) % sides
}

pub async fn tell(state: &State) -> anyhow::Result<()> {
    let hash = state.passwords.hash(super::PASSWORD.to_owned()).await?;
    as_system(&state.db, &state.clock, "demo", async |work| {
        let cast = Cast::read(work).await?;
        for someone in &cast.people {
            session::service::set_password(work, someone.person_id, &hash).await?;
        }
        roles(work, &cast).await?;
        categories(work, &cast).await
    })
    .await?;
    for told in PLANS {
        as_system(&state.db, &state.clock, "demo", async |work| {
            let cast = Cast::read(work).await?;
            let written = write(work, &cast, told).await?;
            let having = assign(work, &cast, told, written.plan).await?;
            for (who, since) in having {
                for (requirement, id) in &written.requirements {
                    live(work, &cast, told, who, since, requirement, *id).await?;
                }
            }
            Ok(())
        })
        .await?;
    }
    as_system(&state.db, &state.clock, "demo", async |work| goals::tell(work, &Cast::read(work).await?).await).await?;
    as_system(&state.db, &state.clock, "demo", async |work| ward::tell(work, &Cast::read(work).await?).await).await?;
    as_system(&state.db, &state.clock, "demo", async |work| {
        loans(work, &Cast::read(work).await?).await?;
        // What was to be sent, was sent on its day.
        let sent = Sql::new("UPDATE outbox SET sent_at = made_at, next_at = NULL, attempts = 1 WHERE made_at < ")
            .bind(work.now - TimeDelta::days(1));
        work.tx.execute(sent).await?;
        Ok(())
    })
    .await?;
    let today = crate::clock::today(state.clock.now());
    jobs::night::run(state, today, &jobs::Stop::never()).await?;
    Ok(())
}

async fn roles(work: &Work<'_>, cast: &Cast) -> Result<(), Failure> {
    let grants = [
        ("p-eier", Role::SystemOwner, None),
        ("p-admin", Role::TrustAdmin, Some("SIHF")),
        ("p-admin-ahus", Role::TrustAdmin, Some("AHUSHF")),
        ("p-rhf", Role::RegionalAdmin, Some("HSO")),
        ("p-lis", Role::ResidentAdmin, Some("SIHF")),
        ("p-lis", Role::ApprenticePlanAdmin, Some("SIHF")),
        ("p-gunn", Role::SubjectLeadB, Some("SIHF-MED-SP")),
        ("p-mona", Role::SubjectLeadA, Some("SIHF-MED-SP3")),
    ];
    for (key, role, unit) in grants {
        let unit = unit.map(|unit| cast.unit(unit)).transpose()?;
        let grant = GrantRole {
            position_id: cast.person(key)?.position_id,
            role,
            unit_id: unit,
            plan_id: None,
            speciality: None,
        };
        role::service::grant(work, &grant).await?;
    }
    Ok(())
}

async fn categories(work: &Work<'_>, cast: &Cast) -> Result<(), Failure> {
    for (unit, tops) in CATEGORIES {
        for (name, below) in *tops {
            let top = CreateCategory {
                parent_id: None,
                unit_id: Some(cast.unit(unit)?),
                speciality: None,
                name: (*name).to_owned(),
            };
            let parent = category::service::create(work, &top).await?;
            for name in *below {
                let under =
                    CreateCategory { parent_id: Some(parent), unit_id: None, name: (*name).to_owned(), ..top.clone() };
                category::service::create(work, &under).await?;
            }
        }
    }
    Ok(())
}

struct Written {
    plan: PlanId,
    requirements: Vec<(&'static content::Requirement, RequirementId)>,
}

async fn write(work: &Work<'_>, cast: &Cast, told: &'static content::Plan) -> Result<Written, Failure> {
    let owner = cast.person(told.owner)?;
    let day = work.today - Days::new(WRITTEN);
    acting(work, owner, day, 9, async |work| {
        let new = CreatePlan {
            level: Level::Local,
            owner_unit_id: cast.unit(told.unit)?,
            kind: PlanKind::Competence,
            is_template: false,
            template_id: None,
            name: told.name.to_owned(),
            description: told.description.to_owned(),
            time_frame: told.time_frame.to_owned(),
            literature: String::new(),
            completion: Completion::Automatic,
        };
        let plan = plan::service::create(work, &new).await?;
        for (name, parts) in told.sections {
            let section = plan::service::add_section(work, plan, name).await?;
            let filed = FILED.iter().find(|(section, _)| section == name);
            let category = filed.and_then(|(_, category)| cast.categories.get(*category).copied());
            for part in *parts {
                let new = AddRequirements {
                    goal_id: None,
                    requirement_ids: Vec::new(),
                    new: Some(content_of(part, category)),
                };
                plan::service::add_requirements(work, plan, section, &new).await?;
            }
        }
        let now = plan::service::get(work, plan).await?;
        let places: Vec<_> = now.body.sections.iter().flat_map(|section| &section.requirements).collect();
        let requirements = told.sections.iter().flat_map(|(_, parts)| parts.iter());
        let requirements = requirements.zip(&places).map(|(part, place)| (part, place.requirement.id)).collect();
        let places: Vec<_> = places.iter().map(|place| place.id).collect();
        let now = plan::service::activate(work, plan, IfMatch(now.version), &places).await?;
        let named =
            NameOwners { document_owner_id: owner.person_id, document_author_id: cast.person(told.author)?.person_id };
        plan::service::name_owners(work, plan, IfMatch(now.version), &named).await?;
        if told.with_subunits {
            plan::service::publish(work, plan, cast.unit(told.unit)?, true).await?;
        }
        if let Some(steward) = told.steward {
            let position_id = cast.person(steward)?.position_id;
            let role = Role::PlanSteward;
            let grant = GrantRole { position_id, role, unit_id: None, plan_id: Some(plan), speciality: None };
            role::service::grant(work, &grant).await?;
        }
        Ok(Written { plan, requirements })
    })
    .await
}

fn content_of(part: &content::Requirement, category_id: Option<CategoryId>) -> RequirementContent {
    RequirementContent {
        name: part.name.to_owned(),
        description: part.description.to_owned(),
        learning_method: part.how,
        documentation_method: part.documented,
        needs_signature: part.documented == DocumentationMethod::Signature,
        validity_days: part.days,
        comment_field: true,
        category_id,
        ..RequirementContent::default()
    }
}

/// To those it is meant for, when it was written or when they began.
async fn assign<'a>(
    work: &Work<'_>,
    cast: &'a Cast,
    told: &content::Plan,
    plan: PlanId,
) -> Result<Vec<(&'a Someone, NaiveDate)>, Failure> {
    let meant = |someone: &Someone| match told.unit {
        "SIHF" if told.name.contains("Brann") => someone.unit.starts_with("SIHF-"),
        "SIHF" => someone.unit.starts_with("SIHF-") && !someone.title.contains("leder") && someone.title != "Sekretær",
        "SIHF-MED-SP3" => someone.unit == told.unit && (someone.title == "Sykepleier" || someone.key == "p-fatima"),
        "SIHF-MED-AKM" => someone.unit == told.unit && someone.title.contains("LIS1"),
        unit => someone.unit == unit && someone.title.contains("sykepleier"),
    };
    let owner = cast.person(told.owner)?;
    let mut days: HashMap<NaiveDate, Vec<&Someone>> = HashMap::new();
    for someone in cast.people.iter().filter(|someone| meant(someone)) {
        let day = (work.today - Days::new(ASSIGNED)).max(someone.starts_on + Days::new(1));
        days.entry(day).or_default().push(someone);
    }
    let mut days: Vec<_> = days.into_iter().collect();
    days.sort_by_key(|(day, _)| *day);
    let mut having = Vec::new();
    for (day, people) in days {
        let give =
            AssignPlan { plan_id: plan, position_ids: people.iter().map(|someone| someone.position_id).collect() };
        acting(work, owner, day, 8, async |work| assignment::service::assign(work, &give).await).await?;
        having.extend(people.into_iter().map(|someone| (someone, day)));
    }
    Ok(having)
}

/// How somebody stands on a requirement, and how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    NotStarted,
    Started,
    Awaiting,
    Rejected,
    /// Done so many days ago.
    Done(u64),
}

fn end_of(who: &Someone, requirement: &content::Requirement, worked: u64) -> End {
    let throw = dice(&who.key, requirement.name, 100);
    let days = requirement.days.and_then(|days| u64::try_from(days).ok());
    let some = dice(requirement.name, &who.key, 1000);
    let recently = End::Done(1 + some % worked.clamp(2, 300));
    let needs_signature = requirement.documented == DocumentationMethod::Signature;
    if worked < 60 {
        return match throw {
            0..45 => End::NotStarted,
            45..60 => End::Started,
            60..70 if needs_signature => End::Awaiting,
            _ => recently,
        };
    }
    match (throw, days) {
        // Soon to run out, and run out.
        (0..8, Some(days)) if days > 32 && days < worked => End::Done(days - some % 28),
        (8..14, Some(days)) if days + 60 < worked => End::Done(days + 1 + some % 50),
        (14..19, _) if needs_signature => End::Awaiting,
        (19..22, _) if needs_signature => End::Rejected,
        (22..27, _) => End::Started,
        (27..34, _) => End::NotStarted,
        (_, Some(days)) if days < 332 => End::Done(1 + some % days.saturating_sub(31).clamp(1, worked.max(2) - 1)),
        _ => recently,
    }
}

async fn live(
    work: &Work<'_>,
    cast: &Cast,
    told: &content::Plan,
    who: &Someone,
    since: NaiveDate,
    requirement: &content::Requirement,
    id: RequirementId,
) -> Result<(), Failure> {
    let today = work.today;
    let worked = u64::try_from((today - since).num_days()).unwrap_or_default();
    let signer = signer(cast, told, who)?;
    let seen = || Seen::Any;
    let person = who.person_id;
    let end = end_of(who, requirement, worked);
    let day = match end {
        End::NotStarted => today,
        End::Done(days) => today - Days::new(days.min(worked)),
        _ => today - Days::new((1 + dice(&who.key, requirement.name, 16)).min(worked)),
    };
    let draft = SaveDraft { performed_on: Some(day), expires_on: None, comment: "Gjenstår: en gang til.".to_owned() };
    let fulfil = Fulfil { performed_on: day, expires_on: None, comment: String::new() };
    let send = SendToSigner {
        performed_on: day,
        signer_id: signer.person_id,
        expires_on: None,
        comment: if dice(&who.key, requirement.name, 3) == 0 {
            "Du var med da jeg gjorde det.".to_owned()
        } else {
            String::new()
        },
    };
    match end {
        End::NotStarted => {
            if dice(&who.key, requirement.name, 5) == 0 && worked > 30 {
                let manager = cast.person(told.owner)?;
                let deadline = SetDeadline { deadline: today + Days::new(dice(requirement.name, &who.key, 60)) };
                let set =
                    async |work: &Work<'_>| standing::service::set_deadline(work, person, id, seen(), &deadline).await;
                acting(work, manager, today - Days::new(6), 11, set).await?;
            }
            return Ok(());
        }
        End::Started => {
            let save = async |work: &Work<'_>| standing::service::save_draft(work, person, id, seen(), &draft).await;
            acting(work, who, day, 10, save).await?;
            return Ok(());
        }
        End::Done(_) if requirement.documented != DocumentationMethod::Signature => {
            let done = async |work: &Work<'_>| standing::service::fulfil(work, person, id, seen(), &fulfil).await;
            acting(work, who, day, 10, done).await?;
            return Ok(());
        }
        End::Done(_) | End::Awaiting | End::Rejected => {}
    }
    let sent = async |work: &Work<'_>| standing::service::send(work, person, id, seen(), &send).await;
    let request = acting(work, who, day, 10, sent).await?.request;
    let Some(request) = request.map(|request| request.id) else { return Ok(()) };
    match end {
        End::Rejected => {
            let no = Reject { reason: RejectionReason::PracticeMissing, comment: "Mangler praktisk del.".to_owned() };
            let reject = async |work: &Work<'_>| signature::service::reject(work, request, seen(), &no).await;
            acting(work, signer, day, 13, reject).await?;
        }
        End::Done(_) => {
            let sign = async |work: &Work<'_>| signature::service::sign(work, request, seen(), &Sign::default()).await;
            acting(work, signer, day, 13, sign).await?;
        }
        _ => {}
    }
    Ok(())
}

/// The specialist of the ward, or the one who owns the plan; nobody signs their own.
fn signer<'a>(cast: &'a Cast, told: &content::Plan, who: &Someone) -> Result<&'a Someone, Failure> {
    let ward = match who.unit.as_str() {
        "SIHF-MED-SP3" => "p-mona",
        "SIHF-AIO-INT" => "p-liv",
        _ => told.owner,
    };
    let key = if who.key == ward { told.owner } else { ward };
    let key = if who.key == key { "p-gunn" } else { key };
    cast.person(key)
}

/// One lent out and one borrowed now, and one to come.
async fn loans(work: &Work<'_>, cast: &Cast) -> Result<(), Failure> {
    let lend = [
        ("p-amir", "p-lars", "SIHF-MED-AKM", 20, Some(40), "Erfaren på triage."),
        ("p-kari", "p-nina", "SIHF-MED-SP3", 5, Some(60), "Kan respirator og CVK."),
    ];
    for (who, by, to, ago, left, comment) in lend {
        let day = work.today - Days::new(ago);
        let new = CreateLoan {
            unit_id: cast.unit(to)?,
            starts_on: day + Days::new(1),
            ends_on: left.map(|left| work.today + Days::new(left)),
            manager_id: None,
            comment: comment.to_owned(),
        };
        let position = cast.person(who)?.position_id;
        let create = async |work: &Work<'_>| loan::service::create(work, position, &new).await;
        acting(work, cast.person(by)?, day, 12, create).await?;
    }
    let new = CreateLoan {
        unit_id: cast.unit("SIHF-MED-SP4")?,
        starts_on: work.today + Days::new(10),
        ends_on: None,
        manager_id: None,
        comment: String::new(),
    };
    let position = cast.person("p-petter")?.position_id;
    let create = async |work: &Work<'_>| loan::service::create(work, position, &new).await;
    acting(work, cast.person("p-lars")?, work.today, 6, create).await?;
    Ok(())
}
