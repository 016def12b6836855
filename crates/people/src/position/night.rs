//! POS-5, POS-7: employments that open and close by the day. Idempotent.

use chrono::{Days, NaiveDate};
use kyndig_db::sql;
use kyndig_domain::{
    ids::PositionId,
    position::{self, OPENS_DAYS_BEFORE, Period, PositionState},
};
use kyndig_platform::{auth::Work, http::Failure};
use sea_orm::FromQueryResult;

use super::service;

#[derive(FromQueryResult)]
struct Employment {
    id: PositionId,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    title: String,
}

impl Employment {
    fn state(&self, opened: bool, today: NaiveDate) -> PositionState {
        let period = Period { start: self.starts_on, end: self.ends_on };
        position::state(&period, opened, position::is_lis1(&self.title), today)
    }
}

/// Opens some of those whose day has come, and returns how many there were: run again until it returns none. Those that
/// were over before they opened are closed.
pub async fn open(work: &Work<'_>, limit: u16) -> Result<usize, Failure> {
    let soon = work.today.checked_add_days(Days::new(OPENS_DAYS_BEFORE)).unwrap_or(NaiveDate::MAX);
    let sql = sql!(
        "SELECT id, starts_on, ends_on, title FROM position WHERE state = 'pending' \
         AND kind = 'employment' AND starts_on <= {soon} ORDER BY id LIMIT {limit}",
        soon,
        limit = i64::from(limit),
    );
    let due = work.tx.all::<Employment>(sql).await?;
    let (over, begins): (Vec<_>, Vec<_>) =
        due.iter().partition(|found| found.state(false, work.today) == PositionState::Closed);
    service::close(work, &ids(&over)).await?;
    service::open(work, &ids(&begins)).await?;
    Ok(due.len())
}

/// Closes those whose last day is over, from an id on; returns the id to continue after, if there may be more.
pub async fn close(work: &Work<'_>, after: Option<PositionId>, limit: u16) -> Result<Option<PositionId>, Failure> {
    let sql = sql!(
        "SELECT id, starts_on, ends_on, title FROM position WHERE state = 'open' AND kind = 'employment' \
         AND ends_on < {today}",
        today = work.today,
    )
    .when(after, |sql, after| sql.push(" AND id > ").bind(after))
    .push(" ORDER BY id LIMIT ")
    .bind(i64::from(limit));
    let ended = work.tx.all::<Employment>(sql).await?;
    let over: Vec<_> = ended.iter().filter(|found| found.state(true, work.today) == PositionState::Closed).collect();
    service::close(work, &ids(&over)).await?;
    Ok(ended.last().map(|last| last.id))
}

fn ids(employments: &[&Employment]) -> Vec<PositionId> {
    employments.iter().map(|found| found.id).collect()
}
