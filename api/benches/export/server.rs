//! The application on a database of its own, and what it takes.

use std::{fs, pin::Pin, sync::Arc, time::Instant};

use actix_web::{App, body::MessageBody, dev::Service, middleware::from_fn, test::TestRequest, web};
use kyndig_api::app;
use kyndig_db::Sql;
use kyndig_domain::ids::SessionId;
use kyndig_platform::{
    auth::{System, as_system},
    clock::{Clock, SystemClock},
    config::Config,
    state::State,
};
use sea_orm::DatabaseBackend;

use crate::{
    staff,
    workload::{Who, Workload},
};

#[derive(Clone, Copy, Debug, Default)]
pub struct Taken {
    pub wall: f64,
    pub cpu: f64,
    pub bytes: u64,
}

pub struct Server {
    pub name: &'static str,
    pub url: String,
    state: web::Data<State>,
    /// Of the administrator of the region, and of the trust.
    sessions: [SessionId; 2],
    /// Whose processes work for it beside this one.
    postmaster: Option<u32>,
}

impl Server {
    pub async fn connect(name: &'static str, url: String, sessions: Option<[SessionId; 2]>) -> Self {
        let mut config = Config::defaults().expect("the defaults");
        config.database.url.clone_from(&url);
        config.sign_in.secret = Some("a secret of the bench, of 32 bytes and more".to_owned().into());
        let state = kyndig_api::app::start(config, Arc::new(SystemClock)).await.expect("the state");
        let sessions = if let Some(sessions) = sessions {
            sessions
        } else {
            app::migrate(&state.db).await.expect("the schema");
            let began = Instant::now();
            let sessions = staff::fill(&state.db).await;
            eprintln!("{name}: filled in {:.0} s", began.elapsed().as_secs_f64());
            sessions
        };
        let mut server = Self { name, url, state: web::Data::new(state), sessions, postmaster: None };
        if server.state.db.backend() == DatabaseBackend::Postgres {
            let pid: Option<i32> = server.ask("SELECT pg_backend_pid()").await;
            server.postmaster = pid.and_then(|pid| parent(u32::try_from(pid).ok()?));
        }
        server
    }

    pub fn sessions(&self) -> String {
        self.sessions.map(|session| session.to_string()).join(" ")
    }

    async fn ask<T: sea_orm::TryGetable>(&self, sql: &str) -> Option<T> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let asked = as_system(System { clock: &clock, ..self.state.system() }, "bench", async |work| {
            Ok(work.tx.value(Sql::new(sql)).await?)
        });
        asked.await.expect("an answer")
    }

    /// The database's own work for the rows, whom nobody reads.
    pub async fn bare(&self, workload: &Workload) {
        for sql in workload.bare {
            // PostgreSQL adds up what may be larger as a number of another kind
            let rows: Option<i64> = self.ask(&format!("SELECT CAST(({sql}) AS bigint)")).await;
            assert!(rows.is_some(), "rows");
        }
    }

    /// Sends a request and hands on the pieces of the answer, as a client on a quick line would take them; how many bytes.
    pub async fn take(&self, workload: &Workload, accept: &str, mut sink: impl FnMut(&[u8])) -> u64 {
        let service = actix_web::test::init_service(
            App::new().app_data(self.state.clone()).wrap(from_fn(app::authenticate)).configure(app::configure),
        )
        .await;
        let session = match workload.who {
            Who::Region => self.sessions[0],
            Who::Trust => self.sessions[1],
        };
        let token = self.state.tokens.issue(session, self.state.clock.now()).expect("a token");
        let request = TestRequest::get()
            .uri(&format!("/api/v1{}", workload.path))
            .insert_header(("accept", accept))
            .insert_header(("authorization", format!("Bearer {token}")));
        let answer = service.call(request.to_request()).await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        let mut body = Box::pin(answer.into_body());
        let mut bytes = 0;
        while let Some(piece) = std::future::poll_fn(|context| Pin::new(&mut body).poll_next(context)).await {
            let piece = piece.map_err(Into::<actix_web::Error>::into).expect("a piece");
            bytes += piece.len() as u64;
            sink(&piece);
        }
        bytes
    }

    /// Seconds that the processors have worked for this process, and for PostgreSQL's.
    pub fn cpu(&self) -> f64 {
        own() + self.postmaster.map(database).unwrap_or_default()
    }

    pub async fn clocked(&self, work: impl Future<Output = u64>) -> Taken {
        let (began, used) = (Instant::now(), self.cpu());
        let bytes = work.await;
        Taken { wall: began.elapsed().as_secs_f64(), cpu: self.cpu() - used, bytes }
    }
}

pub fn clocked(bytes: impl FnOnce() -> u64) -> Taken {
    let (began, used) = (Instant::now(), own());
    let bytes = bytes();
    Taken { wall: began.elapsed().as_secs_f64(), cpu: own() - used, bytes }
}

/// A field of `stat` in seconds, by its number among those after the name.
fn ticks(stat: &str, fields: &[usize]) -> f64 {
    let all: Vec<_> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    fields.iter().filter_map(|at| all.get(*at)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// With the threads that have ended.
fn own() -> f64 {
    ticks(&fs::read_to_string("/proc/self/stat").expect("what the process has used"), &[11, 12])
}

fn stat(pid: u32) -> Option<String> {
    fs::read_to_string(format!("/proc/{pid}/stat")).ok()
}

fn parent(pid: u32) -> Option<u32> {
    stat(pid)?.rsplit(") ").next()?.split(' ').nth(1)?.parse().ok()
}

/// What serves connections, and what has ended.
fn database(postmaster: u32) -> f64 {
    let all = fs::read_dir("/proc").expect("the processes");
    let pids = all.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let alive = pids.filter(|pid| parent(*pid) == Some(postmaster)).map(|pid| {
        let text = fs::read_to_string(format!("/proc/{pid}/schedstat")).unwrap_or_default();
        text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or_default() / 1e9
    });
    alive.sum::<f64>() + stat(postmaster).map(|stat| ticks(&stat, &[13, 14])).unwrap_or_default()
}

/// Kibibytes, as `/proc/self/status` names them.
pub fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the memory of the process");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect(name);
    line.trim_matches([':', ' ', '\t', 'k', 'B']).parse().expect("kibibytes")
}
