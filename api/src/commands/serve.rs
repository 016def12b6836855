//! `kyndig serve`: API and browser application on one port, until told to stop.

use std::time::Duration;

use actix_web::{HttpServer, web};
use anyhow::Context;
use kyndig_api::{app, config::Config, http::slow, jobs::Jobs};
use metrics_exporter_prometheus::PrometheusBuilder;

pub async fn run(config: Config, migrate: bool) -> anyhow::Result<()> {
    let state = web::Data::new(super::start(config).await?);
    if migrate {
        app::migrate(&state.db).await.context("the schema")?;
    }
    let recorder = web::Data::new(PrometheusBuilder::new().install_recorder()?);
    let http = &state.config.http;
    let (bind, workers) = (http.bind.clone(), http.workers);
    tracing::info!(%bind, url = %http.public_url, "serving");
    let shared = state.clone();
    let mut server = HttpServer::new(move || app::application(shared.clone(), Some(recorder.clone())))
        .on_connect(slow::connected)
        .client_request_timeout(Duration::from_secs(20))
        .client_disconnect_timeout(Duration::from_secs(5))
        .keep_alive(Duration::from_secs(75))
        .shutdown_timeout(30);
    if workers > 0 {
        server = server.workers(workers);
    }
    let server = server.bind(&bind).with_context(|| format!("listening on {bind}"))?;
    // What was missed is done before anybody is answered.
    let jobs = Jobs::start(state).await?;
    let served = server.run().await;
    jobs.stop().await;
    served?;
    tracing::info!("stopped");
    Ok(())
}
