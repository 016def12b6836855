//! Timeouts: a body must arrive in time, or a handler with a slow or disconnected sender would wait for ever; and an
//! answer must be taken, or a connection whose client reads nothing would stay open unnoticed.

use std::{any::Any, io, time::Duration};

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{Extensions, Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    rt::net::TcpStream,
    web::Bytes,
};
use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout, timeout_at};

/// The longest pause in a body.
const PAUSE: Duration = Duration::from_secs(15);
/// The longest a whole body may take: the largest file over a slow line.
const WHOLE: Duration = Duration::from_mins(5);

/// Sets the time limits of every body.
pub async fn bodies<B: MessageBody>(mut req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let payload = req.take_payload();
    if !matches!(payload, Payload::None) {
        req.set_payload(Payload::Stream { payload: Box::pin(bounded(payload, PAUSE, WHOLE)) });
    }
    next.call(req).await
}

/// The same stream, ended by an error once it is late. Fused: a form is polled again after its body has ended.
fn bounded<S>(body: S, pause: Duration, whole: Duration) -> impl Stream<Item = Result<Bytes, PayloadError>>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    let until = Instant::now() + whole;
    let chunks = stream::unfold(Some(body), move |body| async move {
        let mut body = body?;
        match timeout_at(until, timeout(pause, body.next())).await {
            Ok(Ok(Some(chunk))) => Some((chunk, Some(body))),
            Ok(Ok(None)) => None,
            Ok(Err(_)) | Err(_) => Some((Err(PayloadError::Io(io::ErrorKind::TimedOut.into())), None)),
        }
    });
    chunks.fuse()
}

/// The longest that a client may take nothing of what is sent.
const UNTAKEN: Duration = Duration::from_mins(2);

/// Configures each new connection: it breaks when nothing of an answer has been taken for long. The kernel enforces
/// this, since nothing here is polled while sent data is still on its way. And TCP_NODELAY is set: the second chunk of
/// an answer would otherwise wait for the acknowledgement of the first, which the client delays by 40 ms.
pub fn connected(connection: &dyn Any, _: &mut Extensions) {
    if let Some(stream) = connection.downcast_ref::<TcpStream>() {
        breaks_after(stream, UNTAKEN);
        if let Err(error) = stream.set_nodelay(true) {
            tracing::warn!(%error, "could not set TCP_NODELAY on a connection");
        }
    }
}

#[cfg(target_os = "linux")]
fn breaks_after(stream: &TcpStream, untaken: Duration) {
    let milliseconds = u32::try_from(untaken.as_millis()).unwrap_or(u32::MAX);
    if let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, milliseconds) {
        tracing::warn!(%error, "could not set TCP_USER_TIMEOUT on a connection");
    }
}

/// Other systems end such a connection by their own timeout.
#[cfg(not(target_os = "linux"))]
fn breaks_after(_: &TcpStream, _: Duration) {}

/// Whether a body ended because of this timeout.
pub fn is_late(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(cause) if cause.kind() == io::ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_hours(1);

    #[actix_web::test]
    async fn a_body_in_time_passes() {
        let body = stream::iter(["one", "two"].map(|text| Ok(Bytes::from_static(text.as_bytes()))));
        let mut bounded = Box::pin(bounded(body, LONG, LONG));
        let chunks: Vec<_> = bounded.by_ref().collect().await;
        assert!(bounded.next().await.is_none(), "asked once more, it has ended still");
        assert_eq!(chunks.into_iter().filter_map(Result::ok).collect::<Vec<_>>(), ["one", "two"]);
    }

    /// Proves REP-6: a client that takes nothing is not waited for for ever.
    #[cfg(target_os = "linux")]
    #[actix_web::test]
    async fn what_nobody_takes_breaks() {
        use tokio::{io::AsyncWriteExt, net::TcpListener};
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let nobody = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut stream, _) = listener.accept().await.unwrap();
        breaks_after(&stream, Duration::from_millis(300));
        let much = vec![0; 1 << 20];
        let error = loop {
            if let Err(error) = stream.write_all(&much).await {
                break error;
            }
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(nobody);
    }

    /// No chunk of an answer waits for the one before it.
    #[actix_web::test]
    async fn what_is_written_is_sent() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        assert!(!stream.nodelay().unwrap());
        connected(&stream, &mut Extensions::new());
        assert!(stream.nodelay().unwrap());
    }

    #[actix_web::test]
    async fn a_late_body_ends() {
        for (pause, whole) in [(Duration::ZERO, LONG), (LONG, Duration::ZERO)] {
            let first = stream::iter([Ok(Bytes::from_static(b"one"))]);
            let chunks: Vec<_> = bounded(first.chain(stream::pending()), pause, whole).collect().await;
            assert!(matches!(chunks.as_slice(), [.., Err(error)] if is_late(error)), "{chunks:?}");
        }
    }
}
