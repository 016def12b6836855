//! ASG-6: a plan of the ward that the manager approves when no open requirement is left. One waits for that, one is
//! approved, and one is in progress.

use chrono::Days;
use kyndig_content::plan;
use kyndig_contract::{
    plan::{AddRequirements, Completion},
    requirement::{DocumentationMethod, LearningMethod},
    standing::Fulfil,
};
use kyndig_db::sql;
use kyndig_domain::ids::{AssignmentId, PlanId, RequirementId};
use kyndig_platform::{
    auth::Work,
    http::{Failure, Seen},
};
use kyndig_work::{assignment, standing};

use super::{
    cast::{Cast, Someone, acting},
    ward::{finished, given, made, requirement},
};

/// Its requirements, and how each is fulfilled.
const ASKED: [(&str, LearningMethod, &str); 3] = [
    ("Ansvarsvakt, følge en erfaren", LearningMethod::PracticalTraining, "Gå to vakter sammen med ansvarshavende."),
    ("Ansvarsvakt, bemanning", LearningMethod::SelfStudy, "Les rutinen, og sett opp en vakt på egen hånd."),
    ("Ansvarsvakt, varsling", LearningMethod::Simulation, "Øv på varsling ved stans og ved brann."),
];

/// How many of them each has done, and whether the manager has approved it.
const DONE: [(&str, usize, bool); 3] = [("p-ida", 3, false), ("p-amir", 3, true), ("p-petter", 1, false)];

pub async fn tell(work: &Work<'_>, cast: &Cast) -> Result<(), Failure> {
    let lars = cast.person("p-lars")?;
    let name = "SIHF-Med-SP3-Ansvarsvakt";
    let about = "Det du skal kunne før du har ansvarsvakt. Leder godkjenner planen når alt er gjort.";
    let (plan, ids) = acting(work, lars, work.today - Days::new(120), 9, async |work| {
        let plan = made(work, cast, name, about, Completion::ManagerApproval).await?;
        let section = plan::service::add_section(work, plan, "Før første vakt", false).await?;
        for (name, how, description) in ASKED {
            let new = requirement(name, how, DocumentationMethod::SelfRegistration, description);
            let add = AddRequirements { goal_id: None, requirement_ids: Vec::new(), new: Some(new) };
            plan::service::add_requirements(work, plan, section, &add).await?;
        }
        finished(work, plan, lars, cast.person("p-mona")?).await?;
        given(work, cast, plan).await?;
        let now = plan::service::get(work, plan).await?.body;
        let places = now.sections.iter().flat_map(|section| &section.requirements);
        Ok((plan, places.map(|place| place.requirement.id).collect::<Vec<RequirementId>>()))
    })
    .await?;
    for (who, done, approved) in DONE {
        let who = cast.person(who)?;
        for (id, ago) in ids.iter().take(done).zip([40, 21, 9]) {
            let day = work.today - Days::new(ago);
            let done = Fulfil { performed_on: day, expires_on: None, comment: String::new(), unlock: false };
            let fulfil =
                async |work: &Work<'_>| standing::service::fulfil(work, who.person_id, *id, Seen::Any, &done).await;
            acting(work, who, day, 14, fulfil).await?;
        }
        if approved {
            let id = assignment_of(work, plan, who).await?;
            let approve = async |work: &Work<'_>| assignment::service::approve(work, id).await;
            acting(work, lars, work.today - Days::new(7), 9, approve).await?;
        }
    }
    Ok(())
}

async fn assignment_of(work: &Work<'_>, plan: PlanId, who: &Someone) -> Result<AssignmentId, Failure> {
    let sql = sql!("SELECT id FROM assignment WHERE plan_id = {plan}", plan);
    let found = work.tx.value(sql.push(" AND position_id = ").bind(who.position_id)).await?;
    found.ok_or_else(|| Failure::Internal(anyhow::anyhow!("{} has no such plan", who.key)))
}
