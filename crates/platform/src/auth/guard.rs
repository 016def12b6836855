//! `Guard<P>`: the first argument of every handler. It decides at once, without a database; the transaction opens in
//! `run` or `read`, ends with the closure, and is available nowhere else.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
    sync::Arc,
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use chrono::{DateTime, NaiveDate, Utc};
use kyndig_db::{Db, Sql, Tx, sql};
use kyndig_domain::ids::{PersonId, PositionId};
use uuid::{ContextV7, Timestamp, Uuid};

use super::{
    actor::{Acting, Actor, Scope},
    address,
    policy::{self, Rule},
};
use crate::{
    clock::{self, Clock},
    facts::{Facts, Reactions},
    http::{Code, Failure},
    state::State,
};

/// Something that an actor may be permitted to do.
pub trait Permission: 'static {
    /// As in the operation's `x-permission`.
    const NAME: &'static str;
    const RULE: Rule;
}
/// A permission to change something.
pub trait Command: Permission {}
/// A permission to read.
pub trait Query: Permission {}

/// Recorded by the guard for the test that compares it with the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guarded(pub &'static str);

/// How often a transaction that fails by a deadlock or serialization failure is tried.
const TRIES: u32 = 5;

#[derive(Debug)]
pub struct Guard<P> {
    actor: Actor,
    scope: Scope,
    state: web::Data<State>,
    address: Option<String>,
    permission: PhantomData<P>,
}

impl<P: Permission> FromRequest for Guard<P> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        req.extensions_mut().insert(Guarded(P::NAME));
        ready(Self::decide(req))
    }
}

impl<P: Permission> Guard<P> {
    fn decide(req: &HttpRequest) -> Result<Self, Failure> {
        let state = req
            .app_data::<web::Data<State>>()
            .cloned()
            .ok_or_else(|| Failure::Internal(anyhow::anyhow!("the application has no state")))?;
        let actor = req.extensions().get::<Actor>().cloned().ok_or(Code::NotSignedIn)?;
        let scope = policy::decide(P::RULE, &actor).ok_or(if actor.acting.is_some() {
            Code::Forbidden
        } else {
            Code::ChoosePosition
        })?;
        let address = address::client(req, &state.config).map(|address| address.to_string());
        Ok(Self { actor, scope, state, address, permission: PhantomData })
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// For work that continues after the answer.
    pub fn shared_state(&self) -> web::Data<State> {
        self.state.clone()
    }

    fn work<'a>(&'a self, tx: &'a Tx, facts: &'a Facts) -> Work<'a> {
        let now = self.state.clock.now();
        Work {
            tx,
            facts,
            actor: Some(&self.actor),
            scope: &self.scope,
            now,
            today: clock::today(now),
            permission: P::NAME,
            address: self.address.as_deref(),
        }
    }

    /// Reading the request may have taken long: does the session still exist, and is the access unchanged?
    async fn still_allowed(&self, tx: &Tx) -> Result<(), Failure> {
        self.unchanged(tx.value(self.stamp()).await?)
    }

    /// The same again at the end: on PostgreSQL a command may have waited for other transactions, among them one that
    /// revoked the access. Asked outside the transaction, which sees its own changes too, as when signing out. (SQLite
    /// has one writer.)
    async fn still_allowed_now(&self, tx: &Tx) -> Result<(), Failure> {
        if tx.is_postgres() { self.unchanged(self.state.db.committed(self.stamp()).await?) } else { Ok(()) }
    }

    fn stamp(&self) -> Sql {
        sql!(
            "SELECT p.stamp FROM session s JOIN person p ON p.id = s.person_id WHERE s.ended_at IS NULL \
                 AND s.id = {session_id}",
            session_id = self.actor.session_id,
        )
    }

    fn unchanged(&self, stamp: Option<i32>) -> Result<(), Failure> {
        match stamp {
            None => Err(Code::SessionEnded.into()),
            Some(stamp) if stamp != self.actor.stamp => Err(Code::AccessChanged.into()),
            Some(_) => Ok(()),
        }
    }
}

impl<P: Command> Guard<P> {
    /// Runs a command in one transaction: Ok commits, Err rolls back, a deadlock is retried.
    pub async fn run<T>(self, command: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        with_retry(&self.state.db, async || {
            let tx = self.state.db.write().await?;
            let facts = self.state.facts();
            let outcome = async {
                self.still_allowed(&tx).await?;
                let done = settled(&self.work(&tx, &facts), &command).await?;
                self.still_allowed_now(&tx).await.map(|()| done)
            };
            let outcome = outcome.await;
            finish(tx, outcome).await
        })
        .await
    }

    /// Checks, before a long body is read, what can already be refused. Nothing is changed, and `run` decides again.
    pub async fn look<T>(&self, query: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let tx = self.state.db.read().await?;
        let outcome = query(&self.work(&tx, &self.state.facts())).await;
        tx.rollback().await?;
        outcome
    }

    /// Runs a command in one transaction and always rolls it back: its effect is seen, and nothing is changed. No
    /// concurrent change is mixed in, since the transaction sees one snapshot.
    pub async fn rehearse<T>(self, command: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        with_retry(&self.state.db, async || {
            let tx = self.state.db.trial().await?;
            let facts = self.state.facts();
            let outcome = match self.still_allowed(&tx).await {
                Ok(()) => settled(&self.work(&tx, &facts), &command).await,
                Err(failure) => Err(failure),
            };
            tx.rollback().await?;
            outcome
        })
        .await
    }
}

impl<P: Query> Guard<P> {
    /// Runs a query in one read-only transaction.
    pub async fn read<T>(self, query: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let tx = self.state.db.read().await?;
        let outcome = query(&self.work(&tx, &self.state.facts())).await;
        tx.rollback().await?;
        outcome
    }

    /// Runs one of several queries of a long answer, in a transaction of its own: the access checked at the start may
    /// have been revoked since.
    pub async fn piece<T>(&self, query: impl AsyncFnOnce(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let tx = self.state.db.read_bulk().await?;
        let outcome = match self.still_allowed(&tx).await {
            Ok(()) => query(&self.work(&tx, &self.state.facts())).await,
            Err(failure) => Err(failure),
        };
        tx.rollback().await?;
        outcome
    }
}

/// What a service is given: the open transaction, the actor and scope, and the time.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    pub tx: &'a Tx,
    /// What has happened so far, for the features that react to it.
    pub facts: &'a Facts,
    /// None where the system itself acts: a job, the command line.
    pub actor: Option<&'a Actor>,
    pub scope: &'a Scope,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    pub permission: &'static str,
    pub address: Option<&'a str>,
}

impl Work<'_> {
    /// A new id of any kind, in time order.
    pub fn new_id<I: From<Uuid>>(&self) -> I {
        new_id(self.now)
    }

    /// The actor; an error where a service that needs a person is called by the system.
    pub fn person(&self) -> Result<&Actor, Failure> {
        self.actor.ok_or_else(|| Failure::Internal(anyhow::anyhow!("{} needs a person who acts", self.permission)))
    }

    pub fn person_id(&self) -> Option<PersonId> {
        self.actor.map(|actor| actor.person_id)
    }

    /// The position the actor acts as.
    pub fn position_id(&self) -> Option<PositionId> {
        self.acting().map(|acting| acting.position_id)
    }

    /// The manager the actor is deputy for.
    pub fn deputy_for(&self) -> Option<PersonId> {
        self.acting().and_then(|acting| acting.deputy_for)
    }

    fn acting(&self) -> Option<&Acting> {
        self.actor.and_then(|actor| actor.acting.as_ref())
    }
}

thread_local! {
    static ORDER: ContextV7 = const { ContextV7::new() };
}

/// A UUIDv7 of this time; ids of the same time are in the order in which they were made.
pub fn new_id<I: From<Uuid>>(now: DateTime<Utc>) -> I {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    ORDER.with(|order| Uuid::new_v7(Timestamp::from_unix(order, seconds, now.timestamp_subsec_nanos()))).into()
}

/// What the system acts with.
#[derive(Clone, Copy, Debug)]
pub struct System<'a> {
    pub db: &'a Db,
    pub clock: &'a Arc<dyn Clock>,
    pub reactions: Reactions,
}

/// The entry point for what the system does by itself (jobs, imports, the command line): the same transaction, with no
/// actor and everything in scope.
pub async fn as_system<T>(
    system: System<'_>,
    permission: &'static str,
    command: impl AsyncFn(&Work<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let scope = Scope { everything: true, ..Scope::default() };
    with_retry(system.db, async || {
        let tx = system.db.write().await?;
        let (facts, now) = (Facts::new(system.reactions), system.clock.now());
        let today = clock::today(now);
        let work = Work { tx: &tx, facts: &facts, actor: None, scope: &scope, now, today, permission, address: None };
        let outcome = settled(&work, &command).await;
        finish(tx, outcome).await
    })
    .await
}

/// Runs a command, and the reactions of other features to what happened in it.
pub(super) async fn settled<T>(
    work: &Work<'_>,
    command: impl AsyncFn(&Work<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let done = command(work).await?;
    work.settle().await?;
    Ok(done)
}

/// Runs a transaction, and retries it after a conflict with another.
pub(super) async fn with_retry<T>(db: &Db, attempt: impl AsyncFn() -> Result<T, Failure>) -> Result<T, Failure> {
    let mut tried = 1;
    loop {
        match attempt().await {
            Err(Failure::Database(error)) if kyndig_db::is_transient(&error) && tried < TRIES => {
                tracing::info!(tried, "retrying after a serialization failure");
                metrics::counter!("kyndig_transaction_retries_total").increment(1);
                db.count_retry();
                tried += 1;
            }
            outcome => return outcome,
        }
    }
}

/// Ok commits, Err rolls back.
pub(super) async fn finish<T>(tx: Tx, outcome: Result<T, Failure>) -> Result<T, Failure> {
    match outcome {
        Ok(value) => {
            tx.commit().await?;
            Ok(value)
        }
        Err(failure) => {
            tx.rollback().await?;
            Err(failure)
        }
    }
}
