//! `Visitor<P>`: takes the guard's place in the few public operations, and is the first argument there. It limits how
//! often one address calls them; the transaction it opens has no actor and an empty scope.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
    net::IpAddr,
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web};
use kyndig_db::Tx;

use super::{
    actor::Scope,
    address,
    guard::{Guarded, Permission, Work, finish, settled, with_retry},
};
use crate::{
    clock,
    facts::Facts,
    http::{Code, Failure},
    state::State,
};

/// A public permission. Each is on the allow-list of the test that walks the documentation.
pub trait Open: Permission {}

#[derive(Debug)]
pub struct Visitor<P> {
    state: web::Data<State>,
    address: Option<IpAddr>,
    shown_address: Option<String>,
    nothing: Scope,
    permission: PhantomData<P>,
}

impl<P: Open> FromRequest for Visitor<P> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        req.extensions_mut().insert(Guarded(P::NAME));
        ready(Self::let_in(req))
    }
}

impl<P: Open> Visitor<P> {
    fn let_in(req: &HttpRequest) -> Result<Self, Failure> {
        let state = req
            .app_data::<web::Data<State>>()
            .cloned()
            .ok_or_else(|| Failure::Internal(anyhow::anyhow!("the application has no state")))?;
        let address = address::client(req, &state.config);
        if let Some(address) = address {
            state.limits.check(address).map_err(|wait| Failure::new(Code::TooManyRequests).retry_after(wait))?;
        }
        let shown_address = address.map(|address| address.to_string());
        Ok(Self { state, address, shown_address, nothing: Scope::default(), permission: PhantomData })
    }

    /// The address that the rate limit counts by.
    pub fn asker(&self) -> Option<IpAddr> {
        self.address.map(address::asker)
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    fn work<'a>(&'a self, tx: &'a Tx, facts: &'a Facts) -> Work<'a> {
        let now = self.state.clock.now();
        Work {
            tx,
            facts,
            actor: None,
            scope: &self.nothing,
            now,
            today: clock::today(now),
            permission: P::NAME,
            address: self.shown_address.as_deref(),
        }
    }

    /// As `Guard::run`.
    pub async fn run<T>(&self, command: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        with_retry(&self.state.db, async || {
            let tx = self.state.db.write().await?;
            let outcome = settled(&self.work(&tx, &self.state.facts()), &command).await;
            finish(tx, outcome).await
        })
        .await
    }

    /// As `Guard::read`.
    pub async fn read<T>(&self, query: impl AsyncFn(&Work<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let tx = self.state.db.read().await?;
        let outcome = query(&self.work(&tx, &self.state.facts())).await;
        tx.rollback().await?;
        outcome
    }
}
