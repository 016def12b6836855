//! What a page waits for: `Load` fetches and shows, `Act` changes something. Both live as long as their page.

use std::{cell::RefCell, future::Future, rc::Rc};

use futures_util::future::{AbortHandle, LocalBoxFuture, abortable};
use leptos::{prelude::*, task::spawn_local};

use crate::transport::{AppError, Attempt};

/// Where a `Load` stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State<T> {
    Loading,
    Ready(T),
    Failed(AppError),
}

/// Data of the API that is fetched again whenever its key changes; the request for an old key is given up.
pub struct Load<T: Send + Sync + 'static> {
    pub state: RwSignal<State<T>>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}
impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// `key` is what the data depends on (a filter, a chosen row), `fetch` gets it.
    pub fn new<K, F>(key: impl Fn() -> K + 'static, fetch: impl Fn(K) -> F + 'static) -> Self
    where
        K: PartialEq + Clone + Send + Sync + 'static,
        F: Future<Output = Result<T, AppError>> + 'static,
    {
        let load = Self { state: RwSignal::new(State::Loading), again: RwSignal::new(0) };
        let running = Rc::new(RefCell::new(Running::default()));
        let at_end = running.clone();
        Effect::new(move |before: Option<(K, u32)>| {
            let now = (key(), load.again.get());
            // the same data once more: what is shown stays until the new is here
            if before.is_none_or(|before| before.0 != now.0) {
                load.state.set(State::Loading);
            }
            let future: LocalBoxFuture<'static, _> = Box::pin(fetch(now.0.clone()));
            running.borrow_mut().start(future, move |result| match result {
                Ok(value) => load.state.try_set(State::Ready(value)),
                Err(error) => load.state.try_set(State::Failed(error)),
            });
            now
        });
        // effects and cleanups run on this one thread
        let at_end = StoredValue::new_local(at_end);
        on_cleanup(move || {
            at_end.try_with_value(|running| running.borrow_mut().stop());
        });
        load
    }

    /// Fetches the same again, after a change.
    pub fn refetch(self) {
        self.again.update(|again| *again += 1);
    }

    /// The data, once it is here.
    pub fn value(self) -> Option<T> {
        self.state.with(|state| match state {
            State::Ready(value) => Some(value.clone()),
            State::Loading | State::Failed(_) => None,
        })
    }

    /// Puts in place what a change has answered, instead of fetching it.
    pub fn set(self, value: T) {
        self.state.set(State::Ready(value));
    }
}

#[derive(Default)]
struct Running(Option<AbortHandle>);

impl Running {
    fn start<T: 'static, R: 'static>(
        &mut self,
        future: LocalBoxFuture<'static, Result<T, AppError>>,
        done: impl FnOnce(Result<T, AppError>) -> R + 'static,
    ) {
        self.stop();
        let (future, handle) = abortable(future);
        self.0 = Some(handle);
        spawn_local(async move {
            if let Ok(result) = future.await {
                done(result);
            }
        });
    }

    fn stop(&mut self) {
        if let Some(handle) = self.0.take() {
            handle.abort();
        }
    }
}

type FetchMore = Rc<dyn Fn(Option<String>)>;

/// A list that is fetched page by page: "show more" adds to what is there, another filter begins anew.
pub struct Pages<T: Send + Sync + 'static> {
    pub first: Load<kyndig_contract::page::Page<T>>,
    more: RwSignal<Vec<T>>,
    next: RwSignal<Option<String>>,
    pub pending: RwSignal<bool>,
    pub error: RwSignal<Option<AppError>>,
    fetch: StoredValue<FetchMore, LocalStorage>,
}

impl<T: Send + Sync + 'static> Copy for Pages<T> {}
impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Pages<T> {
    /// `fetch` gets the key and the cursor of the page.
    pub fn new<K, F>(key: impl Fn() -> K + Clone + 'static, fetch: impl Fn(K, Option<String>) -> F + 'static) -> Self
    where
        K: PartialEq + Clone + Send + Sync + 'static,
        F: Future<Output = Result<kyndig_contract::page::Page<T>, AppError>> + 'static,
    {
        let fetch = Rc::new(fetch);
        let first = {
            let fetch = fetch.clone();
            Load::new(key.clone(), move |key| fetch(key, None))
        };
        let more = RwSignal::new(Vec::new());
        let next = RwSignal::new(None);
        let pending = RwSignal::new(false);
        let error = RwSignal::new(None);
        Effect::new(move |_| {
            let cursor = first.state.with(|state| match state {
                State::Ready(page) => page.next_cursor.clone(),
                State::Loading | State::Failed(_) => None,
            });
            more.set(Vec::new());
            next.set(cursor);
            error.set(None);
        });
        let fetch: FetchMore = Rc::new(move |cursor| {
            let key = untrack(&key);
            let asked = fetch(key.clone(), cursor.clone());
            spawn_local(async move {
                let result = asked.await;
                // the filter may have changed meanwhile
                if next.try_get_untracked() == Some(cursor) {
                    match result {
                        Ok(page) => {
                            more.update(|more| more.extend(page.items));
                            next.set(page.next_cursor);
                        }
                        Err(problem) => error.set(Some(problem)),
                    }
                }
                pending.try_set(false);
            });
        });
        Self { first, more, next, pending, error, fetch: StoredValue::new_local(fetch) }
    }

    /// Fetches the next page, unless there is none.
    pub fn fetch_more(self) {
        let cursor = self.next.get_untracked();
        if cursor.is_some() && !self.pending.get_untracked() {
            self.pending.set(true);
            self.error.set(None);
            self.fetch.with_value(|fetch| fetch(cursor));
        }
    }

    pub fn has_more(self) -> bool {
        self.next.with(Option::is_some)
    }

    /// What the "more" pages brought.
    pub fn rest(self) -> Vec<T> {
        self.more.get()
    }

    pub fn refetch(self) {
        self.first.refetch();
    }
}

/// A change: runs one at a time, keeps its error until the next try.
pub struct Act<I: 'static> {
    pub pending: RwSignal<bool>,
    pub error: RwSignal<Option<AppError>>,
    run: StoredValue<Rc<dyn Fn(I)>, LocalStorage>,
}

impl<I: 'static> Copy for Act<I> {}
impl<I: 'static> Clone for Act<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I: 'static> Act<I> {
    /// `work` sends, `done` is told what came of it. The attempt is for `transport::create`.
    pub fn new<O, F>(work: impl Fn(I, Attempt) -> F + 'static, done: impl Fn(O) + 'static) -> Self
    where
        O: 'static,
        F: Future<Output = Result<O, AppError>> + 'static,
    {
        let pending = RwSignal::new(false);
        let error = RwSignal::new(None);
        let attempt = Attempt::default();
        let done = Rc::new(done);
        let owner = Owner::current();
        let run: Rc<dyn Fn(I)> = Rc::new(move |input| {
            // the page may be gone when the answer comes; the change has been made all the same
            if pending.try_get_untracked() != Some(false) {
                return;
            }
            pending.set(true);
            error.set(None);
            let sending = work(input, attempt.clone());
            let (done, owner) = (done.clone(), owner.clone());
            spawn_local(async move {
                let result = sending.await;
                let finish = move || match result {
                    Ok(output) => done(output),
                    Err(problem) => {
                        error.try_set(Some(problem));
                    }
                };
                if pending.try_set(false).is_some() {
                    // the page is gone, and with it all that `done` would touch
                    return;
                }
                match owner {
                    Some(owner) => owner.with(finish),
                    None => finish(),
                }
            });
        });
        Self { pending, error, run: StoredValue::new_local(run) }
    }

    pub fn run(self, input: I) {
        if let Some(run) = self.run.try_with_value(Clone::clone) {
            run(input);
        }
    }
}
