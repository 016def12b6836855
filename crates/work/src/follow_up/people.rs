//! The people whose requirements are followed up, as conditions.

use kyndig_contract::employee::EmployeeScope;
use kyndig_db::{Sql, list, sql};
use kyndig_domain::ids::{PersonId, UnitId};
use kyndig_platform::{
    auth::{Scope, Work},
    http::Failure,
};
use sea_orm::FromQueryResult;

use crate::employee;

/// People by their positions: those the actor manages, and all in some units.
#[derive(Clone, Debug)]
pub struct People {
    pub manager: Option<PersonId>,
    /// Disjoint subtrees.
    pub units: Vec<UnitId>,
    /// Of those the actor manages, only those in this unit and below; `units` lie in it.
    pub within: Option<UnitId>,
}

impl People {
    /// As requested, within a scope.
    pub async fn asked(
        work: &Work<'_>,
        scope: &Scope,
        mine_or_all: Option<EmployeeScope>,
        unit: Option<UnitId>,
    ) -> Result<Self, Failure> {
        let units = match mine_or_all.unwrap_or(EmployeeScope::All) {
            EmployeeScope::Mine => Vec::new(),
            EmployeeScope::All => scope.units.clone(),
        };
        let units = match unit {
            Some(unit) => employee::service::units_within(work, unit, units).await?,
            None => units,
        };
        Ok(Self { manager: scope.manages, units, within: unit })
    }

    /// Whether the open position of this alias is one of them.
    pub fn hold(&self, alias: &str) -> Sql {
        let mut sql = Sql::new("(FALSE");
        if let Some(manager) = self.manager {
            sql = sql.push(" OR ").append(&self.managed(alias, manager));
        }
        if !self.units.is_empty() {
            sql = sql
                .push(&format!(
                    " OR EXISTS (SELECT 1 FROM unit_member um WHERE um.position_id = {alias}.id AND um.unit_id IN "
                ))
                .list(self.units.iter().copied())
                .push(")");
        }
        sql.push(")")
    }

    /// Whether the open position of this alias is one of those managed.
    pub fn managed(&self, alias: &str, manager: PersonId) -> Sql {
        self.managed_by(alias, &Sql::default().bind(manager))
    }

    fn managed_by(&self, alias: &str, manager: &Sql) -> Sql {
        let sql = Sql::new(&format!("({alias}.manager_id = ")).append(manager);
        sql.when(self.within, |sql, unit| {
            sql.push(&format!(
                " AND EXISTS (SELECT 1 FROM org_unit_closure wc WHERE wc.descendant_id = {alias}.unit_id AND wc.ancestor_id = "
            ))
            .bind(unit)
            .push(")")
        })
        .push(")")
    }

    /// Their positions, as a query.
    pub fn positions(&self) -> Sql {
        let mut branches = Vec::new();
        if let Some(manager) = self.manager {
            branches.push(sql!(
                "SELECT mp.id FROM position mp WHERE mp.state = 'open' AND {managed}",
                managed = &self.managed("mp", manager),
            ));
        }
        if !self.units.is_empty() {
            branches.push(sql!(
                "SELECT um.position_id FROM unit_member um WHERE um.unit_id IN {units}",
                units = list(self.units.iter().copied()),
            ));
        }
        let mut sql = Sql::default();
        for (index, branch) in branches.iter().enumerate() {
            sql = sql.push(if index > 0 { " UNION " } else { "" }).append(branch);
        }
        if branches.is_empty() { Sql::new("SELECT id FROM position WHERE FALSE") } else { sql }
    }

    /// The unit whose counters cover exactly these people; none where they must be counted from standings.
    pub async fn counted(&self, work: &Work<'_>) -> Result<Option<Counted>, Failure> {
        let [unit] = self.units.as_slice() else { return Ok(None) };
        let sql = sql!(
            "SELECT u.id AS unit, EXISTS (SELECT 1 FROM counter_delta d WHERE d.unit_id = u.id) \
             OR EXISTS (SELECT 1 FROM plan_delta d WHERE d.unit_id = u.id) AS pending FROM org_unit u \
             WHERE u.kind <> 'section' AND u.id = {unit}",
            unit = *unit,
        )
        .when(self.manager, |sql, manager| {
            // the manager is hidden from PostgreSQL's planner, so that the statement is planned once for all managers
            let anybody = sql!("(SELECT {manager})", manager);
            sql.push(" AND NOT EXISTS (SELECT 1 FROM position mp WHERE mp.state = 'open' AND ")
                .append(&self.managed_by("mp", &anybody))
                .push(
                    " AND NOT EXISTS (SELECT 1 FROM org_unit_closure c WHERE c.descendant_id = mp.unit_id \
                     AND c.ancestor_id = u.id))",
                )
        });
        Ok(work.tx.one(sql).await?)
    }
}

/// A unit whose counters cover exactly some people.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Counted {
    pub unit: UnitId,
    /// Whether some deltas are not folded yet, which is so for about a second, and on PostgreSQL alone.
    pub pending: bool,
}
