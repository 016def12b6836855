//! The history of the demo hospital until today: plans written and published, assigned, worked on, signed; a deadline
//! or two, and loans. Every act is done by the real service, as of its day.

use chrono::{Days, TimeDelta};
use kyndig_content::{category, plan};
use kyndig_contract::{
    category::CreateCategory,
    loan::CreateLoan,
    plan::{AddRequirements, Completion, CreatePlan, NameOwners},
    requirement::{DocumentationMethod, Level, RequirementContent},
    role::GrantRole,
};
use kyndig_db::sql;
use kyndig_domain::{
    ids::{CategoryId, PlanId, RequirementId},
    plan::PlanKind,
    role::Role,
};
use kyndig_people::{loan, role, session};
use kyndig_platform::{
    auth::{Work, as_system},
    background::Stop,
    http::{Failure, IfMatch},
    state::State,
};

use super::{
    approval,
    cast::{Cast, acting},
    content::{self, CATEGORIES, FILED, PLANS},
    goals,
    standings::{assign, live},
    ward,
};
use crate::jobs;

/// How many days ago the plans were written.
pub const WRITTEN: u64 = 440;

pub async fn tell(state: &State) -> anyhow::Result<()> {
    let hash = state.passwords.hash(super::PASSWORD.to_owned()).await?;
    as_system(state.system(), "demo", async |work| {
        let cast = Cast::read(work).await?;
        for someone in &cast.people {
            session::service::set_password(work, someone.person_id, &hash).await?;
        }
        roles(work, &cast).await?;
        categories(work, &cast).await
    })
    .await?;
    for told in PLANS {
        as_system(state.system(), "demo", async |work| {
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
    as_system(state.system(), "demo", async |work| goals::tell(work, &Cast::read(work).await?).await).await?;
    as_system(state.system(), "demo", async |work| ward::tell(work, &Cast::read(work).await?).await).await?;
    as_system(state.system(), "demo", async |work| approval::tell(work, &Cast::read(work).await?).await).await?;
    as_system(state.system(), "demo", async |work| {
        loans(work, &Cast::read(work).await?).await?;
        // The mails were sent on their day.
        let sent = sql!(
            "UPDATE outbox SET sent_at = made_at, next_at = NULL, attempts = 1 WHERE made_at < {made_at}",
            made_at = work.now - TimeDelta::days(1),
        );
        work.tx.execute(sent).await?;
        Ok(())
    })
    .await?;
    let today = kyndig_platform::clock::today(state.clock.now());
    jobs::night::run(state, today, &Stop::never()).await?;
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
            let section = plan::service::add_section(work, plan, name, false).await?;
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
        let now = plan::service::activate(work, plan, IfMatch::version(now.version), &places).await?;
        let named =
            NameOwners { document_owner_id: owner.person_id, document_author_id: cast.person(told.author)?.person_id };
        plan::service::name_owners(work, plan, IfMatch::version(now.version), &named).await?;
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
