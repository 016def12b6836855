//! ACC-3 in the browser: the access token in memory, renewed through the refresh cookie by one caller at a time.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::{
    FutureExt as _,
    future::{LocalBoxFuture, Shared},
};
use gloo_net::http::RequestBuilder;
use js_sys::Promise;
use kyndig_contract::session::SignedIn;
use leptos::task::spawn_local;
use wasm_bindgen::{JsValue, prelude::Closure};
use wasm_bindgen_futures::future_to_promise;

use super::{Abort, AppError, BASE, finish, read};
use crate::browser;

struct Token {
    text: String,
    /// In milliseconds of the browser's own running time.
    until: f64,
}

type Renewal = Shared<LocalBoxFuture<'static, Result<String, AppError>>>;
type Ended = Rc<dyn Fn()>;
type Renewed = Rc<dyn Fn(f64, bool)>;

thread_local! {
    static TOKEN: RefCell<Option<Token>> = const { RefCell::new(None) };
    static RENEWAL: RefCell<Option<Renewal>> = const { RefCell::new(None) };
    static ENDED: RefCell<Option<Ended>> = const { RefCell::new(None) };
    static RENEWED: RefCell<Option<Renewed>> = const { RefCell::new(None) };
    static GENERATION: Cell<u32> = const { Cell::new(0) };
}

fn running() -> f64 {
    leptos::prelude::window().performance().map_or(0.0, |performance| performance.now())
}

/// The token, unless it is about to run out.
pub(super) fn fresh() -> Option<String> {
    TOKEN.with_borrow(|token| token.as_ref().filter(|token| running() < token.until).map(|token| token.text.clone()))
}

pub(super) fn keep(signed: SignedIn) {
    // a call that leaves just before the end would arrive just after it
    let until = running() + (f64::from(signed.expires_in) - 20.0).max(5.0) * 1000.0;
    let (ends_in, can_extend) = (f64::from(signed.session_ends_in), signed.can_extend);
    TOKEN.set(Some(Token { text: signed.access_token, until }));
    let renewed = RENEWED.with_borrow(Clone::clone);
    if let Some(renewed) = renewed {
        renewed(ends_in, can_extend);
    }
}

/// Forgets the token: signed out.
pub fn forget() {
    TOKEN.set(None);
    // an answer still under way belongs to the session that is over
    GENERATION.set(GENERATION.get().wrapping_add(1));
    RENEWAL.set(None);
}

/// Whom to tell when the session turns out to be over.
pub fn on_end(ended: impl Fn() + 'static) {
    ENDED.set(Some(Rc::new(ended)));
}

/// Whom to tell in how many seconds the session ends, and whether a renewal puts that off, each time it is known anew.
pub fn on_renewed(renewed: impl Fn(f64, bool) + 'static) {
    RENEWED.set(Some(Rc::new(renewed)));
}

/// A new token by the refresh cookie; callers at the same time share one request.
pub async fn renew() -> Result<String, AppError> {
    let renewal = RENEWAL.with_borrow_mut(|slot| {
        slot.get_or_insert_with(|| {
            let renewal = renewal().boxed_local().shared();
            // goes on to its end even if everybody who waits for it is gone
            spawn_local(renewal.clone().map(drop));
            renewal
        })
        .clone()
    });
    renewal.await
}

async fn renewal() -> Result<String, AppError> {
    let generation = GENERATION.get();
    let (done, answer) = oneshot::channel();
    let done = RefCell::new(Some(done));
    // two tabs that renew at once would use one refresh token twice, which ends the session
    let work = Closure::new(move || -> Promise {
        let done = done.take();
        future_to_promise(async move {
            let result = request().await;
            if let Some(done) = done {
                // nobody waits any more: the session was left meanwhile
                let _ = done.send(result);
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    let _held: Promise = browser::alone(&work);
    let result = answer.await.unwrap_or_else(|_| Err(AppError::unreachable()));
    drop(work);
    if generation != GENERATION.get() {
        return Err(AppError::from_answer(401, ""));
    }
    RENEWAL.set(None);
    match result {
        Ok(signed) => {
            let text = signed.access_token.clone();
            keep(signed);
            Ok(text)
        }
        Err(error) => {
            if error.status == 401 {
                TOKEN.set(None);
                let ended = ENDED.with_borrow(Clone::clone);
                if let Some(ended) = ended {
                    ended();
                }
            }
            Err(error)
        }
    }
}

async fn request() -> Result<SignedIn, AppError> {
    let request = RequestBuilder::new(&format!("{BASE}/session/refresh"))
        .method(gloo_net::http::Method::POST)
        .header("Accept", "application/json")
        .header("Content-Type", "application/json")
        // a page of another origin cannot send this without being asked about first
        .header("X-Kyndig-Refresh", "1")
        .body("{}")
        .map_err(|error| AppError::broken(&error.to_string()))?;
    let answer = request.send().await.map_err(|_| AppError::unreachable())?;
    read(finish(answer, Abort(None)).await?).await
}
