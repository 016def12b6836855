//! The status and the number of the active plans of a position, in one row per position: what the overview shows of
//! each employee. A requirement in two of the plans counts once. Written immediately: the gate has locked the people,
//! so there is no contention here.

use kyndig_db::Sql;

use super::fold::STATUSES;

/// In the order of `columns`.
pub(super) type Counts = [i64; STATUSES.len() + 1];

/// `STATUSES` in their order, of requirements, and then the plans.
pub(super) fn columns() -> Vec<&'static str> {
    STATUSES.iter().map(|status| status.as_str()).chain(["plans"]).collect()
}

/// The columns over rows of `position_id`, `status` and `sign`, each a requirement or, with no status, a plan.
fn sums() -> String {
    let sum = |status: &str, name: &str| {
        format!("CAST(sum(CASE WHEN status = '{status}' THEN sign ELSE 0 END) AS bigint) AS {name}")
    };
    let statuses = STATUSES.iter().map(|status| sum(status.as_str(), status.as_str()));
    statuses.chain([sum("", "plans")]).collect::<Vec<_>>().join(", ")
}

/// Adds what is in the table `facts`, or subtracts it; and the plans in the table `given`, where there is one.
pub(super) fn add(given: bool) -> Sql {
    let columns = columns();
    let add = columns.iter().map(|name| format!("{name} = position_summary.{name} + excluded.{name}"));
    let plans = if given { " UNION ALL SELECT position_id, '', sign FROM given" } else { "" };
    Sql::new(&format!(
        "INSERT INTO position_summary (position_id, {}) SELECT position_id, {} \
         FROM (SELECT position_id, status, sign FROM facts WHERE NOT again{plans}) counted WHERE TRUE GROUP BY position_id \
         ON CONFLICT (position_id) DO UPDATE SET {}",
        columns.join(", "),
        sums(),
        add.collect::<Vec<_>>().join(", ")
    ))
}
