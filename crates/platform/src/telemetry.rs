//! Logs as JSON with a trace id for each request; nothing personal is logged.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

tokio::task_local! {
    /// The trace id of the current request.
    static REQUEST_TRACE: String;
}

/// The trace id of the current request; empty outside one.
pub fn trace_id() -> String {
    REQUEST_TRACE.try_with(Clone::clone).unwrap_or_default()
}

/// Runs a request with its trace id.
pub async fn traced<F: Future>(trace: String, future: F) -> F::Output {
    REQUEST_TRACE.scope(trace, future).await
}

/// Reads the trace id of a W3C `traceparent`, or makes one.
pub fn trace_of(traceparent: Option<&str>) -> String {
    let given = traceparent
        .and_then(|header| header.split('-').nth(1))
        .filter(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()) && id.bytes().any(|b| b != b'0'));
    given.map_or_else(|| uuid::Uuid::from_u128(rand::random()).simple().to_string(), str::to_ascii_lowercase)
}

/// Starts logging: JSON for programs, or plain lines for humans.
pub fn init(json: bool, filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter)?;
    let registry = tracing_subscriber::registry().with(filter);
    if json {
        // the span of the request, with its trace id, and not repeated in a list of spans
        let lines = tracing_subscriber::fmt::layer().json().with_span_list(false);
        registry.with(lines.with_writer(std::io::stderr)).try_init()?;
    } else {
        let colours = std::io::stderr().is_terminal();
        registry
            .with(tracing_subscriber::fmt::layer().compact().with_ansi(colours).with_writer(std::io::stderr))
            .try_init()?;
    }
    Ok(())
}
