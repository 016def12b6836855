//! The query of "Administer requirements" (REQ-16, REQ-18) and of its archive. For every order and filter, what selects
//! the rows of a page is in the index of that order.

use std::ops::RangeInclusive;

use kyndig_contract::requirement::{RequirementQuery, RequirementSort};
use kyndig_db::{Sql, sql};
use kyndig_platform::{
    auth::{Work, content_policy},
    http::Failure,
    listing::{self, Described, First, Order, like, searched},
};

use super::{BESIDE, SummaryRow, sharing, summaries};

/// Where a page ended.
pub type Key = listing::Key<RequirementSort>;

impl SummaryRow {
    pub fn key(&self, query: &RequirementQuery) -> Key {
        let sort = query.sort.unwrap_or_default();
        let first = match sort {
            RequirementSort::Name => First::Nothing,
            RequirementSort::Number => First::Number(self.number),
            RequirementSort::Owner => First::Text(self.owner_key.clone()),
            RequirementSort::Category => First::Text(self.category_key.clone()),
            RequirementSort::ArchivedBy => First::Text(self.archiver_key.clone().unwrap_or_default()),
            RequirementSort::ArchivedAt => First::At(self.archived_at.unwrap_or_default()),
        };
        Key { sort, descending: query.descending == Some(true), first, name: self.sort_key.clone(), id: self.id.0 }
    }
}

/// Whether this is the key before the name in this order.
pub fn first(sort: RequirementSort) -> fn(&First) -> bool {
    match sort {
        RequirementSort::Name => |first| matches!(first, First::Nothing),
        RequirementSort::Number => |first| matches!(first, First::Number(_)),
        RequirementSort::ArchivedAt => |first| matches!(first, First::At(_)),
        _ => |first| matches!(first, First::Text(_)),
    }
}

/// One row more than the limit: it says that there is another page.
pub async fn page(
    work: &Work<'_>,
    query: &RequirementQuery,
    after: Option<&Key>,
    limit: u16,
) -> Result<Vec<SummaryRow>, Failure> {
    let described = listing::described(work, "requirement", query.description.as_deref()).await?;
    Ok(work.tx.all(sql(work, query, described.as_ref(), after, limit)).await?)
}

/// Also for the test that examines the query plans.
pub fn sql(
    work: &Work<'_>,
    query: &RequirementQuery,
    described: Option<&Described>,
    after: Option<&Key>,
    limit: u16,
) -> Sql {
    let first = match query.sort.unwrap_or_default() {
        RequirementSort::Name => None,
        RequirementSort::Number => Some("r.number"),
        RequirementSort::Owner => Some("r.owner_key"),
        RequirementSort::Category => Some("r.category_key"),
        RequirementSort::ArchivedBy => Some("ap.sort_key"),
        RequirementSort::ArchivedAt => Some("r.archived_at"),
    };
    let order = Order { alias: "r", first, descending: query.descending == Some(true) };
    let limit = i64::from(limit) + 1;
    summaries(work, &Sql::new("r.content"))
        .push("(")
        .append(&order.page(vec![chosen(work, query, described)], after, limit))
        .push(&format!(") found JOIN requirement r ON r.id = found.id {BESIDE} ORDER BY {} LIMIT ", order.by()))
        .bind(limit)
}

/// Whether the filter is on a requirement's content, besides its name.
fn says(query: &RequirementQuery, described: Option<&Described>) -> Option<()> {
    (described.is_some() || query.category.is_some() || searched(query.category_name.as_deref()).is_some())
        .then_some(())
}

/// The ids of the requested ones, up to the `WHERE`.
fn chosen(work: &Work<'_>, query: &RequirementQuery, described: Option<&Described>) -> Sql {
    let sql = if query.archived == Some(true) {
        // Archived requirements are visible to those whose units own them.
        sql!(
            "SELECT r.id FROM requirement r LEFT JOIN person ap ON ap.id = r.archived_by \
                 WHERE r.archived_at IS NOT NULL AND {holds_unit}",
            holds_unit = &work.scope.holds_unit("r.owner_unit_id"),
        )
        // Their content is shown to, and searched for, only those who look after the archive (REQ-13).
        .when(says(query, described), |sql, ()| {
            sql.push(" AND ").append(&content_policy::archives(work, "r.owner_unit_id"))
        })
    } else if work.scope.everything {
        Sql::new("SELECT r.id FROM requirement r WHERE r.archived_at IS NULL")
    } else {
        // REQ-16, REQ-18
        sql!(
            "SELECT r.id FROM requirement r WHERE r.archived_at IS NULL AND ({reads_drafts_among} \
                 OR r.published_version > 0 AND (r.level <> 'local' OR {with_own}))",
            reads_drafts_among = &content_policy::reads_drafts_among(work, "r"),
            with_own = &sharing::with_own(work, "r"),
        )
    };
    sql.when(query.kind, |sql, kind| sql.push(" AND r.kind = ").bind(kind))
        .when(query.level.as_ref(), |sql, levels| sql.push(" AND r.level IN ").list(levels.0.iter().copied()))
        .when(query.category, |sql, category| {
            sql.push(" AND r.category_id IN (WITH RECURSIVE within (id) AS (SELECT id FROM category WHERE id = ")
                .bind(category)
                .push(
                    " UNION ALL SELECT k.id FROM category k JOIN within ON k.parent_id = within.id) \
                     SELECT id FROM within)",
                )
        })
        .when(searched(query.category_name.as_deref()), |sql, search| {
            like(sql.push(" AND r.category_id IN (SELECT id FROM category WHERE "), "folded", &search).push(")")
        })
        .when(searched(query.search.as_deref()), |sql, search| {
            let number = search.trim_start_matches("kr-").trim_start_matches("kr").trim();
            let digits = Some(number).filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
            like(sql.push(" AND ("), "r.folded", &search)
                .when(digits, |sql, digits| {
                    numbers_from(digits).fold(sql, |sql, numbers| {
                        sql.push(" OR r.number BETWEEN ").bind(*numbers.start()).push(" AND ").bind(*numbers.end())
                    })
                })
                .push(")")
        })
        .when(described, |sql, described| described.narrow(sql, "requirement", "r"))
        .when(query.owner, |sql, owner| {
            sql.push(" AND r.owner_unit_id IN (SELECT descendant_id FROM org_unit_closure WHERE ancestor_id = ")
                .bind(owner)
                .push(")")
        })
        .when(searched(query.owner_name.as_deref()), |sql, search| {
            like(sql.push(" AND r.owner_unit_id IN (SELECT id FROM org_unit WHERE "), "folded", &search).push(")")
        })
        .when(query.editable.filter(|only| *only), |sql, _| {
            sql.push(" AND ").append(&content_policy::edits_among_requirements(work, "r"))
        })
        .when(query.for_plan, |sql, plan| {
            sql.push(" AND EXISTS (SELECT 1 FROM plan WHERE plan.id = ")
                .bind(plan)
                .push(&format!(" AND {}", sharing::reaches("r", "plan.owner_unit_id")))
                .push(" AND r.kind = CASE plan.kind WHEN 'competence' THEN 'requirement' ELSE 'learning_activity' END")
                // PLN-2
                .push(" AND (plan.kind <> 'apprentice_goals' OR r.level <> 'national'))")
                .push(
                    " AND NOT EXISTS (SELECT 1 FROM plan_requirement x WHERE x.requirement_id = r.id AND x.plan_id = ",
                )
                .bind(plan)
                .when(query.for_goal, |sql, goal| sql.push(" AND x.goal_id = ").bind(goal))
                .push(")")
        })
}

/// The numbers that begin with these digits, as few ranges: comparing is faster than formatting each number.
fn numbers_from(digits: &str) -> impl Iterator<Item = RangeInclusive<i32>> {
    let first = digits.parse::<i32>().ok().filter(|_| !digits.starts_with('0'));
    (0..10).map_while(|more| 10_i32.checked_pow(more)).filter_map(move |width| {
        let start = first?.checked_mul(width)?;
        Some(start..=start.saturating_add(width - 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves REQ-16: a requirement is found by the beginning of its number.
    #[test]
    fn numbers_are_known_by_their_first_digits() {
        let has = |digits: &str, number: i32| numbers_from(digits).any(|numbers| numbers.contains(&number));
        for digits in ["1", "12", "123", "9", "2147483647", "0", "01", "99999999999"] {
            for number in (1..2_000).chain([12_345, 123_456, 1_234_567, 999_999_999, i32::MAX]) {
                assert_eq!(has(digits, number), number.to_string().starts_with(digits), "{digits} {number}");
            }
        }
    }
}
