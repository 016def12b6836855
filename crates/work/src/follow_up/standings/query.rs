//! The queries of the list: what the search for rows starts from, and their order.

use kyndig_contract::follow_up::FollowedStandingSort;
use kyndig_db::{Sql, sql};
use kyndig_domain::{ids::PositionId, standing::CutOffs};
use kyndig_gate::relevance::NOT_RELEVANT;
use kyndig_platform::listing::{like, searched};

use super::{List, Part, of_standing, through};
use crate::{
    employee,
    follow_up::order::{First, Order},
};

impl List<'_, '_> {
    /// Few positions, each with all of its rows: the requirements of their plans are gathered first.
    pub(super) fn among(&self, positions: &[PositionId], part: &Part) -> Sql {
        let from = Sql::new(
            "FROM (SELECT position_id, person_id, requirement_id FROM (\
             SELECT p.id AS position_id, p.person_id, pr.requirement_id, \
             row_number() OVER (PARTITION BY p.person_id, pr.requirement_id ORDER BY p.id) AS turn \
             FROM position p JOIN assignment a ON a.position_id = p.id AND a.active \
             JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' WHERE p.id IN ",
        )
        .ids(positions.iter().map(|id| id.0))
        .push(&format!(
            " AND NOT {NOT_RELEVANT}) each WHERE turn = 1) held JOIN position p ON p.id = held.position_id \
             JOIN standing s ON s.person_id = held.person_id AND s.requirement_id = held.requirement_id \
             JOIN requirement r ON r.id = held.requirement_id WHERE TRUE"
        ));
        self.limited(&from, None, part, self.sorted())
    }

    /// From the standings of few requirements.
    pub(super) fn gathered(&self, part: &Part) -> Sql {
        let from = sql!(
            "FROM standing s JOIN position p ON p.person_id = s.person_id AND p.state = 'open' \
             JOIN requirement r ON r.id = s.requirement_id WHERE {hold}{named}",
            hold = &self.people.hold("p"),
            named = &self.named(),
        );
        self.limited(&from, Some(&self.people.hold("q")), part, self.sorted())
    }

    /// Person by person, along the index of names; each branch is limited before they are joined.
    pub(super) fn walked(&self, part: &Part) -> Sql {
        let standings =
            "JOIN standing s ON s.person_id = p.person_id JOIN requirement r ON r.id = s.requirement_id WHERE ";
        let again = self.people.hold("q");
        let mut branches = Vec::new();
        if let Some(manager) = self.people.manager {
            let from = Sql::new(&format!("FROM position p {standings} p.state = 'open' AND "))
                .append(&self.people.managed("p", manager))
                .append(&self.named());
            branches.push(self.limited(&from, Some(&again), part, Order::by_person("p.sort_key", "p.id")));
        }
        for unit in &self.people.units {
            let from = Sql::new(&format!(
                "FROM unit_member m JOIN position p ON p.id = m.position_id {standings} m.unit_id = "
            ))
            .bind(*unit)
            .append(&self.named());
            branches.push(self.limited(&from, Some(&again), part, Order::by_person("m.sort_key", "m.position_id")));
        }
        let mut sql = Sql::default();
        for (index, branch) in branches.iter().enumerate() {
            sql = sql
                .push(if index > 0 { " UNION SELECT * FROM (" } else { "SELECT * FROM (" })
                .append(branch)
                .push(&format!(") branch_{index}"));
        }
        sql
    }

    /// Along the index of deadlines.
    pub(super) fn along_deadlines(&self, part: &Part) -> Sql {
        let from = sql!(
            "FROM standing s JOIN position p ON p.person_id = s.person_id AND p.state = 'open' \
             JOIN requirement r ON r.id = s.requirement_id WHERE s.deadline IS NOT NULL AND {hold}{named}",
            hold = &self.people.hold("p"),
            named = &self.named(),
        );
        let from = match self.after.filter(|_| !part.anew).and_then(|key| key.deadline) {
            Some(day) => {
                from.push(if self.descending() { " AND s.deadline <= " } else { " AND s.deadline >= " }).bind(day)
            }
            None => from,
        };
        // as in the index, which the order that includes rows without a deadline does not match
        let order = Order { first: Some(First::Dated), ..self.sorted() };
        self.limited(&from, Some(&self.people.hold("q")), part, order)
    }

    /// Along the index of expiries.
    pub(super) fn along_expiries(&self, part: &Part) -> Sql {
        let from = sql!(
            "FROM standing s JOIN position p ON p.person_id = s.person_id AND p.state = 'open' \
             JOIN requirement r ON r.id = s.requirement_id WHERE s.expires_on IS NOT NULL AND {hold}{named}",
            hold = &self.people.hold("p"),
            named = &self.named(),
        );
        let from = match self.after.filter(|_| !part.anew).and_then(|key| key.expires) {
            Some(day) => {
                from.push(if self.descending() { " AND s.expires_on <= " } else { " AND s.expires_on >= " }).bind(day)
            }
            None => from,
        };
        let order = Order { first: Some(First::Expires), ..self.sorted() };
        self.limited(&from, Some(&self.people.hold("q")), part, order)
    }

    /// Words of the person's name.
    pub(super) fn named(&self) -> Sql {
        let mut sql = Sql::default();
        for word in searched(self.query.person.as_deref()).unwrap_or_default().split_whitespace() {
            sql = employee::service::named(sql.push(" AND "), "p", word);
        }
        sql
    }

    pub(super) fn sorted(&self) -> Order {
        let person = Order::by_person("p.sort_key", "p.id");
        match self.query.sort.unwrap_or_default() {
            FollowedStandingSort::Person => person,
            FollowedStandingSort::Requirement => Order { requirement_first: true, ..person },
            FollowedStandingSort::Status => Order { first: Some(First::Status), ..person },
            FollowedStandingSort::Deadline => Order { first: Some(First::Deadline), ..person },
            FollowedStandingSort::Expiry => Order { first: Some(First::Expiry), ..person },
        }
    }

    /// The rest of the query from its `WHERE` to its limit. `again` says of position `q` whether it is one of those the
    /// list is about; without it, each row is known to belong to them, once.
    pub(super) fn limited(&self, from: &Sql, again: Option<&Sql>, part: &Part, order: Order) -> Sql {
        let sql = sql!("SELECT p.id AS position_id, s.person_id, s.requirement_id {from}", from)
            .when(part.requirements.as_ref(), |sql, ids| {
                sql.push(" AND s.requirement_id IN ").ids(ids.iter().map(|id| id.0))
            })
            .when(part.status, |sql, status| sql.push(" AND s.status = ").bind(status))
            .when(part.deadline, |sql, with| {
                sql.push(if with { " AND s.deadline IS NOT NULL" } else { " AND s.deadline IS NULL" })
            })
            .when(part.expires, |sql, expires| {
                sql.push(if expires { " AND s.expires_on IS NOT NULL" } else { " AND s.expires_on IS NULL" })
            })
            .append(&of_standing(self.query, CutOffs::of(self.work.today)))
            .when(searched(self.query.requirement.as_deref()), |sql, search| {
                like(sql.push(" AND "), "r.folded", &search)
            })
            .when(again, |sql, again| {
                sql.push(&format!(" AND EXISTS (SELECT 1 {})", through("p")))
                    .push(
                        " AND NOT EXISTS (SELECT 1 FROM position q WHERE q.person_id = p.person_id AND q.state = 'open' \
                         AND q.id < p.id AND ",
                    )
                    .append(again)
                    .push(&format!(" AND EXISTS (SELECT 1 {}))", through("q")))
            });
        let sql = match self.after.filter(|_| !part.anew) {
            Some(key) => order.beyond(sql, key, self.descending()),
            None => sql,
        };
        sql.push(&format!(" ORDER BY {} LIMIT ", order.by(self.descending())))
            .bind(i64::try_from(self.wanted).unwrap_or(i64::MAX))
    }
}
