//! The signer's list of requests, and a single request.

use chrono::{DateTime, Utc};
use kyndig_content::requirement;
use kyndig_contract::{
    page::{Page, PageQuery},
    person::PersonRef,
    signature::{
        RequestStatus, RequestedRepetition, SignatureRequestDetails, SignatureRequestQuery, SignatureRequestSummary,
    },
};
use kyndig_domain::ids::SignatureRequestId;
use kyndig_platform::{
    auth::Work,
    http::{Failure, page},
};

use super::store;
use crate::standing::service as standing;

/// SIG-1: a tab of the signer's list, and its number of lines.
pub async fn list(
    work: &Work<'_>,
    query: &SignatureRequestQuery,
    paging: &PageQuery,
) -> Result<Page<SignatureRequestSummary>, Failure> {
    let status = query.status.unwrap_or_default();
    let after = page::after::<store::Key>(paging)?;
    let rows = store::page(work, status, after, paging.limit()).await?;
    let beside = Beside::of(work, &rows).await?;
    let total = store::count(work, work.person()?.person_id, status).await?;
    let key = |row: &store::Row| (row.decided_at.unwrap_or(row.sent_at), row.id);
    let page = page::page(rows, paging.limit(), key, |row| beside.summary(row))?;
    Ok(Page { total: Some(total), ..page })
}

/// The data of a line besides the request itself.
#[derive(Default)]
struct Beside {
    places: Vec<store::Place>,
    times: Vec<store::Time>,
}

impl Beside {
    async fn of(work: &Work<'_>, rows: &[store::Row]) -> Result<Self, Failure> {
        if rows.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self { places: store::places(work, rows).await?, times: store::times(work, rows).await? })
    }

    fn summary(&self, row: store::Row) -> SignatureRequestSummary {
        let pair = (row.person_id, row.requirement_id);
        let mut plan_names = Vec::new();
        let mut goal_names = Vec::new();
        for place in self.places.iter().filter(|place| (place.person_id, place.requirement_id) == pair) {
            if plan_names.last() != Some(&place.plan_name) {
                plan_names.push(place.plan_name.clone());
            }
            if let Some(name) = &place.goal_name {
                let code = place.goal_code.as_deref().unwrap_or_default();
                goal_names.push(format!("{code} {name}").trim_start().to_owned());
            }
        }
        let awaits = row.repetition_id.is_some() && row.status == RequestStatus::Awaiting;
        let of_line = |time: &&store::Time| {
            awaits && (time.person_id, time.requirement_id) == pair && time.signer_id == row.signer_id
        };
        SignatureRequestSummary {
            repetitions: self.times.iter().filter(of_line).map(repetition).collect(),
            plan_names,
            goal_names,
            id: row.id,
            person: PersonRef { id: row.person_id, name: row.person_name },
            person_title: row.person_title,
            requirement_id: row.requirement_id,
            requirement_name: row.requirement_name,
            repetition_id: row.repetition_id,
            performed_on: row.performed_on,
            status: row.status,
            sent_at: row.sent_at,
            decided_at: row.decided_at,
            archived_because: row.archived_because,
        }
    }
}

fn repetition(time: &store::Time) -> RequestedRepetition {
    RequestedRepetition {
        id: time.id,
        performed_on: time.performed_on,
        sent_at: time.sent_at,
        comment: time.comment.clone(),
    }
}

/// The requests awaiting the actor's signature: number of lines, since when, and the oldest of them.
#[derive(Debug)]
pub struct Waiting {
    pub count: i64,
    pub oldest: Option<DateTime<Utc>>,
    pub first: Vec<SignatureRequestSummary>,
}

pub async fn waiting(work: &Work<'_>, limit: u16) -> Result<Waiting, Failure> {
    let rows = store::page(work, RequestStatus::Awaiting, None, limit).await?;
    let count = store::count(work, work.person()?.person_id, RequestStatus::Awaiting).await?;
    let oldest = rows.first().map(|row| row.sent_at);
    let beside = Beside::default();
    let first = rows.into_iter().take(limit.into()).map(|row| beside.summary(row)).collect();
    Ok(Waiting { count, oldest, first })
}

/// One request. Of one that was recalled, or whose requirement is archived (REQ-13), only the outline is shown to the
/// signer; of one that was decided, what could be seen then.
pub async fn details(work: &Work<'_>, id: SignatureRequestId) -> Result<SignatureRequestDetails, Failure> {
    let row = store::find(work, id).await?.ok_or_else(Failure::not_found)?;
    of(work, row).await
}

pub(super) async fn of(work: &Work<'_>, row: store::Row) -> Result<SignatureRequestDetails, Failure> {
    let (person, requirement) = (row.person_id, row.requirement_id);
    let archived = row.archived_because.is_some();
    let is_open = !archived && !matches!(row.status, RequestStatus::Recalled | RequestStatus::Withdrawn);
    // What was added after the decision may be meant for another signer; once another is asked, it is.
    let until = row.decided_at.filter(|_| row.status != RequestStatus::Awaiting);
    let seen = |at: DateTime<Utc>| until.is_none_or(|until| at <= until);
    let is_current = is_open && row.is_current;
    let beside = Beside::of(work, std::slice::from_ref(&row)).await?;
    let mut history = if is_open { standing::read(work, person, requirement).await? } else { Vec::new() };
    history.retain(|event| seen(event.at));
    let mut attachments = if is_current { standing::attachments(work, person, requirement).await? } else { Vec::new() };
    attachments.retain(|one| seen(one.added_at));
    let standing = if is_current { store::standing(work, person, requirement).await? } else { None };
    let repeats = row.repetition_id.is_some() && is_current;
    let content = if archived { None } else { store::content(work, requirement).await? };
    Ok(SignatureRequestDetails {
        attachments,
        requirement: content.as_deref().map(serde_json::from_str).transpose()?,
        files: if archived { Vec::new() } else { requirement::service::files_of(work, requirement).await? },
        standing: standing.as_ref().map(|standing| standing.status),
        chosen_expiry: standing.filter(|now| now.request_id == Some(row.id)).and_then(|now| now.chosen_expiry),
        repetition_count: if repeats { standing::times(work, person, requirement).await? } else { None },
        comment: if is_open { row.comment.clone() } else { String::new() },
        rejection_reason: row.reason.filter(|_| !archived),
        decision_comment: if archived { String::new() } else { row.decision_comment.clone() },
        history,
        version: row.version,
        summary: beside.summary(row),
    })
}
