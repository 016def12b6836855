//! The order of people's requirements, and where a page of them ended.

use chrono::NaiveDate;
use kyndig_contract::follow_up::{FollowedStandingQuery, FollowedStandingSort};
use kyndig_db::Sql;
use kyndig_domain::standing::Status;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a page ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Key {
    pub(super) sort: FollowedStandingSort,
    pub(super) descending: bool,
    pub(super) status: Status,
    pub(super) deadline: Option<NaiveDate>,
    #[serde(default)]
    pub(super) expires: Option<NaiveDate>,
    pub(super) person: String,
    pub(super) position: Uuid,
    pub(super) name: String,
    pub(super) requirement: Uuid,
}

impl Key {
    pub fn is_of(&self, query: &FollowedStandingQuery) -> bool {
        self.sort == query.sort.unwrap_or_default() && self.descending == (query.descending == Some(true))
    }
}

/// The key before the names.
#[derive(Clone, Copy, Debug)]
pub(super) enum First {
    Status,
    /// Those without one last.
    Deadline,
    /// All have a deadline.
    Dated,
    /// Those that do not expire last.
    Expiry,
    /// All expire.
    Expires,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub first: Option<First>,
    pub requirement_first: bool,
    /// The columns of the person's name and the position.
    pub person: (&'static str, &'static str),
}

/// Later than any deadline.
const NEVER: &str = "9999-12-31";

impl Order {
    pub const fn by_person(name: &'static str, position: &'static str) -> Self {
        Self { first: None, requirement_first: false, person: (name, position) }
    }

    fn columns(self) -> Vec<String> {
        let first = self.first.map(|first| match first {
            First::Status => rank("s.status"),
            First::Deadline => format!("COALESCE(s.deadline, '{NEVER}')"),
            First::Dated => "s.deadline".to_owned(),
            First::Expiry => format!("COALESCE(s.expires_on, '{NEVER}')"),
            First::Expires => "s.expires_on".to_owned(),
        });
        let person = [self.person.0.to_owned(), self.person.1.to_owned()];
        let requirement = ["r.sort_key".to_owned(), "r.id".to_owned()];
        let (one, two) = if self.requirement_first { (requirement, person) } else { (person, requirement) };
        first.into_iter().chain(one).chain(two).collect()
    }

    pub fn by(self, descending: bool) -> String {
        let down = if descending { " DESC" } else { "" };
        self.columns().iter().map(|column| format!("{column}{down}")).collect::<Vec<_>>().join(", ")
    }

    pub fn beyond(self, sql: Sql, key: &Key, descending: bool) -> Sql {
        let sql = sql.push(&format!(" AND ({}) {} (", self.columns().join(", "), if descending { "<" } else { ">" }));
        let sql = match self.first {
            None => sql,
            Some(First::Status) => sql.push(&format!("{}, ", place(key.status))),
            Some(First::Deadline | First::Dated) => dated(sql, key.deadline),
            Some(First::Expiry | First::Expires) => dated(sql, key.expires),
        };
        let person = |sql: Sql| sql.bind(key.person.as_str()).push(", ").bind(key.position);
        let requirement = |sql: Sql| sql.bind(key.name.as_str()).push(", ").bind(key.requirement);
        let sql = if self.requirement_first {
            person(requirement(sql).push(", ")).push(")")
        } else {
            requirement(person(sql).push(", ")).push(")")
        };
        // The leading column is in one index, and its condition is repeated separately, for databases to start there.
        let not_before = if descending { "<=" } else { ">=" };
        match (self.first, self.requirement_first) {
            (None, true) => requirement(sql.push(&format!(" AND (r.sort_key, r.id) {not_before} ("))).push(")"),
            (None, false) => {
                let (name, position) = self.person;
                person(sql.push(&format!(" AND ({name}, {position}) {not_before} ("))).push(")")
            }
            (Some(_), _) => sql,
        }
    }
}

fn dated(sql: Sql, day: Option<NaiveDate>) -> Sql {
    match day {
        Some(day) => sql.bind(day).push(", "),
        None => sql.push(&format!("'{NEVER}', ")),
    }
}

/// The rank of a status in their order.
fn place(status: Status) -> usize {
    Status::ALL.iter().position(|other| *other == status).unwrap_or(Status::ALL.len())
}

fn rank(column: &str) -> String {
    let each = Status::ALL.iter().map(|status| format!(" WHEN '{status}' THEN {}", place(*status)));
    format!("CASE {column}{} END", each.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of FOL-8: a page begins in the index of its order where the previous one ended, which no condition on two tables
    /// at once can express.
    #[rstest::rstest]
    #[case(false, false, " AND (m.sort_key, m.position_id) >= ($5, $6)")]
    #[case(false, true, " AND (m.sort_key, m.position_id) <= ($5, $6)")]
    #[case(true, false, " AND (r.sort_key, r.id) >= ($5, $6)")]
    fn a_page_begins_where_its_index_does(
        #[case] requirement_first: bool,
        #[case] descending: bool,
        #[case] begins: &str,
    ) {
        let sort = if requirement_first { FollowedStandingSort::Requirement } else { FollowedStandingSort::Person };
        let (person, name) = ("Lie, Ida".to_owned(), "Brann".to_owned());
        let (position, requirement) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (status, deadline, expires) = (Status::Expired, None, None);
        let key = Key { sort, descending, status, deadline, expires, person, position, name, requirement };
        let order = Order { requirement_first, ..Order::by_person("m.sort_key", "m.position_id") };
        let sql = order.beyond(Sql::default(), &key, descending);
        assert!(sql.text().ends_with(begins), "{}", sql.text());
    }
}
