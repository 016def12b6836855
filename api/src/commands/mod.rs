//! The commands of the program.

mod admin;
mod backup;
mod check;
mod demo;
mod health;
mod import;
mod night;
mod serve;

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;
use clap::{Parser, Subcommand};
use kyndig_api::{app, demo::Size, schema};
use kyndig_contract::hr_import::ImportProfile;
use kyndig_db::Hold;
use kyndig_platform::{
    clock::{Clock, SystemClock},
    config::Config,
    state::State,
    telemetry,
};
use sea_orm::DatabaseBackend;

/// Kyndig, an open competence portal for hospitals.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Arguments {
    /// A file with settings; the environment (KYNDIG_…) overrides it.
    #[arg(long, env = "KYNDIG_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the browser application
    Serve {
        /// Bring the schema up to date first
        #[arg(long)]
        migrate: bool,
    },
    /// Bring the schema up to date
    Migrate,
    /// Load a demo into a database without people
    Demo {
        /// How large
        #[arg(long, value_enum, default_value_t)]
        size: Size,
    },
    /// Take in a file
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Run what a new day makes of positions, loans and standings; the server does it by itself every midnight
    NightRun {
        /// The morning it is run for, with those missed before it; otherwise today
        #[arg(long)]
        date: Option<chrono::NaiveDate>,
    },
    /// Take a backup of database and files, while people work
    Backup {
        /// A folder that is new or empty
        folder: PathBuf,
        /// Make a folder in it that is named by the time
        #[arg(long)]
        dated: bool,
        /// Remove all such folders but the newest
        #[arg(long, value_name = "NUMBER", requires = "dated")]
        keep: Option<usize>,
    },
    /// Bring a backup back, into an empty database and an empty store of files
    Restore {
        folder: PathBuf,
        /// Put it in the place of what is there
        #[arg(long)]
        replace: bool,
    },
    /// Ask the server on this machine whether it is ready
    Health {
        /// Whether it answers at all
        #[arg(long)]
        live: bool,
    },
    /// Print the OpenAPI contract
    Openapi,
    /// What must be possible before anybody can sign in
    Admin {
        #[command(subcommand)]
        what: admin::Admin,
    },
    /// Check that what is stored agrees with itself
    Check {
        #[command(subcommand)]
        what: Check,
    },
}

#[derive(Debug, Subcommand)]
enum Import {
    /// Units, or people and positions, from HR
    Hr {
        /// CSV in UTF-8
        file: PathBuf,
        /// How its columns are named: units, people or behandler
        #[arg(long)]
        profile: ImportProfile,
        /// Only say what would change
        #[arg(long)]
        dry_run: bool,
        /// Stop a file that would close more of the open positions than this (otherwise as configured)
        #[arg(long)]
        max_close_percent: Option<u8>,
    },
}

#[derive(Debug, Subcommand)]
enum Check {
    /// Recount every counter from the facts
    Counters,
    /// Compare a backup with its checksums
    Backup { folder: PathBuf },
}

pub fn run() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if matches!(arguments.command, Command::Openapi) {
        println!("{}", app::openapi().to_pretty_json()?);
        return Ok(());
    }
    let config = Config::load(arguments.config.as_deref()).context("the configuration")?;
    telemetry::init(config.log.json, &config.log.filter)?;
    actix_web::rt::System::new().block_on(async move {
        match arguments.command {
            Command::Serve { migrate } => serve::run(config, migrate).await,
            Command::Migrate => {
                let state = start(config).await?;
                migrate(&state).await
            }
            Command::Demo { size } => {
                let state = start(config).await?;
                migrate(&state).await?;
                demo::run(&state, size).await
            }
            Command::Import { what: Import::Hr { file, profile, dry_run, max_close_percent } } => {
                import::hr(&ready(config).await?, &file, profile, dry_run, max_close_percent).await
            }
            Command::Check { what: Check::Counters } => check::counters(&ready(config).await?).await,
            Command::Check { what: Check::Backup { folder } } => backup::verify(&folder),
            Command::Backup { folder, dated, keep } => backup::take(&start(config).await?, &folder, dated, keep).await,
            Command::Restore { folder, replace } => backup::restore(&config, &folder, replace).await,
            Command::Health { live } => health::run(&config, live),
            Command::NightRun { date } => night::run(&ready(config).await?, date).await,
            Command::Admin { what } => admin::run(&ready(config).await?, what).await,
            Command::Openapi => Ok(()),
        }
    })
}

async fn start(config: Config) -> anyhow::Result<State> {
    if let Some(path) = config.database.url.strip_prefix("sqlite://") {
        let path = path.split('?').next().unwrap_or(path);
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("the folder of {path}"))?;
        }
    }
    kyndig_api::app::start(config, clock()?).await
}

/// The same, requiring the schema of this program.
async fn ready(config: Config) -> anyhow::Result<State> {
    let state = start(config).await?;
    schema::check(&state.db).await?;
    Ok(state)
}

/// SQLite is served by one process, which does not coordinate with others.
#[derive(Debug, thiserror::Error)]
#[error("another process serves from {0}: SQLite is served by one, PostgreSQL by any number")]
pub struct Served(String);

/// Ensures that no other process serves from the same file, for as long as the returned lock is held. With PostgreSQL
/// there is nothing to ensure.
async fn alone(state: &State) -> anyhow::Result<Option<Hold>> {
    if state.db.backend() == DatabaseBackend::Postgres {
        return Ok(None);
    }
    match state.db.hold("serve").await? {
        Some(hold) => Ok(Some(hold)),
        None => Err(Served(state.config.database.url.clone()).into()),
    }
}

/// Brings the schema up to date, but not while a process serves from it with SQLite.
async fn migrate(state: &State) -> anyhow::Result<()> {
    if schema::mismatch(&state.db).await?.is_none() {
        return Ok(());
    }
    let _alone = alone(state).await?;
    app::migrate(&state.db).await
}

/// For the shell, systemd and others: that a retry will not help, or that it may later.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    const CONFIGURATION: u8 = 78;
    const LATER: u8 = 75;
    if error.is::<schema::Mismatch>() {
        CONFIGURATION
    } else if error.is::<Served>() {
        LATER
    } else {
        1
    }
}

/// In test builds the journeys set the clock.
#[cfg(feature = "test-clock")]
fn clock() -> anyhow::Result<Arc<dyn Clock>> {
    use kyndig_platform::clock::TestClock;
    match std::env::var("KYNDIG_TEST_CLOCK") {
        Ok(now) => Ok(Arc::new(TestClock::at(now.parse().context("KYNDIG_TEST_CLOCK")?))),
        Err(_) => Ok(Arc::new(SystemClock)),
    }
}

#[cfg(not(feature = "test-clock"))]
#[expect(clippy::unnecessary_wraps, reason = "the test build's clock can be set wrongly")]
fn clock() -> anyhow::Result<Arc<dyn Clock>> {
    Ok(Arc::new(SystemClock))
}
