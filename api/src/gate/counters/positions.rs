//! How the active plans of a position stand, in one row a position: what the overview shows of each employee. A requirement
//! in two of the plans counts once. Written at once: the gate has locked the people, so nobody waits here.

use kyndig_db::Sql;

use super::fold::STATUSES;

/// In the order of `STATUSES`.
pub(super) fn columns() -> Vec<&'static str> {
    STATUSES.iter().map(|status| status.as_str()).collect()
}

/// The columns over rows of `position_id` and `status`, each a requirement.
fn sums() -> String {
    let sum = |name: &str| format!("CAST(sum(CASE WHEN status = '{name}' THEN sign ELSE 0 END) AS bigint) AS {name}");
    columns().into_iter().map(sum).collect::<Vec<_>>().join(", ")
}

/// Adds what the table `facts` says, or takes it away.
pub(super) fn add() -> Sql {
    let columns = columns();
    let add = columns.iter().map(|name| format!("{name} = position_summary.{name} + excluded.{name}"));
    Sql::new(&format!(
        "INSERT INTO position_summary (position_id, {}) SELECT position_id, {} \
         FROM facts WHERE NOT again GROUP BY position_id \
         ON CONFLICT (position_id) DO UPDATE SET {}",
        columns.join(", "),
        sums(),
        add.collect::<Vec<_>>().join(", ")
    ))
}
