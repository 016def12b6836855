//! ACC-1: e-mail and password, at most a few tries at a time.
//!
//! Failures are counted for the account, for the account from this address, and for the address, whether the account
//! exists or not. From a device that the person has signed in from before they are counted for that device alone: tries
//! by strangers elsewhere do not lock a person out.

use chrono::{DateTime, Utc};
use kyndig_contract::session::{RefreshIn, SignIn};
use kyndig_domain::{
    ids::{PersonId, SessionId},
    throttle::{self, Throttle},
};
use kyndig_platform::{
    audit,
    auth::{Visitor, Work, permissions::OpenSession, token},
    http::Failure,
};

use super::{
    keeping::{self, Tokens},
    store::{self, FailureRow},
};

/// The outcome of a try. A refusal is an outcome and not an error: its count must be committed.
#[derive(Debug)]
pub enum Outcome {
    /// With the secret that identifies the device from now on.
    SignedIn(Tokens, String),
    Wrong,
    /// So many seconds from now.
    Wait(u64),
    /// The password is right, but the person is no longer employed, or not yet.
    NoPosition,
}

/// What failures are counted for.
struct Subject {
    name: String,
    throttle: Throttle,
    /// Whether a success clears the count. What an address has tried on other accounts is not cleared by its own
    /// success.
    cleared: bool,
}

/// One try: on which account, and from where.
struct Try<'a> {
    visitor: &'a Visitor<OpenSession>,
    email: String,
    device: Option<&'a str>,
    refresh_in: RefreshIn,
}

impl Try<'_> {
    /// In an order that is the same for all, since they are locked in it.
    fn subjects(&self, is_known: bool) -> Vec<Subject> {
        // Users type their password where the e-mail belongs; so it is not stored.
        let account = token::hash(&self.email);
        let subject = |name, throttle, cleared| Subject { name, throttle, cleared };
        if let Some(device) = self.device.filter(|_| is_known) {
            return vec![subject(format!("device:{}:{account}", token::hash(device)), throttle::ACCOUNT, true)];
        }
        let mut subjects = vec![subject(format!("account:{account}"), throttle::ACCOUNT, true)];
        if let Some(address) = self.visitor.asker() {
            subjects.push(subject(format!("account:{account}:{address}"), throttle::ACCOUNT, true));
            subjects.push(subject(format!("address:{address}"), throttle::ADDRESS, false));
        }
        subjects
    }
}

/// `device` is the secret the device was given at an earlier sign-in.
pub async fn sign_in(
    visitor: &Visitor<OpenSession>,
    request: &SignIn,
    device: Option<&str>,
) -> Result<Outcome, Failure> {
    let this = Try { visitor, email: store::email_key(&request.email), device, refresh_in: request.refresh_in };
    let hashed = device.map(token::hash);
    let (wait, account, subjects) = visitor
        .read(async |work| {
            let account = store::account(work, &this.email, hashed.as_deref()).await?;
            let subjects = this.subjects(account.as_ref().is_some_and(|account| account.is_known));
            let failures = store::failures(work, subjects.iter().map(|subject| subject.name.as_str())).await?;
            let row = |subject: &Subject| failures.iter().find(|row| row.subject == subject.name);
            let wait = wait(subjects.iter().filter_map(|subject| Some((subject, row(subject)?))), work.now);
            Ok((wait, account, subjects))
        })
        .await?;
    if let Some(wait) = wait {
        return Ok(Outcome::Wait(wait));
    }
    let (person, hash) = account.map(|account| (account.person_id, account.password_hash)).unzip();
    let right = visitor.state().passwords.verify(request.password.clone(), hash).await?;
    let person = person.filter(|_| right);
    visitor.run(async |work| decide(&this, work, &subjects, person).await).await
}

/// With the counts locked: many concurrent tries admit no more than as many sequential ones.
async fn decide(
    this: &Try<'_>,
    work: &Work<'_>,
    subjects: &[Subject],
    person: Option<PersonId>,
) -> Result<Outcome, Failure> {
    let mut counted = Vec::new();
    for subject in subjects {
        counted.push((subject, store::lock_failures(work, &subject.name).await?));
    }
    if let Some(wait) = wait(counted.iter().map(|(subject, row)| (*subject, row)), work.now) {
        return Ok(Outcome::Wait(wait));
    }
    let Some(person) = person else {
        for (subject, row) in counted {
            let failures = subject.throttle.after_failure(row.count(), work.now);
            store::count_failure(work, &subject.name, failures).await?;
        }
        return Ok(Outcome::Wrong);
    };
    for (subject, row) in counted {
        if subject.cleared || subject.throttle.remembered(row.count(), work.now) == 0 {
            store::clear_failures(work, &subject.name).await?;
        }
    }
    let choices = store::choices(work, person).await?;
    if choices.is_empty() {
        return Ok(Outcome::NoPosition);
    }
    let state = this.visitor.state();
    let expires_at = keeping::expires_at(state, work.now, work.now);
    let session: SessionId = work.new_id();
    // With one way to act there is nothing to choose.
    let only = match choices.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    store::start(work, session, person, only, expires_at).await?;
    audit::log(work, "session", Some(session.0), Some(person)).await?;
    let device = known_as(this, work, person).await?;
    let refresh = token::random_secret();
    let tokens = keeping::issue(state, work, session, (work.now, expires_at), refresh, this.refresh_in).await?;
    Ok(Outcome::SignedIn(tokens, device))
}

/// The device's secret: its present one, where that is known here (several people may share a device), or a new one.
async fn known_as(this: &Try<'_>, work: &Work<'_>, person: PersonId) -> Result<String, Failure> {
    let device = match this.device {
        Some(device) if store::is_known(work, &token::hash(device)).await? => device.to_owned(),
        _ => token::random_secret(),
    };
    store::keep_device(work, &token::hash(&device), person).await?;
    Ok(device)
}

/// The seconds to wait, where any of them requires it.
fn wait<'a>(counted: impl Iterator<Item = (&'a Subject, &'a FailureRow)>, now: DateTime<Utc>) -> Option<u64> {
    let until = counted.filter_map(|(subject, row)| subject.throttle.wait_until(row.count(), now)).max()?;
    // A part of a second is rounded up: the time given must never be too early.
    Some(u64::try_from((until - now).num_milliseconds()).unwrap_or_default().div_ceil(1000))
}
