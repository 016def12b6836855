//! A body must arrive in time: a handler whose sender is slow, or gone, would wait for ever.

use std::{io, time::Duration};

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::Bytes,
};
use futures_util::{Stream, StreamExt, stream};
use tokio::time::{Instant, timeout, timeout_at};

/// The longest pause in a body.
const PAUSE: Duration = Duration::from_secs(15);
/// The longest a whole body may take: the largest file over a poor line.
const WHOLE: Duration = Duration::from_mins(5);

/// Gives every body its time.
pub async fn bodies<B: MessageBody>(mut req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<B>, Error> {
    let payload = req.take_payload();
    if !matches!(payload, Payload::None) {
        req.set_payload(Payload::Stream { payload: Box::pin(bounded(payload, PAUSE, WHOLE)) });
    }
    next.call(req).await
}

/// The same stream, ended by an error once it is late. Fused: a form is asked for more after its body has ended.
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

/// Whether this is why a body ended.
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

    #[actix_web::test]
    async fn a_late_body_ends() {
        for (pause, whole) in [(Duration::ZERO, LONG), (LONG, Duration::ZERO)] {
            let first = stream::iter([Ok(Bytes::from_static(b"one"))]);
            let chunks: Vec<_> = bounded(first.chain(stream::pending()), pause, whole).collect().await;
            assert!(matches!(chunks.as_slice(), [.., Err(error)] if is_late(error)), "{chunks:?}");
        }
    }
}
