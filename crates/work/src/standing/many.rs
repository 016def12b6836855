//! FUL-17: several of a person's requirements at once, and undone at once. One that is refused is left out, with the
//! reason.

use chrono::TimeDelta;
use kyndig_contract::standing::{FulfilMany, ManyResult, SendMany, TakeBackMany};
use kyndig_domain::{
    ids::{PersonId, RequirementId},
    standing::{Act, EventKind, Status, of_draft},
};
use kyndig_gate as gate;
use kyndig_gate::history::{self, By, Happened};
use kyndig_platform::{
    auth::Work,
    http::{Code, Failure},
};

use super::{act, checklist, fulfil, store};
use crate::request::service as request;

/// FUL-3, of each; those that ask for an expiry of their own are fulfilled one by one (FUL-7).
pub async fn fulfil(work: &Work<'_>, person: PersonId, body: &FulfilMany) -> Result<ManyResult, Failure> {
    fulfil::check_date(work, body.performed_on)?;
    act::many(work, person, &body.requirement_ids, Act::Fulfil, async |rows| {
        let (rows, refused) = without_expiry(rows)?;
        let changed = |row| -> Result<store::Change<'_>, Failure> {
            Ok(store::Change {
                status: Status::Fulfilled,
                performed_on: Some(body.performed_on),
                request_id: None,
                done_at: Some(work.now),
                before: store::Row::before(row, work.now)?,
                ..store::Change::none(row)
            })
        };
        let changes: Vec<_> = rows.iter().map(changed).collect::<Result<_, _>>()?;
        store::update(work, person, &changes).await?;
        happened(work, &rows, |row| Happened {
            date: Some(body.performed_on),
            comment: &row.comment,
            ..Happened::to(person, row.requirement_id, EventKind::Fulfilled)
        })
        .await?;
        Ok(refused)
    })
    .await
}

/// FUL-5, of each, to one signer, who is told once.
pub async fn send(work: &Work<'_>, person: PersonId, body: &SendMany) -> Result<ManyResult, Failure> {
    fulfil::check_date(work, body.performed_on)?;
    let comment = body.comment.trim();
    act::many(work, person, &body.requirement_ids, Act::Send, async |rows| {
        let (rows, mut refused) = without_expiry(rows)?;
        let (rows, wordless): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| fulfil::comment(row, comment).is_ok());
        refused.extend(wordless.iter().map(|row| (row.requirement_id, Code::NoCommentField)));
        let new: Vec<_> = rows
            .iter()
            .map(|row| request::New {
                person,
                requirement: row.requirement_id,
                signer: body.signer_id,
                performed_on: body.performed_on,
                comment,
                repetition: None,
            })
            .collect();
        let requests = request::request(work, &new).await?;
        let mut changes = Vec::new();
        for (row, request) in rows.iter().zip(requests) {
            changes.push(store::Change {
                status: Status::AwaitingSignature,
                performed_on: Some(body.performed_on),
                comment,
                request_id: Some(request),
                before: row.before(work.now)?,
                ..store::Change::none(row)
            });
        }
        store::update(work, person, &changes).await?;
        happened(work, &rows, |row| Happened {
            date: Some(body.performed_on),
            other: Some(body.signer_id),
            comment,
            ..Happened::to(person, row.requirement_id, EventKind::Sent)
        })
        .await?;
        Ok(refused)
    })
    .await
}

/// How long it can be undone: ten seconds, and a margin for requests in progress.
const REGRET: TimeDelta = TimeDelta::seconds(12);

/// FUL-17: what was fulfilled or sent a moment ago is restored to exactly its previous state; and a plan that was
/// approved is so again.
pub async fn undo(work: &Work<'_>, person: PersonId, body: &TakeBackMany) -> Result<ManyResult, Failure> {
    act::many(work, person, &body.requirement_ids, Act::Undo, async |rows| {
        let mut back = Vec::new();
        let mut refused = Vec::new();
        for row in &rows {
            let before = row.before.as_deref().map(serde_json::from_str::<store::Before>).transpose()?;
            match before.filter(|before| before.until + REGRET >= work.now) {
                Some(before) => back.push((row, before)),
                None => refused.push((row.requirement_id, Code::TooLateToUndo)),
            }
        }
        let sent = back.iter().filter(|(row, _)| row.status == Status::AwaitingSignature);
        let requests: Vec<_> = sent.filter_map(|(row, _)| row.request_id).collect();
        request::recall(work, &requests).await?;
        let changes: Vec<_> = back.iter().map(|(row, before)| undone(row, before)).collect();
        store::update(work, person, &changes).await?;
        let approvals: Vec<_> = back.iter().flat_map(|(_, before)| before.approvals.clone()).collect();
        gate::restore_approvals(work, &approvals).await?;
        let undone = |(row, _): &(&store::Row, store::Before)| Happened {
            date: row.performed_on,
            ..Happened::to(person, row.requirement_id, EventKind::Undone)
        };
        history::standings(work, By::Actor, &back.iter().map(undone).collect::<Vec<_>>()).await?;
        Ok(refused)
    })
    .await
}

fn undone<'a>(row: &store::Row, before: &'a store::Before) -> store::Change<'a> {
    store::Change {
        requirement: row.requirement_id,
        status: before.status.unwrap_or(row.status),
        performed_on: before.performed_on,
        chosen_expiry: before.chosen_expiry,
        comment: &before.comment,
        request_id: before.request_id,
        done_at: before.done_at,
        before: None,
    }
}

/// FUL-5, of each: a sent one is a draft again.
pub async fn recall(work: &Work<'_>, person: PersonId, body: &TakeBackMany) -> Result<ManyResult, Failure> {
    act::many(work, person, &body.requirement_ids, Act::Recall, async |rows| {
        let requests: Vec<_> = rows.iter().filter_map(|row| row.request_id).collect();
        request::recall(work, &requests).await?;
        let changes: Vec<_> = rows
            .iter()
            .map(|row| store::Change { status: Status::Started, request_id: None, ..store::Change::none(row) })
            .collect();
        store::update(work, person, &changes).await?;
        happened(work, &rows, |row| Happened {
            date: row.performed_on,
            ..Happened::to(person, row.requirement_id, EventKind::Recalled)
        })
        .await?;
        Ok(Vec::new())
    })
    .await
}

/// FUL-4, of each: a fulfilled one is no longer fulfilled.
pub async fn withdraw(work: &Work<'_>, person: PersonId, body: &TakeBackMany) -> Result<ManyResult, Failure> {
    act::many(work, person, &body.requirement_ids, Act::Unlock, async |rows| {
        let ticked = checklist::ticked(work, person, &rows).await?;
        let changes: Vec<_> = rows
            .iter()
            .map(|row| store::Change {
                status: of_draft(false, false, ticked.contains(&row.requirement_id)),
                ..fulfil::nothing(row)
            })
            .collect();
        store::update(work, person, &changes).await?;
        happened(work, &rows, |row| Happened {
            date: row.performed_on,
            ..Happened::to(person, row.requirement_id, EventKind::Withdrawn)
        })
        .await?;
        Ok(Vec::new())
    })
    .await
}

type Refused = Vec<(RequirementId, Code)>;

fn without_expiry(rows: Vec<store::Row>) -> Result<(Vec<store::Row>, Refused), Failure> {
    let mut refused = Vec::new();
    let mut able = Vec::new();
    for row in rows {
        if row.content()?.manual_expiry {
            refused.push((row.requirement_id, Code::ExpiryMissing));
        } else {
            able.push(row);
        }
    }
    Ok((able, refused))
}

async fn happened<'a>(
    work: &Work<'_>,
    rows: &'a [store::Row],
    of: impl Fn(&'a store::Row) -> Happened<'a>,
) -> Result<(), Failure> {
    let happened: Vec<_> = rows.iter().map(of).collect();
    history::standings(work, By::Actor, &happened).await
}
