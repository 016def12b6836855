//! Work that continues after the request that started it has been answered.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use actix_web::rt;
use tokio::{runtime::Handle, sync::watch};
use uuid::Uuid;

/// Runs the work on this thread. Where the thread ends in the middle of it, the work is dropped inside the runtime: an
/// open transaction returns its connection in a task, and panics where there is no runtime to spawn it on.
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

/// Whether the work should stop; a long job checks between its steps.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Stops when its sender asks.
    pub fn by(asked: watch::Receiver<bool>) -> Self {
        Self(asked)
    }

    /// For a job that is run by hand: never stops early.
    pub fn never() -> Self {
        Self(watch::channel(false).1)
    }

    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for the request to stop. A dropped sender counts as one: no process is left to wait for the job.
    pub async fn asked(&mut self) {
        // An error means that the sender is dropped.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}

/// The progress of long work of this process, by the id of what it creates: its transaction is not visible until it
/// ends.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<HashMap<Uuid, (usize, usize)>>>);

impl Progress {
    pub fn set(&self, id: Uuid, done: usize, of: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (done, of));
    }

    pub fn end(&self, id: Uuid) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    pub fn of(&self, id: Uuid) -> Option<(usize, usize)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
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
