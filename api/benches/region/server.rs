//! The application on a database of a region's size, and what it takes.

use std::{fs, pin::Pin, rc::Rc, sync::Arc, time::Instant};

use actix_web::{
    App, HttpMessage, HttpRequest, body::to_bytes, dev::Service, http::StatusCode, middleware::from_fn,
    test::TestRequest, web,
};
use chrono::TimeDelta;
use kyndig_api::{
    app,
    demo::region::{self, Scale},
};
use kyndig_db::Sql;
use kyndig_domain::{
    ids::{PersonId, PositionId, SessionId},
    standing::CutOffs,
};
use kyndig_gate::counters;
use kyndig_platform::{
    auth::{Actor, System, Work, as_system},
    clock::{self, Clock, SystemClock},
    config::Config,
    http::Failure,
    state::State,
};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

const CORES: usize = 4;

/// Somebody who is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Who {
    pub person: PersonId,
    pub position: PositionId,
    pub session: SessionId,
}

pub struct Server {
    pub name: &'static str,
    pub state: web::Data<State>,
    pub admin: Who,
    pub manager: Who,
    pub nurse: Who,
    pub cores: Vec<Core>,
    /// Whose processes work for it beside this one.
    postmaster: Option<u32>,
}

impl Server {
    pub async fn start(name: &'static str, url: &str, scale: &Scale) -> Self {
        let mut config = Config::defaults().expect("the defaults");
        url.clone_into(&mut config.database.url);
        config.database.connections = 64;
        config.sign_in.secret = Some("a secret of the bench, of 32 bytes and more".to_owned().into());
        let state = kyndig_api::app::start(config, Arc::new(SystemClock)).await.expect("the state");
        app::migrate(&state.db).await.expect("the schema");
        let here = ask(&state, async |work| Ok(work.tx.exists(Sql::new("SELECT 1 FROM person LIMIT 1")).await?)).await;
        if !here {
            let began = Instant::now();
            let say = |what: &str| eprintln!("{name}: {:>4.0} s  {what}", began.elapsed().as_secs_f64());
            region::load(&state, scale, &say).await.expect("a region");
            say("loaded");
        }
        let state = web::Data::new(state);
        let admin = sign_in(&state, "trust.admin@example.org").await;
        let manager = sign_in(&state, "ward.manager@example.org").await;
        let nurse = sign_in(&state, "nurse@example.org").await;
        let postmaster = postmaster(&state).await;
        let cores = (0..CORES).map(|_| Core::start(&state)).collect();
        Self { name, state, admin, manager, nurse, cores, postmaster }
    }

    /// As the system itself, in one transaction.
    pub async fn ask<T>(&self, command: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> T {
        ask(&self.state, command).await
    }

    pub async fn rows(&self, sql: &str) -> i64 {
        let sql = Sql::new(&format!("SELECT count(*) FROM {sql}"));
        self.ask(async |work| Ok(work.tx.value(sql.clone()).await?)).await.expect("a count")
    }

    /// What the gate has appended becomes counters: a job's work on PostgreSQL, which belongs to what was changed.
    pub async fn fold(&self) {
        if self.is_postgres() {
            let at = CutOffs::of(clock::today(self.state.clock.now()));
            self.ask(async |work| Ok(counters::fold(work.tx, at).await?)).await;
        }
    }

    pub fn is_postgres(&self) -> bool {
        self.name == "PostgreSQL"
    }

    /// Seconds that the processors have worked for this process, and for PostgreSQL's.
    pub fn cpu(&self) -> f64 {
        let own: u64 = tasks().map(|task| worked(&format!("/proc/self/task/{task}/schedstat"))).sum();
        let beside: u64 = self.postmaster.map(backends).unwrap_or_default().iter().map(|pid| backend(*pid)).sum();
        #[expect(clippy::cast_precision_loss, reason = "seconds")]
        let seconds = (own + beside) as f64 / 1e9;
        seconds
    }
}

async fn ask<T>(state: &State, command: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> T {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    as_system(System { clock: &clock, ..state.system() }, "bench", command).await.expect("a command of the system")
}

async fn sign_in(state: &State, email: &str) -> Who {
    ask(state, async |work| {
        let sql = Sql::new(
            "SELECT p.person_id, p.id FROM position p JOIN person ON person.id = p.person_id \
             WHERE p.state = 'open' AND person.email = ",
        );
        let row = work.tx.rows(sql.bind(email).push(" ORDER BY p.id LIMIT 1")).await?.remove(0);
        let session = work.new_id();
        let who = Who { person: row.try_get_by_index(0)?, position: row.try_get_by_index(1)?, session };
        sessions(work, &[who]).await?;
        Ok(who)
    })
    .await
}

/// Signed in, all of them; only the passwords are left out.
pub async fn sessions(work: &Work<'_>, people: &[Who]) -> Result<(), Failure> {
    for chunk in people.chunks(1000) {
        let rows = chunk.iter().map(|who| {
            let until = work.now + TimeDelta::days(1);
            [who.session.into(), who.person.into(), who.position.into(), work.now.into(), until.into()]
        });
        let sql =
            Sql::new("INSERT INTO session (id, person_id, position_id, started_at, expires_at) VALUES ").rows(rows);
        work.tx.execute(sql).await?;
    }
    Ok(())
}

async fn postmaster(state: &State) -> Option<u32> {
    if state.db.backend() != sea_orm::DatabaseBackend::Postgres {
        return None;
    }
    let sql = Sql::new("SELECT pg_backend_pid()");
    let pid: i32 = ask(state, async |work| Ok(work.tx.value(sql.clone()).await?)).await?;
    parent(u32::try_from(pid).ok()?)
}

fn tasks() -> impl Iterator<Item = String> {
    let entries = fs::read_dir("/proc/self/task").expect("the threads");
    entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok())
}

/// Nanoseconds; nothing where it has just ended.
fn worked(path: &str) -> u64 {
    fs::read_to_string(path).ok().and_then(|text| text.split(' ').next()?.parse().ok()).unwrap_or_default()
}

fn backend(pid: u32) -> u64 {
    worked(&format!("/proc/{pid}/schedstat"))
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit(") ").next()?.split(' ').nth(1)?.parse().ok()
}

fn backends(postmaster: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").expect("the processes");
    let pids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(|pid| parent(*pid) == Some(postmaster)).collect()
}

/// A handler that reads one row, for one who has signed in.
pub const ONE: &str = "/one";

async fn one(state: web::Data<State>, request: HttpRequest) -> web::Json<Value> {
    let person = request.extensions().get::<Actor>().expect("somebody signed in").person_id;
    let tx = state.db.read().await.expect("a transaction");
    let name = tx.value(Sql::new("SELECT name FROM person WHERE id = ").bind(person)).await.expect("a row");
    tx.rollback().await.expect("the end");
    web::Json(Value::from(name.unwrap_or_else(String::new)))
}

type Job = Box<dyn FnOnce(Rc<Worker>) -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// A core that answers, until the end: a connection to the database dies with the thread that opened it.
pub struct Core(mpsc::UnboundedSender<Job>);

impl Core {
    fn start(state: &web::Data<State>) -> Self {
        let (state, (jobs, mut asked)) = (state.clone(), mpsc::unbounded_channel::<Job>());
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let worker = Rc::new(Worker::of(&state).await);
                while let Some(job) = asked.recv().await {
                    actix_web::rt::spawn(job(worker.clone()));
                }
            });
        });
        Self(jobs)
    }

    /// Begins at once; what is given back waits for what comes of it.
    pub fn run<T: Send + 'static, F: Future<Output = T> + 'static>(
        &self,
        job: impl FnOnce(Rc<Worker>) -> F + Send + 'static,
    ) -> impl Future<Output = T> {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |worker| {
            Box::pin(async move {
                assert!(tell.send(job(worker).await).is_ok(), "somebody waits");
            })
        });
        assert!(self.0.send(job).is_ok(), "a core");
        async { told.await.expect("what came of it") }
    }
}

type Call = Box<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = (StatusCode, Vec<u8>)>>>>;

/// A worker of the server in this thread, as each core has one.
pub struct Worker {
    call: Call,
    state: web::Data<State>,
}

impl Worker {
    pub async fn of(state: &web::Data<State>) -> Self {
        let service = actix_web::test::init_service(
            App::new()
                .app_data(state.clone())
                .wrap(from_fn(app::authenticate))
                .route(&format!("/api/v1{ONE}"), web::get().to(one))
                .configure(app::configure),
        )
        .await;
        let call: Call = Box::new(move |request| {
            let answer = service.call(request.to_request());
            Box::pin(async move {
                let answer = answer.await.expect("an answer");
                let status = answer.status();
                let body = to_bytes(answer.into_body()).await.map_err(Into::<actix_web::Error>::into).expect("a body");
                (status, body.to_vec())
            })
        });
        Self { call, state: state.clone() }
    }

    fn signed(&self, request: TestRequest, who: Who) -> TestRequest {
        let token = self.state.tokens.issue(who.session, self.state.clock.now()).expect("a token");
        request.insert_header(("authorization", format!("Bearer {token}")))
    }

    /// PostgreSQL plans the first calls of a statement one by one, and keeps a plan from then on.
    pub async fn warm(&self, who: Who, path: &str) {
        for _ in 0..10 {
            self.get(who, path).await;
        }
    }

    pub async fn get(&self, who: Who, path: &str) -> Vec<u8> {
        let request = self.signed(TestRequest::get().uri(&format!("/api/v1{path}")), who);
        let (status, body) = (self.call)(request).await;
        assert!(status.is_success(), "{path}: {status}: {}", String::from_utf8_lossy(&body));
        body
    }

    pub async fn post(&self, who: Who, path: &str, body: &Value) -> (StatusCode, Vec<u8>) {
        let request = TestRequest::post().uri(&format!("/api/v1{path}")).set_json(body);
        (self.call)(self.signed(request, who)).await
    }
}
