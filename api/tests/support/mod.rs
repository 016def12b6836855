//! The application as the tests meet it, on a database of its own.

#![allow(dead_code, reason = "a kit: what no test takes today may be taken tomorrow")]

mod client;
mod cluster;
mod conformance;
pub mod content;
mod database;
pub mod plans;
mod world;
pub mod writing;

pub use client::{Answer, Client};
#[allow(unused_imports, reason = "a kit: each feature takes what it needs")]
pub use cluster::Cluster;
pub use database::{Database, On};
#[allow(unused_imports, reason = "a kit: each feature takes what it needs")]
pub use world::{Someone, World, grant, position, someone, unit};

use std::{pin::Pin, sync::Arc};

use actix_web::{
    dev::{Service, ServiceResponse},
    test::TestRequest,
    web,
};
use chrono::{DateTime, TimeDelta, Utc};
use kyndig_api::app;
use kyndig_domain::ids::{PersonId, PositionId, SessionId};
use kyndig_platform::{
    auth::{System, Work, as_system},
    clock::{Clock, TestClock},
    config::Config,
    http::Failure,
    state::State,
};
use tokio::sync::OnceCell;

/// A Saturday morning.
pub const NOW: &str = "2026-11-21T09:00:00Z";

/// The application, as something to call.
type Call = Box<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Result<ServiceResponse, actix_web::Error>>>>>;

pub struct TestApp {
    service: OnceCell<Call>,
    pub state: web::Data<State>,
    pub clock: Arc<TestClock>,
    database: Database,
}

impl TestApp {
    /// None, said aloud, where the machine has no PostgreSQL; never so in CI.
    pub async fn start(on: On) -> Option<Self> {
        Self::start_with(on, |_| {}).await
    }

    /// Configured otherwise.
    pub async fn start_with(on: On, configure: impl FnOnce(&mut Config)) -> Option<Self> {
        Some(Self::on(Database::make(on).await?, configure).await)
    }

    /// On a database that is there already.
    pub async fn on(database: Database, configure: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::defaults().expect("the defaults");
        config.database.url = database.url().to_owned();
        config.database.connections = 8;
        config.mail.folder = database.folder().join("mail");
        config.files.folder = database.folder().join("files");
        config.sign_in.secret = Some("a secret of the tests, of 32 bytes and more".to_owned().into());
        configure(&mut config);
        let clock = Arc::new(TestClock::at(NOW.parse().expect("a time")));
        let state = kyndig_api::app::start(config, clock.clone()).await.expect("the state");
        Self { service: OnceCell::new(), state: web::Data::new(state), clock, database }
    }

    /// Its database, once the application on it is gone.
    pub fn into_database(self) -> Database {
        self.database
    }

    /// Runs something as the system itself, in one transaction.
    pub async fn system<T>(&self, command: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> T {
        let clock: Arc<dyn Clock> = self.clock.clone();
        as_system(System { clock: &clock, ..self.state.system() }, "test", command)
            .await
            .expect("a command of the system")
    }

    /// A small world of units and people; see `World`.
    pub async fn world(&self) -> World {
        world::make(self).await
    }

    /// Signed in as this position, by a session like any other; only the password is left out.
    pub async fn sign_in(&self, person: PersonId, position: PositionId) -> Client<'_> {
        let session = self
            .system(async |work| {
                let id: SessionId = work.new_id();
                let sql = kyndig_db::Sql::new(
                    "INSERT INTO session (id, person_id, position_id, started_at, expires_at) VALUES (",
                )
                .bind(id)
                .push(", ")
                .bind(person)
                .push(", ")
                .bind(position)
                .push(", ")
                .bind(work.now)
                .push(", ")
                .bind(work.now + TimeDelta::days(3650))
                .push(")");
                work.tx.execute(sql).await?;
                Ok(id)
            })
            .await;
        Client::new(self, Some(session))
    }

    /// Nobody.
    pub fn anonymous(&self) -> Client<'_> {
        Client::new(self, None)
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Sends one request to the application, which is put together once a test.
    pub async fn send(&self, request: TestRequest) -> Answer {
        let call = self.service.get_or_init(async || self.compose().await).await;
        // What a middleware refuses is an answer like any other, with its headers and its trace id.
        Answer::read(call(request).await.expect("an answer")).await
    }

    /// Sends one request, and leaves the answer's body where it is.
    pub async fn begin(&self, request: TestRequest) -> ServiceResponse {
        let call = self.service.get_or_init(async || self.compose().await).await;
        call(request).await.expect("an answer")
    }

    async fn compose(&self) -> Call {
        let service = actix_web::test::init_service(app::application(self.state.clone(), None)).await;
        Box::new(move |request| {
            let answer = service.call(request.to_request());
            Box::pin(async move { answer.await.map(ServiceResponse::map_into_boxed_body) })
        })
    }

    /// Rows of a table.
    pub async fn count(&self, table: &str) -> i64 {
        let tx = self.state.db.read().await.expect("a transaction");
        let count = tx.value::<i64>(kyndig_db::Sql::new(&format!("SELECT count(*) FROM {table}"))).await;
        count.expect("a count").expect("a row")
    }

    /// The counters say what the facts say.
    pub async fn assert_counters(&self) {
        let tx = self.state.db.read().await.expect("a transaction");
        let at = kyndig_domain::standing::CutOffs::of(kyndig_platform::clock::today(self.now()));
        let wrong = kyndig_gate::counters::check(&tx, at).await.expect("a recount");
        assert!(wrong.is_empty(), "counters that differ from the facts: {wrong:?}");
    }

    pub fn is_postgres(&self) -> bool {
        self.database.url().starts_with("postgres")
    }
}
