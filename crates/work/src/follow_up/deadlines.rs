//! DLN-2: a deadline for many at once, in a constant number of statements.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use kyndig_contract::follow_up::{DeadlinesSet, SetDeadlines, StandingRef};
use kyndig_db::{Sql, sql};
use kyndig_domain::{
    ids::{PersonId, RequirementId, UndoId},
    validity,
};
use kyndig_gate as gate;
use kyndig_gate::{Affected, history, relevance::NOT_RELEVANT};
use kyndig_platform::{
    audit,
    auth::Work,
    http::{Code, Failure},
};
use sea_orm::FromQueryResult;

use super::{people::People, undo};
use crate::standing::service::set_deadlines;

/// Fulfilled and still valid.
const DONE: &str = "('fulfilled', 'expiring')";

/// More than this is more than a user would intend, and would block others.
const MOST: usize = 20_000;

#[derive(FromQueryResult)]
struct Held {
    person_id: PersonId,
    requirement_id: RequirementId,
    deadline: Option<NaiveDate>,
}

pub async fn set(work: &Work<'_>, body: &SetDeadlines) -> Result<DeadlinesSet, Failure> {
    if body.standings.is_empty() == body.requirement_ids.is_empty() {
        return Err(Failure::invalid("standings", "invalid"));
    }
    if let Some(deadline) = body.deadline {
        if !validity::is_in_range(deadline) {
            return Err(Failure::field(Code::DateOutOfRange, "deadline"));
        }
        if deadline < work.today {
            return Err(Failure::field(Code::PastDate, "deadline"));
        }
    }
    let people = People::asked(work, work.scope, body.scope, body.unit).await?;
    let mut held: BTreeMap<(PersonId, RequirementId), Option<NaiveDate>> = BTreeMap::new();
    for one in held_by(work, &people, body).await? {
        held.insert((one.person_id, one.requirement_id), one.deadline);
    }
    let named = body.standings.iter().collect::<HashSet<_>>().len();
    if held.len() > MOST {
        return Err(Code::TooManyMatch.into());
    }
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let about = held.len();
    let people = held.keys().map(|(person, _)| person).collect::<HashSet<_>>().len();
    let requirements = held.keys().map(|(_, requirement)| requirement).collect::<HashSet<_>>().len();
    let result = DeadlinesSet {
        people: number(people),
        requirements: number(requirements),
        skipped: number(named.saturating_sub(about)),
        ..DeadlinesSet::default()
    };
    held.retain(|_, deadline| *deadline != body.deadline);
    if body.dry_run {
        return Ok(DeadlinesSet { changed: number(held.len()), unchanged: number(about - held.len()), ..result });
    }
    let pairs: Vec<(PersonId, RequirementId)> = held.keys().copied().collect();
    let changed = gate::change(work, &Affected::pairs(pairs.clone()), async || {
        // before the rows change: the old values determine what is recorded
        let changed = history::deadlines(work, &pairs, body.deadline).await?;
        set_deadlines(work, &pairs, body.deadline).await?;
        Ok(changed)
    })
    .await?;
    logged(work, &pairs).await?;
    let changed = i64::try_from(changed).unwrap_or(i64::MAX);
    let undo_id = if held.is_empty() { None } else { Some(undo::keep(work, &held, body.deadline).await?) };
    Ok(DeadlinesSet { changed, unchanged: number(about) - changed, undo_id, ..result })
}

/// DLN-2: each gets its previous deadline back, if it still has the one that was set; within ten seconds, by the actor
/// who set it.
pub async fn undo(work: &Work<'_>, id: UndoId) -> Result<DeadlinesSet, Failure> {
    let kept = undo::find(work, id).await?;
    let named = kept
        .before
        .keys()
        .map(|(person_id, requirement_id)| StandingRef { person_id: *person_id, requirement_id: *requirement_id });
    let body = SetDeadlines { standings: named.collect(), ..SetDeadlines::default() };
    let people = People::asked(work, work.scope, None, None).await?;
    let held = held_by(work, &people, &body).await?;
    let mut back: BTreeMap<Option<NaiveDate>, Vec<(PersonId, RequirementId)>> = BTreeMap::new();
    for one in held.iter().filter(|one| one.deadline == kept.deadline) {
        let pair = (one.person_id, one.requirement_id);
        if let Some(before) = kept.before.get(&pair) {
            back.entry(*before).or_default().push(pair);
        }
    }
    let pairs: Vec<(PersonId, RequirementId)> = back.values().flatten().copied().collect();
    gate::change(work, &Affected::pairs(pairs.clone()), async || {
        for (before, pairs) in &back {
            history::deadlines(work, pairs, *before).await?;
            set_deadlines(work, pairs, *before).await?;
        }
        Ok(())
    })
    .await?;
    logged(work, &pairs).await?;
    undo::purge(work, id).await?;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(DeadlinesSet {
        people: number(pairs.iter().map(|(person, _)| person).collect::<HashSet<_>>().len()),
        requirements: number(pairs.iter().map(|(_, requirement)| requirement).collect::<HashSet<_>>().len()),
        changed: number(pairs.len()),
        skipped: number(kept.before.len() - pairs.len()),
        ..DeadlinesSet::default()
    })
}

async fn logged(work: &Work<'_>, pairs: &[(PersonId, RequirementId)]) -> Result<(), Failure> {
    let subjects: Vec<_> = pairs.iter().map(|(person, requirement)| (requirement.0, *person)).collect();
    audit::log_all(work, "standing", &subjects).await
}

/// Those of them that are not the actor's own, in an active plan of a position that is followed up (DLN-1).
async fn held_by(work: &Work<'_>, people: &People, body: &SetDeadlines) -> Result<Vec<Held>, Failure> {
    let sql = sql!(
        "SELECT DISTINCT s.person_id, s.requirement_id, s.deadline FROM standing s \
         JOIN position p ON p.person_id = s.person_id AND p.state = 'open' WHERE {hold} \
         AND p.person_id <> {person_id}{rest}",
        hold = &people.hold("p"),
        person_id = work.person()?.person_id,
        rest = Sql::new(&format!(
            " AND EXISTS (SELECT 1 FROM assignment a JOIN plan_requirement pr ON pr.plan_id = a.plan_id \
         AND pr.requirement_id = s.requirement_id AND pr.state = 'active' \
         WHERE a.position_id = p.id AND a.active AND NOT {NOT_RELEVANT})"
        )),
    );
    let pair = |one: &StandingRef| [one.person_id.0, one.requirement_id.0];
    let sql = if body.requirement_ids.is_empty() {
        sql.push(" AND (s.person_id, s.requirement_id) IN (SELECT * FROM ")
            .uuids(body.standings.iter().map(pair))
            .push(")")
    } else {
        let sql = sql.push(" AND s.requirement_id IN ").list(body.requirement_ids.iter().copied());
        let sql = match (body.only_open, body.also.as_slice()) {
            (false, _) => sql,
            (true, []) => sql.push(&format!(" AND s.status NOT IN {DONE}")),
            (true, also) => sql
                .push(&format!(" AND (s.status NOT IN {DONE} OR (s.person_id, s.requirement_id) IN (SELECT * FROM "))
                .uuids(also.iter().map(pair))
                .push("))"),
        };
        if body.except.is_empty() {
            sql
        } else {
            sql.push(" AND (s.person_id, s.requirement_id) NOT IN (SELECT * FROM ")
                .uuids(body.except.iter().map(pair))
                .push(")")
        }
    };
    let most = i64::try_from(MOST).unwrap_or(i64::MAX) + 1;
    Ok(work.tx.all(sql.push(" LIMIT ").bind(most)).await?)
}
