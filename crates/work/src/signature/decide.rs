//! SIG-2, SIG-4, SIG-6: the signer's decisions, one or many at once. The state is read under the gate's lock, so that
//! of two decisions on one request one comes first and the other finds it made.

use std::collections::{BTreeMap, HashMap, HashSet};

use kyndig_contract::signature::{
    CancelMany, DecidedMany, Reject, RejectMany, RejectionReason, RequestStatus, Sign, SignMany,
    SignatureRequestDetails, SkippedRequest,
};
use kyndig_domain::{
    ids::{PersonId, SignatureRequestId},
    signature::{Decision, NotThere},
    standing::{EventKind, Status},
};
use kyndig_gate as gate;
use kyndig_gate::{Affected, history::Happened};
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure, Seen},
    outbox::{self, Message},
};
use uuid::Uuid;

use super::{inbox, store};
use crate::{
    request::service as request,
    standing::{service as standing, service::Decided},
};

/// The decision, and its reason.
#[derive(Clone, Copy, Debug)]
struct How<'a> {
    decision: Decision,
    reason: Option<RejectionReason>,
    comment: &'a str,
}

impl<'a> How<'a> {
    fn sign(comment: &'a str) -> Self {
        Self { decision: Decision::Sign, reason: None, comment: comment.trim() }
    }

    fn reject(reason: RejectionReason, comment: &'a str) -> Self {
        Self { decision: Decision::Reject, reason: Some(reason), comment: comment.trim() }
    }

    const CANCEL: How<'static> = How { decision: Decision::Cancel, reason: None, comment: "" };
}

/// SIG-2
pub async fn sign(
    work: &Work<'_>,
    id: SignatureRequestId,
    seen: Seen,
    body: &Sign,
) -> Result<SignatureRequestDetails, Failure> {
    one(work, id, seen, How::sign(&body.comment)).await
}

/// SIG-2: the employee sees reason and comment.
pub async fn reject(
    work: &Work<'_>,
    id: SignatureRequestId,
    seen: Seen,
    body: &Reject,
) -> Result<SignatureRequestDetails, Failure> {
    one(work, id, seen, How::reject(body.reason, &body.comment)).await
}

/// SIG-4: back to awaiting, while the standing still depends on the decision.
pub async fn cancel(work: &Work<'_>, id: SignatureRequestId, seen: Seen) -> Result<SignatureRequestDetails, Failure> {
    one(work, id, seen, How::CANCEL).await
}

/// SIG-6
pub async fn sign_many(work: &Work<'_>, body: &SignMany) -> Result<DecidedMany, Failure> {
    many(work, &body.ids, How::sign(&body.comment)).await
}

/// SIG-6, SIG-3: for one reason, with one comment.
pub async fn reject_many(work: &Work<'_>, body: &RejectMany) -> Result<DecidedMany, Failure> {
    many(work, &body.ids, How::reject(body.reason, &body.comment)).await
}

/// SIG-4, SIG-6
pub async fn cancel_many(work: &Work<'_>, body: &CancelMany) -> Result<DecidedMany, Failure> {
    many(work, &body.ids, How::CANCEL).await
}

async fn one(
    work: &Work<'_>,
    id: SignatureRequestId,
    seen: Seen,
    how: How<'_>,
) -> Result<SignatureRequestDetails, Failure> {
    let asked = store::find(work, id).await?.ok_or_else(Failure::not_found)?;
    let person = asked.person_id;
    gate::change(work, &Affected::one(person, asked.requirement_id), async || {
        let row = store::find(work, id).await?.ok_or_else(Failure::not_found)?;
        after(&row, how)?;
        if !seen.matches(row.version) {
            return Err(Failure::conflict(&inbox::of(work, row).await?));
        }
        let refused = decide(work, vec![row], how).await?;
        refused.into_values().next().map_or(Ok(()), |code| Err(code.into()))
    })
    .await?;
    audit::log(work, "signature_request", Some(id.0), Some(person)).await?;
    inbox::details(work, id).await
}

/// One that is refused is left out. In as many statements for a hundred as for one.
async fn many(work: &Work<'_>, ids: &[SignatureRequestId], how: How<'_>) -> Result<DecidedMany, Failure> {
    let mut named = HashSet::new();
    let ids: Vec<SignatureRequestId> = ids.iter().copied().filter(|id| named.insert(*id)).collect();
    let asked = store::all(work, &ids).await?;
    let found: Vec<SignatureRequestId> = asked.iter().map(|row| row.id).collect();
    let pairs = asked.iter().map(|row| (row.person_id, row.requirement_id)).collect::<HashSet<_>>();
    let mut refused = gate::change(work, &Affected::pairs(pairs.into_iter().collect()), async || {
        let mut refused = HashMap::new();
        let mut able = Vec::new();
        for row in store::all(work, &found).await? {
            match after(&row, how) {
                Ok(_) => able.push(row),
                Err(code) => drop(refused.insert(row.id, code)),
            }
        }
        refused.extend(decide(work, able, how).await?);
        Ok(refused)
    })
    .await?;
    let known: HashMap<SignatureRequestId, store::Row> = asked.into_iter().map(|row| (row.id, row)).collect();
    let mut result = DecidedMany { done: Vec::new(), skipped: Vec::new() };
    let mut logged = Vec::new();
    for id in ids {
        let row = known.get(&id);
        match (row, refused.remove(&id)) {
            (Some(row), None) => {
                result.done.push(id);
                logged.push((id.0, row.person_id));
            }
            (row, code) => result.skipped.push(SkippedRequest {
                id,
                requirement_name: row.map(|row| row.requirement_name.clone()),
                person_name: row.map(|row| row.person_name.clone()),
                code: code.unwrap_or(Code::NotFound).as_str().to_owned(),
            }),
        }
    }
    audit::log_all(work, "signature_request", &logged).await?;
    Ok(result)
}

fn after(row: &store::Row, how: How<'_>) -> Result<RequestStatus, Code> {
    row.status.after(how.decision).map_err(|NotThere(status)| match status {
        RequestStatus::Awaiting => Code::WrongStatus,
        _ => Code::AlreadyDecided,
    })
}

/// Decides each of these, where the standing that depends on it allows it; and tells the employees. Returns those that
/// were refused. Inside the gate.
async fn decide(
    work: &Work<'_>,
    rows: Vec<store::Row>,
    how: How<'_>,
) -> Result<HashMap<SignatureRequestId, Code>, Failure> {
    let mut refused = HashMap::new();
    let mut done = Vec::new();
    // Signatures and rejections are cancelled in the same way, from different statuses.
    for from in [RequestStatus::Awaiting, RequestStatus::Signed, RequestStatus::Rejected] {
        let (those, _): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.status == from);
        let Some(first) = those.first() else { continue };
        let written = request::Decision { from, to: after(first, how)?, reason: how.reason, comment: how.comment };
        let follows = follows(&written)?;
        let decided: Vec<Decided<'_>> = those.iter().map(|row| decided(row, &written, follows.kind)).collect();
        let stand = standing::decided(work, follows.from, follows.to, &decided).await?;
        let (stand, moved_on): (Vec<_>, Vec<_>) = those.into_iter().partition(|row| stand.contains(&row.id));
        refused.extend(moved_on.into_iter().map(|row| (row.id, Code::WrongStatus)));
        let ids: Vec<SignatureRequestId> = stand.iter().map(|row| row.id).collect();
        if !ids.is_empty() && request::decide(work, &ids, &written).await? < ids.len() as u64 {
            return Err(Code::AlreadyDecided.into());
        }
        done.extend(stand);
    }
    tell(work, &done, how.decision).await?;
    Ok(refused)
}

/// The effect of a decision on the standing.
#[derive(Clone, Copy)]
struct Follows {
    from: &'static [Status],
    to: Status,
    kind: EventKind,
}

fn follows(decision: &request::Decision<'_>) -> Result<Follows, Failure> {
    const AWAITING: &[Status] = &[Status::AwaitingSignature];
    const REJECTED: &[Status] = &[Status::Rejected];
    const SIGNED: &[Status] = &[Status::Fulfilled, Status::Expiring, Status::Expired];
    let (from, to, kind) = match (decision.from, decision.to) {
        (_, RequestStatus::Signed) => (AWAITING, Status::Fulfilled, EventKind::Signed),
        (_, RequestStatus::Rejected) => (AWAITING, Status::Rejected, EventKind::Rejected),
        (RequestStatus::Signed, RequestStatus::Awaiting) => {
            (SIGNED, Status::AwaitingSignature, EventKind::SignatureCancelled)
        }
        (RequestStatus::Rejected, RequestStatus::Awaiting) => {
            (REJECTED, Status::AwaitingSignature, EventKind::RejectionCancelled)
        }
        (from, to) => return Err(Failure::Internal(anyhow::anyhow!("no signer makes {to} of {from}"))),
    };
    Ok(Follows { from, to, kind })
}

fn decided<'a>(row: &store::Row, decision: &request::Decision<'a>, kind: EventKind) -> Decided<'a> {
    Decided {
        request: row.id,
        repetition: row.repetition_id,
        happened: Happened {
            date: Some(row.performed_on),
            reason: decision.reason,
            comment: decision.comment,
            ..Happened::to(row.person_id, row.requirement_id, kind)
        },
    }
}

/// Each employee is told once of all decisions; a cancelled decision is read in the portal.
async fn tell(work: &Work<'_>, decided: &[&store::Row], decision: Decision) -> Result<(), Failure> {
    if !matches!(decision, Decision::Sign | Decision::Reject) {
        return Ok(());
    }
    let mut of: BTreeMap<(PersonId, PersonId), Vec<&store::Row>> = BTreeMap::new();
    for row in decided {
        of.entry((row.person_id, row.signer_id)).or_default().push(row);
    }
    let mails: Vec<_> = of.iter().filter_map(|((person, _), rows)| letter(*person, rows, decision)).collect();
    outbox::mail_all(work, &mails).await
}

fn letter(person: PersonId, rows: &[&store::Row], decision: Decision) -> Option<(PersonId, Option<Uuid>, Message)> {
    let first = rows.first()?;
    let signer = first.signer_name.clone();
    let signed = decision == Decision::Sign;
    // With only one requirement, the mail links to it.
    let about = rows.iter().all(|row| row.requirement_id == first.requirement_id).then_some(first.id.0);
    // One signed repetition does not fulfil a requirement that repeats.
    let whole = rows.len() == 1 && first.repetition_id.is_none();
    let requirement = || first.requirement_name.clone();
    let message = match (whole, signed) {
        (true, true) => Message::SignatureGiven { signer, requirement: requirement() },
        (true, false) => Message::SignatureRejected { signer, requirement: requirement() },
        (false, true) => Message::SignaturesGiven { signer, requirements: by_name(rows) },
        (false, false) => Message::SignaturesRejected { signer, requirements: by_name(rows) },
    };
    Some((person, about, message))
}

/// The requirements by name, and the number of repetitions of each.
fn by_name(rows: &[&store::Row]) -> Vec<String> {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *names.entry(&row.requirement_name).or_default() += 1;
    }
    let line = |(name, times): (&str, usize)| if times > 1 { format!("{name} × {times}") } else { name.to_owned() };
    names.into_iter().map(line).collect()
}
