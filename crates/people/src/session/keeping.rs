//! The session: kept by refreshing, ended by signing out, by reuse of a refresh token, or with the last position; and
//! what the person acts as in it.

use chrono::{DateTime, TimeDelta, Utc};
use kyndig_contract::session::{
    ActingChoice, ChooseActing, RefreshIn, SessionDetails, SignInMethods, SignInProvider, SignedIn,
};
use kyndig_domain::ids::{PersonId, SessionId};
use kyndig_platform::{
    audit,
    auth::{
        Actor, Visitor, Work, actor, content_policy,
        permissions::{self, KeepSession},
        policy::{self, Rule},
        token,
    },
    facts::Fact,
    http::{Code, Failure},
    state::State,
    translations::language,
};

use super::store;

/// Why a session ended.
const SIGNED_OUT: &str = "signed_out";
const REUSED: &str = "refresh_token_reused";
const LEFT: &str = "no_position";
const NEW_PASSWORD: &str = "new_password";

/// How long after its end a session is kept, for "last sign-in".
const REMEMBERED_DAYS: i64 = 400;

/// The result of a sign-in or a refresh.
#[derive(Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub refresh_in: RefreshIn,
    /// How long the session lasts without being refreshed.
    pub holds: TimeDelta,
    /// Whether a refresh extends the session.
    pub can_extend: bool,
}

impl Tokens {
    /// The body of the answer.
    pub fn signed_in(&self) -> SignedIn {
        SignedIn {
            access_token: self.access.clone(),
            token_type: "Bearer".to_owned(),
            expires_in: token::ACCESS_SECONDS,
            session_ends_in: u32::try_from(self.holds.num_seconds()).unwrap_or_default(),
            can_extend: self.can_extend,
            refresh_token: (self.refresh_in == RefreshIn::Body).then(|| self.refresh.clone()),
        }
    }
}

/// After this long the person must sign in again, even if the session is in use.
const LONGEST_SESSION: TimeDelta = TimeDelta::days(30);
/// A refresh token that is reused this soon was sent twice, and not copied: by two windows of a browser, or again after
/// an answer was lost.
const GRACE: TimeDelta = TimeDelta::seconds(10);

/// When a session that is used now expires.
pub(super) fn expires_at(state: &State, started_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    (now + TimeDelta::hours(state.config.sign_in.session_hours)).min(started_at + LONGEST_SESSION)
}

/// The tokens for a session: a new access token, and this refresh token.
pub(super) async fn issue(
    state: &State,
    work: &Work<'_>,
    session: SessionId,
    (started_at, expires_at): (DateTime<Utc>, DateTime<Utc>),
    refresh: String,
    refresh_in: RefreshIn,
) -> Result<Tokens, Failure> {
    store::keep_token(work, &token::hash(&refresh), session, expires_at).await?;
    let access = state.tokens.issue(session, work.now)?;
    let can_extend = expires_at < started_at + LONGEST_SESSION;
    Ok(Tokens { access, refresh, refresh_in, holds: expires_at - work.now, can_extend })
}

/// ACC-3: each refresh token is valid once. A reused one was copied: the whole family ends, which is an outcome (None)
/// and not an error, so that it is committed. Only within the grace period does it return the same token again: there
/// is no second branch of the family, and a copy is revealed by the next use.
pub async fn refresh(
    visitor: &Visitor<KeepSession>,
    token: &str,
    refresh_in: RefreshIn,
) -> Result<Option<Tokens>, Failure> {
    let hash = token::hash(token);
    visitor
        .run(async |work| {
            let Some(found) = store::token(work, &hash).await? else { return Ok(None) };
            if found.ended || found.expires_at <= work.now {
                return Ok(None);
            }
            let next = visitor.state().tokens.successor(token)?;
            // Of two concurrent requests one finds it used.
            if !store::use_token(work, &hash).await? && !is_repeated(work, &hash, &next).await? {
                store::end(work, found.session_id, REUSED).await?;
                audit::log(work, "session", Some(found.session_id.0), Some(found.person_id)).await?;
                return Ok(None);
            }
            let expires_at = expires_at(visitor.state(), found.started_at, work.now);
            store::extend(work, found.session_id, expires_at).await?;
            issue(visitor.state(), work, found.session_id, (found.started_at, expires_at), next, refresh_in)
                .await
                .map(Some)
        })
        .await
}

/// Whether a used token is sent again within the grace period, before its successor has been used.
async fn is_repeated(work: &Work<'_>, hash: &str, next: &str) -> Result<bool, Failure> {
    let used_at = store::token(work, hash).await?.and_then(|token| token.used_at);
    if used_at.is_none_or(|used_at| work.now - used_at > GRACE) {
        return Ok(false);
    }
    Ok(store::token(work, &token::hash(next)).await?.is_some_and(|next| next.used_at.is_none()))
}

/// Signs out.
pub async fn end(work: &Work<'_>) -> Result<(), Failure> {
    store::end(work, work.person()?.session_id, SIGNED_OUT).await
}

/// Who is signed in, as what, and what that allows; `internal` says whether they are on an internal network (FUL-19).
pub async fn details(work: &Work<'_>, actor: &Actor, internal: Option<bool>) -> Result<SessionDetails, Failure> {
    let choices = store::choices(work, actor.person_id).await?;
    let acting = actor.acting.as_ref().and_then(|acting| {
        let same = |choice: &&ActingChoice| match acting.deputy_for {
            // The deputy's own position is only the one they work from.
            Some(manager) => choice.deputy_for == Some(manager),
            None => choice.deputy_for.is_none() && choice.position_id == acting.position_id,
        };
        choices.iter().find(same).cloned()
    });
    let allowed = |(_, rule): &&(&str, Rule)| *rule != Rule::Anyone && policy::decide(*rule, actor).is_some();
    Ok(SessionDetails {
        person_id: actor.person_id,
        name: actor.name.clone(),
        acting,
        choices,
        permissions: permissions::ALL.iter().filter(allowed).map(|(name, _)| (*name).to_owned()).collect(),
        writes: content_policy::writes(actor),
        links_courses: content_policy::links_any(actor),
        today: work.today,
        language: language(work, actor.person_id).await?,
        on_internal_network: internal,
    })
}

/// ACC-2: selects one of the choices, at any time.
pub async fn choose(
    work: &Work<'_>,
    request: &ChooseActing,
    internal: Option<bool>,
) -> Result<SessionDetails, Failure> {
    let actor = work.person()?;
    let choices = store::choices(work, actor.person_id).await?;
    let wanted =
        |choice: &&ActingChoice| choice.position_id == request.position_id && choice.deputy_for == request.deputy_for;
    let choice = choices.iter().find(wanted).ok_or_else(Failure::not_found)?;
    store::act_as(work, actor.session_id, choice).await?;
    audit::log(work, "position", Some(choice.position_id.0), choice.deputy_for).await?;
    let now_acting = actor::load(work.tx, actor.session_id, work.now, work.today).await?;
    details(work, &now_acting.ok_or(Code::SessionEnded)?, internal).await
}

/// The available sign-in methods.
pub fn methods(state: &State) -> SignInMethods {
    let provider = |p: &kyndig_platform::config::Provider| SignInProvider { id: p.id.clone(), name: p.name.clone() };
    SignInMethods { password: true, providers: state.config.sign_in.providers.iter().map(provider).collect() }
}

/// ACC-3: the last position closed ends the person's sessions.
pub async fn react(work: &Work<'_>, facts: &[Fact]) -> Result<(), Failure> {
    for fact in facts {
        if let Fact::PositionsClosed { people, .. } = fact {
            store::end_of_those_who_left(work, people, LEFT).await?;
        }
    }
    Ok(())
}

/// Sets a password by its hash (`auth::password` makes it, outside a transaction), and ends existing sessions: holders
/// of the old password are signed out, and their devices are no longer known.
pub async fn set_password(work: &Work<'_>, person: PersonId, hash: &str) -> Result<(), Failure> {
    store::keep_password(work, person, hash).await?;
    store::end_all(work, person, NEW_PASSWORD).await?;
    store::forget_devices(work, person).await?;
    audit::log(work, "credential", Some(person.0), Some(person)).await
}

/// Deletes what is no longer needed: used tokens, old sessions, old failures, old idempotency keys. For the sweep;
/// returns the number of rows.
pub async fn purge(work: &Work<'_>) -> Result<u64, Failure> {
    store::purge(work, work.now - TimeDelta::days(REMEMBERED_DAYS)).await
}
