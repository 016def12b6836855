//! Work that goes on after the request that began it has been answered.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::rt;
use tokio::runtime::Handle;

/// Runs the work on this thread. Where the thread ends in the middle of it, it is dropped inside the runtime: an open
/// transaction gives its connection back by a task, and panics where there is no runtime to spawn it on.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    rt::spawn(Background { runtime: Handle::current(), work: Some(Box::pin(work)) });
}

struct Background {
    runtime: Handle,
    work: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

impl Future for Background {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut self.work {
            Some(work) => work.as_mut().poll(context),
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        let _inside = self.runtime.enter();
        self.work = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct SpawnsWhenDropped;

    impl Drop for SpawnsWhenDropped {
        fn drop(&mut self) {
            assert!(Handle::try_current().is_ok());
        }
    }

    #[test]
    fn what_breaks_off_is_dropped_inside_the_runtime() {
        let system = rt::System::new();
        system.block_on(async {
            let held = SpawnsWhenDropped;
            spawn(async move {
                std::future::pending::<()>().await;
                drop(held);
            });
            tokio::task::yield_now().await;
        });
        drop(system);
    }
}
