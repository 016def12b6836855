//! The demo hospital: made up, always the same, and laid relative to today, so that there is something of every
//! kind to see. It goes in by the same doors as real data: the import from HR, and the services.

mod cast;
mod content;
mod files;
mod goals;
mod hospital;
mod standings;
mod story;
mod ward;

use anyhow::{Context, bail};
use kyndig_contract::hr_import::HrImportDetails;
use kyndig_db::Sql;
use kyndig_domain::hr_import::{ImportProfile, ImportState};

use crate::{app::State, auth::as_system, clock, features::hr_import};

/// The password of everybody in the demo hospital.
pub const PASSWORD: &str = "kompetanse for alle";

/// Whom to sign in as, and what there is to see.
pub const SIGN_INS: &[(&str, &str)] = &[
    ("ida.nilsen@example.org", "Nurse: own plans, requirements, sending for signature"),
    ("mona.haugen@example.org", "Clinical nurse specialist: signs, and writes plans for the ward"),
    ("lars.berg@example.org", "Manager of a ward: employees, assigning, deadlines, loans"),
    ("amir.rahimi@example.org", "Nurse on loan: chooses between two positions"),
    ("berit.vold@example.org", "Trust administrator: everybody in the trust, plans and requirements"),
    ("eva.strand@example.org", "Manager at another trust"),
    ("dag.odegard@example.org", "Resident (LIS1)"),
    ("live.engen@example.org", "Resident administrator: goal plans from templates, activities of the trust's own"),
    ("ragnhild.foss@example.org", "Regional administrator: templates of goal plans, regional activities"),
    ("liv.asheim@example.org", "Plan steward: looks after two plans of the trust, and sees how they are used"),
    ("sofie.lunde@example.org", "System owner: import from HR, access"),
];

/// Loads it into a database without people; gives false, and does nothing, where there are some.
pub async fn load(state: &State) -> anyhow::Result<bool> {
    let there_are_people = as_system(&state.db, &state.clock, "demo", async |work| {
        Ok(work.tx.exists(Sql::new("SELECT 1 FROM person LIMIT 1")).await?)
    })
    .await?;
    if there_are_people {
        return Ok(false);
    }
    let today = clock::today(state.clock.now());
    import(state, ImportProfile::Units, hospital::units()).await.context("the units")?;
    import(state, ImportProfile::People, hospital::people(today)).await.context("the people")?;
    story::tell(state).await?;
    files::tell(state).await?;
    Ok(true)
}

/// Whether the people there are, are those of the demo hospital.
pub async fn is_here(state: &State) -> anyhow::Result<bool> {
    let Some((email, _)) = SIGN_INS.first() else { return Ok(false) };
    let here = as_system(&state.db, &state.clock, "demo", async |work| {
        Ok(work.tx.exists(Sql::new("SELECT 1 FROM person WHERE email = ").bind(*email)).await?)
    });
    Ok(here.await?)
}

async fn import(state: &State, profile: ImportProfile, file: String) -> anyhow::Result<()> {
    let report: HrImportDetails = hr_import::service::import(state, file.into_bytes(), profile, false, 100).await?;
    if report.summary.state != ImportState::Finished || report.summary.problems > 0 {
        bail!("the demo file is not good: {:?}", report.row_problems);
    }
    Ok(())
}
