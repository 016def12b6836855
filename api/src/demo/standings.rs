//! The progress on the plans: to whom they were assigned, and the standings on their requirements.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use kyndig_contract::{
    assignment::AssignPlan,
    requirement::DocumentationMethod,
    signature::{Reject, RejectionReason, Sign},
    standing::{Fulfil, SaveDraft, SendToSigner, SetDeadline},
};
use kyndig_domain::ids::{PlanId, RequirementId};
use kyndig_platform::{
    auth::Work,
    http::{Failure, Seen},
};
use kyndig_work::{assignment, signature, standing};

use super::{
    cast::{Cast, Someone, acting, dice},
    content,
};

/// How many days ago the plans were assigned, to those employed then.
const ASSIGNED: u64 = 430;

/// To the people it is meant for, when it was written or when they began.
pub async fn assign<'a>(
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

/// A person's standing on a requirement, and how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    NotStarted,
    Started,
    Awaiting,
    Rejected,
    /// Done this many days ago.
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
        // Soon to expire, and expired.
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

pub async fn live(
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
    let draft = SaveDraft {
        performed_on: Some(day),
        expires_on: None,
        comment: "Gjenstår: en gang til.".to_owned(),
        unlock: false,
    };
    let fulfil = Fulfil { performed_on: day, expires_on: None, comment: String::new(), unlock: false };
    let send = SendToSigner {
        performed_on: day,
        signer_id: signer.person_id,
        expires_on: None,
        comment: if dice(&who.key, requirement.name, 3) == 0 {
            "Du var med da jeg gjorde det.".to_owned()
        } else {
            String::new()
        },
        unlock: false,
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

/// The specialist of the ward, or the owner of the plan; employees cannot sign their own.
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
