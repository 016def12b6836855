//! The demo hospital: fictional, always the same, and dated relative to today, so that there is an example of
//! everything. It is loaded through the same code as real data: the import from HR, and the services.

mod approval;
mod cast;
mod content;
pub mod examples;
mod files;
mod goals;
mod hospital;
mod mark;
mod past;
pub mod region;
mod standings;
mod story;
mod ward;

use anyhow::{Context, bail, ensure};
use kyndig_contract::hr_import::HrImportDetails;
use kyndig_db::{Sql, sql};
use kyndig_domain::hr_import::{ImportProfile, ImportState};
use kyndig_people::hr_import;
use kyndig_platform::{auth::as_system, clock, state::State};

/// The password of all people in the demo hospital.
pub const PASSWORD: &str = "kompetanse for alle";

/// How large a demo is to be loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Size {
    /// Two trusts, a dozen units, some 150 people, and something of every kind to see
    #[default]
    Ward,
    /// One trust of 15,000 people
    Trust,
    /// 15 trusts, 80,000 people, eight million standings: some minutes
    Region,
}

impl Size {
    pub const ALL: [Self; 3] = [Self::Ward, Self::Trust, Self::Region];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Ward => "ward",
            Self::Trust => "trust",
            Self::Region => "region",
        }
    }

    /// Whom to sign in as, and what there is to see.
    pub fn sign_ins(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Ward => SIGN_INS.to_vec(),
            Self::Trust | Self::Region => region::SIGN_INS.iter().map(|(_, email, what)| (*email, *what)).collect(),
        }
    }
}

const SIGN_INS: &[(&str, &str)] = &[
    ("ida.nilsen@example.org", "Nurse: own plans, requirements, sending for signature"),
    ("mona.haugen@example.org", "Clinical nurse specialist: signs, and writes plans for the ward"),
    ("lars.berg@example.org", "Manager of a ward: employees, assigning, deadlines, loans"),
    ("amir.rahimi@example.org", "Nurse on loan: chooses between two positions"),
    ("berit.vold@example.org", "Trust administrator: everybody in the trust, plans and requirements"),
    ("eva.strand@example.org", "Manager at another trust"),
    ("dag.odegard@example.org", "Resident (LIS1)"),
    ("live.engen@example.org", "Resident administrator: goal plans from templates, activities of the trust's own"),
    ("ragnhild.foss@example.org", "Regional administrator: templates of goal plans, regional activities"),
    ("tiril.haug@example.org", "Nurse who came from another ward: earlier plans, to be activated again"),
    ("liv.asheim@example.org", "Plan steward: looks after two plans of the trust, and sees how they are used"),
    ("sofie.lunde@example.org", "System owner: import from HR, access"),
];

/// The outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    Now,
    /// A demo of this size has been loaded before.
    Before(Size),
    /// There are people who are not from a demo.
    Others,
}

/// Loads it into a database without people; `say` reports progress. Where there are people nothing is done, and where
/// they are those of a demo that was never finished, that is an error.
pub async fn load(state: &State, size: Size, say: region::Say<'_>) -> anyhow::Result<Loaded> {
    let there_are_people = as_system(state.system(), "demo", async |work| {
        Ok(work.tx.exists(Sql::new("SELECT 1 FROM person LIMIT 1")).await?)
    })
    .await?;
    let begun = mark::read(state).await?;
    if there_are_people {
        ensure!(
            !matches!(begun, Some((_, false))),
            "A demo was begun here and never finished: what is here is half of it. Begin anew with an empty database."
        );
        return match begun {
            Some((size, _)) => Ok(Loaded::Before(size)),
            None if is_ward(state).await? => Ok(Loaded::Before(Size::Ward)),
            None => Ok(Loaded::Others),
        };
    }
    mark::begin(state, size).await?;
    match size {
        Size::Ward => ward(state).await?,
        Size::Trust => region::load(state, &region::Scale::TRUST, say).await?,
        Size::Region => region::load(state, &region::Scale::REGION, say).await?,
    }
    past::tell(state).await?;
    mark::finish(state, size).await?;
    Ok(Loaded::Now)
}

async fn ward(state: &State) -> anyhow::Result<()> {
    let today = clock::today(state.clock.now());
    import(state, ImportProfile::Units, hospital::units()).await.context("the units")?;
    import(state, ImportProfile::People, hospital::people(today, false)).await.context("the people")?;
    story::tell(state).await?;
    import(state, ImportProfile::People, hospital::people(today, true)).await.context("who has moved")?;
    files::tell(state).await
}

/// Whether the existing people are those of a ward demo that was loaded before this was recorded.
async fn is_ward(state: &State) -> anyhow::Result<bool> {
    let Some((email, _)) = SIGN_INS.first() else { return Ok(false) };
    let here = as_system(state.system(), "demo", async |work| {
        Ok(work.tx.exists(sql!("SELECT 1 FROM person WHERE email = {email}", email = *email)).await?)
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
