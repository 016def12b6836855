//! What a page waits for: `Load` fetches and shows, `Act` changes something. Both live as long as their page.

use std::{cell::RefCell, future::Future, rc::Rc};

use futures_util::future::{AbortHandle, LocalBoxFuture, abortable};
use kyndig_contract::page::Page;
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
    pub state: Watched<T>,
    again: RwSignal<u32>,
}

/// The state of a `Load`, read like a signal.
pub struct Watched<T: Send + Sync + 'static> {
    value: StoredValue<State<T>>,
    /// Counts the changes of the value: one type of signal for the data of all pages.
    changed: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Copy for Watched<T> {}
impl<T: Send + Sync + 'static> Clone for Watched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Watched<T> {
    fn new() -> Self {
        Self { value: StoredValue::new(State::Loading), changed: RwSignal::new(0) }
    }

    pub fn get(self) -> State<T> {
        self.with(Clone::clone)
    }

    pub fn with<R>(self, read: impl FnOnce(&State<T>) -> R) -> R {
        self.changed.track();
        self.value.with_value(read)
    }

    pub fn with_untracked<R>(self, read: impl FnOnce(&State<T>) -> R) -> R {
        self.value.with_value(read)
    }

    fn put(self, state: State<T>) {
        // the page may be gone when the answer comes
        if self.value.try_set_value(state).is_none() {
            self.changed.try_update(|changed| *changed = changed.wrapping_add(1));
        }
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}
impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

/// What a request leaves behind once it is answered.
type Landing = Box<dyn FnOnce()>;
/// Begins a request if its key has changed, or if told to.
type Begin = Box<dyn Fn(bool) -> Option<LocalBoxFuture<'static, Landing>>>;

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// `key` is what the data depends on (a filter, a chosen row), `fetch` gets it.
    pub fn new<K, F>(key: impl Fn() -> K + 'static, fetch: impl Fn(K) -> F + 'static) -> Self
    where
        K: PartialEq + Clone + 'static,
        F: Future<Output = Result<T, AppError>> + 'static,
    {
        let load = Self { state: Watched::new(), again: RwSignal::new(0) };
        let before = RefCell::new(None::<K>);
        drive(
            load.again,
            Box::new(move |again| {
                let now = key();
                let same = before.borrow().as_ref() == Some(&now);
                if same && !again {
                    return None;
                }
                before.replace(Some(now.clone()));
                if !same {
                    load.state.put(State::Loading);
                }
                let asked = fetch(now);
                Some(Box::pin(async move {
                    let state = asked.await.map_or_else(State::Failed, State::Ready);
                    Box::new(move || load.state.put(state)) as Landing
                }))
            }),
        );
        load
    }

    /// Fetches the same again, after a change; what is shown stays until the new is here.
    pub fn refetch(self) {
        // "undo" in a message may be pressed when the page is gone
        self.again.try_update(|again| *again = again.wrapping_add(1));
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
        self.state.put(State::Ready(value));
    }
}

/// Runs one request at a time: a new one gives up the one before, and the page's end the last.
fn drive(again: RwSignal<u32>, begin: Begin) {
    let running = StoredValue::new_local(None::<AbortHandle>);
    let stop = move || {
        running.try_update_value(|running| running.take().inspect(AbortHandle::abort));
    };
    Effect::new(move |before: Option<u32>| {
        let now = again.get();
        if let Some(request) = begin(before.is_none_or(|before| before != now)) {
            stop();
            let (request, handle) = abortable(request);
            running.set_value(Some(handle));
            spawn_local(async move {
                if let Ok(land) = request.await {
                    land();
                }
            });
        }
        now
    });
    on_cleanup(stop);
}

type FetchMore = Rc<dyn Fn(Option<String>)>;

/// A list that is fetched page by page: "show more" adds to what is there, another filter begins anew.
pub struct Pages<T: Send + Sync + 'static> {
    pub first: Load<Page<T>>,
    /// What the "more" pages brought, and how many they are.
    more: StoredValue<Vec<Vec<T>>>,
    count: RwSignal<usize>,
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
    /// `fetch` gets the key (search, filter, sorting) and the cursor of the page.
    pub fn new<K, F>(key: impl Fn() -> K + Clone + 'static, fetch: impl Fn(K, Option<String>) -> F + 'static) -> Self
    where
        K: PartialEq + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Page<T>, AppError>> + 'static,
    {
        let fetch = Rc::new(fetch);
        let first = {
            let fetch = fetch.clone();
            Load::new(key.clone(), move |key| fetch(key, None))
        };
        let more = StoredValue::new(Vec::new());
        let count = RwSignal::new(0);
        let next = RwSignal::new(None);
        let pending = RwSignal::new(false);
        let error = RwSignal::new(None);
        Effect::new(move |_| {
            let cursor = first.state.with(|state| match state {
                State::Ready(page) => page.next_cursor.clone(),
                State::Loading | State::Failed(_) => None,
            });
            count.set(0);
            more.set_value(Vec::new());
            next.set(cursor);
            error.set(None);
        });
        let fetch: FetchMore = Rc::new(move |cursor| {
            let asked = fetch(untrack(&key), cursor.clone());
            spawn_local(async move {
                let result = asked.await;
                // the filter may have changed meanwhile
                if next.try_get_untracked() == Some(cursor) {
                    match result {
                        Ok(page) => {
                            more.update_value(|more| more.push(page.items));
                            count.update(|count| *count += 1);
                            next.set(page.next_cursor);
                        }
                        Err(problem) => error.set(Some(problem)),
                    }
                }
                pending.try_set(false);
            });
        });
        Self { first, more, count, next, pending, error, fetch: StoredValue::new_local(fetch) }
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

    /// How many "more" pages there are.
    pub fn count(self) -> usize {
        self.count.get()
    }

    /// What a "more" page brought.
    pub fn more(self, index: usize) -> Vec<T> {
        self.more.with_value(|more| more.get(index).cloned().unwrap_or_default())
    }

    /// All rows that are here, the further pages included.
    pub fn shown(self) -> Vec<T> {
        let mut all = self.first.value().map(|page| page.items).unwrap_or_default();
        for index in 0..self.count() {
            all.extend(self.more(index));
        }
        all
    }

    /// How many there are in all, where the API counts them.
    pub fn total(self) -> Option<i64> {
        self.first.state.with(|state| match state {
            State::Ready(page) => page.total,
            State::Loading | State::Failed(_) => None,
        })
    }

    /// Fetches the list again from its beginning, after a change.
    pub fn refetch(self) {
        self.first.refetch();
    }
}

type Run<I> = Rc<dyn Fn(I)>;

/// A change: runs one at a time, keeps its error until the next try.
pub struct Act<I: 'static> {
    pub pending: RwSignal<bool>,
    pub error: RwSignal<Option<AppError>>,
    run: StoredValue<Option<Run<I>>, LocalStorage>,
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
        let act = Self { pending: RwSignal::new(false), error: RwSignal::new(None), run: StoredValue::new_local(None) };
        let attempt = Attempt::default();
        let done = Rc::new(done);
        let owner = Owner::current();
        let run: Run<I> = Rc::new(move |input| {
            // the page may be gone, or the act under way
            if act.pending.try_get_untracked() != Some(false) {
                return;
            }
            let sending = work(input, attempt.clone());
            let done = done.clone();
            let sending = Box::pin(async move {
                let output = sending.await?;
                Ok(Box::new(move || done(output)) as Landing)
            });
            perform(sending, act.pending, act.error, owner.clone());
        });
        act.run.set_value(Some(run));
        act
    }

    pub fn run(self, input: I) {
        if let Some(run) = self.run.try_with_value(Clone::clone).flatten() {
            run(input);
        }
    }
}

fn perform(
    sending: LocalBoxFuture<'static, Result<Landing, AppError>>,
    pending: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
    owner: Option<Owner>,
) {
    pending.set(true);
    error.set(None);
    spawn_local(async move {
        let result = sending.await;
        if pending.try_set(false).is_some() {
            // the page is gone, and with it all that the landing would touch; the change has been made all the same
            return;
        }
        match (result, owner) {
            (Ok(land), Some(owner)) => owner.with(land),
            (Ok(land), None) => land(),
            (Err(problem), _) => {
                error.try_set(Some(problem));
            }
        }
    });
}
