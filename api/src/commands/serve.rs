//! `kyndig serve`: API and browser application on one port, until told to stop.

use std::time::Duration;

use actix_web::{HttpServer, web};
use anyhow::Context;
use kyndig_api::{app, jobs::Jobs, measures, schema};
use kyndig_platform::{config::Config, http::slow, state::State};

/// How long requests in progress are waited for, once no more are accepted.
const FINISH_SECONDS: u64 = 30;

pub async fn run(config: Config, migrate: bool) -> anyhow::Result<()> {
    let state = web::Data::new(super::start(config).await?);
    let _alone = super::alone(&state).await?;
    if migrate {
        app::migrate(&state.db).await?;
    } else {
        schema::check(&state.db).await?;
    }
    let recorder = web::Data::new(measures::record()?);
    let http = &state.config.http;
    let (bind, workers) = (http.bind.clone(), http.workers);
    tracing::info!(%bind, url = %http.public_url, "serving");
    let shared = state.clone();
    let rendered = recorder.clone();
    let mut server = HttpServer::new(move || app::application(shared.clone(), Some(rendered.clone())))
        .on_connect(slow::connected)
        .client_request_timeout(Duration::from_secs(20))
        .client_disconnect_timeout(Duration::from_secs(5))
        .keep_alive(Duration::from_secs(75))
        .shutdown_timeout(FINISH_SECONDS);
    if workers > 0 {
        server = server.workers(workers);
    }
    let server = server.bind(&bind).with_context(|| format!("listening on {bind}"))?;
    let mut signals = Signals::listen()?;
    // Missed jobs run before the first request is answered. They can be interrupted at any point.
    let jobs = tokio::select! {
        jobs = Jobs::start(state.clone()) => jobs?,
        _ = signals.next() => return Ok(()),
    };
    let (measured, handle) = (state.clone(), recorder.clone());
    let measuring = actix_web::rt::spawn(async move { measures::keep(&measured, &handle).await });
    let served = server.shutdown_signal(leave(signals, state)).run().await;
    jobs.stop().await;
    measuring.abort();
    served?;
    tracing::info!("stopped");
    Ok(())
}

/// Waits for the request to stop; and, after SIGTERM, until the load balancer has seen that it is no longer ready. A
/// second signal skips the wait.
async fn leave(mut signals: Signals, state: web::Data<State>) {
    let drain = match signals.next().await {
        Asked::Terminate => Duration::from_secs(state.config.http.drain_seconds),
        Asked::Interrupt => Duration::ZERO,
    };
    state.leaving.begin();
    tracing::info!(drain_seconds = drain.as_secs(), "shutdown requested");
    tokio::select! {
        () = tokio::time::sleep(drain) => {}
        _ = signals.next() => {}
    }
}

enum Asked {
    Terminate,
    Interrupt,
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.terminate.recv() => Asked::Terminate,
            _ = self.interrupt.recv() => Asked::Interrupt,
        }
    }
}

/// Other systems have Ctrl-C alone.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Asked {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot listen for Ctrl-C");
            std::future::pending::<()>().await;
        }
        Asked::Interrupt
    }
}
