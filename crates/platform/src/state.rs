//! What every request shares: the connections, the clock, the configuration.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use kyndig_db::Db;

use crate::{
    auth::{System, limit::Limits, password::Passwords, token::Tokens},
    background::Progress,
    clock::Clock,
    config::Config,
    facts::{Facts, Reactions},
    gateways::{files::Files, mail::Mail},
    http::{Addresses, export::Turns},
};

/// What every request shares.
#[derive(Debug)]
pub struct State {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub limits: Limits,
    pub mail: Mail,
    pub files: Files,
    pub config: Config,
    /// The paths of the document, for telling a wrong method from a wrong path.
    pub addresses: Addresses,
    /// The progress of imports.
    pub imports: Progress,
    /// The queue for making workbooks.
    pub exports: Turns,
    /// Whether it is shutting down.
    pub leaving: Leaving,
    /// The reactions of features to facts of others.
    pub reactions: Reactions,
}

/// Whether the program has been asked to stop: it still answers, and tells the load balancer to send no more requests.
#[derive(Debug, Default)]
pub struct Leaving(AtomicBool);

impl Leaving {
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl State {
    /// Connects and prepares what requests share; the contract is the OpenAPI document that is served.
    pub async fn start(
        config: Config,
        clock: Arc<dyn Clock>,
        contract: &str,
        reactions: Reactions,
    ) -> anyhow::Result<Self> {
        let db = Db::connect(&config.database_settings()).await?;
        let secret = config.sign_in.secret()?;
        let passwords = Passwords::new(config.sign_in.passwords_at_once)?;
        let mail = Mail::start(&config.mail)?;
        let files = Files::start(&config.files)?;
        let addresses = Addresses::of(contract)?;
        let limits = Limits::new(config.http.public_requests_per_second, clock.clone());
        Ok(Self {
            db,
            clock,
            tokens: Tokens::new(&secret)?,
            passwords,
            limits,
            mail,
            files,
            config,
            addresses,
            imports: Progress::default(),
            exports: Turns::default(),
            leaving: Leaving::default(),
            reactions,
        })
    }

    /// What the system acts with.
    pub fn system(&self) -> System<'_> {
        System { db: &self.db, clock: &self.clock, reactions: self.reactions }
    }

    /// For one transaction.
    pub fn facts(&self) -> Facts {
        Facts::new(self.reactions)
    }
}
