//! ACC-1: sign-in by password. The answer and its time do not tell whether there is such an account, and
//! failures are counted for accounts that do not exist too.

use chrono::{DateTime, Utc};
use kyndig_contract::session::{RefreshIn, SignIn};
use kyndig_domain::{
    ids::{PersonId, SessionId},
    throttle::{self, Throttle},
};

use super::{
    service::{self, Tokens},
    store,
};
use crate::{
    audit,
    auth::{Visitor, Work, permissions::OpenSession, token},
    http::Failure,
};

/// What came of a try. A refusal is an outcome and no error: its count must stay.
#[derive(Debug)]
pub enum Outcome {
    SignedIn(Tokens),
    Wrong,
    /// So many seconds from now.
    Wait(u64),
    /// The password is right, and the person works here no more, or not yet.
    NoPosition,
}

/// What failures are counted for: the account first, then the address, so that rows are locked in one order.
struct Subjects(Vec<(String, Throttle)>);

impl Subjects {
    fn of(visitor: &Visitor<OpenSession>, email: &str) -> Self {
        // People type their password where the e-mail belongs; it is not kept.
        let account = (format!("account:{}", token::hash(email)), throttle::ACCOUNT);
        let address = visitor.asker().map(|address| (format!("address:{address}"), throttle::ADDRESS));
        Self([Some(account), address].into_iter().flatten().collect())
    }
}

pub async fn sign_in(visitor: &Visitor<OpenSession>, request: &SignIn) -> Result<Outcome, Failure> {
    let email = store::email_key(&request.email);
    let subjects = Subjects::of(visitor, &email);
    let (wait, account) = visitor
        .read(async |work| {
            let failures = store::failures(work, subjects.0.iter().map(|(subject, _)| subject.as_str())).await?;
            let known = |(subject, throttle): &(String, Throttle)| {
                let failures = failures.iter().find(|row| row.subject == *subject)?;
                throttle.wait_until(failures.count(), work.now)
            };
            let wait = subjects.0.iter().filter_map(known).max().map(|until| seconds(until, work.now));
            Ok((wait, store::account(work, &email).await?))
        })
        .await?;
    if let Some(wait) = wait {
        return Ok(Outcome::Wait(wait));
    }
    let (person, hash) = account.map(|account| (account.person_id, account.password_hash)).unzip();
    let right = visitor.state().passwords.verify(request.password.clone(), hash).await?;
    let person = person.filter(|_| right);
    visitor.run(async |work| decide(visitor, work, &subjects, person, request.refresh_in).await).await
}

/// With the counts locked: of many tries at once no more are let in than of as many one after the other.
async fn decide(
    visitor: &Visitor<OpenSession>,
    work: &Work<'_>,
    subjects: &Subjects,
    person: Option<PersonId>,
    refresh_in: RefreshIn,
) -> Result<Outcome, Failure> {
    let mut counted = Vec::new();
    for (subject, throttle) in &subjects.0 {
        counted.push((subject, throttle, store::lock_failures(work, subject).await?));
    }
    let wait = counted.iter().filter_map(|(_, throttle, row)| throttle.wait_until(row.count(), work.now)).max();
    if let Some(until) = wait {
        return Ok(Outcome::Wait(seconds(until, work.now)));
    }
    let Some(person) = person else {
        for (subject, throttle, row) in counted {
            store::count_failure(work, subject, throttle.after_failure(Some(row.count()), work.now)).await?;
        }
        return Ok(Outcome::Wrong);
    };
    for (subject, ..) in counted {
        store::clear_failures(work, subject).await?;
    }
    let choices = store::choices(work, person).await?;
    if choices.is_empty() {
        return Ok(Outcome::NoPosition);
    }
    let expires_at = service::expires_at(visitor.state(), work.now);
    let session: SessionId = work.new_id();
    // With one way to act there is nothing to choose.
    let only = match choices.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    store::start(work, session, person, only, expires_at).await?;
    audit::log(work, "session", Some(session.0), Some(person)).await?;
    service::issue(visitor.state(), work, session, expires_at, refresh_in).await.map(Outcome::SignedIn)
}

fn seconds(until: DateTime<Utc>, now: DateTime<Utc>) -> u64 {
    // A part of a second counts as one: never say a moment that is too early.
    u64::try_from((until - now).num_milliseconds()).unwrap_or_default().div_ceil(1000)
}
