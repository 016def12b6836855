//! Follow-up of employees.

use kyndig_contract::{
    assignment::StatusCounts,
    follow_up::{
        DeadlinesSet, FollowUpHistory, FollowUpHistoryQuery, FollowUpQuery, FollowedRequirement, FollowedStanding,
        FollowedStandingQuery, SetDeadlines, WriteToEmployees, WrittenToEmployees,
    },
    page::{Page, PageQuery},
};

use kyndig_domain::ids::{UndoId, UnitId};
use kyndig_platform::{
    auth::{Scope, Work},
    http::{Code, Failure, page},
};

use super::{deadlines, history, people::People, requirements, standings, write};

/// FOL-4
pub async fn requirements(
    work: &Work<'_>,
    query: &FollowUpQuery,
    paging: &PageQuery,
) -> Result<Page<FollowedRequirement>, Failure> {
    let after = page::after::<requirements::Key>(paging)?;
    let descending = query.descending == Some(true);
    let sort = query.sort.unwrap_or_default();
    if after.as_ref().is_some_and(|key| !key.is_of(&sort, descending, requirements::first(sort))) {
        return Err(Code::InvalidCursor.into());
    }
    let people = People::asked(work, work.scope, query.scope, query.unit).await?;
    let counted = people.counted(work).await?;
    let rows = requirements::page(work, &people, counted, query, after.as_ref(), paging.limit()).await?;
    let shown: Vec<_> = rows.iter().take(paging.limit().into()).map(|row| row.id).collect();
    let mut plans = requirements::plans(work, &people, counted, &shown).await?;
    page::page(
        rows,
        paging.limit(),
        |row| row.key(query),
        |row| {
            let plans = plans.remove(&row.id).unwrap_or_default();
            row.into_followed(plans)
        },
    )
}

/// FOL-5
pub async fn standings(
    work: &Work<'_>,
    query: &FollowedStandingQuery,
    paging: &PageQuery,
) -> Result<Page<FollowedStanding>, Failure> {
    let after = page::after::<standings::Key>(paging)?;
    if after.as_ref().is_some_and(|key| !key.is_of(query)) {
        return Err(Code::InvalidCursor.into());
    }
    let people = People::asked(work, work.scope, query.scope, query.unit).await?;
    let rows = standings::page(work, &people, query, after.as_ref(), paging.limit(), standings::Few::USUAL).await?;
    page::page(rows, paging.limit(), |row| row.key(query), standings::Row::into_followed)
}

/// FOL-7: the totals by status of all within a scope, and the number of overdue deadlines.
pub async fn totals(work: &Work<'_>, scope: &Scope) -> Result<(StatusCounts, i64), Failure> {
    let people = People::asked(work, scope, None, None).await?;
    let counted = people.counted(work).await?;
    requirements::totals(work, &people, counted).await
}

/// The unit whose counters cover exactly those within a scope; none where they must be counted.
pub async fn counted(work: &Work<'_>, scope: &Scope) -> Result<Option<UnitId>, Failure> {
    Ok(People::asked(work, scope, None, None).await?.counted(work).await?.map(|counted| counted.unit))
}

/// REP-4
pub async fn history(work: &Work<'_>, query: &FollowUpHistoryQuery) -> Result<FollowUpHistory, Failure> {
    history::history(work, query).await
}

/// REP-4: the part of it done by the night run; returns the number of figures stored.
pub async fn keep_day(work: &Work<'_>) -> Result<usize, Failure> {
    history::keep(work).await
}

/// DLN-2
pub async fn set_deadlines(work: &Work<'_>, body: &SetDeadlines) -> Result<DeadlinesSet, Failure> {
    deadlines::set(work, body).await
}

/// DLN-2
pub async fn undo_deadlines(work: &Work<'_>, id: UndoId) -> Result<DeadlinesSet, Failure> {
    deadlines::undo(work, id).await
}

/// FOL-6
pub async fn write(work: &Work<'_>, body: &WriteToEmployees) -> Result<WrittenToEmployees, Failure> {
    write::write(work, body).await
}
